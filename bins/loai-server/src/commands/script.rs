//! `loai-server script`: our own phone script with what one phone needs in it.

use std::net::SocketAddr;

use loai_config::{ServerSettings, Settings};
use loai_protocol::{SigningKey, own::is_phone_id};

use super::{Done, Scene, Told};
use crate::{
    args::Script,
    certificate::{Certificate, write_secret},
    lan, output, script,
};

pub(super) fn run(scene: &Scene, args: &Script) -> Done {
    let settings = super::run::load(scene)?;
    let phone_id = match &args.phone {
        Some(name) if is_phone_id(name) => name.clone(),
        Some(name) => return Err(scene.tell("script-phone", &[("name", name.clone().into())])),
        None => format!("p-{:012x}", rand::random::<u64>() >> 16),
    };
    let filled = script::Settings {
        key: key(scene, &settings, &args.bot, &phone_id)?,
        bot: args.bot.clone(),
        phone_id,
        servers: servers(scene, &settings.server, args)?,
    };
    let text = script::filled(&filled).map_err(|error| scene.fail(&error))?;
    match &args.out {
        None => output::line(text.trim_end()),
        Some(path) => {
            let shown = path.display().to_string();
            write_secret(path, &text).map_err(|error| {
                let reason = error.to_string();
                scene.tell("script-not-written", &[("path", shown.clone().into()), ("reason", reason.into())])
            })?;
            output::line(&scene.texts.get("script-written", &[("path", shown.into())]));
        }
    }
    output::error(&scene.texts.get("script-warning", &[("phone", filled.phone_id.into())]));
    Ok(())
}

fn key(scene: &Scene, settings: &Settings, bot: &str, phone_id: &str) -> Result<String, Told> {
    let found = settings.bots.values().find(|known| known.name.as_str() == bot);
    let keys = found.and_then(|bot| bot.keys.as_ref());
    let keys = keys.ok_or_else(|| scene.tell("bots-unknown", &[("bot", bot.to_owned().into())]))?;
    let key = SigningKey::new(keys.secret.expose(), keys.salt.expose()).phone_key(bot, phone_id);
    Ok(key.digits().to_owned())
}

/// The servers that were named, else this one.
fn servers(scene: &Scene, settings: &ServerSettings, args: &Script) -> Result<Vec<script::Server>, Told> {
    let pin = if args.tls { pin(scene)? } else { String::new() };
    let server = |(host, port): (String, u16)| script::Server { host, port, tls: args.tls, pin: pin.clone() };
    if !args.server.is_empty() {
        return Ok(args.server.iter().cloned().map(server).collect());
    }
    let listens = if args.tls { &settings.phones.tls_listen } else { &settings.phones.listen };
    let Some(address) = listens.first() else { return Err(scene.tell("script-no-tls", &[])) };
    let address: SocketAddr = lan::reachable(*address);
    Ok(vec![server((address.ip().to_string(), address.port()))])
}

/// The digest of this server's certificate, which is made if there is none yet.
fn pin(scene: &Scene) -> Result<String, Told> {
    Certificate::of(&scene.folders.data).and_then(|own| own.pin()).map_err(|error| scene.fail(&error))
}
