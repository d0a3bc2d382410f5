//! Reads `--key value` out of what follows a command (core 2.5.4).

use std::borrow::Cow;

use loai_core::{Arguments, Parameter, ParameterKind, ParameterValue, Role, nearest};

/// What is wrong with the options of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterFault {
    /// The command has no such option; the nearest one that it has.
    Unknown {
        /// What was typed.
        name: String,
        /// What may have been meant.
        meant: Option<String>,
    },
    /// A value is missing.
    NoValue(String),
    /// A value of another kind is expected.
    WrongValue(String, ParameterKind),
    /// A call must have it.
    Missing(String, ParameterKind),
    /// The caller may not use it.
    NotAllowed(String, Role),
}

/// The options of a call, and what is left as its prompt. A command that declares no options keeps its text as it is.
///
/// # Errors
/// The first [`ParameterFault`], from the left.
pub fn read<'t>(
    declared: &[Parameter],
    text: Cow<'t, str>,
    role: Role,
) -> Result<(Arguments, Cow<'t, str>), ParameterFault> {
    if declared.is_empty() {
        return Ok((Arguments::default(), text));
    }
    let mut arguments = Arguments::default();
    let prompt = if text.contains("--") {
        let prompt = take(declared, &text, role, &mut arguments)?;
        Cow::Owned(prompt)
    } else {
        text
    };
    for parameter in declared {
        match &parameter.default {
            _ if arguments.value(&parameter.name).is_some() => {}
            Some(default) => arguments.set(&parameter.name, default.clone()),
            None if parameter.required => {
                return Err(ParameterFault::Missing(parameter.name.to_string(), parameter.kind.clone()));
            }
            None => {}
        }
    }
    Ok((arguments, prompt))
}

fn take(declared: &[Parameter], text: &str, role: Role, arguments: &mut Arguments) -> Result<String, ParameterFault> {
    let mut left: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = next_option(rest) {
        left.push(rest[..start].trim());
        let body = &rest[start + 2..];
        let end = body.find(|c: char| !is_name(c)).unwrap_or(body.len());
        let (name, after) = body.split_at(end);
        let Some(parameter) = declared.iter().find(|parameter| same(&parameter.name, name)) else {
            let known = declared.iter().map(|parameter| &*parameter.name);
            let meant = nearest(name, known).map(str::to_owned);
            return Err(ParameterFault::Unknown { name: name.to_owned(), meant });
        };
        if role < parameter.role {
            return Err(ParameterFault::NotAllowed(parameter.name.to_string(), parameter.role));
        }
        let (value, after) = value(parameter, after)?;
        arguments.set(&parameter.name, value);
        rest = after;
    }
    left.push(rest.trim());
    left.retain(|part| !part.is_empty());
    Ok(left.join(" "))
}

/// Where the next option begins: two dashes and a letter, at the start of a word.
fn next_option(text: &str) -> Option<usize> {
    text.match_indices("--").map(|(at, _)| at).find(|at| {
        let begins_word = text[..*at].chars().next_back().is_none_or(char::is_whitespace);
        begins_word && text[at + 2..].chars().next().is_some_and(char::is_alphabetic)
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Hyphens and underscores are the same, and so are capitals.
fn same(declared: &str, typed: &str) -> bool {
    let fold = |c: char| if c == '_' { '-' } else { c.to_ascii_lowercase() };
    declared.chars().map(fold).eq(typed.chars().map(fold))
}

/// The value behind an option's name, and what follows it.
fn value<'t>(parameter: &Parameter, after: &'t str) -> Result<(ParameterValue, &'t str), ParameterFault> {
    let assigned = after.strip_prefix('=');
    let from = assigned.unwrap_or(after).trim_start();
    let (word, rest) = word(from);
    if parameter.kind == ParameterKind::Flag {
        // A flag takes the next word only when it says yes or no, so that it does not swallow the prompt.
        return match (yes_or_no(&word), assigned) {
            (Some(flag), _) => Ok((ParameterValue::Flag(flag), rest)),
            (None, None) => Ok((ParameterValue::Flag(true), after)),
            (None, Some(_)) => Err(wrong(parameter)),
        };
    }
    let other_option = assigned.is_none() && next_option(from) == Some(0);
    if word.is_empty() || other_option {
        return Err(ParameterFault::NoValue(parameter.name.to_string()));
    }
    let value = match &parameter.kind {
        ParameterKind::Text | ParameterKind::Flag => Some(ParameterValue::Text(word.into())),
        ParameterKind::Integer { min, max } => {
            let number = word.replace(',', "").parse::<i64>().ok();
            number.filter(|number| (min..=max).contains(&number)).map(ParameterValue::Integer)
        }
        ParameterKind::Decimal { min, max } => {
            let number = word.replace(',', "").parse::<f64>().ok();
            number.filter(|number| (min..=max).contains(&number)).map(ParameterValue::Decimal)
        }
        ParameterKind::Choice(words) => {
            words.iter().find(|known| same(known, &word)).map(|known| ParameterValue::Text(known.clone()))
        }
    };
    value.map(|value| (value, rest)).ok_or_else(|| wrong(parameter))
}

fn wrong(parameter: &Parameter) -> ParameterFault {
    ParameterFault::WrongValue(parameter.name.to_string(), parameter.kind.clone())
}

/// The first word, or what stands in quotes; and what follows it.
fn word(text: &str) -> (Cow<'_, str>, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '“' | '‘'));
    if let Some(quote) = quote {
        let closing = match quote {
            '“' => '”',
            '‘' => '’',
            same => same,
        };
        let inner = &text[quote.len_utf8()..];
        if let Some(end) = inner.find(closing) {
            return (inner[..end].into(), &inner[end + closing.len_utf8()..]);
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (text[..end].into(), &text[end..])
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "예" | "네" | "켜기" => Some(true),
        "false" | "no" | "off" | "0" | "아니오" | "아니요" | "끄기" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared() -> Vec<Parameter> {
        let parameter = |name: &str, kind, default: Option<ParameterValue>| Parameter {
            name: name.into(),
            description: "".into(),
            role: if name == "debug" { Role::Admin } else { Role::User },
            kind,
            required: name == "city",
            default,
        };
        vec![
            parameter("city", ParameterKind::Text, None),
            parameter("recent-days", ParameterKind::Integer { min: 1, max: 30 }, Some(ParameterValue::Integer(7))),
            parameter("rate", ParameterKind::Decimal { min: 0.5, max: 2.0 }, None),
            parameter("lang", ParameterKind::Choice(vec!["ko".into(), "en".into()]), None),
            parameter("short", ParameterKind::Flag, None),
            parameter("debug", ParameterKind::Flag, None),
        ]
    }

    /// The options as `name=value` and the prompt, or what is wrong.
    fn check(text: &str, expected: &str) {
        let read = read(&declared(), text.into(), Role::User);
        let found = match read {
            Ok((arguments, prompt)) => {
                let options: Vec<_> = arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{} | {prompt}", options.join(" "))
            }
            Err(fault) => format!("{fault:?}"),
        };
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn options_are_taken_out_of_the_prompt_wherever_they_stand() {
        check("--city 서울 내일 어때", "city=서울 recent-days=7 | 내일 어때");
        check("내일 --city=서울 --lang EN 어때", "city=서울 lang=en recent-days=7 | 내일 어때");
        check("--city \"서울 강남\" --recent_days 3", "city=서울 강남 recent-days=3 | ");
        check("--city '서울' --rate=1.5 x", "city=서울 rate=1.5 recent-days=7 | x");
        check("--city 서울 --city 부산", "city=부산 recent-days=7 | ");
        check("--city “서울 강남” --recent-days 1,0", "city=서울 강남 recent-days=10 | ");
    }

    #[test]
    fn a_flag_does_not_swallow_the_words_behind_it() {
        check("--short 안녕 하세요 --city a", "short=true city=a recent-days=7 | 안녕 하세요");
        check("--short=no --city a", "short=false city=a recent-days=7 | ");
        check("--short false 안녕 --city a", "short=false city=a recent-days=7 | 안녕");
        check("--short --city=a", "short=true city=a recent-days=7 | ");
    }

    #[test]
    fn what_is_wrong_is_named() {
        check("날씨", r#"Missing("city", Text)"#);
        check("--city", r#"NoValue("city")"#);
        check("--city --short", r#"NoValue("city")"#);
        check("--city a --recent-days 31", r#"WrongValue("recent-days", Integer { min: 1, max: 30 })"#);
        check("--city a --recent-days 셋", r#"WrongValue("recent-days", Integer { min: 1, max: 30 })"#);
        check("--city a --rate nan", r#"WrongValue("rate", Decimal { min: 0.5, max: 2.0 })"#);
        check("--city a --lang fr", r#"WrongValue("lang", Choice(["ko", "en"]))"#);
        check("--city a --short=maybe", r#"WrongValue("short", Flag)"#);
        check("--city a --langg ko", r#"Unknown { name: "langg", meant: Some("lang") }"#);
        check("--city a --xyzzyx", r#"Unknown { name: "xyzzyx", meant: None }"#);
        check("--city a --debug", r#"NotAllowed("debug", Admin)"#);
    }

    #[test]
    fn dashes_that_are_no_option_stay_where_they_are() {
        check("--city a 1--2 -- 가 a--short --", "city=a recent-days=7 | 1--2 -- 가 a--short --");
        let (arguments, prompt) = read(&[], "--city 그대로".into(), Role::User).unwrap();
        assert!(arguments.is_empty());
        assert_eq!(prompt, "--city 그대로");
    }
}
