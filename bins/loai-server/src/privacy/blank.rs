//! What stands in the journal in place of a record that tells of a member who is forgotten.

use loai_core::{
    Batch, Record,
    record::{Said, Spoken},
};
use loai_db::Erasure;

/// The other record; `None` where this one tells nothing of the member. What recognises a message that comes again
/// stays: its id, and no word of it.
pub(super) fn blanked<'r>(record: &Record<'r>, erasure: &Erasure) -> Option<Record<'r>> {
    let is_room = |bot: &str, channel: &str| bot == erasure.bot && channel == erasure.channel;
    let is_member = |bot: &str, channel: &str, user: &str| erasure.seal.fits(bot, channel, user);
    let tells =
        |text: &str| erasure.is_told_of_in(text) || (!erasure.user().is_empty() && text.contains(erasure.user()));
    let gone = match record {
        Record::Said(said) => return blanked_line(said, erasure).map(Record::Said),
        Record::Spoken(spoken) => {
            let said = blanked_line(&spoken.said, erasure)?;
            return Some(Record::Spoken(Spoken { said, ..*spoken }));
        }
        Record::Used(used) => used.user.is_some_and(|user| is_member(used.bot, used.channel, user)),
        Record::Archived(archived) => is_room(archived.bot, archived.channel),
        Record::Link(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Name(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Todo(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Choice(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Admin(fact) => is_member(fact.bot, fact.channel, fact.user) || tells(fact.actor),
        Record::Queued(fact) => is_room(fact.bot, fact.channel) || tells(fact.part),
        Record::Audit(fact) => [fact.actor, fact.target, fact.detail].into_iter().any(tells),
        Record::Room(fact) => tells(fact.actor) || (is_room(fact.bot, fact.channel) && tells(fact.name)),
        Record::Phone(fact) => tells(fact.actor),
        Record::PhoneEvent(event) => tells(event.actor),
        Record::Halt(fact) => tells(fact.actor),
        _ => false,
    };
    gone.then_some(Record::Blank)
}

fn blanked_line<'r>(said: &Said<'r>, erasure: &Erasure) -> Option<Said<'r>> {
    let is_room = said.bot == erasure.bot && said.channel == erasure.channel;
    let named = || format!("name:{}", said.sender);
    let tells = if said.flags & Said::OWN != 0 {
        is_room || erasure.is_told_of_in(said.text)
    } else {
        is_room
            && match said.user {
                Some(user) => erasure.seal.fits(said.bot, said.channel, user),
                None => erasure.seal.fits(said.bot, said.channel, &named()),
            }
    };
    tells.then_some(Said { user: None, sender: "", text: "", ..*said })
}

/// The bytes of a record.
pub(super) fn encoded(record: &Record<'_>) -> Vec<u8> {
    let mut batch = Batch::default();
    batch.push(record);
    // Behind the length of its frame.
    batch.bytes().get(4..).unwrap_or_default().to_vec()
}
