//! Changing one value of a JSON text and leaving every other byte alone, comments included.

mod splice;

use jsonc_parser::ast::{Array, Object, Value as Ast};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseError;
use jsonc_parser::tokens::Token;
use jsonc_parser::{CollectOptions, ParseResult, parse_to_ast};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::diagnostic::{Language, Problem, Syntax};
use crate::source::BYTE_ORDER_MARK;
use crate::tree::json::{PARSE_OPTIONS, syntax};
use splice::{Container, Splice, render};

/// Why a text was not changed.
#[derive(Debug, Error)]
pub enum EditError {
    /// The text is not well-formed.
    #[error("{line}:{column}: {}", Problem::Syntax(problem.clone()).render(Language::English))]
    Syntax {
        /// Line from 1.
        line: usize,
        /// Column from 1.
        column: usize,
        /// What is wrong.
        problem: Syntax,
    },
    /// The path leads through or to a value that is not an object.
    #[error("'{0}' is not an object")]
    NotAnObject(String),
    /// The path leads to a value that is not a list.
    #[error("'{0}' is not a list")]
    NotAList(String),
}

/// A JSON text (comments and trailing commas allowed) that is changed in place.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonDocument {
    text: String,
    marked: bool,
}

impl JsonDocument {
    /// Takes a text.
    ///
    /// # Errors
    /// When it is not well-formed, or not an object.
    pub fn parse(text: &str) -> Result<Self, EditError> {
        let document = Self {
            text: text.trim_start_matches(BYTE_ORDER_MARK).to_owned(),
            marked: text.starts_with(BYTE_ORDER_MARK),
        };
        let parsed = parse(&document.text)?;
        root(&parsed)?;
        Ok(document)
    }

    /// The whole text as it is to be written.
    pub fn to_text(&self) -> String {
        let mark = if self.marked { "\u{feff}" } else { "" };
        format!("{mark}{}", self.text)
    }

    /// Sets the value at a path of keys; missing objects on the way are added.
    pub fn set(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        let parsed = parse(&self.text)?;
        let mut object = root(&parsed)?;
        for (depth, key) in path.iter().enumerate() {
            let below = &path[depth + 1..];
            let property = object.properties.iter().find(|property| property.name.as_str() == *key);
            let splices = match property.map(|property| (property, &property.value)) {
                Some((_, Ast::Object(inner))) if !below.is_empty() => {
                    object = inner;
                    continue;
                }
                Some((_, other)) if !below.is_empty() && other.as_null_keyword().is_none() => {
                    return Err(EditError::NotAnObject(path[..=depth].join(".")));
                }
                Some((property, old)) => {
                    let text = render(&nested(below, value), &self.text, property.range.start);
                    vec![Splice::new(old.range(), text)]
                }
                None => {
                    let value = nested(below, value);
                    self.container(&parsed, object.range, ranges_of(object)).insert(Some(key), &value)
                }
            };
            return self.apply(splices);
        }
        Ok(())
    }

    /// Adds a value to the end of the list at a path of keys; a missing list is added.
    pub fn push(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        let parsed = parse(&self.text)?;
        let Some(list) = find_list(root(&parsed)?, path)? else {
            return self.set(path, &Value::Array(vec![value.clone()]));
        };
        let splices = self.container(&parsed, list.range, items_of(list)).insert(None, value);
        self.apply(splices)
    }

    /// Removes an item of the list at a path of keys; tells whether there was one.
    pub fn remove_item(&mut self, path: &[&str], index: usize) -> Result<bool, EditError> {
        let parsed = parse(&self.text)?;
        let list = find_list(root(&parsed)?, path)?;
        let Some(list) = list.filter(|list| index < list.elements.len()) else {
            return Ok(false);
        };
        let splices = self.container(&parsed, list.range, items_of(list)).remove(index);
        self.apply(splices).map(|()| true)
    }

    fn container(&self, parsed: &ParseResult<'_>, range: Range, children: Vec<Range>) -> Container<'_> {
        let tokens = parsed.tokens.iter().flatten();
        let commas = tokens
            .filter(|token| matches!(token.token, Token::Comma))
            .map(|token| token.range.start)
            .filter(|at| range.start < *at && *at < range.end);
        Container { text: &self.text, range, children, commas: commas.collect() }
    }

    /// Applies changes, unless they would break the text.
    fn apply(&mut self, splices: Vec<Splice>) -> Result<(), EditError> {
        let changed = splice::apply(&self.text, splices);
        parse(&changed)?;
        self.text = changed;
        Ok(())
    }
}

fn parse(text: &str) -> Result<ParseResult<'_>, EditError> {
    let collect = CollectOptions { tokens: true, ..CollectOptions::default() };
    parse_to_ast(text, &collect, &PARSE_OPTIONS).map_err(|error| failed(&error))
}

fn failed(error: &ParseError) -> EditError {
    EditError::Syntax { line: error.line_display(), column: error.column_display(), problem: syntax(error) }
}

fn root<'a, 'b>(parsed: &'b ParseResult<'a>) -> Result<&'b Object<'a>, EditError> {
    let root = parsed.value.as_ref().and_then(Ast::as_object);
    root.ok_or_else(|| EditError::NotAnObject(String::new()))
}

/// The list at a path; `None` when it or an object on the way is missing or `null`.
fn find_list<'a, 'b>(mut object: &'b Object<'a>, path: &[&str]) -> Result<Option<&'b Array<'a>>, EditError> {
    for (depth, key) in path.iter().enumerate() {
        let property = object.properties.iter().find(|property| property.name.as_str() == *key);
        let last = depth + 1 == path.len();
        let so_far = || path[..=depth].join(".");
        match property.map(|property| &property.value) {
            None | Some(Ast::NullKeyword(_)) => return Ok(None),
            Some(Ast::Object(inner)) if !last => object = inner,
            Some(Ast::Array(list)) if last => return Ok(Some(list)),
            Some(_) if last => return Err(EditError::NotAList(so_far())),
            Some(_) => return Err(EditError::NotAnObject(so_far())),
        }
    }
    Ok(None)
}

fn ranges_of(object: &Object<'_>) -> Vec<Range> {
    object.properties.iter().map(|property| property.range).collect()
}

fn items_of(list: &Array<'_>) -> Vec<Range> {
    list.elements.iter().map(Ranged::range).collect()
}

/// A value inside of new objects for the keys that are missing.
fn nested(keys: &[&str], value: &Value) -> Value {
    keys.iter().rev().fold(value.clone(), |inner, key| Value::Object(Map::from_iter([((*key).to_owned(), inner)])))
}

#[cfg(test)]
mod tests;
