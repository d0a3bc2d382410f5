//! The tables that readers read, as SeaORM sees them.

pub mod admin;
pub mod archived;
pub mod bot;
pub mod cached_reply;
pub mod chat_line;
pub mod command;
pub mod deed;
pub mod delivery;
pub mod halt;
pub mod import;
pub mod member_merge;
pub mod person_link;
pub mod phone;
pub mod phone_health;
pub mod point_account;
pub mod point_attendance;
pub mod point_entry;
pub mod point_transfer;
pub mod position;
pub mod room;
pub mod settings_document;
pub mod settings_revision;
pub mod todo;
pub mod usage;
pub mod user;
pub mod user_name;
