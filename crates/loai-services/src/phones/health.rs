//! `#폰 상태`: how phones are.

use std::sync::Arc;

use loai_core::{Approval, Connection, Phone};

use crate::{
    Ports,
    approval::{phone_tail, phones_of},
    lines::{LISTED, page},
};

/// The words of such a request, when it is one: a phone's number, or nothing.
pub(super) fn asked(prompt: &str) -> Option<&str> {
    let prompt = prompt.trim();
    let (verb, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
    matches!(verb.to_lowercase().as_str(), "상태" | "health" | "status").then(|| rest.trim())
}

/// How the phone with this number is, or all approved ones of the bot, a line each.
pub(super) fn answer(ports: &Ports, bot: &str, number: &str) -> String {
    let (texts, all) = (&ports.texts, phones_of(ports, bot));
    let connections = ports.registry.speakers(bot);
    if number.is_empty() {
        let approved = all.iter().filter(|phone| phone.state() == Approval::Approved);
        let lines: Vec<_> = approved.map(|phone| head(ports, phone, lines(ports, phone, &connections))).collect();
        if lines.is_empty() {
            return texts.say("phones-none");
        }
        return page(texts, &texts.get("health-title", &[("bot", bot.into())]), lines, LISTED);
    }
    let wanted = number.strip_suffix('번').unwrap_or(number).trim().parse().ok();
    match all.iter().find(|phone| Some(phone.number) == wanted) {
        Some(phone) => {
            let mut text = vec![head(ports, phone, Vec::new())];
            let lines = lines(ports, phone, &connections);
            text.extend(if lines.is_empty() { vec![texts.say("health-unknown")] } else { lines });
            text.join("\n")
        }
        None => texts.get("list-no-match", &[("word", loai_texts::plain(number, 30).into())]),
    }
}

fn head(ports: &Ports, phone: &Phone, lines: Vec<String>) -> String {
    let words = [("number", phone.number.to_string().into()), ("tail", phone_tail(phone).into())];
    std::iter::once(ports.texts.get("health-phone", &words)).chain(lines).collect::<Vec<_>>().join(" · ")
}

fn lines(ports: &Ports, phone: &Phone, connections: &[Arc<Connection>]) -> Vec<String> {
    let connection = connections.iter().find(|connection| connection.phone.number == phone.number);
    ports.texts.health(phone, connection.map(|connection| &**connection), ports.clock.now())
}
