//! Settings from elsewhere laid into a settings file: what stands there stays, with comments and all.

use std::path::{Path, PathBuf};

use jsonc_parser::cst::{CstObject, CstRootNode};
use serde_json::{Map, Value};

use crate::change::{ChangeError, Misshapen, failed, input};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, is_there};
use crate::tree::join;
use crate::tree::json::{self, PARSE_OPTIONS, refusal};
use crate::write;

/// A settings file as it would be with other settings laid into it; nothing is written yet.
#[derive(Debug, Clone)]
pub struct Merge {
    /// The file.
    pub path: PathBuf,
    /// The keys whose values differ from the new ones and were left as they are.
    pub kept: Vec<String>,
    /// What the file would hold.
    pub text: String,
    changed: bool,
    mode: Option<u32>,
}

/// How settings are laid into a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct MergeOptions<'a> {
    /// What a file that is not there yet begins with.
    pub base: Option<&'a str>,
    /// Whether the new values count where others are in the file.
    pub overwrite: bool,
    /// Whether only the owner may read the file.
    pub secret: bool,
}

impl Merge {
    /// Lays settings into a file, objects key by key. A file with comments keeps them.
    ///
    /// # Errors
    /// [`ChangeError::Broken`] for a file that cannot be read, [`ChangeError::Misshapen`] for one that is no object.
    pub fn new(path: &Path, settings: &Map<String, Value>, options: MergeOptions<'_>) -> Result<Self, ChangeError> {
        let mode = options.secret.then_some(write::SECRET_MODE);
        let merge = |kept, text, changed| Self { path: path.to_owned(), kept, text, changed, mode };
        let there = is_there(path);
        let source = match (there, options.base) {
            (true, _) => Source::open(path)?,
            (false, Some(base)) => Source::from_text(path.display().to_string(), base.to_owned()),
            (false, None) => {
                let text = format!("{:#}\n", Value::Object(settings.clone()));
                return Ok(merge(Vec::new(), text, true));
            }
        };
        let document = CstRootNode::parse(source.text(), &PARSE_OPTIONS);
        let document = document.map_err(|error| Box::new(refusal(&source, &error)))?;
        let (present, mark) = (json::parse(&source), source.byte_order_mark());
        if let Some(problem) = source.into_problems().into_iter().next() {
            return Err(Box::new(problem).into());
        }
        let misshapen = || ChangeError::Misshapen { path: path.to_owned(), key: String::new() };
        let Some(Value::Object(present)) = present.map(|tree| tree.to_json()) else { return Err(misshapen()) };
        let root = document.object_value().ok_or_else(misshapen)?;
        // What a new file begins with is of this server, and what is imported counts more.
        let overwrite = options.overwrite || !there;
        let mut laying = Laying { overwrite, kept: Vec::new(), changed: !there };
        let laid = laying.lay(&root, &present, settings, "");
        laid.map_err(|Misshapen(key)| ChangeError::Misshapen { path: path.to_owned(), key })?;
        Ok(merge(laying.kept, format!("{mark}{document}"), laying.changed))
    }

    /// Whether the file would become another.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Writes the file, unless it is so already; its folder is created when missing.
    ///
    /// # Errors
    /// [`ChangeError::Io`]
    pub fn write(&self) -> Result<(), ChangeError> {
        let folder = self.path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written =
            folder.and_then(|()| if self.changed { write::replace(&self.path, &self.text, self.mode) } else { Ok(()) });
        written.map_err(|source| failed(&self.path, source))
    }
}

/// Reads a JSON file of another program: its value, and what there is to say about it. Where a key is there twice the
/// last one counts, as it does for most programs.
pub fn read_json(path: &Path) -> (Option<Value>, Vec<Diagnostic>) {
    let source = match Source::open(path) {
        Ok(source) => source,
        Err(problem) => return (None, vec![*problem]),
    };
    let tree = json::parse(&source);
    let value = tree.map(|tree| serde_json::from_str(source.text()).unwrap_or_else(|_| tree.to_json()));
    (value, source.into_problems())
}

struct Laying {
    overwrite: bool,
    kept: Vec<String>,
    changed: bool,
}

impl Laying {
    fn lay(
        &mut self,
        object: &CstObject,
        present: &Map<String, Value>,
        new: &Map<String, Value>,
        path: &str,
    ) -> Result<(), Misshapen> {
        for (key, value) in new {
            let path = join(path, key);
            let Some(known) = present.get(key) else {
                object.append(key, input(value));
                self.changed = true;
                continue;
            };
            let property = object.get(key).ok_or_else(|| Misshapen(path.clone()))?;
            match (known, value) {
                (Value::Object(known), Value::Object(value)) => {
                    let inner = property.object_value().ok_or_else(|| Misshapen(path.clone()))?;
                    self.lay(&inner, known, value, &path)?;
                }
                _ if known == value => {}
                _ if self.overwrite => {
                    property.set_value(input(value));
                    self.changed = true;
                }
                _ => self.kept.push(path),
            }
        }
        Ok(())
    }
}
