//! Dialect L, both ends against each other and against the bytes of its page.

use bytes::BytesMut;
use loai_core::{DeliveryId, Media, MediaKind, Source, delivery::Outcome};
use proptest::prelude::*;
use tokio_util::codec::Decoder;

use super::LINE;
use crate::own::tell::{self, Say, Settings, Welcome};
use crate::own::{Event, Message, Opener, PhoneKey, Sealer, decode};
use crate::phone::{ChatLine, OwnHeard, OwnLink, OwnPhone, Refusal, What};
use crate::{DecodeError, Dialect, EncodeError, Line, LineCodec, Packet, SigningKey, Target};

const BOT: &str = "testbot";
const PHONE: &str = "p-0123456789ab";
const NONCE: &str = "00112233445566778899aabbccddeeff";
const SERVER_NONCE: &str = "ffeeddccbbaa99887766554433221100";
const TARGET: Target = Target { bot: BOT, channel_id: "18412345678901234", room: "테스트방" };
const SAY: Say =
    Say { id: DeliveryId(7), epoch: 2, target: TARGET, until: 1_752_990_030_000, again: false, anyway: false };

fn key() -> PhoneKey {
    SigningKey::new("test-secret-key-0001", "test-salt-01").phone_key(BOT, PHONE)
}

fn link() -> OwnLink {
    let phone = OwnPhone {
        bot: BOT.to_owned(),
        phone_id: PHONE.to_owned(),
        key: key(),
        version: "1.0.0".to_owned(),
        boot: "0011223344556677".to_owned(),
        install: "8899aabbccddeeff".to_owned(),
        info: "acme Model-1 (Android 13)".to_owned(),
    };
    OwnLink::new(phone, NONCE)
}

/// A link after its handshake, and the server's two directions.
fn linked() -> (OwnLink, Sealer, Opener) {
    let (mut link, mut challenge) = (link(), Vec::new());
    let proof = key().server_proof(BOT, PHONE, NONCE, SERVER_NONCE);
    tell::challenge(SERVER_NONCE, &proof, None, 1, &mut challenge);
    link.hear(&challenge, &mut Vec::new()).unwrap();
    let session = key().session(NONCE, SERVER_NONCE);
    (link, Sealer::of_server(session.clone()), Opener::of_phone(session))
}

fn json(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

fn said(say: &Say, text: &str) -> String {
    json(|out| tell::text(say, text, out).unwrap())
}

#[test]
fn the_handshake_reads_as_the_page_shows() {
    let hello = json(|out| link().hello(out));
    let expected = r#"{"event":"hello","data":{"protocol":1,"bot":"testbot","phone_id":"p-0123456789ab","nonce":"00112233445566778899aabbccddeeff","version":"1.0.0","boot":"0011223344556677","install":"8899aabbccddeeff","info":"acme Model-1 (Android 13)","engine":"rhino"}}"#;
    assert_eq!(hello, format!("{expected}\n"));
    let packet = crate::decode(hello.as_bytes()).unwrap();
    assert_eq!(Dialect::of_first(&packet), Some(Dialect::L));
    let Packet::Hello(claim) = packet else { panic!("{packet:?}") };
    assert_eq!((claim.protocol, &*claim.bot, &*claim.phone_id, &*claim.nonce), (1, BOT, PHONE, NONCE));
    let challenge = json(|out| tell::challenge(SERVER_NONCE, "ab", None, 1_700_000_000_000, out));
    let expected = r#"{"event":"challenge","data":{"nonce":"ffeeddccbbaa99887766554433221100","proof":"ab","server_time":1700000000000}}"#;
    assert_eq!(challenge, expected);
    assert_eq!(json(|out| tell::refused("proof", out)), r#"{"event":"refused","data":{"reason":"proof"}}"#);
}

#[test]
fn a_phone_proves_itself_to_a_server_that_has_its_key_and_to_no_other() {
    let (mut link, mut out) = (link(), Vec::new());
    let right = key().server_proof(BOT, PHONE, NONCE, SERVER_NONCE);
    let wrong = key().phone_proof(BOT, PHONE, NONCE, SERVER_NONCE);
    let challenge = |proof: &str, former| json(|out| tell::challenge(SERVER_NONCE, proof, former, 1, out));
    assert_eq!(link.hear(challenge(&wrong, None).as_bytes(), &mut out), Err(Refusal::Proof));
    assert!(out.is_empty());
    link.hear(challenge(&wrong, Some(&right)).as_bytes(), &mut out).unwrap();
    let Ok(Event::Prove(proof)) = decode(&out) else { panic!("a proof") };
    assert_eq!(proof, wrong, "what shows the phone is what the server cannot show");
}

#[test]
fn what_a_phone_is_told_reads_as_the_page_shows() {
    let welcome = Welcome {
        approved: true,
        state: "approved",
        server_version: "1.2.3",
        server_time: 5,
        got: 9,
        script: "1.0.0",
        settings: Settings::default(),
    };
    for (written, expected) in [
        (
            json(|out| tell::welcome(&welcome, out)),
            r#"{"event":"welcome","data":{"approved":true,"state":"approved","server_version":"1.2.3","server_time":5,"got":9,"script":"1.0.0","settings":{"queue_max":2000,"queue_ttl_ms":600000,"health_ms":300000,"read_timeout_ms":75000,"send_gap_ms":200,"log":"error"}}}"#,
        ),
        (
            json(|out| tell::approval(false, "blocked", out)),
            r#"{"event":"approval","data":{"approved":false,"state":"blocked"}}"#,
        ),
        (json(|out| tell::ping("t", 5, out)), r#"{"event":"ping","data":{"token":"t","server_time":5}}"#),
        (json(|out| tell::got(7, out)), r#"{"event":"got","data":{"q":7}}"#),
        (
            json(|out| tell::forget(&[DeliveryId(1), DeliveryId(u64::MAX)], out)),
            r#"{"event":"forget","data":{"ids":["1","18446744073709551615"]}}"#,
        ),
        (json(|out| tell::stop(true, out)), r#"{"event":"stop","data":{"on":true}}"#),
        (
            said(&Say { again: true, ..SAY }, "a\r\t\"\n안녕"),
            r#"{"event":"say","data":{"id":"7","epoch":2,"channel_id":"18412345678901234","room":"테스트방","until":1752990030000,"again":true,"text":"a\"\n안녕"}}"#,
        ),
        (
            json(|out| tell::media(&SAY, &images(Some(500)), out).unwrap()),
            r#"{"event":"say","data":{"id":"7","epoch":2,"channel_id":"18412345678901234","room":"테스트방","until":1752990030000,"again":false,"media":{"kind":"image","base64":["QUJD","RA=="],"wait_ms":500}}}"#,
        ),
    ] {
        assert_eq!(written, expected);
    }
}

#[test]
fn what_cannot_be_said_is_not_begun() {
    let mut out = b"before".to_vec();
    let url = |url: &str| Media { source: Source::Urls(vec![url.to_owned()]), ..images(None) };
    let picture = |text: &str| Media { source: Source::Base64(vec![text.to_owned()]), ..images(None) };
    assert_eq!(tell::text(&SAY, "\r\u{0}", &mut out), Err(EncodeError::Empty));
    assert_eq!(tell::media(&SAY, &url("/sdcard/x"), &mut out), Err(EncodeError::NotUrl { index: 0 }));
    assert_eq!(tell::media(&SAY, &picture("/sdcard x"), &mut out), Err(EncodeError::NotBase64 { index: 0 }));
    assert_eq!(out, b"before");
}

#[test]
fn a_text_of_any_length_is_one_line() {
    let text = "가".repeat(200_000);
    let (mut link, mut sealer, _) = linked();
    let mut out = Vec::new();
    sealer.seal(&mut out, |out| tell::text(&SAY, &text, out)).unwrap();
    let Ok(OwnHeard::Say(say)) = link.hear(out.trim_ascii(), &mut Vec::new()) else { panic!("a say") };
    assert_eq!(say.what, What::Text(text.into()));
}

#[test]
fn everything_a_phone_says_is_understood() {
    let (mut link, _, mut opener) = linked();
    let events = r#"{"event":"health","data":{"battery":85.0,"charging":true,"temperature":-5,"memory_free":null,"kakao":"11.2.0","android":13,"starts":-1,"last_error":7}}"#;
    let mut out = Vec::new();
    link.message(3, &LINE, 11, 22, &mut out);
    link.result(4, DeliveryId(u64::MAX), "no_session", true, &mut out);
    link.pong("t-1", 2, 3, &mut out);
    link.awake("17", &mut out);
    link.event(events, &mut out);
    link.bye("compile", &mut out);
    link.event(r#"{"event":"weather","data":{"q":1}}"#, &mut out);
    let lines: Vec<&[u8]> = out.split(|byte| *byte == b'\n').collect();
    let events: Vec<Event> = lines[..7].iter().map(|line| decode(opener.open(line).unwrap()).unwrap()).collect();
    let Event::Message(message) = &events[0] else { panic!("{events:?}") };
    let incoming = message.incoming("i");
    assert_eq!((message.q, incoming.client_at, incoming.age_ms), (3, Some(11), 22));
    assert_eq!((incoming.channel, incoming.text), (LINE.channel_id.unwrap(), LINE.text));
    assert_eq!((incoming.user, incoming.log_id, incoming.fingerprint), (LINE.user_hash, LINE.log_id, 0));
    let Event::Result(report) = &events[1] else { panic!("{events:?}") };
    assert_eq!((report.q, report.id, report.outcome), (4, DeliveryId(u64::MAX), Outcome::NoSession));
    let Event::Pong(pong) = &events[2] else { panic!("{events:?}") };
    assert_eq!((&*pong.token, pong.queue, pong.rooms), ("t-1", Some(2), Some(3)));
    let Event::Health(health) = &events[4] else { panic!("{events:?}") };
    let fact = health.fact("b", "d", 9);
    assert_eq!((fact.battery, fact.charging, fact.temperature), (Some(85), Some(true), Some(-5)));
    assert_eq!((fact.memory_free, fact.kakao, fact.android, fact.starts), (None, Some("11.2.0"), Some("13"), None));
    assert_eq!((fact.last_error, fact.at), ("7", 9));
    assert_eq!(
        (&events[3], &events[5], &events[6]),
        (&Event::Awake("17".into()), &Event::Bye("compile".into()), &Event::Unknown)
    );
}

#[test]
fn what_an_event_needs_is_asked_for_and_costs_that_line() {
    use DecodeError::{BadField, MissingField, NoChannel, NotJson, NotUtf8};
    let hello = json(|out| link().hello(out));
    for (line, expected) in [
        ("", NotJson),
        ("{", NotJson),
        ("[]", NotJson),
        (r#"{"event":"bye"}x"#, NotJson),
        ("{}", MissingField("event")),
        (r#"{"event":5}"#, BadField("event")),
        (r#"{"event":"message"}"#, MissingField("text")),
        (r#"{"event":"message","data":{"text":"x","channel_id":"1"}}"#, MissingField("q")),
        (r#"{"event":"message","data":{"text":"x","channel_id":"1","q":0}}"#, BadField("q")),
        (r#"{"event":"message","data":{"text":"x","q":1}}"#, NoChannel),
        (r#"{"event":"result","data":{"q":1,"id":"1","outcome":"perhaps"}}"#, BadField("outcome")),
        (r#"{"event":"result","data":{"q":1,"id":"-1","outcome":"said"}}"#, BadField("id")),
        (r#"{"event":"pong","data":{}}"#, MissingField("token")),
        (&hello.replace(PHONE, "p 1"), BadField("phone_id")),
        (&hello.replace(NONCE, "0011"), BadField("nonce")),
        (&hello.replace("\"protocol\":1,", ""), MissingField("protocol")),
    ] {
        assert_eq!(decode(line.trim_end().as_bytes()), Err(expected), "{line}");
    }
    assert_eq!(decode(b"{\"event\":\"\xff\"}"), Err(NotUtf8));
}

#[test]
fn a_message_without_a_log_id_is_named_by_installation_and_number() {
    let of = |q: u64, install: &str| {
        let line = format!(r#"{{"event":"message","data":{{"q":{q},"channel_id":"1","text":"x"}}}}"#);
        let Ok(Event::Message(message)) = decode(line.as_bytes()) else { panic!("{line}") };
        message.incoming(install).fingerprint
    };
    assert_eq!(of(1, "a"), of(1, "a"));
    assert_eq!(of(7, "8899aabbccddeeff"), 0xd24d_64e1_da78_d62c, "it is the same after a restart");
    assert!(of(1, "a") != of(2, "a") && of(1, "a") != of(1, "b") && of(1, "a") != 0);
}

#[test]
fn a_stream_of_frames_split_at_every_position_gives_the_same_events() {
    let (mut link, ..) = linked();
    let mut bytes = Vec::new();
    link.message(1, &LINE, 11, 22, &mut bytes);
    link.pong("t", 0, 0, &mut bytes);
    link.bye("off", &mut bytes);
    let feed = |pieces: [&[u8]; 2]| {
        let (_, _, mut opener) = linked();
        let (mut codec, mut buf, mut events) = (LineCodec::default(), BytesMut::new(), Vec::new());
        for piece in pieces {
            buf.extend_from_slice(piece);
            while let Some(line) = codec.decode(&mut buf).unwrap() {
                let Line::Full(line) = line else { panic!("too long") };
                events.push(format!("{:?}", decode(opener.open(&line).unwrap()).unwrap()));
            }
        }
        events
    };
    let whole = feed([&bytes, b""]);
    assert_eq!(whole.len(), 3);
    for at in 1..bytes.len() {
        assert_eq!(feed([&bytes[..at], &bytes[at..]]), whole, "split at {at}");
    }
}

fn images(wait_ms: Option<u32>) -> Media {
    Media { kind: MediaKind::Image, source: Source::Base64(vec!["QUJD".into(), "RA==".into()]), wait_ms }
}

proptest! {
    #[test]
    fn every_text_reaches_the_phone(text in "\\PC{1,60}", id: u64, epoch: u32, until in 0..i64::MAX, again: bool) {
        let (mut link, mut sealer, _) = linked();
        let (say, mut out) = (Say { id: DeliveryId(id), epoch, until, again, anyway: false, target: TARGET }, Vec::new());
        sealer.seal(&mut out, |out| tell::text(&say, &text, out)).unwrap();
        let Ok(OwnHeard::Say(heard)) = link.hear(out.strip_suffix(b"\n").unwrap(), &mut Vec::new()) else {
            panic!("a say")
        };
        prop_assert_eq!((heard.id, heard.epoch, heard.until, heard.again), (DeliveryId(id), epoch, until, again));
        prop_assert_eq!((&*heard.channel_id, &*heard.room), (TARGET.channel_id, TARGET.room));
        prop_assert_eq!(heard.what, What::Text(text.into()));
    }

    #[test]
    fn every_message_reaches_the_server(text in "[^\\p{C}]{0,60}", sender in "[^\\p{C}]{0,20}", q in 1..i64::MAX as u64) {
        let (mut link, _, mut opener) = linked();
        let (line, mut out) = (ChatLine { text: &text, sender: &sender, ..LINE }, Vec::new());
        link.message(q, &line, 5, 6, &mut out);
        let event = decode(opener.open(out.strip_suffix(b"\n").unwrap()).unwrap()).unwrap();
        let Event::Message(Message { q: heard, text: said, sender: by, .. }) = event else { panic!("{event:?}") };
        prop_assert_eq!((heard, &*said, &*by), (q, text.as_str(), sender.as_str()));
    }

    #[test]
    fn no_line_of_an_event_makes_either_end_panic(json in r#"\{"event":"(message|result|health|say|welcome|forget)","data":\{("(q|id|text|media|ids|battery|room)":("x"|7|null|\[1\]|\{"urls":\[""\]\}|true),?){0,5}\}\}"#) {
        let _ = decode(json.as_bytes());
        let _ = link().hear(json.as_bytes(), &mut Vec::new());
    }
}
