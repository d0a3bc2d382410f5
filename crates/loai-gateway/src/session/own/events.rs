//! What a phone with our own script says after the handshake.

use loai_core::{Counter, Record};
use loai_delivery::Told;
use loai_pipeline::Turn;
use loai_protocol::own::{Event, Health, Message, Report, decode};

use super::Open;
use crate::session::{CHANNEL, Figures, Session, counter};

impl Session {
    /// One framed line.
    pub(super) fn on_frame(&mut self, open: &mut Open, line: &[u8], turn: &mut Turn) {
        let Ok(json) = open.opener.open(line) else {
            self.bad_signatures += 1;
            return self.fail(Counter::BadFrame, turn);
        };
        self.bad_signatures = 0;
        let Self { identity, hub, .. } = self;
        if !identity.as_mut().is_some_and(|identity| identity.still_has(&open.key, hub, turn.now)) {
            self.fail(Counter::BadSignature, turn);
            return loai_core::Writer::close(&*self.outbound, "keys");
        }
        match decode(json) {
            Ok(event) => self.on_event(open, &event, turn),
            Err(error) => self.fail(counter(&error), turn),
        }
    }

    fn on_event(&mut self, open: &mut Open, event: &Event<'_>, turn: &mut Turn) {
        match event {
            Event::Message(message) if open.progress.take(message.q) => {
                self.on_message(message, open.progress.install(), turn);
            }
            Event::Result(report) if open.progress.take(report.q) => self.on_result(report, turn),
            Event::Message(_) | Event::Result(_) => self.hub.parts.counters.count(Counter::Duplicates),
            Event::Pong(pong) => {
                let figures = Figures { queue: pong.queue, rooms: pong.rooms, ..Default::default() };
                self.answered(Some(&pong.token), &figures, turn);
            }
            Event::Health(health) => self.on_health(health, turn),
            Event::Awake(channel) => {
                if let Some(identity) = &self.identity {
                    self.hub.parts.delivery.awake(&identity.connection, channel);
                }
            }
            Event::Bye(reason) => loai_core::Writer::close(&*self.outbound, farewell(reason)),
            Event::Hello(_) | Event::Prove(_) | Event::Unknown => {
                self.hub.parts.counters.count(Counter::UnknownEvent);
            }
        }
    }

    fn on_message(&mut self, message: &Message<'_>, install: &str, turn: &mut Turn) {
        if message.channel_id.len() > CHANNEL {
            return self.fail(Counter::BadField, turn);
        }
        let Some(identity) = &self.identity else { return };
        self.hub.parts.pipeline.receive(&identity.connection, &message.incoming(install), turn);
    }

    fn on_result(&mut self, report: &Report<'_>, turn: &mut Turn) {
        let Some(identity) = &self.identity else { return };
        let told = Told { id: report.id, outcome: report.outcome, detail: &report.detail, way: &report.way };
        self.hub.parts.delivery.told(&identity.connection, &told, &mut turn.batch);
    }

    fn on_health(&mut self, health: &Health<'_>, turn: &mut Turn) {
        let Some(identity) = &self.identity else { return };
        let phone = &identity.connection.phone;
        let fact = health.fact(phone.bot.as_str(), phone.device.as_str(), turn.now);
        turn.batch.push(&Record::Health(fact));
        phone.feels(&fact);
    }
}

/// Why a phone leaves, as one of the words that it may say.
fn farewell(reason: &str) -> &'static str {
    match reason {
        "compile" => "compile",
        "off" => "off",
        "stop" => "stop",
        "move" => "move",
        _ => "bye",
    }
}
