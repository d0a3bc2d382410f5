//! `loai-server deliveries …` and `loai-server halt …`.

use loai_core::{Class, Clock, Held, SystemClock};
use loai_texts::plain;
use serde_json::Value;

use super::{Done, Scene, ask, lists};
use crate::{
    Request,
    args::{Deliveries, Switch},
    output,
};

/// So many characters of names and texts are shown.
const SHOWN: usize = 30;

pub(super) fn deliveries(scene: &Scene, command: Option<Deliveries>) -> Done {
    let (request, id, key) = match command.unwrap_or(Deliveries::List) {
        Deliveries::List => {
            let answer = ask(scene, &Request::Deliveries)?;
            list(scene, &answer, SystemClock.now());
            return Ok(());
        }
        Deliveries::Again { id } => (Request::SayAgain { id }, id, "deliveries-said-again"),
        Deliveries::Drop { id } => (Request::GiveUp { id }, id, "deliveries-given-up"),
    };
    ask(scene, &request)?;
    output::line(&scene.texts.get(key, &[("id", id.to_string().into())]));
    Ok(())
}

pub(super) fn halt(scene: &Scene, state: Switch, bot: Option<String>) -> Done {
    let on = state == Switch::On;
    let answer = ask(scene, &Request::Halt { on, bot: bot.clone() })?;
    let key = match (on, answer["changed"] == Value::Bool(true)) {
        (true, true) => "halt-cli-on",
        (true, false) => "halt-cli-on-already",
        (false, true) => "halt-cli-off",
        (false, false) => "halt-cli-off-already",
    };
    let bot = bot.unwrap_or_else(|| scene.texts.say("halt-every-bot"));
    output::line(&scene.texts.get(key, &[("bot", bot.into())]));
    Ok(())
}

fn list(scene: &Scene, answer: &Value, now: i64) {
    let texts = &scene.texts;
    for halt in each(answer, "halted") {
        let ago = texts.ago(now - halt["since"].as_i64().unwrap_or(now));
        let words = [("bot", word(halt, "bot").into()), ("actor", word(halt, "actor").into()), ("ago", ago.into())];
        output::line(&texts.get("deliveries-halted-bot", &words));
    }
    for phone in each(answer, "phones") {
        let number = |key: &str| phone[key].as_u64().unwrap_or_default();
        let rooms = each(answer, "speakers").iter().filter(|speaker| speaker["phone"] == phone["number"]).count();
        let words = [
            ("number", number("number").into()),
            ("minute", number("last_minute").into()),
            ("hour", number("last_hour").into()),
            ("slowed", number("slowed").max(1).into()),
            ("rooms", rooms.into()),
        ];
        output::line(&texts.get("deliveries-phone", &words));
    }
    let rows: Vec<_> = each(answer, "items").iter().map(|item| row(scene, item, now)).collect();
    let columns = ["id", "bot", "name", "class", "reason", "from", "left", "text"];
    lists::print(scene, "deliveries-none", &columns, &rows);
}

fn row(scene: &Scene, item: &Value, now: i64) -> Vec<String> {
    let texts = &scene.texts;
    let class = item["class"].as_str().and_then(Class::of).map(|class| texts.class(class)).unwrap_or_default();
    let held = Held::ALL.into_iter().find(|held| item["held"] == held.as_str());
    let ahead = |key: &str| {
        let at = item[key].as_i64().unwrap_or_default();
        if at > now { texts.ahead(at - now) } else { String::new() }
    };
    let left = if item["state"] == "unknown" { String::new() } else { ahead("expires_at") };
    let held = held.map(|held| texts.held(held)).unwrap_or_default();
    vec![
        word(item, "id"),
        word(item, "bot"),
        word(item, "room"),
        class,
        held,
        ahead("not_before"),
        left,
        word(item, "text"),
    ]
}

fn each<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    answer[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value, key: &str) -> String {
    plain(value[key].as_str().unwrap_or_default(), SHOWN)
}
