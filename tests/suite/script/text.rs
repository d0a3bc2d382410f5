//! The script as an operator pastes it.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::peer::{KEY, PHONE};
use crate::harness::BOT;

const BEGIN: &str = "// <LOA.i settings>";
const END: &str = "// </LOA.i settings>";

/// A file of the folder `script`.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../script")).join(name)
}

/// The script for these servers of this machine, first the one that it prefers.
///
/// # Errors
/// When the script has no block of settings.
pub fn script(ports: &[u16]) -> Result<String> {
    let servers: Vec<_> =
        ports.iter().map(|port| json!({"host": "127.0.0.1", "port": port, "tls": false, "pin": ""})).collect();
    with(&json!({"bot": BOT, "phone_id": PHONE, "key": KEY, "servers": servers}))
}

/// The script with these settings.
///
/// # Errors
/// As [`script`].
pub fn with(settings: &Value) -> Result<String> {
    let text = fs::read_to_string(path("loai.js")).context("reading the script")?;
    let (before, rest) = text.split_once(BEGIN).context("the script has no block of settings")?;
    let (_, after) = rest.split_once(END).context("the block of settings does not end")?;
    ensure!(!after.contains(BEGIN), "there are two blocks of settings");
    Ok(format!("{before}{BEGIN}\nvar SETTINGS = {settings};\n{END}{after}"))
}
