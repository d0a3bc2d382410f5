//! Dialect L: frames and events of either end survive anything, and only what was sealed is opened.

use loai_core::{DeliveryId, Media, MediaKind, Source};
use loai_protocol::own::{Event, Opener, PhoneKey, Sealer, Session, decode, tell};
use loai_protocol::phone::{ChatLine, OwnHeard, OwnLink, OwnPhone, What};
use loai_protocol::{EncodeError, SigningKey, Target};

use crate::corpus::{CHAT, NOW_MS, TARGET, key};
use crate::mutate;
use crate::random::Random;

const PHONE: &str = "p-0123456789ab";
const NONCE: &str = "00112233445566778899aabbccddeeff";
const SERVER_NONCE: &str = "ffeeddccbbaa99887766554433221100";

/// Both ends after their handshake, and lines of both directions.
pub struct Own {
    session: Session,
    link: OwnLink,
    by_phone: Vec<Vec<u8>>,
    by_server: Vec<Vec<u8>>,
}

impl Own {
    /// Both ends.
    ///
    /// # Panics
    /// When the two ends do not understand each other.
    #[expect(clippy::expect_used, reason = "without its examples there is nothing to mutate")]
    pub fn build() -> Self {
        let signing: SigningKey = key();
        let own: PhoneKey = signing.phone_key(TARGET.bot, PHONE);
        let mut link = OwnLink::new(phone(own.clone()), NONCE);
        let mut challenge = Vec::new();
        let proof = own.server_proof(TARGET.bot, PHONE, NONCE, SERVER_NONCE);
        tell::challenge(SERVER_NONCE, &proof, Some("00"), NOW_MS, &mut challenge);
        let (mut hello, mut prove) = (Vec::new(), Vec::new());
        link.hello(&mut hello);
        link.hear(&challenge, &mut prove).expect("the server's proof is right");
        let session = own.session(NONCE, SERVER_NONCE);
        let mut by_phone = vec![hello, prove];
        by_phone.extend(said_by_phone(&mut link.clone()));
        let mut by_server = vec![challenge];
        by_server.extend(said_by_server(&session));
        Self { session, link, by_phone, by_server }
    }

    /// A changed line for the server and one for the phone, and a text that has to arrive.
    pub fn check(&self, random: &mut Random, shown: &mut Vec<u8>) -> Result<(), String> {
        match random.below(3) {
            0 => self.by_phone(random, shown),
            1 => self.by_server(random, shown),
            _ => self.text(random, shown),
        }
    }

    fn by_phone(&self, random: &mut Random, shown: &mut Vec<u8>) -> Result<(), String> {
        shown.extend(mutate::line(&self.by_phone, random));
        let line = shown.trim_ascii();
        let known = self.by_phone.iter().any(|known| known.trim_ascii() == line);
        if Opener::of_phone(self.session.clone()).open(line).is_ok() && !known {
            return Err("a frame was opened that was never sealed".to_owned());
        }
        if let Ok(Event::Message(message)) = decode(json(line)) {
            let incoming = message.incoming("i");
            if (incoming.fingerprint == 0) == incoming.log_id.is_none() {
                return Err("a message has no name, or two".to_owned());
            }
        }
        Ok(())
    }

    fn by_server(&self, random: &mut Random, shown: &mut Vec<u8>) -> Result<(), String> {
        shown.extend(mutate::line(&self.by_server, random));
        let line = shown.trim_ascii();
        let _ = OwnLink::new(self.link.phone().clone(), NONCE).hear(json(line), &mut Vec::new());
        let known = self.by_server.iter().any(|known| known.trim_ascii() == line);
        if self.link.clone().hear(line, &mut Vec::new()).is_ok() && !known {
            return Err("a phone took a frame that was never sealed".to_owned());
        }
        Ok(())
    }

    fn text(&self, random: &mut Random, shown: &mut Vec<u8>) -> Result<(), String> {
        let (room, text) = (mutate::text(&self.by_phone, random), mutate::text(&self.by_server, random));
        shown.extend_from_slice(format!("{room}\0{text}").as_bytes());
        let clean: String = text.chars().filter(|&letter| letter >= ' ' || letter == '\n').collect();
        let say = say(&room);
        let mut line = Vec::new();
        let sealed = Sealer::of_server(self.session.clone()).seal(&mut line, |out| tell::text(&say, &text, out));
        match sealed {
            Err(EncodeError::Empty) if clean.is_empty() => return Ok(()),
            Err(error) => return Err(format!("not encoded: {error}")),
            Ok(()) => {}
        }
        let line = line.strip_suffix(b"\n").ok_or("no whole line")?;
        match self.link.clone().hear(line, &mut Vec::new()) {
            Ok(OwnHeard::Say(heard)) if heard.room == room && heard.what == What::Text((&*clean).into()) => Ok(()),
            other => Err(format!("the script makes {other:?} of it")),
        }
    }
}

fn phone(key: PhoneKey) -> OwnPhone {
    OwnPhone {
        bot: TARGET.bot.to_owned(),
        phone_id: PHONE.to_owned(),
        key,
        version: "1.0.0".to_owned(),
        boot: "0011223344556677".to_owned(),
        install: "8899aabbccddeeff".to_owned(),
        info: "acme Model-1 (Android 13)".to_owned(),
    }
}

fn said_by_phone(link: &mut OwnLink) -> Vec<Vec<u8>> {
    let mut lines = vec![Vec::new(); 6];
    link.message(1, &CHAT, NOW_MS, 5, &mut lines[0]);
    link.message(2, &ChatLine { user_hash: None, log_id: None, ..CHAT }, NOW_MS, 0, &mut lines[1]);
    link.result(3, DeliveryId(7), "no_session", true, &mut lines[2]);
    link.pong("2025-07-20 14:40:00.123", 1, 2, &mut lines[3]);
    let health = r#"{"event":"health","data":{"battery":85.5,"charging":null,"kakao":"11.2","last_error":"x"}}"#;
    link.event(health, &mut lines[4]);
    link.bye("move", &mut lines[5]);
    lines
}

#[expect(clippy::expect_used, reason = "without its examples there is nothing to mutate")]
#[expect(clippy::type_complexity, reason = "a list of what writes one event each")]
fn said_by_server(session: &Session) -> Vec<Vec<u8>> {
    let mut sealer = Sealer::of_server(session.clone());
    let media = Media {
        kind: MediaKind::Image,
        source: Source::Urls(vec!["https://example.com/a.png".to_owned()]),
        wait_ms: Some(5000),
    };
    let mut lines = vec![Vec::new(); 6];
    let events: [&dyn Fn(&mut Vec<u8>) -> Result<(), EncodeError>; 6] = [
        &|out| {
            tell::ping("2025-07-20 14:40:00.123", NOW_MS, out);
            Ok(())
        },
        &|out| {
            tell::got(9, out);
            Ok(())
        },
        &|out| tell::text(&say(TARGET.room), "안녕 {x}\n둘째 줄", out),
        &|out| tell::media(&say(TARGET.room), &media, out),
        &|out| {
            tell::forget(&[DeliveryId(7), DeliveryId(8)], out);
            Ok(())
        },
        &|out| {
            tell::stop(true, out);
            Ok(())
        },
    ];
    for (line, event) in lines.iter_mut().zip(events) {
        sealer.seal(line, event).expect("the server encodes its own examples");
    }
    lines
}

fn say(room: &str) -> tell::Say<'_> {
    let target = Target { room, ..TARGET };
    tell::Say { id: DeliveryId(7), epoch: 1, target, until: NOW_MS, again: false, anyway: false }
}

/// The JSON of a frame; the line itself where it is none.
fn json(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|&byte| byte == b'{').unwrap_or(0);
    &line[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_bear_what_is_thrown_at_them() {
        let own = Own::build();
        for input in 0..3000 {
            let mut shown = Vec::new();
            let outcome = own.check(&mut Random::of_input(1, input), &mut shown);
            assert_eq!(outcome, Ok(()), "{input}: {}", String::from_utf8_lossy(&shown));
        }
    }

    #[test]
    fn the_examples_themselves_are_understood() {
        let own = Own::build();
        let mut opener = Opener::of_phone(own.session.clone());
        for line in &own.by_phone[2..] {
            assert!(decode(opener.open(line.trim_ascii()).unwrap()).is_ok());
        }
        let mut link = own.link.clone();
        for line in &own.by_server[1..] {
            assert!(!matches!(link.hear(line.trim_ascii(), &mut Vec::new()).unwrap(), OwnHeard::Other));
        }
    }
}
