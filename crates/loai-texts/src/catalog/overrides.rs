//! Texts of the operator's own: a Fluent file that replaces single messages of the catalog.

mod names;

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Message};
use loai_core::{Language, nearest};

use super::sources;
use crate::Texts;
use names::Names;

/// The functions that texts may call.
const FUNCTIONS: [&str; 1] = ["JOSA"];

/// One file of the operator's own texts, found to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrides {
    pub(super) language: Language,
    pub(super) text: String,
}

/// What is wrong with a file of the operator's own texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The file.
    pub file: String,
    /// Line from 1.
    pub line: usize,
    /// The key of the text; empty where there is none.
    pub key: String,
    /// What is wrong.
    pub kind: FlawKind,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlawKind {
    /// It is not well-formed; the words are the parser's.
    Syntax(String),
    /// The file has the key twice.
    Twice,
    /// No text of the catalog has this key; it is not used.
    UnknownKey {
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The catalog's text has no such variable.
    UnknownVariable {
        /// The variable.
        name: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The catalog's text has this variable and this one does not.
    MissingVariable(String),
    /// A text, term or function that it refers to does not exist.
    UnknownReference(String),
}

impl Overrides {
    /// Reads a file.
    ///
    /// # Errors
    /// All flaws when one of them is an error; the caller keeps the texts that it has.
    pub fn read(language: Language, file: &str, text: &str) -> Result<(Self, Vec<Flaw>), Vec<Flaw>> {
        let flaws = flaws(language, file, text);
        if flaws.iter().any(Flaw::is_error) {
            return Err(flaws);
        }
        Ok((Self { language, text: text.to_owned() }, flaws))
    }
}

impl Flaw {
    /// Whether the file is refused for it.
    pub fn is_error(&self) -> bool {
        !matches!(self.kind, FlawKind::UnknownKey { .. } | FlawKind::MissingVariable(_))
    }

    /// One line for people: place, severity, key, flaw.
    pub fn render(&self, texts: &Texts) -> String {
        let (key, word, suggestion) = match &self.kind {
            FlawKind::Syntax(why) => ("flaw-syntax", why.as_str(), None),
            FlawKind::Twice => ("flaw-twice", "", None),
            FlawKind::UnknownKey { suggestion } => ("flaw-unknown-key", "", suggestion.as_deref()),
            FlawKind::UnknownVariable { name, suggestion } => {
                ("flaw-unknown-variable", name.as_str(), suggestion.as_deref())
            }
            FlawKind::MissingVariable(name) => ("flaw-missing-variable", name.as_str(), None),
            FlawKind::UnknownReference(name) => ("flaw-unknown-reference", name.as_str(), None),
        };
        let mut what = texts.get(key, &[("word", word.into())]);
        if let Some(suggestion) = suggestion {
            what.push_str(&texts.get("flaw-suggestion", &[("word", suggestion.into())]));
        }
        let severity = texts.say(if self.is_error() { "flaw-error" } else { "flaw-warning" });
        let key = if self.key.is_empty() { String::new() } else { format!("{}: ", self.key) };
        format!("{}:{}: {severity}: {key}{what}", self.file, self.line)
    }
}

/// The variables of every text of the catalog.
fn known(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut known = BTreeMap::new();
    for source in sources(language) {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*source).to_owned());
        for message in messages(&resource) {
            known.insert(message.id.name.to_owned(), Names::of(message).variables);
        }
    }
    known
}

fn messages(resource: &FluentResource) -> impl Iterator<Item = &Message<&str>> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    })
}

fn flaws(language: Language, file: &str, text: &str) -> Vec<Flaw> {
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let flaw = |line, key: &str, kind| Flaw { file: file.to_owned(), line, key: key.to_owned(), kind };
    let (resource, errors) = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) => (resource, Vec::new()),
        Err(broken) => broken,
    };
    let mut flaws: Vec<Flaw> =
        errors.iter().map(|error| flaw(line(error.pos.start), "", FlawKind::Syntax(error.kind.to_string()))).collect();
    let known = known(language);
    let terms: BTreeSet<&str> = resource
        .entries()
        .filter_map(|entry| match entry {
            Entry::Term(term) => Some(term.id.name),
            _ => None,
        })
        .collect();
    let own: BTreeSet<&str> = messages(&resource).map(|message| message.id.name).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for message in messages(&resource) {
        let key = message.id.name;
        let count = seen.entry(key).or_default();
        let here = line_of(text, key, *count);
        *count += 1;
        if *count > 1 {
            flaws.push(flaw(here, key, FlawKind::Twice));
        }
        let names = Names::of(message);
        let is_known = |name: &String| known.contains_key(name) || own.contains(name.as_str());
        let missing = names.messages.iter().filter(|name| !is_known(name));
        let missing = missing.chain(names.terms.iter().filter(|name| !terms.contains(name.as_str())));
        let missing = missing.chain(names.functions.iter().filter(|name| !FUNCTIONS.contains(&name.as_str())));
        flaws.extend(missing.map(|name| flaw(here, key, FlawKind::UnknownReference(name.clone()))));
        let Some(variables) = known.get(key) else {
            let suggestion = nearest(key, known.keys().map(String::as_str)).map(str::to_owned);
            flaws.push(flaw(here, key, FlawKind::UnknownKey { suggestion }));
            continue;
        };
        for name in names.variables.difference(variables) {
            let suggestion = nearest(name, variables.iter().map(String::as_str)).map(str::to_owned);
            flaws.push(flaw(here, key, FlawKind::UnknownVariable { name: name.clone(), suggestion }));
        }
        let missing = variables.difference(&names.variables);
        flaws.extend(missing.map(|name| flaw(here, key, FlawKind::MissingVariable(name.clone()))));
    }
    flaws.sort_by_key(|flaw| flaw.line);
    flaws
}

/// The line on which the text of this key begins, after so many others of the same key.
fn line_of(text: &str, key: &str, earlier: usize) -> usize {
    let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().enumerate().filter(|(_, line)| begins(line)).nth(earlier).map_or(1, |(index, _)| index + 1)
}

#[cfg(test)]
mod tests;
