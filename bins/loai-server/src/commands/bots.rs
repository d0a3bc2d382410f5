//! `loai-server bots`: the bots and the keys of their phones.

use std::{sync::Arc, time::Duration};

use loai_config::{BotSettings, FormerKeys, PhoneKeys, Rotation};
use loai_core::{Clock as _, SystemClock};
use serde_json::Value;

use super::{Done, Scene, Told, ask};
use crate::{Request, args::Bots, output};

pub(super) fn run(scene: &Scene, command: Bots) -> Done {
    let settings = super::run::load(scene)?.settings;
    let named = |name: &str| {
        let found = settings.bots.values().find(|bot| bot.name.as_str() == name);
        found.ok_or_else(|| scene.tell("bots-unknown", &[("bot", name.to_owned().into())]))
    };
    match command {
        Bots::List if settings.bots.is_empty() => output::line(&scene.texts.say("bots-empty")),
        Bots::List => list(scene, settings.bots.values())?,
        Bots::Key { bot } => {
            let Some(keys) = &named(&bot)?.keys else { return Err(scene.tell("bots-unknown", &[("bot", bot.into())])) };
            output::line(&scene.texts.get("bots-key", &[("key", keys.secret.expose().into())]));
            output::line(&scene.texts.get("bots-salt", &[("salt", keys.salt.expose().into())]));
            output::line(&scene.texts.say("bots-key-warning"));
        }
        Bots::Rotate { bot, overlap, force } => rotate(scene, named(&bot)?, overlap, force)?,
    }
    Ok(())
}

/// The bots, each with the phones that still sign with its former keys while those are accepted.
fn list<'a>(scene: &Scene, bots: impl Iterator<Item = &'a Arc<BotSettings>>) -> Done {
    let mut phones = None;
    for bot in bots {
        let former = bot.keys.as_ref().and_then(|keys| accepted(keys, SystemClock.now()));
        let Some((_, left)) = former else {
            output::line(bot.name.as_str());
            continue;
        };
        let phones = match &phones {
            Some(phones) => phones,
            None => phones.insert(ask(scene, &Request::Phones)?),
        };
        let behind = behind(phones, bot.name.as_str());
        let behind = if behind.is_empty() { scene.texts.say("word-none") } else { behind };
        let duration = scene.texts.duration(left);
        let words = [("bot", bot.name.as_str().into()), ("duration", duration.into()), ("phones", behind.into())];
        output::line(&scene.texts.get("bots-former", &words));
    }
    Ok(())
}

/// The former keys while they are accepted, and for how many milliseconds.
fn accepted(keys: &PhoneKeys, now: i64) -> Option<(&FormerKeys, u64)> {
    let former = keys.previous.as_ref()?;
    u64::try_from(former.until - now).ok().filter(|left| *left > 0).map(|left| (former, left))
}

/// The numbers of a bot's phones that signed with its former keys last.
fn behind(answer: &Value, bot: &str) -> String {
    let phones = answer["phones"].as_array().map(Vec::as_slice).unwrap_or_default();
    let behind = phones.iter().filter(|phone| phone["bot"] == bot && phone["former_key"] == true);
    behind.map(|phone| phone["number"].to_string()).collect::<Vec<_>>().join(", ")
}

fn rotate(scene: &Scene, bot: &BotSettings, overlap: Duration, force: bool) -> Result<(), Told> {
    let (name, now) = (bot.name.as_str(), SystemClock.now());
    let rotated = loai_config::rotate_phone_keys(&scene.folders.config, &bot.name, now, overlap, force);
    match rotated.map_err(|error| scene.unchanged(error))? {
        Rotation::Done => {
            output::line(&scene.texts.get("bots-rotated", &[("bot", name.into())]));
            let duration = scene.texts.duration(overlap.as_millis() as u64);
            if overlap.is_zero() {
                output::line(&scene.texts.say("bots-no-overlap"));
            } else {
                output::line(&scene.texts.get("bots-overlap", &[("duration", duration.into())]));
            }
            Ok(())
        }
        Rotation::StillOverlapping(until) => {
            let left = scene.texts.duration(u64::try_from(until - now).unwrap_or(0));
            Err(scene.tell("bots-still-overlapping", &[("duration", left.into())]))
        }
    }
}
