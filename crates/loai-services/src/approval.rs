//! What commands that approve phones and rooms have in common.

mod request;

use std::sync::Arc;

use loai_core::{Approval, Batch, Call, LedgerError, Phone, Role, Room};
use loai_texts::plain;

use crate::{Ports, lines::row};

pub(crate) use request::{Request, Targets, state};

/// At most so many characters of a name that others chose are shown.
const NAME: usize = 30;

/// What is approved: phones or rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noun {
    Phone,
    Room,
}

/// A phone or a room.
#[derive(Clone)]
pub(crate) enum Subject {
    Phone(Arc<Phone>),
    Room(Arc<Room>),
}

impl Noun {
    /// Every one of this bot that waits for approval, by number.
    pub(crate) fn waiting(self, ports: &Ports, bot: &str) -> Vec<Subject> {
        let mut all: Vec<_> = match self {
            Self::Phone => phones_of(ports, bot).into_iter().map(Subject::Phone).collect(),
            Self::Room => rooms_of(ports, bot).into_iter().map(Subject::Room).collect(),
        };
        all.retain(|subject| subject.state() == Approval::Pending);
        all
    }

    /// The one with this number, if it is this bot's.
    fn numbered(self, ports: &Ports, bot: &str, number: u32) -> Option<Subject> {
        match self {
            Self::Phone => ports.phones.numbered(number).filter(|phone| phone.bot.as_str() == bot).map(Subject::Phone),
            Self::Room => ports.rooms.numbered(number).filter(|room| room.bot.as_str() == bot).map(Subject::Room),
        }
    }

    fn word(self, ports: &Ports) -> String {
        ports.texts.say(match self {
            Self::Phone => "noun-phone",
            Self::Room => "noun-room",
        })
    }
}

impl Subject {
    fn state(&self) -> Approval {
        match self {
            Self::Phone(phone) => phone.state(),
            Self::Room(room) => room.state(),
        }
    }

    fn set(&self, ports: &Ports, state: Approval, actor: &str, now: i64, batch: &mut Batch) -> bool {
        match self {
            Self::Phone(phone) => ports.phones.set(phone, state, actor, now, batch),
            Self::Room(room) => ports.rooms.set(room, state, actor, now, batch),
        }
    }

    fn label(&self, ports: &Ports) -> String {
        match self {
            Self::Phone(phone) => ports.texts.get("number-phone", &[("number", phone.number.into())]),
            Self::Room(room) => {
                let name = room_name(room);
                ports.texts.get("number-room", &[("number", room.number.into()), ("name", name.into())])
            }
        }
    }
}

/// Every phone of this bot, by number.
pub(crate) fn phones_of(ports: &Ports, bot: &str) -> Vec<Arc<Phone>> {
    ports.phones.all().into_iter().filter(|phone| phone.bot.as_str() == bot).collect()
}

/// Every room of this bot, by number.
pub(crate) fn rooms_of(ports: &Ports, bot: &str) -> Vec<Arc<Room>> {
    ports.rooms.all().into_iter().filter(|room| room.bot.as_str() == bot).collect()
}

/// The refusal, unless the caller is an admin.
pub(crate) fn refusal(ports: &Ports, call: &Call<'_>) -> Option<String> {
    (call.role != Role::Admin).then(|| ports.texts.say("command-admin-only"))
}

/// Carries out a change that an admin asked for and says what became of it.
pub(crate) fn set(ports: &Ports, call: &Call<'_>, noun: Noun, state: Approval, targets: &Targets) -> String {
    let bot = call.room.bot.as_str();
    let (mut subjects, mut unknown) = (Vec::new(), Vec::new());
    match targets {
        Targets::Waiting => subjects = noun.waiting(ports, bot),
        Targets::Numbers(numbers) => {
            for number in numbers {
                match noun.numbered(ports, bot, *number) {
                    Some(subject) => subjects.push(subject),
                    None => unknown.push(number.to_string()),
                }
            }
        }
    }
    let texts = &ports.texts;
    let word = noun.word(ports);
    if subjects.is_empty() && unknown.is_empty() {
        return texts.get("approval-nothing-waiting", &[("noun", word.into())]);
    }
    let Ok(Change { changed, already }) = apply(ports, call, &subjects, state) else {
        return texts.say("command-not-stored");
    };
    let list = |subjects: &[&Subject]| row(texts, subjects.iter().map(|subject| subject.label(ports)).collect());
    let mut lines = Vec::new();
    if !changed.is_empty() {
        let values =
            [("noun", word.as_str().into()), ("list", list(&changed).into()), ("state", texts.state(state).into())];
        lines.push(texts.get("approval-done", &values));
    }
    if !already.is_empty() {
        let values = [("list", list(&already).into()), ("state", texts.state(state).into())];
        lines.push(texts.get("approval-already", &values));
    }
    if !unknown.is_empty() {
        let values = [("noun", word.as_str().into()), ("numbers", row(texts, unknown).into())];
        lines.push(texts.get("approval-unknown", &values));
    }
    lines.join("\n")
}

/// What a change did.
pub(crate) struct Change<'a> {
    /// These are in the new state now.
    pub(crate) changed: Vec<&'a Subject>,
    /// These were so before.
    pub(crate) already: Vec<&'a Subject>,
}

/// Sets the state of all subjects and records that as one group. When it cannot be recorded, all are set back, since a
/// restart would forget the change; the cause goes to the log.
pub(crate) fn apply<'a>(
    ports: &Ports,
    call: &Call<'_>,
    subjects: &'a [Subject],
    state: Approval,
) -> Result<Change<'a>, LedgerError> {
    let (actor, now) = (actor(call), ports.clock.now());
    let (mut changed, mut already, mut batch) = (Vec::new(), Vec::new(), Batch::default());
    for subject in subjects {
        let before = subject.state();
        if subject.set(ports, state, &actor, now, &mut batch) {
            changed.push((subject, before));
        } else {
            already.push(subject);
        }
    }
    if !batch.is_empty()
        && let Err(error) = ports.ledger.append(&batch)
    {
        tracing::error!(bot.name = %call.room.bot, error = &error as &dyn std::error::Error, "could not record an approval");
        if !error.is_kept() {
            // Only what nobody else has changed meanwhile.
            for (subject, before) in changed.iter().filter(|(subject, _)| subject.state() == state) {
                subject.set(ports, *before, &actor, now, &mut Batch::default());
            }
            return Err(error);
        }
    }
    Ok(Change { changed: changed.into_iter().map(|(subject, _)| subject).collect(), already })
}

/// Who causes a change, for the record: the name, and the end of the hash, since names are not unique.
pub(crate) fn actor(call: &Call<'_>) -> String {
    let name = plain(call.incoming.sender, NAME);
    call.incoming.user.map_or(name.clone(), |user| format!("{name} (…{})", tail(user)))
}

/// The last four characters, by which people tell long ids apart.
fn tail(id: &str) -> &str {
    id.char_indices().rev().nth(3).map_or(id, |(at, _)| &id[at..])
}

/// The last four characters of a phone's id, fit for one line.
pub(crate) fn phone_tail(phone: &Phone) -> String {
    plain(tail(phone.device.as_str()), 4)
}

/// A room's name, fit for one line.
pub(crate) fn room_name(room: &Room) -> String {
    plain(&room.name(), NAME)
}

/// The version that a phone says it has, fit for one line; `none` where it says nothing.
pub(crate) fn phone_version(phone: &Phone) -> String {
    let version = plain(&phone.news().version, 12);
    if version.is_empty() { "none".to_owned() } else { version }
}

#[cfg(test)]
mod tests;
