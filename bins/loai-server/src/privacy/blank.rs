//! What stands in the journal in place of a record that tells of a member who is forgotten.

use loai_core::{
    Batch, Kind, Record,
    record::{HaltFact, PhoneEvent, PhoneFact, RoomFact, Said, Spoken},
};
use loai_db::Erasure;

/// Stands where a name was; an empty actor would mean that nobody caused it.
const GONE: &str = "…";

/// The other record; `None` where this one tells nothing of the member. What recognises a message that comes again
/// stays: its id, and no word of it.
pub(super) fn blanked<'r>(record: &Record<'r>, erasure: &Erasure) -> Option<Record<'r>> {
    let is_room = |bot: &str, channel: &str| bot == erasure.bot && channel == erasure.channel;
    let is_member = |bot: &str, channel: &str, user: &str| erasure.seal.fits(bot, channel, user);
    let by = |actor: &str| erasure.is_actor(actor);
    let names = |text: &str| !erasure.user().is_empty() && text.contains(erasure.user());
    let gone = match *record {
        Record::Said(said) => return blanked_line(&said, erasure).map(Record::Said),
        Record::Spoken(spoken) => {
            let said = blanked_line(&spoken.said, erasure)?;
            return Some(Record::Spoken(Spoken { said, ..spoken }));
        }
        Record::Room(fact) if by(fact.actor) => return Some(Record::Room(RoomFact { actor: GONE, ..fact })),
        Record::Phone(fact) if by(fact.actor) => return Some(Record::Phone(PhoneFact { actor: GONE, ..fact })),
        Record::PhoneEvent(event) if by(event.actor) => {
            return Some(Record::PhoneEvent(PhoneEvent { actor: GONE, ..event }));
        }
        Record::Halt(fact) if by(fact.actor) => return Some(Record::Halt(HaltFact { actor: GONE, ..fact })),
        Record::Used(used) => used.user.is_some_and(|user| is_member(used.bot, used.channel, user)),
        Record::Archived(archived) => is_room(archived.bot, archived.channel),
        Record::Link(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Name(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Todo(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Choice(fact) => is_member(fact.bot, fact.channel, fact.user),
        Record::Merge(fact) => [fact.user, fact.into].into_iter().any(|user| is_member(fact.bot, fact.channel, user)),
        Record::Admin(fact) => is_member(fact.bot, fact.channel, fact.user) || by(fact.actor),
        Record::Queued(fact) => is_room(fact.bot, fact.channel),
        Record::Audit(fact) => by(fact.actor) || names(fact.target) || names(fact.detail),
        _ => false,
    };
    gone.then_some(Record::Blank)
}

fn blanked_line<'r>(said: &Said<'r>, erasure: &Erasure) -> Option<Said<'r>> {
    let is_room = said.bot == erasure.bot && said.channel == erasure.channel;
    let named = || format!("name:{}", said.sender);
    let tells = if said.flags & Said::OWN != 0 {
        is_room || (said.kind == Kind::Notice && said.bot == erasure.bot && erasure.is_told_of_in(said.text))
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
