//! The text changes that add an entry to an object or list, or take one away.

use jsonc_parser::common::Range;
use serde_json::Value;

/// Replaces a range of the text.
pub(super) struct Splice {
    range: Range,
    text: String,
}

/// An object or list with the places of its children and commas.
pub(super) struct Container<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range,
    pub(super) children: Vec<Range>,
    pub(super) commas: Vec<usize>,
}

impl Splice {
    pub(super) fn new(range: Range, text: String) -> Self {
        Self { range, text }
    }

    fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(Range::new(at, at), text.into())
    }
}

impl Container<'_> {
    /// Adds a child at the end; `key` names it in an object.
    pub(super) fn insert(&self, key: Option<&str>, value: &Value) -> Vec<Splice> {
        let inner = &self.text[self.range.start + 1..self.range.end - 1];
        let content_end = self.range.start + 1 + inner.trim_end().len();
        let on_lines = inner.contains('\n');
        let newline = newline(self.text);
        let Some(last) = self.children.last() else {
            let outer = indent_at(self.text, self.range.start);
            let indent = format!("{outer}  ");
            let entry = entry(key, value, &indent, newline);
            if on_lines && !inner.trim().is_empty() {
                return vec![Splice::insert(content_end, format!("{newline}{indent}{entry}"))];
            }
            let end = self.range.end - 1;
            let text = format!("{newline}{indent}{entry}{newline}{outer}");
            return vec![Splice::new(Range::new(content_end, end), text)];
        };
        let trailing = self.comma_between(last.end, self.range.end);
        let after = if trailing.is_some() { "," } else { "" };
        if on_lines {
            let indent = indent_at(self.text, last.start).to_owned();
            let entry = entry(key, value, &indent, newline);
            let line = format!("{newline}{indent}{entry}{after}");
            return with_comma(last.end, trailing, Splice::insert(content_end, line));
        }
        let entry = format!(" {}{after}", compact(key, value));
        let at = trailing.map_or(last.end, |comma| comma + 1);
        with_comma(last.end, trailing, Splice::insert(at, entry))
    }

    /// Takes a child away with its comma, and with its line when nothing else is on it.
    pub(super) fn remove(&self, index: usize) -> Vec<Splice> {
        let child = self.children[index];
        let next = self.children.get(index + 1).map_or(self.range.end, |next| next.start);
        if let Some(comma) = self.comma_between(child.end, next) {
            let between = &self.text[child.end..comma];
            if between.trim().is_empty() {
                return vec![self.gap(child.start, comma + 1)];
            }
            return vec![Splice::new(child, String::new()), Splice::new(Range::new(comma, comma + 1), String::new())];
        }
        let before = index.checked_sub(1).map(|before| self.children[before].end);
        let comma = before.and_then(|before| self.comma_between(before, child.start));
        let mut splices: Vec<Splice> =
            comma.map(|comma| Splice::new(Range::new(comma, comma + 1), String::new())).into_iter().collect();
        splices.push(self.gap(child.start, child.end));
        splices
    }

    fn comma_between(&self, start: usize, end: usize) -> Option<usize> {
        self.commas.iter().copied().find(|at| (start..end).contains(at))
    }

    /// The removal of a range with the blanks that it leaves behind.
    fn gap(&self, start: usize, end: usize) -> Splice {
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[end..];
        let line_end = rest.find('\n').map(|at| end + at + 1);
        let alone_before = self.text[line_start..start].trim().is_empty();
        if let Some(line_end) = line_end
            && alone_before
            && self.text[end..line_end].trim().is_empty()
        {
            return Splice::new(Range::new(line_start, line_end), String::new());
        }
        let blanks_before = start - self.text[..start].trim_end_matches(' ').len();
        let blanks_after = rest.len() - rest.trim_start_matches(' ').len();
        let range = if alone_before || !rest.trim_start_matches(' ').starts_with([']', '}']) {
            Range::new(start, end + blanks_after)
        } else {
            Range::new(start - blanks_before, end)
        };
        Splice::new(range, String::new())
    }
}

/// An entry after a comma, unless there is one already.
fn with_comma(at: usize, trailing: Option<usize>, entry: Splice) -> Vec<Splice> {
    let comma = trailing.is_none().then(|| Splice::insert(at, ","));
    comma.into_iter().chain([entry]).collect()
}

/// The text with all changes made.
pub(super) fn apply(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| splice.range.start);
    let mut changed = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for splice in splices {
        changed.push_str(&text[done..splice.range.start]);
        changed.push_str(&splice.text);
        done = splice.range.end;
    }
    changed.push_str(&text[done..]);
    changed
}

/// A value as it stands in a text, on the line of an offset.
pub(super) fn render(value: &Value, text: &str, at: usize) -> String {
    pretty(value, indent_at(text, at), newline(text))
}

fn entry(key: Option<&str>, value: &Value, indent: &str, newline: &str) -> String {
    let value = pretty(value, indent, newline);
    match key {
        Some(key) => format!("{}: {value}", Value::from(key)),
        None => value,
    }
}

fn compact(key: Option<&str>, value: &Value) -> String {
    match key {
        Some(key) => format!("{}: {value}", Value::from(key)),
        None => value.to_string(),
    }
}

fn pretty(value: &Value, indent: &str, newline: &str) -> String {
    format!("{value:#}").replace('\n', &format!("{newline}{indent}"))
}

/// The blanks at the start of the line of an offset.
fn indent_at(text: &str, at: usize) -> &str {
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line_start..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
