//! The form in which a reply leaves: long texts folded and split, files with the time that they need.

use std::sync::Arc;

use loai_core::{Media, MediaKind, Part, Reply, Source};
use loai_texts::{FOLD_UNITS, fold, folds, split};

const MIB: usize = 1 << 20;
/// The time of a film, in milliseconds.
const VIDEO_MS: u32 = 15_000;

/// The reply as it leaves: a text of more than `fold_chars` characters folds behind "전체보기" (0 folds none), one of
/// more than `split_chars` UTF-16 units, its fold included, becomes several parts in order, and files without a time of
/// their own get the one that they need. Nothing else changes; a reply of short texts is handed back as it is.
pub fn shape(reply: Reply, fold_chars: usize, split_chars: usize) -> Reply {
    if reply.parts().iter().all(|part| is_in_shape(part, fold_chars, split_chars)) {
        return reply;
    }
    let parts = reply.into_parts().into_iter();
    parts.fold(Reply::default(), |reply, part| match part {
        Part::Text(text) => texts(&text, fold_chars, split_chars).into_iter().fold(reply, Reply::and_text),
        Part::Media(media) if media.wait_ms.is_none() => {
            let wait_ms = Some(media_wait_ms(&media));
            reply.and_media(Media { wait_ms, ..Arc::unwrap_or_clone(media) })
        }
        Part::Media(_) => reply.and_part(part),
    })
}

/// How long a phone needs for these files before it may leave the chat, in milliseconds (protocol 4.3); what has an
/// unknown size gets the longest time.
pub fn media_wait_ms(media: &Media) -> u32 {
    if media.kind == MediaKind::Video {
        return VIDEO_MS;
    }
    let (count, bytes) = match &media.source {
        Source::Base64(files) => (files.len(), Some(files.iter().map(|file| file.len() / 4 * 3).sum::<usize>())),
        Source::Urls(urls) => (urls.len(), None),
    };
    let (least, most) = if count > 1 { (3_000, 15_000) } else { (4_000, 6_000) };
    let needed = bytes.map_or(most, |bytes| 1_500 + 2_000 * bytes / MIB + 300 * count.saturating_sub(1));
    needed.clamp(least, most) as u32
}

/// Whether a part leaves as it is; most texts show that by their length.
fn is_in_shape(part: &Part, fold_chars: usize, split_chars: usize) -> bool {
    match part {
        Part::Text(text) => !folds(text, fold_chars) && fits(text, split_chars),
        Part::Media(media) => media.wait_ms.is_some(),
    }
}

fn fits(text: &str, units: usize) -> bool {
    text.len() <= units || text.encode_utf16().nth(units).is_none()
}

/// A text as one or more messages. Line ends at a cut are left out, since each message is one of its own.
fn texts(text: &Arc<str>, fold_chars: usize, split_chars: usize) -> Vec<Arc<str>> {
    let beside = if fold_chars > 0 { FOLD_UNITS } else { 0 };
    let room = split_chars.saturating_sub(beside).max(1);
    let folds = folds(text, fold_chars);
    if fits(text, if folds { room } else { split_chars }) {
        return vec![if folds { Arc::from(fold(text, fold_chars)) } else { Arc::clone(text) }];
    }
    let pieces = split(text, room);
    let last = pieces.len().saturating_sub(1);
    let pieces = pieces.into_iter().enumerate().map(|(index, piece)| {
        let piece = if index > 0 { piece.trim_start_matches('\n') } else { piece };
        if index < last { piece.trim_end_matches('\n') } else { piece }
    });
    pieces.filter(|piece| !piece.is_empty()).map(|piece| Arc::from(fold(piece, fold_chars))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: char = '\u{200B}';

    fn said(text: &str, fold_chars: usize, split_chars: usize) -> Vec<String> {
        let reply = shape(Reply::text(text), fold_chars, split_chars);
        reply.parts().iter().map(|part| part.log_text().to_owned()).collect()
    }

    fn images(count: usize, bytes: usize) -> Media {
        let file = "A".repeat(bytes.div_ceil(3) * 4);
        Media { kind: MediaKind::Image, source: Source::Base64(vec![file; count]), wait_ms: None }
    }

    #[test]
    fn a_short_text_is_the_very_same() {
        let text: Arc<str> = Arc::from("안녕하세요");
        let reply = shape(Reply::text(Arc::clone(&text)), 500, 3000);
        assert!(matches!(&reply.parts()[0], Part::Text(same) if Arc::ptr_eq(same, &text)));
    }

    #[test]
    fn a_short_text_beside_a_long_one_is_the_very_same_too() {
        let text: Arc<str> = Arc::from("안녕하세요");
        let reply = Reply::text(Arc::clone(&text)).and_text(format!("머리\n{}", "가".repeat(600)));
        let reply = shape(reply, 500, 3000);
        assert!(matches!(&reply.parts()[0], Part::Text(same) if Arc::ptr_eq(same, &text)));
        assert_eq!(reply.parts()[1].log_text().matches(MARK).count(), 500);
    }

    #[test]
    fn a_fold_counts_into_the_length_of_a_message() {
        let text = |chars: usize| format!("머리\n{}", "가".repeat(chars - 3));
        assert_eq!(said(&text(2_500), 500, 3_000).len(), 1);
        let pieces = said(&text(2_501), 500, 3_000);
        assert_eq!(pieces.len(), 2);
        assert!(pieces.iter().all(|piece| piece.encode_utf16().count() <= 3_000));
        assert_eq!(said(&text(3_000), 0, 3_000), [text(3_000)]);
        assert_eq!(said(&text(3_001), 0, 3_000).len(), 2);
    }

    #[test]
    fn a_very_long_text_leaves_in_order_and_whole() {
        let lines: Vec<_> = (0..2_000).map(|number| format!("{number}번째 줄이에요. 조금 더 길게 적어요.")).collect();
        let pieces = said(&lines.join("\n"), 500, 3_000);
        assert!(pieces.len() > 10);
        for piece in &pieces {
            assert!(piece.encode_utf16().count() <= 3_000);
            assert_eq!(piece.matches(MARK).count(), 500, "{piece}");
        }
        assert_eq!(pieces.join("\n").replace(MARK, "").lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn what_a_service_folded_itself_is_not_folded_again() {
        let text = loai_texts::folded("머리\n둘째 줄", &"가".repeat(2_000));
        assert_eq!(said(&text, 500, 3_000), [text]);
        let text = loai_texts::folded("머리\n둘째 줄", &"가나 ".repeat(2_000));
        let pieces = said(&text, 500, 3_000);
        assert!(pieces[0].starts_with(&format!("머리\n둘째 줄{}", "\u{200B}".repeat(500))));
        assert!(pieces.iter().all(|piece| piece.matches(MARK).count() == 500));
        assert_eq!(pieces.concat().matches('가').count(), 2_000);
    }

    #[test]
    fn the_time_of_files_grows_with_their_size() {
        let wait = |count, bytes| media_wait_ms(&images(count, bytes));
        let table = [
            (1, 1_000, 4_000),
            (1, 3 * MIB / 2, 4_500),
            (1, 9 * MIB, 6_000),
            (2, 1_000, 3_000),
            (3, MIB, 8_100),
            (9, 9 * MIB, 15_000),
        ];
        for (count, bytes, expected) in table {
            assert!(wait(count, bytes).abs_diff(expected) <= 5, "{count} of {bytes}: {}", wait(count, bytes));
        }
    }

    #[test]
    fn files_of_unknown_size_get_the_longest_time_and_films_their_own() {
        let urls = |kind, count| {
            let source = Source::Urls(vec!["https://example.com/a".into(); count]);
            media_wait_ms(&Media { kind, source, wait_ms: None })
        };
        assert_eq!(urls(MediaKind::Image, 1), 6_000);
        assert_eq!(urls(MediaKind::Document, 2), 15_000);
        assert_eq!(urls(MediaKind::Video, 1), 15_000);
    }

    #[test]
    fn a_time_of_its_own_stays_and_several_images_stay_together() {
        let own = Media { wait_ms: Some(9), ..images(2, 10) };
        let reply = shape(Reply::text("사진").and_media(images(3, 10)).and_media(own.clone()), 500, 3_000);
        let expected = Media { wait_ms: Some(3_000), ..images(3, 10) };
        assert_eq!(reply, Reply::text("사진").and_media(expected).and_media(own));
    }
}
