//! Whole-system tests: the built server as a process of its own, driven by simulated phones over TCP.
//!
//! Every test has its own server, folder, ports and database, so all of them may run at the same time.

mod harness;

mod clients;
mod first_minutes;
