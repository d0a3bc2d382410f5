use super::*;

const TARGET: Target = Target { bot: "b", channel_id: "1", room: "r" };
const SCRIPT: &str = "MessengerBotR";

fn urls(kind: MediaKind, urls: &[&str]) -> Media {
    let source = Source::Urls(urls.iter().map(ToString::to_string).collect());
    Media { kind, source, wait_ms: None }
}

fn images<S: Into<String>>(images: impl IntoIterator<Item = S>) -> Media {
    let source = Source::Base64(images.into_iter().map(Into::into).collect());
    Media { kind: MediaKind::Image, source, wait_ms: None }
}

fn encode(dialect: Dialect, client_type: &str, media: &Media) -> Result<(usize, String), EncodeError> {
    let mut out = b"before".to_vec();
    let result = encode_media(Receiver::new(dialect, client_type), &TARGET, media, 0, &mut out);
    let written = String::from_utf8(out.split_off(6)).unwrap();
    if result.is_err() {
        assert_eq!(written, "");
    }
    result.map(|lines| (lines, written))
}

fn line(dialect: Dialect, media: &Media) -> String {
    encode(dialect, SCRIPT, media).unwrap().1
}

#[test]
fn the_type_is_the_kind_of_the_media_and_not_guessed() {
    for (kind, name) in [
        (MediaKind::Image, "image"),
        (MediaKind::Audio, "audio"),
        (MediaKind::Video, "video"),
        (MediaKind::Document, "document"),
    ] {
        let line = line(Dialect::B, &urls(kind, &["https://example.com/a.mp3"]));
        assert!(line.contains(&format!(r#""message_type":"{name}","message_positions""#)), "{line}");
    }
}

#[test]
fn the_format_follows_from_the_first_bytes() {
    for (image, format) in
        [("iVBORw0KGgo=", "png"), ("/9j/4AAQ", "jpg"), ("R0lGODlh", "gif"), ("UklGRiQA", "webp"), ("QUJD", "png")]
    {
        let line = line(Dialect::B, &images([image]));
        assert!(line.contains(&format!(r#""message_type":"image","message_format":"{format}""#)), "{line}");
    }
}

#[test]
fn urls_lose_what_a_tail_or_a_list_cannot_hold() {
    let hostile = "https://example.com/a {b}|||\"안\\\n.png";
    let safe = "https://example.com/a%20%7Bb%7D%7C%7C%7C%22%EC%95%88%5C%0A.png";
    let media = urls(MediaKind::Image, &[hostile, "http://x/"]);
    let tail = line(Dialect::B, &media);
    assert!(tail.ends_with(&format!("}}}}{safe}http://x/\n")), "{tail}");
    assert!(tail.contains(&format!("[0,{},{}]", safe.len(), safe.len() + 9)), "{tail}");
    let list = line(Dialect::A, &media);
    assert!(list.contains(&format!("\"MEDIA_URL:{safe}|||http://x/\"")), "{list}");
}

#[test]
fn nothing_that_a_phone_would_take_for_a_path_is_written() {
    let refused = |media: &Media| encode(Dialect::B, SCRIPT, media).unwrap_err();
    assert_eq!(refused(&urls(MediaKind::Image, &[])), EncodeError::Empty);
    assert_eq!(refused(&images([""; 0])), EncodeError::Empty);
    for path in ["/sdcard/x.png", "httpfile", "ftp://x", ""] {
        assert_eq!(refused(&urls(MediaKind::Image, &["HTTP://x", path])), EncodeError::NotUrl { index: 1 }, "{path}");
    }
    for image in ["/sdcard/x.png", "data:image/png;base64,QUJD", "QU\nJD", "QU JD", "QU-_", ""] {
        assert_eq!(refused(&images(["QUJD", image])), EncodeError::NotBase64 { index: 1 }, "{image}");
    }
}

#[test]
fn dialect_c_takes_one_picture_a_line_and_addresses_as_text() {
    let media = Media { wait_ms: Some(700), ..images(["QUJD", "REVG"]) };
    let line = |media: &str| {
        format!(
            r#"{{"type":"response","room":"r","content":"","options":{{"media":"{media}","media_wait_time":700}}}}"#
        ) + "\n"
    };
    assert_eq!(encode(Dialect::C, SCRIPT, &media), Ok((2, line("QUJD") + &line("REVG"))));
    let text = "{\"type\":\"response\",\"room\":\"r\",\"content\":\"http://x/\\nhttp://y/\"}\n";
    let media = urls(MediaKind::Image, &["http://x/", "http://y/"]);
    assert_eq!(encode(Dialect::C, SCRIPT, &media), Ok((0, text.to_owned())));
}

#[test]
fn who_knows_no_prefixes_gets_addresses_as_text_and_no_pictures() {
    let media = urls(MediaKind::Video, &["http://x/", "http://y/"]);
    let (lines, text) = encode(Dialect::A, "iris", &media).unwrap();
    assert_eq!(lines, 0);
    assert!(text.ends_with("\"room\":\"r\",\"text\":\"http://x/\\nhttp://y/\"}}\n"), "{text}");
    assert_eq!(encode(Dialect::A, "IRIS", &images(["QUJD"])), Err(EncodeError::NoMedia));
    // With a tail there are no prefixes to know.
    assert!(encode(Dialect::B, "Iris", &images(["QUJD"])).unwrap().1.ends_with("}}QUJD\n"));
}

#[test]
fn pictures_share_a_line_as_far_as_they_fit() {
    let third = "A".repeat(3 << 20);
    let three = images([&*third, "QUJD", &third, &third]);
    let sizes = |text: &str| text.lines().map(|line| (line.len() >> 20, line.contains("QUJD"))).collect::<Vec<_>>();
    let (lines, text) = encode(Dialect::A, SCRIPT, &three).unwrap();
    assert_eq!((lines, sizes(&text)), (2, vec![(6, true), (3, false)]));
    let (lines, text) = encode(Dialect::B, SCRIPT, &three).unwrap();
    assert_eq!((lines, sizes(&text)), (1, vec![(9, true)]));
    assert!(text.contains(&format!("[0,{},{},{},{}]", 3 << 20, (3 << 20) + 4, (6 << 20) + 4, (9 << 20) + 4)));
}

#[test]
fn no_line_is_longer_than_a_phone_can_bear() {
    for dialect in [Dialect::A, Dialect::B, Dialect::C] {
        let max = dialect.max_line();
        let fits = line(dialect, &images(["A".repeat(max - 1024)]));
        assert!(fits.len() <= max, "{dialect:?}: {}", fits.len());
        let too_long = images(["QUJD".to_owned(), "A".repeat(max - 256)]);
        assert_eq!(encode(dialect, SCRIPT, &too_long), Err(EncodeError::TooLong { index: 1 }), "{dialect:?}");
    }
    // The worst names: every byte becomes six.
    let room = "\u{1}".repeat(10_000);
    let target = Target { room: &room, ..TARGET };
    let rest = Dialect::A.max_line() - 6 * 10_000;
    for (length, fits) in [(rest - 1024, true), (rest, false)] {
        let mut out = Vec::new();
        let image = images(["A".repeat(length)]);
        let result = encode_media(Receiver::new(Dialect::A, SCRIPT), &target, &image, 0, &mut out);
        assert_eq!(result.is_ok(), fits);
        assert!(out.len() <= Dialect::A.max_line());
    }
}
