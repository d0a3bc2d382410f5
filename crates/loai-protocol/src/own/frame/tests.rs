use proptest::prelude::*;

use super::*;
use crate::SigningKey;

const GOT: &str = r#"{"event":"got","data":{"q":7}}"#;
const BYE: &str = r#"{"event":"bye","data":{"reason":"off"}}"#;

fn session() -> Session {
    let key = SigningKey::new("test-secret-key-0001", "test-salt-01").phone_key("testbot", "p-0123456789ab");
    key.session("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100")
}

fn seal(sealer: &mut Sealer, json: &str) -> String {
    let mut out = Vec::new();
    let written = sealer.seal(&mut out, |out| {
        out.extend_from_slice(json.as_bytes());
        Ok(())
    });
    written.unwrap();
    String::from_utf8(out).unwrap()
}

fn frames() -> Vec<String> {
    let mut sealer = Sealer::of_phone(session());
    (0..4).map(|number| seal(&mut sealer, &format!("{{\"n\":{number}}}")).trim_end().to_owned()).collect()
}

#[test]
fn frames_are_written_as_the_page_shows() {
    let (got, bye) = (
        r#"1 0a1a7d0b1d6babfa92e509484c2392ab {"event":"got","data":{"q":7}}"#,
        r#"1 0cddacae29b11dcf735b2f7c723aaeeb {"event":"bye","data":{"reason":"off"}}"#,
    );
    assert_eq!(seal(&mut Sealer::of_server(session()), GOT), format!("{got}\n"));
    assert_eq!(seal(&mut Sealer::of_phone(session()), BYE), format!("{bye}\n"));
    assert_eq!(Opener::of_phone(session()).open(bye.as_bytes()), Ok(BYE.as_bytes()));
    assert_eq!(Opener::of_server(session()).open(got.as_bytes()), Ok(GOT.as_bytes()));
}

#[test]
fn frames_are_numbered_from_one_without_gaps() {
    for (index, frame) in frames().iter().enumerate() {
        assert!(frame.starts_with(&format!("{} ", index + 1)), "{frame}");
    }
}

#[test]
fn a_frame_that_cannot_be_written_takes_no_number_and_leaves_nothing() {
    let (mut sealer, mut out) = (Sealer::of_server(session()), b"before".to_vec());
    let failed = sealer.seal(&mut out, |out| {
        out.push(b'x');
        Err(EncodeError::Empty)
    });
    assert_eq!((failed, out.as_slice()), (Err(EncodeError::Empty), &b"before"[..]));
    let long = sealer.seal(&mut out, |out| {
        out.resize(out.len() + MAX_FRAME, b'x');
        Ok(())
    });
    assert!(long == Err(EncodeError::TooLong { index: 0 }) && out == b"before");
    assert!(seal(&mut sealer, GOT).starts_with("1 "));
}

#[test]
fn a_frame_that_came_before_or_out_of_order_is_dropped() {
    let (frames, mut opener) = (frames(), Opener::of_phone(session()));
    assert!(opener.open(frames[1].as_bytes()).is_ok(), "a gap is no harm");
    for index in [1, 0, 1] {
        assert_eq!(opener.open(frames[index].as_bytes()), Err(FrameError::Number), "{index}");
    }
    assert!(opener.open(frames[2].as_bytes()).is_ok());
}

#[test]
fn a_frame_of_the_other_direction_or_of_another_session_is_dropped() {
    let frame = seal(&mut Sealer::of_server(session()), GOT);
    assert_eq!(Opener::of_phone(session()).open(frame.trim_end().as_bytes()), Err(FrameError::Code));
    let key = SigningKey::new("test-secret-key-0001", "test-salt-01").phone_key("testbot", "p-0123456789ab");
    let other = key.session("00112233445566778899aabbccddeeff", "00000000000000000000000000000000");
    assert_eq!(Opener::of_server(other).open(frame.trim_end().as_bytes()), Err(FrameError::Code));
}

#[test]
fn every_changed_bit_costs_the_frame_and_no_other() {
    let (frames, mut opener) = (frames(), Opener::of_phone(session()));
    for at in 0..frames[0].len() {
        for bit in 0..8 {
            let mut frame = frames[0].clone().into_bytes();
            frame[at] ^= 1 << bit;
            assert!(opener.open(&frame).is_err(), "byte {at}, bit {bit}");
        }
        assert!(opener.open(&frames[0].as_bytes()[..at]).is_err(), "cut at {at}");
    }
    assert!(opener.open(frames[0].as_bytes()).is_ok());
}

#[test]
fn what_is_no_frame_is_told_apart() {
    let code = "0".repeat(32);
    for line in ["", "1", "1 ", &code, &format!("1 {code}"), &format!("01 {code} x"), &format!("-1 {code} x")] {
        assert_eq!(Opener::of_phone(session()).open(line.as_bytes()), Err(FrameError::Malformed), "{line}");
    }
    let huge = format!("{} {code} x", "9".repeat(30));
    assert_eq!(Opener::of_phone(session()).open(huge.as_bytes()), Err(FrameError::Malformed));
    assert_eq!(Opener::of_phone(session()).open(format!("1 {code} x").as_bytes()), Err(FrameError::Code));
}

proptest! {
    #[test]
    fn whatever_is_sealed_is_opened(texts in prop::collection::vec("[^\n]{0,40}", 1..20)) {
        let (mut sealer, mut opener) = (Sealer::of_phone(session()), Opener::of_phone(session()));
        for text in texts {
            let frame = seal(&mut sealer, &text);
            prop_assert_eq!(opener.open(frame.strip_suffix('\n').unwrap().as_bytes()), Ok(text.as_bytes()));
        }
    }

    #[test]
    fn bytes_without_sense_are_borne(line in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Opener::of_phone(session()).open(&line).is_err());
    }
}
