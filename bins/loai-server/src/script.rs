//! Our own phone script, which is part of this program, and its block of settings.

use std::fmt::Write as _;

use serde::Serialize;

/// The script as it is without settings.
const SCRIPT: &str = include_str!("../../../script/loai.js");
/// The lines around the settings.
const BEGIN: &str = "// <LOA.i settings>\n";
const END: &str = "// </LOA.i settings>\n";
/// What stands before the script's version.
const VERSION: &str = "\nvar VERSION = \"";

/// What a script needs to know.
#[derive(Debug, Serialize)]
pub(crate) struct Settings {
    /// The bot.
    pub(crate) bot: String,
    /// The phone's id.
    pub(crate) phone_id: String,
    /// The phone's key.
    pub(crate) key: String,
    /// Where to connect, first the main one.
    pub(crate) servers: Vec<Server>,
}

/// A server.
#[derive(Debug, Serialize)]
pub(crate) struct Server {
    /// Its name or address.
    pub(crate) host: String,
    /// Its port for phones.
    pub(crate) port: u16,
    /// Whether it is spoken to over TLS.
    pub(crate) tls: bool,
    /// The SHA-256 of its certificate; empty without TLS.
    pub(crate) pin: String,
}

/// The version of the script.
pub(crate) fn version() -> &'static str {
    let after = SCRIPT.split_once(VERSION).map_or("", |(_, after)| after);
    after.split_once('"').map_or("", |(version, _)| version)
}

/// The script with these settings in it. Only ASCII is added, since nobody knows how it gets onto the phone.
pub(crate) fn filled(settings: &Settings) -> anyhow::Result<String> {
    let json = ascii(&serde_json::to_string_pretty(settings)?);
    let parts = SCRIPT.split_once(BEGIN).zip(SCRIPT.split_once(END));
    let ((before, _), (_, after)) = parts.ok_or_else(|| anyhow::anyhow!("the script has no place for settings"))?;
    Ok(format!("{before}{BEGIN}var SETTINGS = {json};\n{END}{after}"))
}

/// JSON text in which everything but ASCII is escaped.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_its_version() {
        assert!(loai_protocol::Version::parse(version()).is_some(), "{:?}", version());
    }

    #[test]
    fn the_settings_take_the_place_of_the_ones_that_were_there() {
        let server = Server { host: "192.0.2.1".into(), port: 37888, tls: false, pin: String::new() };
        let settings =
            Settings { bot: "로아\"😀".into(), phone_id: "p-1".into(), key: "00".into(), servers: vec![server] };
        let script = filled(&settings).unwrap();
        let block = script.split_once(BEGIN).unwrap().1.split_once(END).unwrap().0;
        let json = block.strip_prefix("var SETTINGS = ").unwrap().strip_suffix(";\n").unwrap();
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!((&read["bot"], &read["servers"][0]["port"]), (&"로아\"😀".into(), &37888.into()));
        assert!(json.is_ascii() && json.contains("\\ud83d\\ude00"), "{json}");
        assert_eq!(script.matches("var SETTINGS").count(), 1);
        assert_eq!(
            script.replace(block, ""),
            SCRIPT.replace(SCRIPT.split_once(BEGIN).unwrap().1.split_once(END).unwrap().0, "")
        );
    }
}
