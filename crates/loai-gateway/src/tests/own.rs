//! Phones with our own script.

mod peer;

use std::time::Duration;

use loai_core::{Approval, Counter, DeliveryId, Devices, LedgerError};
use loai_protocol::phone::OwnPhone;

use super::bench::{Bench, SECRET};
use crate::Limits;
use peer::{Heard, Peer, phone};

const NEW_KEYS: (&str, &str) = ("another-secret-0002", "another-salt-02");
const DEVICE: &str = "p-0123456789ab";

fn bench() -> Bench {
    let bench = Bench::new(Limits::default());
    bench.know(DEVICE, Approval::Approved);
    bench
}

/// A phone that was let in.
async fn welcome(bench: &Bench) -> Peer {
    let mut peer = Peer::come(bench, phone(DEVICE, SECRET)).await;
    assert_eq!(peer.welcomed().await, (true, 0));
    peer
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_has_its_key_is_let_in_heard_and_answered() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    peer.talks().await;
    peer.talks().await;
    assert_eq!(bench.ledger.said(), ["안녕", "반가워요, 나님", "안녕", "반가워요, 나님"]);
    let (all, news) = (bench.registry.all(), bench.phones.all()[0].news());
    assert_eq!((all.len(), all[0].dialect, all[0].writer().reports()), (1, "L", true));
    assert_eq!((news.client_type.as_str(), news.version.as_str()), ("LOA.i", "1.0.0"));
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_is_connected_is_told_of_new_settings_with_the_next_ping_at_the_latest() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    bench.script_settings(loai_protocol::own::tell::Settings { send_gap_ms: 777, ..Default::default() });
    let line = loop {
        let line = peer.next_plain().await;
        if line.contains("\"event\":\"settings\"") {
            break line;
        }
    };
    assert!(line.contains("\"send_gap_ms\":777"), "{line}");
}

#[tokio::test(start_paused = true)]
async fn a_phone_without_the_key_is_sent_away_and_not_even_remembered() {
    let bench = Bench::new(Limits::default());
    let mut peer = Peer::new(&bench, phone(DEVICE, SECRET));
    peer.hello().await;
    assert_eq!(peer.next_without_answer().await, Heard::Challenge);
    peer.send(b"{\"event\":\"prove\",\"data\":{\"proof\":\"00\"}}\n").await;
    assert_eq!(peer.next_plain().await, "{\"event\":\"refused\",\"data\":{\"reason\":\"proof\"}}\n");
    assert_eq!(peer.next().await, Heard::Closed);
    assert_eq!((bench.counters.get(Counter::BadSignature), bench.phones.all().len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_recorded_handshake_lets_nobody_in() {
    let bench = bench();
    let mut peer = Peer::new(&bench, phone(DEVICE, SECRET));
    peer.hello().await;
    let hello = peer.last.clone();
    peer.next().await;
    let proof = peer.last.clone();
    peer.welcomed().await;
    let mut replay = Peer::new(&bench, phone(DEVICE, SECRET));
    replay.send(&hello).await;
    replay.next_plain().await;
    replay.send(&proof).await;
    assert!(replay.next_plain().await.contains("\"proof\""));
    peer.talks().await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_with_its_reason() {
    let bench = bench();
    let mut stranger = Peer::new(&bench, OwnPhone { bot: "other".into(), ..phone(DEVICE, SECRET) });
    stranger.hello().await;
    assert_eq!(stranger.next().await, Heard::Refused("unknown_bot".into()));
    assert_eq!(stranger.next().await, Heard::Closed);
    let mut newer = Peer::new(&bench, phone(DEVICE, SECRET));
    let mut hello = Vec::new();
    newer.link.hello(&mut hello);
    let hello = String::from_utf8(hello).unwrap().replace("\"protocol\":1", "\"protocol\":2");
    newer.send(hello.as_bytes()).await;
    assert_eq!(newer.next().await, Heard::Refused("protocol".into()));
    assert_eq!(newer.next().await, Heard::Closed);
}

#[tokio::test(start_paused = true)]
async fn who_is_challenged_and_proves_nothing_is_closed_after_ten_seconds_more() {
    let bench = bench();
    let start = tokio::time::Instant::now();
    let mut peer = Peer::new(&bench, phone(DEVICE, SECRET));
    tokio::time::sleep(Duration::from_secs(4)).await;
    peer.hello().await;
    assert_eq!(peer.next_without_answer().await, Heard::Challenge);
    assert_eq!(peer.next().await, Heard::Closed);
    assert_eq!(start.elapsed(), Duration::from_secs(14));
    assert_eq!(bench.counters.get(Counter::Unidentified), 1);
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_is_repeated_or_changed_is_dropped_and_counted() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    peer.talks().await;
    let said = peer.last.clone();
    peer.send(&said).await;
    let mut changed = said.clone();
    changed[40] ^= 1;
    peer.send(&changed).await;
    peer.send(b"{\"event\":\"bye\"}\n").await;
    peer.talks().await;
    assert_eq!(bench.counters.get(Counter::BadFrame), 3);
    assert_eq!(bench.ledger.said().len(), 4);
    for _ in 0..20 {
        peer.send(&said).await;
    }
    assert_eq!(peer.next().await, Heard::Closed);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_came_before_is_not_taken_again_and_its_number_is_known_after_a_break() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    peer.talks().await;
    peer.talks().await;
    let mut next = Peer::come(&bench, phone(DEVICE, SECRET)).await;
    assert_eq!(next.welcomed().await, (true, 4));
    assert_eq!(peer.next().await, Heard::Closed);
    next.say_as(2, "안녕").await;
    next.q = 4;
    next.talks().await;
    assert_eq!((bench.counters.get(Counter::Duplicates), bench.ledger.said().len()), (1, 6));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_kept_is_not_said_to_be() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    bench.ledger.fail(|| LedgerError::Full);
    peer.say("안녕").await;
    assert!(matches!(peer.next().await, Heard::Said(..)));
    peer.answers(Duration::from_secs(40)).await;
    let mut next = Peer::come(&bench, phone(DEVICE, SECRET)).await;
    assert_eq!(next.welcomed().await, (true, 0));
}

#[tokio::test(start_paused = true)]
async fn a_change_of_approval_is_told() {
    let bench = Bench::new(Limits::default());
    let mut peer = Peer::come(&bench, phone(DEVICE, SECRET)).await;
    assert_eq!(peer.welcomed().await, (false, 0));
    peer.say("안녕").await;
    assert_eq!(peer.next().await, Heard::Got(1), "it need not be kept on the phone");
    bench.set(DEVICE, Approval::Approved);
    peer.say("조용히").await;
    assert_eq!((peer.next().await, peer.next().await), (Heard::Got(2), Heard::Approval(true, "approved".into())));
    peer.talks().await;
    bench.set(DEVICE, Approval::Blocked);
    let told = tokio::time::timeout(Duration::from_secs(40), peer.next()).await.unwrap();
    assert_eq!(told, Heard::Approval(false, "blocked".into()), "at the next ping");
}

#[tokio::test(start_paused = true)]
async fn pings_are_answered_and_silence_is_noticed() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    peer.answers(Duration::from_mins(10)).await;
    assert!(bench.registry.all()[0].rtt_ms().is_some());
    while peer.next().await != Heard::Closed {}
    assert_eq!((bench.counters.get(Counter::Evicted), bench.registry.len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn health_is_kept_and_known() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    peer.event(r#"{"event":"health","data":{"battery":81,"charging":false,"last_error":""}}"#).await;
    peer.talks().await;
    let vitals = bench.phones.all()[0].vitals().unwrap();
    assert_eq!((vitals.battery, vitals.charging, vitals.temperature), (Some(81), Some(false), None));
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_leaves_is_gone_at_once() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    peer.event(r#"{"event":"bye","data":{"reason":"compile"}}"#).await;
    assert_eq!((peer.next().await, bench.registry.len()), (Heard::Closed, 0));
}

#[tokio::test(start_paused = true)]
async fn what_others_tell_the_phone_leaves_in_frames() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    let connection = &bench.registry.all()[0];
    connection.writer().forget(&[]);
    connection.writer().forget(&[DeliveryId(7)]);
    connection.writer().stop(true);
    assert_eq!((peer.next().await, peer.next().await), (Heard::Forget(vec![DeliveryId(7)]), Heard::Stop(true)));
}

#[tokio::test(start_paused = true)]
async fn new_keys_cut_nobody_off_while_the_former_ones_are_accepted() {
    let bench = bench();
    let mut open = welcome(&bench).await;
    bench.rotate(NEW_KEYS, 60_000);
    open.talks().await;
    assert!(bench.is_behind(DEVICE));
    let mut behind = Peer::come(&bench, phone(DEVICE, SECRET)).await;
    behind.welcomed().await;
    behind.q = 7;
    behind.talks().await;
    bench.know("p-2", Approval::Approved);
    let mut ahead = Peer::come(&bench, OwnPhone { install: "other".into(), ..phone("p-2", NEW_KEYS) }).await;
    ahead.welcomed().await;
    // The other phone speaks in the room; this one is heard.
    ahead.say("안녕").await;
    assert_eq!(ahead.next().await, Heard::Got(1));
    assert!(bench.is_behind(DEVICE) && !bench.is_behind("p-2"));
    bench.later(60_000);
    behind.say("안녕").await;
    while behind.next().await != Heard::Closed {}
    ahead.say("안녕").await;
    assert_eq!(ahead.next().await, Heard::Got(2));
}

#[tokio::test(start_paused = true)]
async fn a_stolen_handshake_of_another_dialect_says_nothing_here() {
    let bench = bench();
    let mut peer = welcome(&bench).await;
    let mut other = Peer::new(&bench, phone(DEVICE, SECRET));
    other.send(b"{\"botName\":\"LOA.i\",\"version\":\"3.2.0\",\"deviceID\":\"p-0123456789ab\"}\n").await;
    assert!(other.next_plain().await.contains("handshakeComplete"));
    other.hello().await;
    peer.talks().await;
    assert_eq!(bench.counters.get(Counter::WrongIdentity), 1);
}
