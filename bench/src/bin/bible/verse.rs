//! What a verse holds, told without an index and without what reads a search.

/// A verse as it is compared: in small letters, with straight quotes.
pub struct Verse {
    plain: String,
    /// The same with a sign on both sides of every word.
    fenced: String,
}

impl Verse {
    pub fn new(verse: &str) -> Self {
        let plain = verse.to_lowercase().replace(['‘', '’'], "'").replace(['“', '”'], "\"");
        Self { fenced: fenced(&plain), plain }
    }

    /// Words that are whole at both ends.
    pub fn whole(&self, words: &str) -> bool {
        self.fenced.contains(&fenced(words))
    }

    /// Words of which the last may go on.
    pub fn beginning(&self, words: &str) -> bool {
        self.fenced.contains(fenced(words).trim_end_matches(FENCE))
    }

    /// Words of which the first may have begun before.
    pub fn ending(&self, words: &str) -> bool {
        self.fenced.contains(fenced(words).trim_start_matches(FENCE))
    }

    /// Letters wherever they are.
    pub fn anywhere(&self, letters: &str) -> bool {
        self.plain.contains(letters)
    }

    /// Every one of these as whole words.
    pub fn all(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.whole(word))
    }

    /// One of these as whole words.
    pub fn any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.whole(word))
    }
}

const FENCE: char = '\u{1}';

fn fenced(text: &str) -> String {
    let (mut fenced, mut was_word) = (String::with_capacity(text.len() * 3 / 2), false);
    for letter in text.chars() {
        if letter.is_alphanumeric() != was_word {
            fenced.push(FENCE);
            was_word = !was_word;
        }
        fenced.push(letter);
    }
    if was_word {
        fenced.push(FENCE);
    }
    fenced
}
