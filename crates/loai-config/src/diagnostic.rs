//! One problem in the settings, with its place, in the operator's language.

mod problem;

use std::fmt;

use loai_core::Language;
pub use problem::{Problem, Seal, Shape, Syntax};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The load fails; the old configuration stays.
    Error,
    /// The load goes on.
    Warning,
}

/// A problem and its place; `Display` is English, [`Diagnostic::render`] either language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The file as it was opened, or `$NAME` for an environment variable.
    pub file: String,
    /// Line from 1; 0 when the whole file or a variable is meant.
    pub line: usize,
    /// Column from 1 in characters; 0 when the whole file or a variable is meant.
    pub column: usize,
    /// The dotted path of the key, such as `rooms.1000.auto_replies[0].trigger`; may be empty.
    pub key: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Diagnostic {
    /// Whether this problem makes the load fail.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// One line for people: place, severity, key, problem.
    pub fn render(&self, language: Language) -> String {
        let place =
            if self.line == 0 { self.file.clone() } else { format!("{}:{}:{}", self.file, self.line, self.column) };
        let severity = match (language, self.severity) {
            (Language::Korean, Severity::Error) => "오류",
            (Language::Korean, Severity::Warning) => "주의",
            (Language::English, Severity::Error) => "error",
            (Language::English, Severity::Warning) => "warning",
        };
        let problem = self.problem.render(language);
        if self.key.is_empty() {
            format!("{place}: {severity}: {problem}")
        } else {
            format!("{place}: {severity}: {}: {problem}", self.key)
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Language::English))
    }
}

impl std::error::Error for Diagnostic {}
