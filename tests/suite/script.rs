//! Our phone script on Rhino, in an app that does everything wrong that phones do.
//!
//! [`app`] is the app, [`peer`] a server as a test wants it; the last module uses the real server.

mod app;
mod peer;
mod scene;
mod text;

mod language;
mod life;
mod messages;
mod nasty;
mod network;
mod saying;
mod server;
