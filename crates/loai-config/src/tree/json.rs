//! JSON with comments and trailing commas, as a tree with places.

use std::collections::HashMap;

use jsonc_parser::ast;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};
use serde_json::Number;

use super::{Entry, Node, NodeValue, Place, join};
use crate::diagnostic::{Diagnostic, Problem, Severity, Syntax};
use crate::source::Source;

/// What a settings file may use beyond JSON: comments and trailing commas.
pub(crate) const PARSE_OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses a file; `None` when it is not well-formed, which is then recorded.
/// Duplicate keys are recorded too.
pub(crate) fn parse(source: &Source) -> Option<Node> {
    let parsed = parse_to_ast(source.text(), &CollectOptions::default(), &PARSE_OPTIONS);
    match parsed.map(|result| result.value) {
        Ok(Some(value)) => Some(convert(&value, "", source)),
        Ok(None) => {
            source.error(Place::at(0), "", Problem::Syntax(Syntax::Nothing));
            None
        }
        Err(error) => {
            source.add(refusal(source, &error));
            None
        }
    }
}

/// The parser's complaint about a file.
pub(crate) fn refusal(source: &Source, error: &ParseError) -> Diagnostic {
    source.diagnostic(Severity::Error, Place::at(error.range().start), "", Problem::Syntax(syntax(error)))
}

fn syntax(error: &ParseError) -> Syntax {
    use ParseErrorKind as Kind;
    match error.kind() {
        Kind::UnterminatedObject => Syntax::OpenObject,
        Kind::UnterminatedArray => Syntax::OpenList,
        Kind::UnterminatedCommentBlock => Syntax::OpenComment,
        Kind::ExpectedComma => Syntax::NoComma,
        Kind::ExpectedColonAfterObjectKey => Syntax::NoColon,
        Kind::ExpectedObjectValue => Syntax::NoValue,
        Kind::MultipleRootJsonValues => Syntax::MoreThanOne,
        Kind::NestingDepthExceeded => Syntax::TooDeep,
        Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::BareDecimalPointNumbersNotAllowed
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => Syntax::BadNumber,
        Kind::String(ParseStringErrorKind::UnterminatedStringLiteral) => Syntax::OpenText,
        Kind::String(_) => Syntax::BadEscape,
        Kind::ExpectedStringObjectProperty
        | Kind::SingleQuotedStringsNotAllowed
        | Kind::UnexpectedCloseBrace
        | Kind::UnexpectedCloseBracket
        | Kind::UnexpectedColon
        | Kind::UnexpectedComma
        | Kind::UnexpectedToken
        | Kind::UnexpectedTokenInObject
        | Kind::UnexpectedWord => Syntax::Unexpected,
        other => Syntax::Other(other.to_string()),
    }
}

fn convert(value: &ast::Value<'_>, path: &str, source: &Source) -> Node {
    match value {
        ast::Value::StringLit(text) => Node::new(NodeValue::Text(text.value.clone().into_owned()), text.range.start),
        ast::Value::NumberLit(number) => {
            Node::new(NodeValue::Number(convert_number(number, path, source)), number.range.start)
        }
        ast::Value::BooleanLit(boolean) => Node::new(NodeValue::Boolean(boolean.value), boolean.range.start),
        ast::Value::NullKeyword(null) => Node::new(NodeValue::Null, null.range.start),
        ast::Value::Array(list) => {
            let items = list.elements.iter().enumerate();
            let items = items.map(|(index, item)| convert(item, &format!("{path}[{index}]"), source));
            Node::new(NodeValue::List(items.collect()), list.range.start)
        }
        ast::Value::Object(object) => {
            Node::new(NodeValue::Object(convert_entries(object, path, source)), object.range.start)
        }
    }
}

fn convert_entries(object: &ast::Object<'_>, path: &str, source: &Source) -> Vec<Entry> {
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(object.properties.len());
    let mut entries = Vec::with_capacity(object.properties.len());
    for property in &object.properties {
        let key = property.name.as_str();
        let key_at = property.range.start;
        let path = join(path, key);
        if let Some(first) = seen.insert(key, key_at) {
            let first_line = source.position(first).0;
            source.error(Place::at(key_at), &path, Problem::DuplicateKey { first_line });
            continue;
        }
        entries.push(Entry { key: key.to_owned(), key_at, value: convert(&property.value, &path, source) });
    }
    entries
}

fn convert_number(number: &ast::NumberLit<'_>, path: &str, source: &Source) -> Number {
    serde_json::from_str(number.value).unwrap_or_else(|_| {
        let place = Place::at(number.range.start);
        source.error(place, path, Problem::Syntax(Syntax::BadNumber));
        Number::from(0)
    })
}
