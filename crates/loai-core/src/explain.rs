//! Why a message ended as it did.

/// The reason, and the one setting that decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The reason; `why-` and this is its key in the message catalog.
    pub reason: &'static str,
    /// The setting that would change the outcome.
    pub setting: Option<Setting>,
    /// What the text of the reason may use.
    pub words: Vec<(&'static str, String)>,
}

/// A place in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The file, such as `config/settings/LOA.i.json`.
    pub file: String,
    /// The path of the key in it, such as `rooms.1.allowed_categories`.
    pub key: String,
}

/// A message that got no answer, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The speaker's name.
    pub sender: String,
    /// What was said; a long text is cut.
    pub text: String,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// Why.
    pub cause: Cause,
}

/// Knows why rooms were silent.
pub trait Explainer: Send + Sync {
    /// The newest message of a room that got no answer, but not this one.
    fn last_unanswered(&self, room: &crate::Room, except: Option<&str>) -> Option<Unanswered>;
}

impl Cause {
    /// A reason without a setting.
    pub fn new(reason: &'static str) -> Self {
        Self { reason, setting: None, words: Vec::new() }
    }

    /// The same, decided by this key of this file.
    #[must_use]
    pub fn at(mut self, file: String, key: impl Into<String>) -> Self {
        self.setting = Some(Setting { file, key: key.into() });
        self
    }

    /// The same with a word for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.words.push((name, word.into()));
        self
    }
}
