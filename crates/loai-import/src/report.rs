//! What became of everything that a source holds.

use std::collections::HashMap;

use loai_texts::{Texts, Value};

/// So many places are named for each line of a report.
const MOST_PLACES: usize = 200;

/// What became of a part of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It is in the settings or tables of this server.
    Taken,
    /// It was there before.
    Present,
    /// It is taken over in a corrected form.
    Repaired,
    /// It is kept as it stands, for a feature that this server does not have yet.
    Later,
    /// Something else stands in its place and was left there.
    Kept,
    /// The operator should know of it.
    Noted,
    /// It could not be converted.
    Lost,
}

impl Outcome {
    const ALL: [Self; 7] =
        [Self::Taken, Self::Present, Self::Repaired, Self::Later, Self::Kept, Self::Noted, Self::Lost];

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Taken => "import-taken",
            Self::Present => "import-present",
            Self::Repaired => "import-repaired",
            Self::Later => "import-later",
            Self::Kept => "import-kept",
            Self::Noted => "import-noted",
            Self::Lost => "import-lost",
        }
    }
}

/// Why, as a key of the catalog with its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Note {
    key: &'static str,
    words: Vec<(&'static str, String)>,
}

impl Note {
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, words: Vec::new() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "words are short and read better without a borrow")]
    pub(crate) fn with(mut self, name: &'static str, word: impl ToString) -> Self {
        self.words.push((name, word.to_string()));
        self
    }

    fn render(&self, texts: &Texts) -> String {
        let word = |name: &str, word: &str| match word.parse() {
            Ok(state) if name == "state" => texts.state(state),
            _ => word.to_owned(),
        };
        let words: Vec<_> = self.words.iter().map(|(name, text)| (*name, Value::from(word(name, text)))).collect();
        texts.get(self.key, &words)
    }
}

/// A report: lines in the order in which they came, equal ones counted.
#[derive(Clone, Debug, Default)]
pub struct Report {
    lines: Vec<Line>,
    known: HashMap<(Outcome, String, Note), usize>,
}

#[derive(Clone, Debug)]
struct Line {
    outcome: Outcome,
    what: String,
    note: Note,
    count: u64,
    places: Vec<String>,
}

impl Report {
    /// Notes what became of something.
    pub(crate) fn add(&mut self, outcome: Outcome, what: impl Into<String>, note: Note) {
        self.line(outcome, what.into(), note).count += 1;
    }

    /// Notes what became of so many of a kind.
    pub(crate) fn add_many(&mut self, outcome: Outcome, what: impl Into<String>, note: Note, count: u64) {
        if count > 0 {
            self.line(outcome, what.into(), note).count += count;
        }
    }

    /// Notes what became of one of a kind, and where it stands.
    #[expect(clippy::needless_pass_by_value, reason = "words are short and read better without a borrow")]
    pub(crate) fn add_at(&mut self, outcome: Outcome, what: impl Into<String>, note: Note, place: impl ToString) {
        let line = self.line(outcome, what.into(), note);
        line.count += 1;
        if line.places.len() < MOST_PLACES {
            line.places.push(place.to_string());
        }
    }

    /// Adds the lines of another report.
    pub fn extend(&mut self, other: Self) {
        for line in other.lines {
            let known = self.line(line.outcome, line.what, line.note);
            known.count += line.count;
            known.places.extend(line.places);
        }
    }

    fn line(&mut self, outcome: Outcome, what: String, note: Note) -> &mut Line {
        let next = self.lines.len();
        let at = *self.known.entry((outcome, what.clone(), note.clone())).or_insert(next);
        if at == next {
            self.lines.push(Line { outcome, what, note, count: 0, places: Vec::new() });
        }
        &mut self.lines[at]
    }

    /// How much has come to this.
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.lines.iter().filter(|line| line.outcome == outcome).map(|line| line.count).sum()
    }

    /// Whether something could not be converted.
    pub fn has_losses(&self) -> bool {
        self.count(Outcome::Lost) > 0
    }

    /// The report for people, outcome by outcome.
    pub fn render(&self, texts: &Texts) -> Vec<String> {
        let mut printed = Vec::new();
        for outcome in Outcome::ALL {
            let count = self.count(outcome);
            if count == 0 {
                continue;
            }
            printed.push(texts.get(outcome.heading(), &[("count", count.into())]));
            let lines = self.lines.iter().filter(|line| line.outcome == outcome);
            printed.extend(lines.map(|line| line.render(texts)));
        }
        printed
    }
}

impl Line {
    fn render(&self, texts: &Texts) -> String {
        let count = if self.count > 1 { format!(" (×{})", self.count) } else { String::new() };
        let hidden = self.count.saturating_sub(self.places.len() as u64);
        let places = match (self.places.is_empty(), hidden) {
            (true, _) => String::new(),
            (false, 0) => format!(" [{}]", self.places.join(", ")),
            (false, _) => {
                let more = texts.get("list-more", &[("count", hidden.into())]);
                format!(" [{} {more}]", self.places.join(", "))
            }
        };
        format!("  {}: {}{count}{places}", self.what, self.note.render(texts))
    }
}

#[cfg(test)]
mod tests {
    use loai_texts::Language;

    use super::*;

    #[test]
    fn equal_lines_are_counted_and_losses_come_last() {
        let mut report = Report::default();
        report.add_at(Outcome::Lost, "chat.txt", Note::new("import-line-unreadable"), 7);
        for _ in 0..2 {
            report.add(Outcome::Taken, "a.json help", Note::new("import-into").with("target", "b.json"));
        }
        assert!(report.has_losses());
        let english = report.render(&Texts::new(Language::English));
        assert_eq!(english.len(), 4, "{english:?}");
        assert!(english[1].starts_with("  a.json help: ") && english[1].ends_with(" (×2)"), "{english:?}");
        assert!(english[3].ends_with(" [7]"), "{english:?}");
    }
}
