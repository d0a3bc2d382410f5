//! What is said is said once, whoever dies: phones with our own script over TCP, and a server that is killed.

mod deaths;
mod kill;
mod robot;

pub use robot::{Act, App, Death, Robot};
