//! Comments of a settings file.

use crate::source::Source;

/// The lines of comment above the line of this place, as one text.
pub(super) fn above(source: &Source, at: usize) -> Option<String> {
    let before = source.text().get(..at)?.rsplit('\n').skip(1);
    let mut lines: Vec<&str> = before.map_while(comment).collect();
    lines.reverse();
    let text = lines.join(" ");
    (!text.is_empty()).then_some(text)
}

fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    let text = line.strip_prefix("//").or_else(|| line.strip_prefix('#'))?;
    Some(text.trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stands_right_above_its_key() {
        let text = "// far\n\n  // one\n  // two\n  \"a\": 1,\n  \"b\": 2\n";
        let source = Source::from_text("f".to_owned(), text.to_owned());
        let at = |key: &str| above(&source, text.find(key).unwrap());
        assert_eq!((at("\"a\"").as_deref(), at("\"b\"")), (Some("one two"), None));
    }
}
