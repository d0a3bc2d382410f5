//! One thing that is to be said.

use std::sync::Arc;

use loai_core::{
    Batch, Class, Connection, Context, DeliveryId, DeliveryState, Kind, Origin, Outgoing, Part, Record,
    record::{DeliveryFact, QueuedFact, Said, Spoken},
};

/// After so many refusals pauses begin.
const REFUSALS: u32 = 4;

/// An item and what has become of it so far.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of the item")]
pub(crate) struct Item {
    pub(crate) id: DeliveryId,
    pub(crate) context: Context,
    pub(crate) part: Part,
    pub(crate) class: Class,
    pub(crate) kind: Kind,
    pub(crate) command: Option<Arc<str>>,
    pub(crate) reference: Arc<str>,
    pub(crate) at: i64,
    pub(crate) expires_at: i64,
    /// The first item of the reply to which it belongs.
    pub(crate) group: DeliveryId,
    /// The number of the phone that has it or had it last; 0 for none.
    pub(crate) phone: u32,
    pub(crate) attempts: u32,
    /// Its line is in the chat log.
    pub(crate) logged: bool,
    /// Its end is kept, since it is known beyond this process.
    pub(crate) kept: bool,
    /// It was written down as handed to [`Item::phone`] when it was made.
    pub(crate) fresh: bool,
    /// How often a phone said that it came too late.
    pub(crate) late: u32,
    /// How often a phone said that it did not even try.
    pub(crate) refusals: u32,
    /// It does not leave before this, since it was refused just now.
    pub(crate) not_before: i64,
    /// A person does not want it to be said any more.
    pub(crate) dropped: bool,
    /// The device id of the phone that had it when an earlier process ended, and until when the room waits for that
    /// phone: it alone knows what it did.
    pub(crate) bound: Option<(String, i64)>,
    /// Phones that cannot say it.
    pub(crate) unsayable: Vec<u32>,
    /// Who brought the message that it answers.
    pub(crate) via: Option<Arc<Connection>>,
}

impl Item {
    pub(crate) fn new(
        (id, group): (DeliveryId, DeliveryId),
        context: Context,
        part: Part,
        origin: &Origin,
        (at, expires_at): (i64, i64),
    ) -> Self {
        Self {
            id,
            context,
            part,
            class: origin.class,
            kind: origin.kind,
            command: origin.command.clone(),
            reference: origin.reference.clone().unwrap_or_default(),
            at,
            expires_at,
            group,
            phone: 0,
            attempts: 0,
            logged: false,
            kept: false,
            fresh: false,
            late: 0,
            refusals: 0,
            not_before: 0,
            dropped: false,
            bound: None,
            unsayable: Vec::new(),
            via: origin.via.clone(),
        }
    }

    /// An answer that a connection gives back and that nobody has kept count of.
    pub(crate) fn returned(outgoing: Outgoing) -> Self {
        let mut origin = Origin::reply(None, Kind::Chat, None);
        if outgoing.anyway {
            origin.reference = Some(Origin::STEERING.into());
        }
        let times = (outgoing.at, outgoing.expires_at);
        let names = (outgoing.id, outgoing.id);
        Self { logged: true, attempts: 1, ..Self::new(names, outgoing.context, outgoing.part, &origin, times) }
    }

    /// Notes that a phone did not try: after some times it is asked less and less often.
    pub(crate) fn refused(&mut self, now: i64, pause: i64) {
        self.refusals += 1;
        let slower = self.refusals.checked_sub(REFUSALS).map_or(0, |more| 1_000 << more.min(5));
        self.not_before = now + pause.max(slower);
    }

    pub(crate) fn outgoing(&self, now: i64, until: i64, epoch: u32, again: bool) -> Outgoing {
        Outgoing {
            until,
            epoch,
            again,
            anyway: self.passes_halt(),
            ..Outgoing::new(self.id, self.context.clone(), self.part.clone(), now, self.expires_at)
        }
    }

    /// Its line in the chat log.
    pub(crate) fn said(&self, at: i64) -> Said<'_> {
        said(&self.context, &self.part, self.kind, self.command.as_deref(), at)
    }

    /// That it leaves at once.
    pub(crate) fn spoken(&self, phone: u32) -> Record<'_> {
        let (said, id) = (self.said(self.at), self.id.0);
        Record::Spoken(Spoken { said, id, phone, expires_at: self.expires_at })
    }

    /// That it waits; `part` is its part as JSON.
    pub(crate) fn queued<'a>(&'a self, part: &'a str) -> Record<'a> {
        Record::Queued(QueuedFact {
            id: self.id.0,
            bot: self.context.bot_name().as_str(),
            channel: self.context.channel_id().as_str(),
            room: self.context.room(),
            class: self.class,
            kind: self.kind,
            command: self.command.as_deref(),
            reference: &self.reference,
            part,
            at: self.at,
            expires_at: self.expires_at,
        })
    }

    /// Writes down what waits.
    pub(crate) fn keep(&mut self, batch: &mut Batch) {
        self.kept = true;
        match serde_json::to_string(&self.part) {
            Ok(part) => batch.push(&self.queued(&part)),
            // A part is plain text; encoding has nothing that can fail.
            Err(error) => tracing::error!(error = %error, "a part of a reply is not kept"),
        }
    }

    /// How far it has come.
    pub(crate) fn fact<'a>(&'a self, state: DeliveryState, reason: &'a str, at: i64) -> Record<'a> {
        Record::Delivery(DeliveryFact {
            id: self.id.0,
            bot: self.context.bot_name().as_str(),
            channel: self.context.channel_id().as_str(),
            state,
            phone: self.phone,
            attempts: self.attempts,
            reason,
            at,
        })
    }

    /// When it ends at the latest if nobody takes it.
    pub(crate) fn ends_at(&self) -> i64 {
        self.bound.as_ref().map_or(self.expires_at, |(_, until)| self.expires_at.min(*until))
    }

    /// How long the phone may take to say it, beyond what a text takes, in milliseconds.
    pub(crate) fn takes_ms(&self) -> i64 {
        match &self.part {
            Part::Text(_) => 0,
            Part::Media(media) => {
                let urls = if let loai_core::Source::Urls(urls) = &media.source { urls.len() as i64 } else { 0 };
                i64::from(media.wait_ms.unwrap_or(15_000)) + 60_000 * urls
            }
        }
    }

    /// Whether it goes out although everything is stopped: what tells of the stop.
    pub(crate) fn passes_halt(&self) -> bool {
        &*self.reference == Origin::STEERING
    }
}

/// A line of the bot in the chat log.
pub(crate) fn said<'a>(
    context: &'a Context,
    part: &'a Part,
    kind: Kind,
    command: Option<&'a str>,
    at: i64,
) -> Said<'a> {
    Said {
        bot: context.bot_name().as_str(),
        channel: context.channel_id().as_str(),
        user: None,
        sender: "",
        text: part.log_text(),
        kind,
        command,
        flags: Said::OWN | Said::BOT,
        log_id: None,
        client_at: None,
        at,
        fingerprint: 0,
    }
}
