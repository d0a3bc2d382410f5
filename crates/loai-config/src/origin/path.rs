//! Keys such as `auto_replies[0].trigger` and `providers["a.b"].c`, in parts.

/// One part of a key.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Segment {
    Key(String),
    Index(usize),
}

impl Segment {
    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Index(_) => None,
        }
    }
}

/// The parts of a key; what is not well-formed is taken as one part.
pub(super) fn parse(mut text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    while !text.is_empty() {
        let (segment, rest) = next(text).unwrap_or_else(|| (Segment::Key(text.to_owned()), ""));
        segments.push(segment);
        text = rest.strip_prefix('.').unwrap_or(rest);
    }
    segments
}

fn next(text: &str) -> Option<(Segment, &str)> {
    let Some(inside) = text.strip_prefix('[') else {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        return Some((Segment::Key(text[..end].to_owned()), &text[end..]));
    };
    if inside.starts_with('"') {
        let mut quoted = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let key = quoted.next()?.ok()?;
        return Some((Segment::Key(key), inside[quoted.byte_offset()..].strip_prefix(']')?));
    }
    let (index, rest) = inside.split_once(']')?;
    Some((Segment::Index(index.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::join;

    #[test]
    fn a_key_comes_apart_as_it_was_joined() {
        let key = |key: &str| Segment::Key(key.to_owned());
        let path = join(&join("a[10]", "gpt-5.1 \"x\""), "b");
        assert_eq!(parse(&path), [key("a"), Segment::Index(10), key("gpt-5.1 \"x\""), key("b")]);
        assert_eq!(parse(""), []);
        assert_eq!(parse("a[x"), [key("a"), key("[x")]);
    }
}
