//! The terminal. Everything the operator reads goes through here.

use std::io::Write;

/// Prints a line; a closed terminal is no error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a text as it stands.
pub(crate) fn text(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// Prints a line where errors belong.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints rows under headings, columns aligned; Korean counts two cells a letter.
pub(crate) fn table(headings: &[String], rows: &[Vec<String>]) {
    let columns = headings.len();
    let all = || std::iter::once(headings).chain(rows.iter().map(Vec::as_slice));
    let widths: Vec<usize> = (0..columns).map(|at| all().map(|row| cells(&row[at])).max().unwrap_or(0)).collect();
    for row in all() {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cells(cell))));
        line(padded.collect::<Vec<_>>().join("  ").trim_end());
    }
}

fn cells(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_counts_two_cells() {
        assert_eq!((cells("폰 1"), cells("abc"), cells("방ㅋ")), (4, 3, 4));
    }
}
