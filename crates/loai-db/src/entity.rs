//! The tables that readers read, as SeaORM sees them.

pub mod admin;
pub mod bot;
pub mod chat_line;
pub mod command;
pub mod deed;
pub mod phone;
pub mod position;
pub mod room;
pub mod user;
