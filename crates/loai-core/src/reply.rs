//! What the server says: an ordered list of texts and media. Empty means silence.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// An ordered list of parts; each becomes one message in the room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reply {
    parts: Vec<Part>,
}

/// One message of a [`Reply`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// A text.
    Text(Arc<str>),
    /// Pictures or other files.
    Media(Arc<Media>),
}

/// Files that go out as one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// What the files are.
    pub kind: MediaKind,
    /// The files, all given the same way.
    pub source: Source,
    /// How long the phone shall wait before it leaves the chat, in milliseconds; its own rule where there is none.
    pub wait_ms: Option<u32>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
    /// Anything else.
    Document,
}

/// Where the bytes of files come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Standard base64 without line breaks, one text for each picture.
    Base64(Vec<String>),
    /// Addresses that the phone fetches.
    Urls(Vec<String>),
}

impl Reply {
    /// A reply that says nothing.
    pub fn silence() -> Self {
        Self::default()
    }

    /// A reply of one text; an empty text is silence.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::default().and_text(text)
    }

    /// Appends a text, unless it is empty.
    pub fn and_text(mut self, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part::Text(text));
        }
        self
    }

    /// Appends files.
    pub fn and_media(mut self, media: Media) -> Self {
        self.parts.push(Part::Media(Arc::new(media)));
        self
    }

    /// Appends a part.
    pub fn and_part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Appends all parts of another reply.
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Whether nothing is said.
    pub fn is_silence(&self) -> bool {
        self.parts.is_empty()
    }

    /// What the chat log keeps of it, one line for each part.
    pub fn log_text(&self) -> String {
        self.parts.iter().map(Part::log_text).collect::<Vec<_>>().join("\n")
    }

    /// The parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The parts, moved out.
    pub fn into_parts(self) -> Vec<Part> {
        self.parts
    }
}

impl Part {
    /// What the chat log keeps of this part: the text, or a word for the files.
    pub fn log_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Media(media) => match media.kind {
                MediaKind::Image => "[사진]",
                MediaKind::Audio => "[소리]",
                MediaKind::Video => "[동영상]",
                MediaKind::Document => "[파일]",
            },
        }
    }
}
