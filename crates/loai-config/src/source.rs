//! Reading one settings file: bytes to text, offsets to places, and the list of problems.

use std::cell::RefCell;
use std::fs;
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Problem, Severity};
use crate::fields::Declarations;
use crate::origin::Document;
use crate::secrets::Secrets;
use crate::tree::{Node, Place, json};

/// Largest settings file, in bytes.
pub(crate) const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// The byte-order mark that some editors put before UTF-8 text.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One file's text and the problems found in it so far.
pub(crate) struct Source {
    file: String,
    text: String,
    marked: bool,
    line_starts: Vec<usize>,
    found: RefCell<Vec<Diagnostic>>,
    /// Where readers note down what they ask for, instead of reading.
    declarations: Option<Declarations>,
    secrets: Arc<Secrets>,
}

/// A text for reading, or the one problem that kept it from being there.
pub(crate) type Opened = Result<Source, Box<Diagnostic>>;

/// What was read of a file, and what there is to say about it.
pub(crate) type Reading<T> = (Option<T>, Vec<Diagnostic>);

impl Source {
    /// Reads what a JSON text says; `None` when it cannot be read or is not well-formed.
    pub(crate) fn read_json<T>(
        opened: Opened,
        secrets: &Arc<Secrets>,
        read: impl FnOnce(&Node, &Self) -> Option<T>,
    ) -> Reading<T> {
        match opened {
            Ok(source) => {
                let source = source.with(secrets);
                let value = json::parse(&source).and_then(|tree| read(&tree, &source));
                (value, source.into_problems())
            }
            Err(problem) => (None, vec![*problem]),
        }
    }

    /// The name and the text, for whoever asks for places later.
    pub(crate) fn document(&self) -> Document {
        Document { file: self.file.clone(), text: self.text.as_str().into() }
    }

    /// Reads a file.
    pub(crate) fn open(path: &Path) -> Opened {
        read_text(path).map(|text| Self::from_text(path.display().to_string(), text))
    }

    /// Takes a text as a file's content; a byte-order mark is dropped.
    pub(crate) fn from_text(file: String, mut text: String) -> Self {
        let marked = text.starts_with(BYTE_ORDER_MARK);
        if marked {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let (found, declarations, secrets) = Default::default();
        Self { file, text, marked, line_starts, found, declarations, secrets }
    }

    /// A document without content, for readers to note down what they would ask for.
    pub(crate) fn probe() -> Self {
        Self { declarations: Some(Declarations::default()), ..Self::from_text(String::new(), String::new()) }
    }

    /// What readers noted down, while they only do that.
    pub(crate) fn declarations(&self) -> Option<&Declarations> {
        self.declarations.as_ref()
    }

    /// The name of the file.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// The file may refer to these secrets.
    pub(crate) fn with(mut self, secrets: &Arc<Secrets>) -> Self {
        self.secrets = Arc::clone(secrets);
        self
    }

    /// The secrets that the file may refer to.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The text without a byte-order mark.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The byte-order mark, if the file has one.
    pub(crate) fn byte_order_mark(&self) -> &'static str {
        if self.marked { BYTE_ORDER_MARK } else { "" }
    }

    /// Line and column (in characters), both from 1, of a byte offset.
    pub(crate) fn position(&self, at: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= at);
        let before = self.text.get(self.line_starts[line - 1]..at);
        (line, before.map_or(0, |text| text.chars().count()) + 1)
    }

    /// Records an error.
    pub(crate) fn error(&self, place: Place<'_>, key: &str, problem: Problem) {
        self.add(self.diagnostic(Severity::Error, place, key, problem));
    }

    /// Records a warning.
    pub(crate) fn warn(&self, place: Place<'_>, key: &str, problem: Problem) {
        self.add(self.diagnostic(Severity::Warning, place, key, problem));
    }

    /// All problems in the order of their places; one that several levels inherit is named once.
    pub(crate) fn into_problems(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|problem| (problem.line, problem.column));
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
        for problem in found {
            let place = (problem.line, problem.column);
            let here = kept.iter().rev().take_while(|earlier| (earlier.line, earlier.column) == place && place.0 > 0);
            if !here.into_iter().any(|earlier| earlier.problem == problem.problem && field(earlier) == field(&problem))
            {
                kept.push(problem);
            }
        }
        kept
    }

    /// Records a problem.
    pub(crate) fn add(&self, problem: Diagnostic) {
        self.found.borrow_mut().push(problem);
    }

    /// A problem at a place of this file.
    pub(crate) fn diagnostic(&self, severity: Severity, place: Place<'_>, key: &str, problem: Problem) -> Diagnostic {
        let (file, (line, column)) = match place.variable {
            Some(variable) => (format!("${variable}"), (0, 0)),
            None => (self.file.clone(), self.position(place.at)),
        };
        Diagnostic { severity, file, line, column, key: key.to_owned(), problem }
    }
}

/// A file's text as it stands, a byte-order mark included; `Err` holds the one problem that kept it from being read.
pub(crate) fn read_text(path: &Path) -> Result<String, Box<Diagnostic>> {
    let file = path.display().to_string();
    let bytes = read_capped(path).map_err(|problem| Box::new(whole_file(&file, problem)))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let problem = Problem::Encoding(probable_encoding(&bytes));
        let source = Source::from_text(file, String::from_utf8_lossy(&bytes[..good]).into_owned());
        Box::new(source.diagnostic(Severity::Error, Place::at(source.text.len()), "", problem))
    })
}

/// An error that is about a file as a whole.
pub(crate) fn whole_file(file: &str, problem: Problem) -> Diagnostic {
    Diagnostic { severity: Severity::Error, file: file.to_owned(), line: 0, column: 0, key: String::new(), problem }
}

/// A warning that is about a file as a whole.
pub(crate) fn warning(file: &str, problem: Problem) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..whole_file(file, problem) }
}

/// Whether something is there, even if it cannot be read or leads nowhere.
pub(crate) fn is_there(path: &Path) -> bool {
    !fs::symlink_metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// Why something that is there cannot be read.
pub(crate) fn unreadable(error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound => Problem::NotThere,
        _ => Problem::Unreadable(error.to_string()),
    }
}

/// Whether other users of the machine can read a file.
#[cfg(unix)]
pub(crate) fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
pub(crate) fn readable_by_others(_path: &Path) -> bool {
    false
}

/// The last part of a problem's key, which stays the same where another level inherits the value.
fn field(problem: &Diagnostic) -> &str {
    problem.key.rsplit('.').next().unwrap_or_default()
}

/// The bytes of a file of bounded size.
pub(crate) fn read_capped(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Problem::TooLarge(MAX_FILE_BYTES));
    }
    Ok(bytes)
}

fn probable_encoding(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
        _ => "EUC-KR/CP949",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_lines_from_one() {
        let source = Source::from_text("f".to_owned(), "\u{feff}가나\r\n다라".to_owned());
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(3), (1, 2));
        assert_eq!(source.position(8), (2, 1));
        assert_eq!(source.position(11), (2, 2));
        assert_eq!(source.position(14), (2, 3));
    }
}
