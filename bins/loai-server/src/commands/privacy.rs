//! `loai-server privacy …`

use std::path::Path;

use anyhow::Context as _;
use chrono::{Local, TimeZone};
use serde_json::Value;

use super::{Done, Scene, ask, only_bot};
use crate::{
    Request, Whose,
    args::{Of, Privacy},
    output,
};

/// Runs the command.
pub(super) fn run(scene: &Scene, command: Privacy) -> Done {
    match command {
        Privacy::Show(of) => {
            let mut answer = ask(scene, &Request::About(whose(scene, of)?))?;
            answer.as_object_mut().map(|answer| answer.remove("ok"));
            output::line(&format!("{answer:#}"));
        }
        Privacy::Export { of, out } => {
            let answer = ask(scene, &Request::ExportMember(whose(scene, of)?))?;
            let file = answer["file"].as_str().unwrap_or_default().to_owned();
            match out {
                None => output::line(&scene.texts.get("privacy-exported", &[("file", file.into())])),
                Some(out) => hand_over(Path::new(&file), &out).map_err(|error| scene.fail(&error))?,
            }
        }
        Privacy::Erase { yes: false, .. } => return Err(scene.tell("privacy-sure", &[])),
        Privacy::Erase { of, yes: true } => {
            let answer = ask(scene, &Request::EraseMember(whose(scene, of)?))?;
            let done = answer["done"] == Value::Bool(true);
            let key = if done { "privacy-erased" } else { "privacy-erasing" };
            output::line(&scene.texts.get(key, &figures(&answer)));
        }
        Privacy::List => list(scene, &ask(scene, &Request::Erasures)?),
    }
    Ok(())
}

/// Copies a file where only this user can read it, and removes the first one.
fn hand_over(file: &Path, out: &Path) -> anyhow::Result<()> {
    let content = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    let mut options = std::fs::OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.write(true).create_new(true).open(out);
    let mut to = opened.with_context(|| format!("could not create {}", out.display()))?;
    std::io::Write::write_all(&mut to, &content).with_context(|| format!("could not write {}", out.display()))?;
    std::fs::remove_file(file).with_context(|| format!("could not remove {}", file.display()))
}

fn list(scene: &Scene, answer: &Value) {
    let rows = answer["erasures"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.is_empty() {
        output::line(&scene.texts.say("privacy-none"));
    }
    for row in rows {
        let at = row["at"].as_i64().and_then(|at| Local.timestamp_millis_opt(at).single());
        let at = at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let room = row["room"].as_u64().map_or_else(|| row["channel"].to_string(), |room| room.to_string());
        let state = if row["ended_at"].is_null() { "pending" } else { "done" };
        let actor = row["actor"].as_str().unwrap_or_default().to_owned();
        let mut words = figures(row);
        words.extend([("at", at.into()), ("room", room.into()), ("actor", actor.into()), ("state", state.into())]);
        output::line(&scene.texts.get("privacy-row", &words));
    }
}

fn figures(answer: &Value) -> Vec<(&'static str, loai_texts::Value<'static>)> {
    let figure = |key: &'static str| (key, answer[key].as_i64().unwrap_or_default().into());
    ["lines", "answers", "facts", "points"].map(figure).to_vec()
}

fn whose(scene: &Scene, of: Of) -> Result<Whose, super::Told> {
    Ok(Whose { bot: only_bot(scene, of.bot)?, room: of.room, member: of.member })
}
