//! Connections over in-memory streams, in virtual time.

mod bench;
mod own;
mod world;

use std::time::Duration;

use bench::{Bench, Peer};
use loai_core::{Approval, Counter, Devices, Media, MediaKind, Reply, SendError, Source};
use loai_protocol::phone::{ALL, Client, ServerPacket};

use crate::Limits;

#[tokio::test(start_paused = true)]
async fn every_script_is_greeted_heard_and_answered_in_its_own_form() {
    for client in ALL {
        let bench = Bench::new(Limits::default());
        let mut peer = bench.connect(client, "a", Approval::Approved);
        peer.handshake().await;
        peer.say("안녕").await;
        assert_eq!(peer.text().await, "반가워요, 나님", "{client:?}");
        assert_eq!(bench.ledger.said(), ["안녕", "반가워요, 나님"], "{client:?}");
        assert_eq!(bench.registry.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_signed_message_is_a_handshake_too() {
    let bench = Bench::new(Limits::default());
    for client in [Client::V320, Client::Head333] {
        let mut peer = bench.connect(client, &format!("{client:?}"), Approval::Approved);
        peer.say("안녕").await;
        assert_eq!(peer.text().await, "반가워요, 나님");
        peer.handshake().await;
        assert!(matches!(peer.next().await, Some(line) if line.contains("\"approved\":true")));
    }
}

#[tokio::test(start_paused = true)]
async fn an_iris_client_gets_addresses_as_text_and_a_picture_for_it_has_failed() {
    let address = "https://example.com/a.png";
    let media = |source| Reply::default().and_media(Media { kind: MediaKind::Image, source, wait_ms: None });
    // It may introduce itself with a handshake or with a signed message.
    for introduces in [true, false] {
        let bench = Bench::new(Limits::default());
        let mut peer = bench.connect(Client::Iris, "a", Approval::Approved);
        if introduces {
            peer.handshake().await;
        }
        peer.say("안녕").await;
        peer.text().await;
        if !introduces {
            peer.handshake().await;
            peer.silence().await;
        }
        bench.notice(media(Source::Urls(vec![address.into()]))).unwrap();
        assert_eq!(peer.text().await, address);
        let picture = bench.notice(media(Source::Base64(vec!["QUJD".into()])));
        assert_eq!((picture, bench.counters.get(Counter::Failed)), (Err(SendError::Unsayable), 1));
        peer.silence().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_is_not_approved_receives_the_greeting_and_pings_and_nothing_else() {
    for state in [Approval::Pending, Approval::Denied, Approval::Revoked, Approval::Blocked] {
        let bench = Bench::new(Limits::default());
        let mut peer = bench.connect(Client::Head333, "a", state);
        peer.handshake().await;
        assert!(peer.next().await.unwrap().contains("\"approved\":false"));
        for _ in 0..20 {
            peer.say("안녕").await;
        }
        for _ in 0..10 {
            let line = peer.next().await.unwrap();
            assert!(line.starts_with("{\"event\":\"ping\""), "{line}");
            peer.answer_ping(&line).await;
        }
        assert!(bench.ledger.said().is_empty());
        assert_eq!(bench.counters.get(Counter::PhoneNotApproved), 20);
    }
}

#[tokio::test(start_paused = true)]
async fn approval_and_its_end_count_at_once() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Pending);
    peer.handshake().await;
    peer.next().await;
    peer.say("안녕").await;
    peer.silence().await;
    bench.set("a", Approval::Approved);
    peer.say("안녕").await;
    assert_eq!(peer.text().await, "반가워요, 나님");
    bench.set("a", Approval::Blocked);
    peer.say("안녕").await;
    peer.silence().await;
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_asked_and_then_closed() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Approved);
    let start = tokio::time::Instant::now();
    assert!(peer.next().await.unwrap().contains("\"event\":\"ping\""));
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    assert_eq!(peer.next().await, None);
    assert_eq!(start.elapsed(), Duration::from_secs(10));
    assert_eq!(bench.counters.get(Counter::Unidentified), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_the_question_identifies() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::Head333, "a", Approval::Approved);
    let ping = peer.next().await.unwrap();
    peer.answer_ping(&ping).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.registry.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn bad_packets_cost_themselves_and_are_counted_by_kind() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Approved);
    peer.handshake().await;
    peer.next().await;
    let good = peer.chat_line("안녕");
    let good = String::from_utf8(good).unwrap();
    let cases: Vec<(Vec<u8>, Counter)> = vec![
        (b"nonsense\n".into(), Counter::NotJson),
        (b"{\"event\":\n".into(), Counter::NotJson),
        (b"[1,2]\n".into(), Counter::NotObject),
        (b"{\"event\":\"analyze\",\"data\":null}\n".into(), Counter::MissingField),
        (b"{\"event\":\"analyze\xff\"}\n".into(), Counter::NotUtf8),
        (b"{\"event\":\"weather\",\"data\":{}}\n".into(), Counter::UnknownEvent),
        (good.replace("\"botName\":\"LOA.i\"", "\"botName\":\"other\"").into(), Counter::WrongIdentity),
        (good.replace("\"deviceID\":\"a\"", "\"deviceID\":\"b\"").into(), Counter::WrongIdentity),
        (good.replace("\"signature\":\"", "\"signature\":\"00").into(), Counter::BadSignature),
        (good.replace("\"channelId\":\"100000000000000001\"", "\"channelId\":null").into(), Counter::NoChannel),
        (peer.chat_line_at("안녕", -400_000), Counter::OutsideWindow),
        (peer.chat_line_at("안녕", 400_000), Counter::OutsideWindow),
        (good[..good.find(",\"auth\"").unwrap()].to_owned().into_bytes(), Counter::Unsigned),
        ([vec![b'x'; 2 << 20], b"\n".to_vec()].concat(), Counter::LineTooLong),
    ];
    for (mut line, counter) in cases {
        if counter == Counter::Unsigned {
            line.extend_from_slice(b"}}\n");
        }
        let before = bench.counters.get(counter);
        peer.send(&line).await;
        peer.say("안녕").await;
        assert_eq!(peer.text().await, "반가워요, 나님", "{counter:?}");
        assert_eq!(bench.counters.get(counter), before + 1, "{counter:?}");
    }
    peer.send(b"{\"cut").await;
    drop(peer);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(bench.counters.get(Counter::CutLine), 1);
}

#[tokio::test(start_paused = true)]
async fn bad_signatures_in_a_row_close_that_connection_and_change_no_state() {
    let bench = Bench::new(Limits::default());
    let mut bad = bench.connect(Client::V320, "a", Approval::Approved);
    let mut good = bench.connect(Client::V320, "b", Approval::Approved);
    for peer in [&mut bad, &mut good] {
        peer.handshake().await;
        peer.next().await;
    }
    let line = String::from_utf8(bad.chat_line("안녕")).unwrap().replace("\"signature\":\"", "\"signature\":\"00");
    for _ in 0..20 {
        bad.send(line.as_bytes()).await;
    }
    assert_eq!(bad.next().await, None);
    good.say("안녕").await;
    assert_eq!(good.text().await, "반가워요, 나님");
    assert!(bench.phones.all().iter().all(|phone| phone.state() == Approval::Approved));
}

#[tokio::test(start_paused = true)]
async fn junk_before_the_identity_is_borne_for_a_while() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Approved);
    for _ in 0..19 {
        peer.send(b"GET / HTTP/1.1\n").await;
    }
    peer.handshake().await;
    assert!(peer.next().await.unwrap().contains("handshakeComplete"));
    let mut other = bench.connect(Client::V320, "b", Approval::Approved);
    for _ in 0..20 {
        other.send(b"GET / HTTP/1.1\n").await;
    }
    assert_eq!(other.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_newer_connection_displaces_only_when_it_has_proved_itself() {
    let bench = Bench::new(Limits::default());
    let mut old = bench.connect(Client::V320, "a", Approval::Approved);
    old.handshake().await;
    old.say("안녕").await;
    assert_eq!(old.text().await, "반가워요, 나님");
    let mut claim = bench.connect(Client::V320, "a", Approval::Approved);
    claim.handshake().await;
    claim.next().await;
    old.say("안녕").await;
    assert_eq!(old.text().await, "반가워요, 나님");
    claim.say("안녕!").await;
    assert_eq!(claim.text().await, "반가워요, 나님");
    assert_eq!(old.next_but_pings().await, None);
    assert_eq!((bench.registry.len(), bench.counters.get(Counter::Displaced)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_deaf_phone_is_suspect_and_then_evicted_although_it_talks() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Approved);
    peer.handshake().await;
    peer.say("안녕").await;
    peer.text().await;
    let start = tokio::time::Instant::now();
    while bench.registry.len() == 1 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        peer.try_say("듣기만 하는 말").await;
    }
    let lived = start.elapsed().as_secs();
    assert!((121..=125).contains(&lived), "{lived} s");
    assert_eq!(bench.counters.get(Counter::Evicted), 1);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_answers_stays() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V314, "a", Approval::Approved);
    peer.handshake().await;
    peer.next().await;
    let start = tokio::time::Instant::now();
    let mut pings = 0;
    while start.elapsed() < Duration::from_mins(10) {
        let line = peer.next().await.unwrap();
        peer.answer_ping(&line).await;
        pings += 1;
    }
    assert!((18..=22).contains(&pings), "{pings} pings");
    assert!(bench.registry.all()[0].rtt_ms().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_cut_off_and_what_waits_leaves_through_another_phone() {
    let bench = Bench::new(Limits { outbound_lines: 50, ..Limits::default() });
    let mut slow = bench.connect_with(Client::V320, "slow", Approval::Approved, 4 << 10);
    let mut fine = bench.connect(Client::V320, "fine", Approval::Approved);
    for peer in [&mut slow, &mut fine] {
        peer.handshake().await;
        peer.say("안녕").await;
        peer.text().await;
    }
    bench.later(5_000);
    for number in 0..200 {
        if number == 150 {
            bench.later(10_000);
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        slow.try_say("안녕").await;
    }
    // Its own socket holds some, the rest came over.
    let mut over = 0;
    while fine.text_within(Duration::from_secs(1)).await.is_some() {
        over += 1;
    }
    assert!(over >= 50, "{over} {:?}", bench.counters.seen().collect::<Vec<_>>());
    assert_eq!(bench.counters.get(Counter::SlowConsumers), 1);
    fine.say("안녕").await;
    assert_eq!(fine.text().await, "반가워요, 나님");
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_dies_between_two_parts_is_replaced_by_another_that_knows_the_room() {
    let bench = Bench::new(Limits::default());
    let mut first = bench.connect(Client::V320, "a", Approval::Approved);
    let mut second = bench.connect(Client::Head333, "b", Approval::Approved);
    let mut third = bench.connect(Client::Head333, "c", Approval::Approved);
    for peer in [&mut first, &mut second] {
        peer.handshake().await;
        peer.say("안녕").await;
        peer.text().await;
    }
    third.handshake().await;
    let ping = third.next_ping().await;
    third.answer_ping(&ping).await;
    first.say("두 말").await;
    assert_eq!(first.text().await, "하나");
    drop(first);
    assert_eq!(second.text().await, "둘");
    assert!(third.text_within(Duration::from_secs(3)).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn what_is_said_at_the_end_still_leaves() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Approved);
    peer.handshake().await;
    peer.say("안녕").await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    bench.stop();
    assert_eq!(peer.text().await, "반가워요, 나님");
    assert_eq!(peer.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_connection_that_cannot_be_kept_is_counted() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V320, "a", Approval::Approved);
    peer.handshake().await;
    peer.next().await;
    peer.say("안녕").await;
    assert_eq!(peer.text().await, "반가워요, 나님");
    bench.ledger.fail(|| loai_core::LedgerError::Full);
    drop(peer);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!((bench.registry.len(), bench.counters.get(Counter::RowsRefused)), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn the_practice_phone_and_unknown_bots_hear_nothing_from_elsewhere() {
    let bench = Bench::new(Limits::default());
    let mut stranger = bench.connect_as(Client::V320, "other", "a");
    stranger.handshake().await;
    assert!(stranger.next().await.unwrap().contains("\"approved\":false"));
    stranger.try_say("안녕").await;
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(bench.registry.len(), 0);
    assert!(bench.phones.all().is_empty() && bench.ledger.said().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_same_bytes_split_anywhere_mean_the_same() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::Head333, "a", Approval::Approved);
    peer.handshake().await;
    peer.next().await;
    let line = peer.chat_line("안녕");
    for at in 1..line.len() {
        let line = peer.chat_line("안녕");
        peer.send(&line[..at]).await;
        tokio::task::yield_now().await;
        peer.send(&line[at..]).await;
        assert!(matches!(peer.packet().await, ServerPacket::Text { .. }), "split at {at}");
    }
    let many: Vec<u8> = (0..30).flat_map(|_| peer.chat_line("안녕")).collect();
    peer.send(&many).await;
    for _ in 0..30 {
        assert_eq!(peer.text().await, "반가워요, 나님");
    }
}

fn _assert_send(peer: Peer) -> impl Send {
    peer
}

const NEW_KEYS: (&str, &str) = ("another-secret-0002", "another-salt-02");
const WEEK: i64 = 7 * 86_400_000;

#[tokio::test(start_paused = true)]
async fn new_keys_cut_nobody_off_while_the_former_ones_are_accepted() {
    for client in ALL {
        let bench = Bench::new(Limits::default());
        let mut open = bench.connect(client, "a", Approval::Approved);
        open.handshake().await;
        open.say("안녕").await;
        open.text().await;
        bench.rotate(NEW_KEYS, WEEK);
        open.say("안녕").await;
        assert_eq!(open.text().await, "반가워요, 나님", "{client:?}: a connection that was open");
        // Phones with either pair may come.
        let mut behind = bench.connect(client, "b", Approval::Approved);
        behind.handshake().await;
        behind.say("안녕").await;
        behind.text().await;
        let mut ahead = bench.connect(client, "c", Approval::Approved);
        ahead.sign_with(NEW_KEYS);
        ahead.handshake().await;
        ahead.say("안녕").await;
        ahead.text().await;
        // After its handshake, dialect C signs nothing.
        let signs = client != Client::V331;
        assert_eq!(["a", "b", "c"].map(|device| bench.is_behind(device)), [signs, true, false], "{client:?}");
        assert_eq!(bench.counters.get(Counter::BadSignature), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn former_keys_end_at_their_time_also_for_connections_that_are_open() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V321, "a", Approval::Approved);
    peer.handshake().await;
    bench.rotate(NEW_KEYS, WEEK);
    bench.later(WEEK - 60_000);
    peer.say("안녕").await;
    peer.text().await;
    bench.later(60_000);
    peer.say("안녕").await;
    peer.silence().await;
    assert_eq!(bench.counters.get(Counter::BadSignature), 1);
    let mut late = bench.connect(Client::V321, "b", Approval::Approved);
    late.say("안녕").await;
    late.silence().await;
    assert_eq!((bench.counters.get(Counter::BadSignature), bench.registry.len()), (2, 1));
    // The script gets the new keys while its connection stays.
    peer.sign_with(NEW_KEYS);
    peer.say("안녕").await;
    peer.text().await;
    assert!(!bench.is_behind("a"));
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_replaced_without_an_overlap_end_at_once() {
    let bench = Bench::new(Limits::default());
    let mut peer = bench.connect(Client::V321, "a", Approval::Approved);
    peer.handshake().await;
    peer.say("안녕").await;
    peer.text().await;
    bench.rotate(NEW_KEYS, 0);
    peer.say("안녕").await;
    peer.silence().await;
    assert_eq!(bench.counters.get(Counter::BadSignature), 1);
}
