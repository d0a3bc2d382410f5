//! One option of a command, on a line.

use loai_core::{Parameter, ParameterKind};
use loai_texts::{Texts, Value};

/// Its name, what value it takes, what it does, and whether it must be there.
pub(super) fn line(texts: &Texts, option: &Parameter) -> String {
    let yes = |is: bool| Value::from(if is { "yes" } else { "no" });
    let values = [
        ("name", (*option.name).into()),
        ("kind", kind(texts, &option.kind).into()),
        ("described", yes(!option.description.is_empty())),
        ("description", (*option.description).into()),
        ("required", yes(option.required && option.default.is_none())),
    ];
    texts.get("help-option", &values)
}

fn kind(texts: &Texts, kind: &ParameterKind) -> String {
    let bounds = |kind: &'static str, min: String, max: String| {
        vec![("kind", Value::from(kind)), ("min", min.into()), ("max", max.into())]
    };
    let values = match kind {
        ParameterKind::Text => vec![("kind", "text".into())],
        ParameterKind::Flag => vec![("kind", "flag".into())],
        ParameterKind::Integer { min: i64::MIN, .. } | ParameterKind::Integer { max: i64::MAX, .. } => {
            vec![("kind", "any-integer".into())]
        }
        ParameterKind::Decimal { min: f64::MIN, .. } | ParameterKind::Decimal { max: f64::MAX, .. } => {
            vec![("kind", "any-number".into())]
        }
        ParameterKind::Integer { min, max } => bounds("integer", min.to_string(), max.to_string()),
        ParameterKind::Decimal { min, max } => bounds("number", min.to_string(), max.to_string()),
        ParameterKind::Choice(words) => vec![("kind", "choice".into()), ("choices", words.join(", ").into())],
    };
    texts.get("help-option-kind", &values)
}

#[cfg(test)]
mod tests {
    use loai_core::{ParameterValue, Role};
    use loai_texts::Language;

    use super::*;

    #[test]
    fn an_option_says_what_it_takes() {
        let texts = Texts::new(Language::Korean);
        let check = |kind, description: &str, required, default, expected: &str| {
            let option = Parameter {
                name: "days".into(),
                description: description.into(),
                role: Role::User,
                kind,
                required,
                default,
            };
            assert_eq!(line(&texts, &option), expected);
        };
        check(ParameterKind::Text, "", false, None, "--days (글)");
        check(ParameterKind::Integer { min: 1, max: 30 }, "며칠", true, None, "--days (1~30) 며칠 · 꼭 필요해요");
        let default = Some(ParameterValue::Integer(3));
        check(ParameterKind::Integer { min: i64::MIN, max: i64::MAX }, "", true, default, "--days (정수)");
        check(ParameterKind::Decimal { min: 0.5, max: 2.0 }, "", false, None, "--days (0.5~2)");
        check(ParameterKind::Decimal { min: f64::MIN, max: f64::MAX }, "", false, None, "--days (수)");
        check(ParameterKind::Flag, "짧게", false, None, "--days (켜기/끄기) 짧게");
        check(ParameterKind::Choice(vec!["ko".into(), "en".into()]), "", false, None, "--days (ko, en)");
    }
}
