//! Where a text that is too long for one message is cut.

use unicode_segmentation::GraphemeCursor;

/// What may stand behind the end of a sentence and belongs to it.
const CLOSING: [char; 12] = ['"', '\'', '”', '’', ')', ']', '」', '』', '》', '>', '}', '〉'];
const MARK: char = '\u{200B}';

/// Cuts a text into pieces of at most `max` UTF-16 units; together they are the text.
///
/// A cut lies behind a paragraph, else a line, else a sentence, each in the second half of a piece, else behind a blank,
/// else between characters as people see them. What people see as one character is cut only when it alone is longer than
/// `max`, and a surrogate pair never is.
pub fn split(text: &str, max: usize) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while exceeds(rest, max) {
        let (piece, after) = rest.split_at(cut(rest, max));
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// The pieces with "(1/3)" behind each, where there are several.
pub fn numbered(pieces: &[&str]) -> Vec<String> {
    let count = pieces.len();
    let numbered = |(index, piece): (usize, &&str)| match count {
        1 => (*piece).to_owned(),
        _ => format!("{} ({}/{count})", piece.trim_end(), index + 1),
    };
    pieces.iter().enumerate().map(numbered).collect()
}

/// Whether a text has more UTF-16 units than `max`.
pub(crate) fn exceeds(text: &str, max: usize) -> bool {
    // No text has more UTF-16 units than bytes, so nearly every text fits without being counted.
    text.len() > max && within(text, max) < text.len()
}

/// The length in bytes of the first piece of a text that exceeds `max` units; never 0.
fn cut(text: &str, max: usize) -> usize {
    word_cut(text, max).unwrap_or_else(|| between(text, within(text, max)))
}

/// The length in bytes of the first piece of such a text, unless there is no good end but within a word.
pub(crate) fn word_cut(text: &str, max: usize) -> Option<usize> {
    let limit = within(text, max);
    let window = &text[..limit];
    let fits = |at: &usize| *at <= limit && is_between(text, *at);
    let late = |at: &usize| *at * 2 >= limit && fits(at);
    let behind = |(at, matched): (usize, &str)| at + matched.len();
    (window.rmatch_indices("\n\n").map(behind).find(late))
        .or_else(|| window.rmatch_indices('\n').map(behind).find(late))
        .or_else(|| sentences(text, limit).find(late))
        .or_else(|| window.rmatch_indices(char::is_whitespace).map(behind).find(fits))
}

/// The length in bytes of what has at most `max` units, but at least one character.
fn within(text: &str, max: usize) -> usize {
    let mut units = 0;
    let end = text.char_indices().find(|&(at, letter)| {
        units += letter.len_utf16();
        at > 0 && units > max
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// The ends of sentences up to `limit`, the last first: behind the blanks that follow.
fn sentences(text: &str, limit: usize) -> impl Iterator<Item = usize> {
    let ends = text[..limit].rmatch_indices(['.', '!', '?', '…', '。', '！', '？']);
    ends.filter_map(move |(at, mark)| {
        let behind = text[at + mark.len()..].trim_start_matches(CLOSING);
        let before = text[..at].chars().next_back();
        let ends = match behind.chars().next() {
            None => true,
            Some(next) if next.is_whitespace() => true,
            // Korean is often written on without a blank; addresses and numbers are no sentences.
            Some(next) => match mark {
                "." => before.is_some_and(is_hangul) && is_hangul(next),
                "!" | "?" => is_hangul(next),
                "…" => next != '…' && next != '.',
                _ => true,
            },
        };
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        let end = text.len() - behind.len();
        // The blanks of the next piece are worth less than the end of a sentence.
        ends.then_some(if end + blanks <= limit { end + blanks } else { end })
    })
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '가'..='힣')
}

/// The last place up to `limit` between what people see as characters, and not within a fold.
fn between(text: &str, limit: usize) -> usize {
    if text[limit..].starts_with(MARK) {
        let before = text[..limit].trim_end_matches(MARK).len();
        if before > 0 {
            return before;
        }
    }
    if is_between(text, limit) {
        return limit;
    }
    let before = GraphemeCursor::new(limit, text.len(), true).prev_boundary(text, 0);
    before.ok().flatten().filter(|&at| at > 0).unwrap_or(limit)
}

fn is_between(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

#[cfg(test)]
mod tests;
