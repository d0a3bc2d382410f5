//! How far a download is, in one line of a terminal.

use std::io::Write;

use loai_texts::Texts;

/// So many cells are filled when everything is here.
const CELLS: u64 = 24;
/// Of a download whose length nobody knows a new line is shown for so many bytes.
const STEP: u64 = 128 << 10;

/// Shows how far a download is; without a screen it shows nothing.
pub(super) struct Meter<'a, W: Write> {
    screen: Option<Screen<'a, W>>,
    /// What was shown last: percent, or steps.
    shown: Option<u64>,
}

/// A terminal.
pub(super) struct Screen<'a, W> {
    texts: &'a Texts,
    out: W,
}

impl<'a, W: Write> Screen<'a, W> {
    pub(super) fn new(texts: &'a Texts, out: W) -> Self {
        Self { texts, out }
    }
}

impl<'a, W: Write> Meter<'a, W> {
    pub(super) fn new(screen: Option<Screen<'a, W>>) -> Self {
        Self { screen, shown: None }
    }

    /// Shows how many bytes are here, and of how many where that is known.
    pub(super) fn tell(&mut self, here: u64, all: Option<u64>) {
        let Some(screen) = &mut self.screen else { return };
        let all = all.filter(|all| *all >= here && *all > 0);
        let mark = all.map_or(here / STEP, |all| here * 100 / all);
        if self.shown.replace(mark) == Some(mark) {
            return;
        }
        let line = match all {
            None => screen.texts.get("bible-fetched", &[("here", megabytes(here).into())]),
            Some(all) => {
                let filled = (mark * CELLS / 100) as usize;
                let bar = format!("[{}{}]", "#".repeat(filled), ".".repeat(CELLS as usize - filled));
                let words = [
                    ("bar", bar.into()),
                    ("percent", mark.into()),
                    ("here", megabytes(here).into()),
                    ("all", megabytes(all).into()),
                ];
                screen.texts.get("bible-fetched-of", &words)
            }
        };
        screen.show(&line);
    }
}

impl<W: Write> Screen<'_, W> {
    /// Shows a line in place of the one before; a closed terminal is no error.
    fn show(&mut self, line: &str) {
        let _ = write!(self.out, "\r\x1b[K{line}").and_then(|()| self.out.flush());
    }
}

impl<W: Write> Drop for Meter<'_, W> {
    /// What follows stands where the line was.
    fn drop(&mut self) {
        if let (Some(screen), Some(_)) = (&mut self.screen, self.shown) {
            screen.show("");
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use loai_texts::Language;

    use super::*;

    fn shown(steps: &[(u64, Option<u64>)]) -> String {
        let (texts, mut out) = (Texts::new(Language::Korean), Vec::new());
        let mut meter = Meter::new(Some(Screen::new(&texts, &mut out)));
        for (here, all) in steps {
            meter.tell(*here, *all);
        }
        drop(meter);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_is_shown_for_each_percent_and_taken_away_at_the_end() {
        let all = Some(4_000_000);
        assert_eq!(
            shown(&[(1_000_000, all), (1_000_001, all), (4_000_000, all)]),
            "\r\x1b[K받는 중이에요 [######..................] 25% (1.0/4.0 MB)\
            \r\x1b[K받는 중이에요 [########################] 100% (4.0/4.0 MB)\r\x1b[K"
        );
    }

    #[test]
    fn without_a_length_the_size_is_shown() {
        let steps = [(1, None), (2, None), (1_500_000, None), (1_600_000, Some(7))];
        assert_eq!(
            shown(&steps),
            "\r\x1b[K받는 중이에요 0.0 MB\r\x1b[K받는 중이에요 1.5 MB\r\x1b[K받는 중이에요 1.6 MB\r\x1b[K"
        );
        assert_eq!(shown(&[]), "");
    }
}
