//! Finding the server of this machine and the keys of its bot, so that nothing needs to be typed.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use loai_config::{Environment, Secret};
use loai_protocol::phone::Client;
use loai_texts::{Language, Texts};
use serde_json::Value;

use crate::args::ServerArgs;
use crate::identity::Identity;
use crate::target;

/// Where phones connect when nothing else is known.
const DEFAULT_ADDRESS: &str = "127.0.0.1:37888";

/// A server and what its phones sign with.
#[derive(Clone, Debug)]
pub struct Server {
    /// The phone port.
    pub address: SocketAddr,
    /// The bot's name.
    pub bot: String,
    /// The HMAC key.
    pub secret: Secret,
    /// The text that ends what is signed.
    pub salt: Secret,
    /// The control socket of a server on this machine.
    pub control: PathBuf,
    /// The server's process, if its ready file has led here.
    pub pid: Option<u32>,
}

impl Server {
    /// A phone of this server's bot.
    pub fn identity(&self, device: &str, client: Client) -> Identity {
        let (bot, secret, salt) = (self.bot.clone(), self.secret.clone(), self.salt.clone());
        Identity { bot, secret, salt, device: device.to_owned(), client }
    }
}

/// Completes what the command line does not say from the server's own files.
///
/// # Errors
/// When the address is not allowed, no bot or several are configured, or its keys are missing.
pub async fn find(args: &ServerArgs) -> Result<Server> {
    let ready = || read_ready(&args.ready_file.clone().unwrap_or_else(|| args.data.join("ready.json")));
    let (connect, pid) = match &args.connect {
        Some(connect) => (connect.clone(), None),
        None => ready().unwrap_or_else(|| (DEFAULT_ADDRESS.to_owned(), None)),
    };
    let address = target::resolve(&connect, args.anywhere).await?;
    let (bot, secret, salt) = match (&args.bot, &args.secret, &args.salt) {
        (Some(bot), Some(secret), Some(salt)) => (bot.clone(), Secret::new(secret), Secret::new(salt)),
        (None, Some(_), Some(_)) => bail!("--secret needs --bot"),
        (bot, ..) => configured(&args.config, bot.as_deref())?,
    };
    Ok(Server { address, bot, secret, salt, control: args.data.join("control.sock"), pid })
}

/// The first phone address of a ready file, which holds one or a list, and the server's process.
fn read_ready(path: &Path) -> Option<(String, Option<u32>)> {
    let ready: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    let phones = &ready["phones"];
    let address = phones.as_str().or_else(|| phones.get(0)?.as_str())?;
    Some((address.to_owned(), ready["pid"].as_u64().and_then(|pid| pid.try_into().ok())))
}

fn configured(dir: &Path, bot: Option<&str>) -> Result<(String, Secret, Secret)> {
    let names: Vec<String> = loai_config::bot_names(dir).iter().map(ToString::to_string).collect();
    let name = match (bot, names.as_slice()) {
        (Some(bot), _) => bot.to_owned(),
        (None, [only]) => only.clone(),
        (None, []) => bail!(no_bot(dir, Environment::from_process().language())),
        (None, several) => bail!("which bot? --bot {}", several.join(" | --bot ")),
    };
    let settings = loai_config::load(dir, &Environment::from_process());
    let (settings, _) = settings.map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the configuration has problems:\n{}", lines.join("\n"))
    })?;
    let bot = settings.bots.get(name.as_str()).with_context(|| format!("no bot {name} in {}", dir.display()))?;
    let keys = bot.keys.as_ref().with_context(|| {
        format!(
            "no phone key in {}; start loai-server once",
            dir.join("bots-settings").join(format!("{name}.json")).display()
        )
    })?;
    Ok((name, keys.secret.clone(), keys.salt.clone()))
}

fn no_bot(dir: &Path, language: Language) -> String {
    Texts::new(language).get("chat-no-bot", &[("folder", dir.display().to_string().into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(ready: &str) -> Option<(String, Option<u32>)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ready.json");
        fs::write(&path, ready).unwrap();
        read_ready(&path)
    }

    #[test]
    fn a_ready_file_holds_one_address_or_several_and_perhaps_a_process() {
        let expected = |pid| Some(("127.0.0.1:4".to_owned(), pid));
        assert_eq!(found_in(r#"{"phones":"127.0.0.1:4"}"#), expected(None));
        assert_eq!(found_in(r#"{"phones":["127.0.0.1:4","[::1]:4"],"admin":[],"pid":17}"#), expected(Some(17)));
        for nothing in ["", "{}", r#"{"phones":[],"pid":17}"#, r#"{"phones":7}"#] {
            assert_eq!(found_in(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_directory_without_bots_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        assert!(configured(dir.path(), None).is_err());
        assert!(no_bot(dir.path(), Language::English).contains("start loai-server"));
        assert!(no_bot(dir.path(), Language::Korean).contains("켜 주세요"));
    }
}
