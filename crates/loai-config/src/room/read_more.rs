//! Where a long text folds behind "전체보기": `kakao_readmore`.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::json;

use crate::diagnostic::Problem;
use crate::fields::{Fields, Over};

/// Where a long text folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadMore {
    /// Behind this many lines; 0 for not at all.
    Lines(u32),
    /// Behind this many characters; 0 for not at all.
    Chars(u32),
    /// Behind the first place where this text stands.
    Marker(String),
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Lines,
    Chars,
    Marker,
}

const KINDS: [(&str, Kind); 3] = [("lines", Kind::Lines), ("chars", Kind::Chars), ("marker", Kind::Marker)];

impl Default for ReadMore {
    fn default() -> Self {
        Self::Lines(1)
    }
}

impl ReadMore {
    fn kind(&self) -> Kind {
        match self {
            Self::Lines(_) => Kind::Lines,
            Self::Chars(_) => Kind::Chars,
            Self::Marker(_) => Kind::Marker,
        }
    }

    /// Reads `kakao_readmore` where it must have a value.
    pub(super) fn read<T>(over: &Over<'_, '_, T>, pick: impl Fn(&T) -> &Self) -> Self {
        over.get("kakao_readmore", |fields, key| Self::over(fields, key, pick(over.below)), &pick)
    }

    /// Reads `kakao_readmore` where it may be missing.
    pub(super) fn optional<T>(over: &Over<'_, '_, T>, pick: impl Fn(&T) -> &Option<Self>) -> Option<Self> {
        let below = pick(over.below).clone().unwrap_or_default();
        over.get("kakao_readmore", |fields, key| Self::over(fields, key, &below).map(Some), &pick)
    }

    fn over(fields: &Fields<'_>, key: &'static str, below: &Self) -> Option<Self> {
        let own = fields.object(key)?;
        let kind = own.choice("type", &KINDS).unwrap_or(below.kind());
        let read = match own.described("value", || json!({"type": ["integer", "string"]})) {
            None if kind == below.kind() => Some(below.clone()),
            None => {
                own.error("value", Problem::Missing);
                None
            }
            Some(node) if kind == Kind::Marker => own.filled_text_in("value", node).map(Self::Marker),
            Some(node) => own.integer_in("value", node, 0..=100_000).map(|number| match kind {
                Kind::Chars => Self::Chars(number as u32),
                _ => Self::Lines(number as u32),
            }),
        };
        own.finish(&[]);
        read
    }
}

impl Serialize for ReadMore {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.kind();
        let word = KINDS.iter().find(|(_, known)| *known == kind).map(|(word, _)| *word);
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", &word)?;
        match self {
            Self::Lines(number) | Self::Chars(number) => map.serialize_entry("value", number)?,
            Self::Marker(text) => map.serialize_entry("value", text)?,
        }
        map.end()
    }
}
