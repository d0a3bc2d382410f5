//! Options of a command: `--key value` behind it.

use std::fmt;

use crate::Role;

/// One option that a command declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name, without the dashes.
    pub name: Box<str>,
    /// One line for help.
    pub description: Box<str>,
    /// The least role that may use it.
    pub role: Role,
    /// What its value is.
    pub kind: ParameterKind,
    /// Whether a call must have it.
    pub required: bool,
    /// What it is where a call does not say.
    pub default: Option<ParameterValue>,
}

/// What the value of an option is.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterKind {
    /// Any text.
    Text,
    /// Yes or no; its name alone means yes.
    Flag,
    /// A whole number between two bounds.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A number between two bounds.
    Decimal {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
    },
    /// One of these words.
    Choice(Vec<Box<str>>),
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterValue {
    /// A text or a chosen word.
    Text(Box<str>),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Decimal(f64),
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => flag.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Decimal(number) => number.fmt(f),
        }
    }
}

/// The options of one call: those that it gave and the defaults of the others, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments(Vec<(Box<str>, ParameterValue)>);

impl Arguments {
    /// Sets an option; the later value counts.
    pub fn set(&mut self, name: &str, value: ParameterValue) {
        self.0.retain(|(known, _)| **known != *name);
        self.0.push((name.into(), value));
    }

    /// The value of an option.
    pub fn value(&self, name: &str) -> Option<&ParameterValue> {
        self.0.iter().find(|(known, _)| **known == *name).map(|(_, value)| value)
    }

    /// The value of an option that is a text or a choice.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.value(name)? {
            ParameterValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether an option is given and not switched off.
    pub fn flag(&self, name: &str) -> bool {
        self.value(name) == Some(&ParameterValue::Flag(true))
    }

    /// The value of an option that is a whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            ParameterValue::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The value of an option that is a number.
    pub fn decimal(&self, name: &str) -> Option<f64> {
        match self.value(name)? {
            ParameterValue::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// Every option, in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ParameterValue)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
