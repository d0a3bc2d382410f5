use std::sync::Arc;

use loai_core::{Context, DeliveryId, testing::room};

use super::*;

fn item(text: &str) -> Outgoing {
    Outgoing::new(DeliveryId(1), Context::of(&room("100", "방")), Part::Text(text.into()), 0, 0)
}

#[test]
fn what_was_not_written_whole_comes_back() {
    let outbound = Outbound::new(10, 1 << 20);
    for text in ["하나", "둘", "셋"] {
        outbound.push(item(text)).unwrap();
    }
    let mut buffer = Vec::new();
    outbound.take(&mut buffer, Waker::noop());
    let first = buffer.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    outbound.wrote(first + 5, &mut Vec::new());
    assert_eq!(outbound.end(), [item("둘"), item("셋")]);
    assert!(matches!(outbound.push(item("넷")), Err(Refused { reason: RefusedReason::Closed, .. })));
}

#[test]
fn a_phone_that_reads_too_slowly_is_cut_off_and_a_burst_is_not_its_fault() {
    let outbound = Outbound::new(2, 1 << 20);
    for text in ["하나", "둘", "셋"] {
        outbound.push(item(text)).unwrap();
    }
    let late = Outgoing { at: 2 * PATIENCE.as_millis() as i64, ..item("넷") };
    assert!(matches!(outbound.push(late), Err(Refused { reason: RefusedReason::Full, .. })));
    assert_eq!(outbound.take(&mut Vec::new(), Waker::noop()), Some("slow_consumer"));
}

#[test]
fn the_bytes_that_wait_are_bounded_and_a_burst_of_them_cuts_nobody_off() {
    let outbound = Outbound::new(200, 100);
    outbound.push(item("하나")).unwrap();
    assert!(matches!(outbound.push(item("둘")), Err(Refused { reason: RefusedReason::Full, .. })));
    let mut buffer = Vec::new();
    assert_eq!(outbound.take(&mut buffer, Waker::noop()), None);
    assert!(outbound.is_full());
    assert!(!outbound.wrote(buffer.len() - 60, &mut Vec::new()), "still more than half");
    assert!(outbound.wrote(60, &mut Vec::new()), "room again");
    assert!(!outbound.is_full());
    outbound.push(item("둘")).unwrap();
}

#[test]
fn a_text_beyond_the_clients_limit_leaves_whole_in_several_lines() {
    let outbound = Outbound::new(10, 1 << 20);
    outbound.push(item(&"가".repeat(70_000))).unwrap();
    let mut buffer = Vec::new();
    outbound.take(&mut buffer, Waker::noop());
    let lines = String::from_utf8(buffer).unwrap();
    assert_eq!(lines.matches('\n').count(), 2);
    assert_eq!(lines.matches('가').count(), 70_000);
}

#[test]
fn media_keep_the_phone_busy_for_as_long_as_its_script_waits() {
    assert_eq!(block_ms(&images(Some(5_000), 1), 1), 6_200);
    assert_eq!(block_ms(&images(None, 1), 1), 5_200);
    assert_eq!(block_ms(&images(None, 3), 1), 4_200);
    assert_eq!(block_ms(&images(Some(0), 1), 1), 5_200, "a wait of 0 is none");
    assert_eq!(block_ms(&images(None, 3), 3), 3 * 5_200, "each line waits for itself");
    assert_eq!(block_ms(&urls(), 1), 65_200);
    assert_eq!(block_ms(&urls(), 0), 0, "addresses that leave as text");
}

#[test]
fn who_takes_addresses_as_text_is_not_busy() {
    for (client_type, busy) in [("MessengerBotR", true), ("Iris", false)] {
        let outbound = Outbound::new(10, 1 << 20);
        outbound.speak(Receiver::new(Dialect::A, client_type));
        outbound.push(media(urls())).unwrap();
        assert_eq!(outbound.busy_until() > 0, busy, "{client_type}");
    }
}

#[test]
fn what_cannot_be_said_is_refused_and_takes_no_room() {
    let outbound = Outbound::new(10, 1 << 20);
    outbound.speak(Receiver::new(Dialect::A, "Iris"));
    for part in [Part::Text("\u{1}".into()), Part::Media(Arc::new(images(None, 1)))] {
        let refused = outbound.push(Outgoing { part, ..item("") }).unwrap_err();
        assert_eq!(refused.reason, RefusedReason::Unsayable);
    }
    outbound.push(item("하나")).unwrap();
    let mut buffer = Vec::new();
    outbound.take(&mut buffer, Waker::noop());
    assert_eq!(buffer.split_inclusive(|byte| *byte == b'\n').count(), 1);
    assert_eq!(outbound.end(), [item("하나")]);
}

fn media(media: Media) -> Outgoing {
    Outgoing { part: Part::Media(Arc::new(media)), ..item("") }
}

fn images(wait_ms: Option<u32>, count: usize) -> Media {
    Media { kind: MediaKind::Image, source: Source::Base64(vec!["QUJDRA==".into(); count]), wait_ms }
}

fn urls() -> Media {
    Media { kind: MediaKind::Image, source: Source::Urls(vec!["https://example.com/a.png".into()]), wait_ms: None }
}
