//! Whole-system tests: the built server as a process of its own, driven by simulated phones over TCP.
//!
//! Every test has its own server, folder, ports and database, so all of them may run at the same time.

mod harness;

mod approval;
mod bad_input;
mod clients;
mod command_line;
mod connections;
mod crash;
mod delivery;
mod dialect_l;
mod everyday;
mod explain;
mod failover;
mod first_minutes;
mod full;
mod import;
mod notices;
mod outage;
mod people;
mod privacy;
mod reload;
mod script;
mod secrets;
mod settings;
mod simulator;
mod steering;
mod stored;
