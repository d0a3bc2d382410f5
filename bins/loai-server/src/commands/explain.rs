//! `loai-server explain`: what becomes of a message, and why.

use anyhow::Context as _;
use loai_core::record::Said;
use loai_db::{Database, HeardRow};
use serde_json::Value;

use super::{Scene, Told, ask, only_bot, run};
use crate::{Asked, Request, args::Explain, output, state};

/// Prints every step and what decided.
pub(super) fn explain(scene: &Scene, question: Explain) -> Result<(), Told> {
    let bot = only_bot(scene, question.bot)?;
    let asked = match question.message {
        None => Asked {
            bot,
            room: question.room,
            user: question.user,
            sender: question.name,
            text: question.text.join(" "),
            mention: question.mention,
        },
        Some(log_id) => {
            let Some(row) = stored(scene, &log_id)? else {
                return Err(scene.tell("explain-no-message", &[("id", log_id.into())]));
            };
            let HeardRow { room, user, sender, message, flags, .. } = row;
            Asked { bot, room: room.to_string(), user, sender, text: message, mention: flags & Said::MENTION != 0 }
        }
    };
    let text = asked.text.clone();
    let answer = ask(scene, &Request::Explain(asked))?;
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let room = [
        ("name", word(&answer["room"]["name"]).into()),
        ("number", answer["room"]["number"].as_u64().unwrap_or_default().into()),
        ("text", text.into()),
    ];
    output::line(&scene.texts.get("explain-title", &room));
    for step in answer["steps"].as_array().into_iter().flatten() {
        let words = [
            ("step", scene.texts.say(&format!("step-{}", word(&step["step"]))).into()),
            ("decision", word(&step["decision"]).into()),
            ("text", word(&step["text"]).into()),
            ("micros", step["micros"].as_u64().unwrap_or_default().into()),
        ];
        output::line(&scene.texts.get("explain-step", &words));
    }
    output::line(&word(&answer["text"]));
    Ok(())
}

/// The stored message of this log id, read beside a running server.
fn stored(scene: &Scene, log_id: &str) -> Result<Option<HeardRow>, Told> {
    let server = std::sync::Arc::clone(&run::load(scene)?.settings.server);
    let work = async {
        let url = state::database_url(server.database.url.expose(), &scene.folders.data);
        let database = Database::connect(&url, loai_db::Options::default()).await?;
        let row = database.heard_as(log_id).await.context("could not read the chat log");
        database.close().await;
        row
    };
    run::block_on(work).map_err(|error| scene.fail(&error))
}
