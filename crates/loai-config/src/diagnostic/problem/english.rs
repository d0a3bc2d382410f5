//! The sentences in English.

use super::{Problem, Shape, Syntax};

impl Problem {
    pub(super) fn english(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("cannot read the file ({why})"),
            Self::TooLarge(limit) => {
                format!("the file is too large (at most {} MiB)", limit / 1024 / 1024)
            }
            Self::Encoding(guess) => {
                format!("not UTF-8 (probably {guess}); save the file as UTF-8")
            }
            Self::Syntax(syntax) => syntax.english(),
            Self::DuplicateKey { first_line } => {
                format!("the same key is already on line {first_line}")
            }
            Self::WrongType { expected, found } => {
                format!("expected {}, found {}", expected.english(), found.english())
            }
            Self::OutOfRange { min, max } => format!("must be from {min} to {max}"),
            Self::NotAllowed { found, allowed } => {
                format!("'{found}' is not allowed; allowed: {}", allowed.join(", "))
            }
            Self::Missing => "a required key is missing".to_owned(),
            Self::Empty => "must not be empty".to_owned(),
            Self::UnknownKey { suggestion } => {
                format!("unknown key{}", meant_english(suggestion.as_deref()))
            }
            Self::BadAddress(found) => {
                format!("'{found}' is not an IP address with a port, such as 0.0.0.0:37888")
            }
            Self::BadDatabaseUrl => "must start with sqlite:, mysql: or mariadb:".to_owned(),
            Self::UnknownZone { found, suggestion } => format!(
                "there is no time zone '{found}' (an example: Asia/Seoul){}",
                meant_english(suggestion.as_deref())
            ),
            Self::BadPattern(why) => format!("not a valid regular expression ({why})"),
            Self::UnknownCommand { found, suggestion } => {
                format!("this room has no command '{found}'{}", meant_english(suggestion.as_deref()))
            }
            Self::DisabledCommand(found) => format!("the command '{found}' is switched off"),
            Self::BadId => "an id is 1 to 128 bytes without control characters".to_owned(),
            Self::NothingToSay => "neither reply nor command, so matching messages get no answer".to_owned(),
            Self::BadBotName(found) => format!("'{found}' is no bot name; allowed are 1 to 64 of A-Z a-z 0-9 . _ -"),
            Self::OpenApproval { listener } => {
                format!("open is allowed only while every phone listener is on loopback, and {listener} is not")
            }
            Self::OrphanFile => "not used, since the bot has no settings file".to_owned(),
            Self::NoCommandsFile => "there is no commands file, the built-in commands are used".to_owned(),
            Self::ReadableByOthers => "other users can read this file with secrets (chmod 600)".to_owned(),
        }
    }
}

impl Shape {
    fn english(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "true or false",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::List => "a list",
            Self::Texts => "a list of strings",
            Self::Object => "an object",
            Self::IntegerOrText => "an integer (or a string holding one)",
        }
    }
}

impl Syntax {
    fn english(&self) -> String {
        let text = match self {
            Self::Nothing => "the file is empty",
            Self::OpenObject => "this { is never closed",
            Self::OpenList => "this [ is never closed",
            Self::OpenText => "the string has no closing quote",
            Self::OpenComment => "the comment has no closing */",
            Self::NoComma => "a comma is missing",
            Self::NoColon => "a colon is missing after the key",
            Self::NoValue => "a value is missing",
            Self::Unexpected => "this does not belong here",
            Self::MoreThanOne => "there is more after the end of the value",
            Self::TooDeep => "nested too deeply",
            Self::BadNumber => "not a number",
            Self::BadEscape => "not a valid escape after \\",
            Self::Other(text) => return format!("syntax error ({text})"),
        };
        text.to_owned()
    }
}

fn meant_english(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |word| format!("; did you mean '{word}'?"))
}
