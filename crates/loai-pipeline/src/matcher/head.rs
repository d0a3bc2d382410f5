//! The start of a text, as spellings are compared with it.

/// Signs with which a command may begin.
pub(super) const SIGILS: &[char] = &['#', '!', '>', '<', '&', '@', '/', '?', '.', '~'];
/// Words of a spelling that are compared; a longer spelling is cut there when it is built.
pub(super) const MAX_WORDS: usize = 8;
/// A longer word belongs to no spelling, in bytes.
const MAX_WORD: usize = 128;

/// Parts the sigil from the words, so that `#!a` and `# !a` stay two spellings.
const END_OF_SIGIL: char = '\n';

/// The first character of a text, folded.
pub(super) fn first(text: &str) -> Option<char> {
    let first = text.trim_start().chars().next()?;
    if is_east_asian(first) { Some(first) } else { first.to_lowercase().next() }
}

/// Whether a character is of a script that has no case, which saves looking for its small form.
pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '가'..='힣')
}

/// Whether a spelling has no words.
pub(crate) fn is_bare(spelling: &str) -> bool {
    !spelling.is_empty() && spelling.chars().all(|c| SIGILS.contains(&c))
}

/// The start of a text, folded: sigil, [`END_OF_SIGIL`], then words with one blank between them, in lower case.
pub(super) struct Head {
    pub(super) folded: String,
    /// Bytes of the sigil, in both texts.
    sigil: usize,
    pub(super) words: Vec<Word>,
}

/// Where a word stands: in the folded text and in the text.
#[derive(Clone, Copy)]
pub(super) struct Word {
    folded: (usize, usize),
    text: (usize, usize),
}

impl Head {
    pub(super) fn read(text: &str, max_words: usize) -> Self {
        let sigil = text.find(|c| !SIGILS.contains(&c)).unwrap_or(text.len());
        let mut folded = String::with_capacity(32);
        folded.push_str(&text[..sigil]);
        let mut words = Vec::with_capacity(max_words.min(MAX_WORDS));
        let mut at = sigil;
        while words.len() < max_words {
            let blank = text[at..].len() - text[at..].trim_start().len();
            let start = at + blank;
            let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
            if start == end || end - start > MAX_WORD {
                break;
            }
            folded.push(if words.is_empty() { END_OF_SIGIL } else { ' ' });
            let from = folded.len();
            for c in text[start..end].chars() {
                if is_east_asian(c) {
                    folded.push(c);
                } else {
                    folded.extend(c.to_lowercase());
                }
            }
            words.push(Word { folded: (from, folded.len()), text: (start, end) });
            at = end;
        }
        Self { folded, sigil, words }
    }

    /// The sigil.
    pub(super) fn sigil(&self) -> &str {
        &self.folded[..self.sigil]
    }

    /// Every word end, the last one first: in the folded text and in the text.
    pub(super) fn ends(&self) -> impl Iterator<Item = (usize, usize)> {
        self.words.iter().rev().map(|word| (word.folded.1, word.text.1))
    }

    /// Where `text` goes on after this much of the folded text; `None` in the middle of a character.
    pub(super) fn text_at(&self, folded_end: usize, text: &str) -> Option<usize> {
        let word = self.words.iter().find(|word| word.folded.1 >= folded_end)?;
        // Folding may change the length of a character, so the way through the word is walked in both texts.
        let mut folded = word.folded.0;
        for (at, c) in text[word.text.0..word.text.1].char_indices() {
            if folded >= folded_end {
                return (folded == folded_end).then_some(word.text.0 + at);
            }
            folded += c.to_lowercase().map(char::len_utf8).sum::<usize>();
        }
        Some(word.text.1)
    }

    /// What follows the sigil.
    pub(super) fn after_sigil<'t>(&self, text: &'t str) -> &'t str {
        text[self.sigil..].trim()
    }
}
