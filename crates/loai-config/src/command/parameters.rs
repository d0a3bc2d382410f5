//! The options that a command declares: `parameters` (core 2.5.4, 5.4).

use loai_core::{Parameter, ParameterKind, ParameterValue, Role};

use crate::diagnostic::{Problem, Shape};
use crate::fields::{Fields, Item, wrong_type};
use crate::tree::NodeValue;

const KINDS: [(&str, Kind); 12] = [
    ("string", Kind::Text),
    ("str", Kind::Text),
    ("text", Kind::Text),
    ("int", Kind::Integer),
    ("integer", Kind::Integer),
    ("float", Kind::Decimal),
    ("number", Kind::Decimal),
    ("bool", Kind::Flag),
    ("boolean", Kind::Flag),
    ("flag", Kind::Flag),
    ("enum", Kind::Choice),
    ("choice", Kind::Choice),
];

const ROLES: [(&str, Role); 3] = [("user", Role::User), ("owner", Role::Owner), ("admin", Role::Admin)];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Integer,
    Decimal,
    Flag,
    Choice,
}

/// Reads a map from names to declarations, or a list of declarations with their names in them.
pub(super) fn read(command: &Fields<'_>) -> Vec<Parameter> {
    let (listed, named) = command.listed_or_named("parameters");
    let listed = listed.into_iter().filter_map(|item| read_item(command, item));
    let named = named.into_iter().filter_map(|(entry, path)| {
        let fields = Fields::of(&entry.value, path, command.source())?;
        read_one(&entry.key, fields)
    });
    listed.chain(named).collect()
}

fn read_item(command: &Fields<'_>, item: Item<'_>) -> Option<Parameter> {
    let fields = Fields::of(item.node, item.path, command.source())?;
    fields.require("name");
    let name = fields.filled_text("name");
    // What else is wrong is worth telling, too.
    let parameter = read_one(name.as_deref().unwrap_or_default(), fields);
    name.and(parameter)
}

fn read_one(name: &str, fields: Fields<'_>) -> Option<Parameter> {
    let optional = fields.boolean("optional");
    let required = fields.boolean("required").unwrap_or(optional == Some(false));
    let role = fields.choice("required_role", &ROLES).unwrap_or(Role::User);
    let description = fields.text("description").or(fields.text("desc")).unwrap_or_default();
    let kind = read_kind(&fields);
    let default = kind.as_ref().and_then(|kind| read_default(&fields, kind));
    fields.finish(&["min", "max"]);
    Some(Parameter { name: name.into(), description: description.into(), role, kind: kind?, required, default })
}

fn read_kind(fields: &Fields<'_>) -> Option<ParameterKind> {
    let choices = fields.texts("choices");
    let kind = match fields.choice("type", &KINDS) {
        Some(kind) => kind,
        None if choices.is_some() => Kind::Choice,
        None => Kind::Text,
    };
    Some(match kind {
        Kind::Text if choices.is_none() => ParameterKind::Text,
        Kind::Flag => ParameterKind::Flag,
        Kind::Integer => {
            let (min, max) = bounds(fields, i64::MIN, i64::MAX, serde_json::Number::as_i64)?;
            ParameterKind::Integer { min, max }
        }
        Kind::Decimal => {
            let (min, max) = bounds(fields, f64::MIN, f64::MAX, serde_json::Number::as_f64)?;
            ParameterKind::Decimal { min, max }
        }
        Kind::Text | Kind::Choice => {
            let choices = choices.unwrap_or_default();
            if choices.is_empty() {
                fields.error("choices", Problem::Empty);
                return None;
            }
            ParameterKind::Choice(choices.into_iter().map(Into::into).collect())
        }
    })
}

fn bounds<T: PartialOrd + Copy>(
    fields: &Fields<'_>,
    least: T,
    greatest: T,
    read: impl Fn(&serde_json::Number) -> Option<T>,
) -> Option<(T, T)> {
    let bound = |key, otherwise| match fields.get(key).map(|node| (node, &node.value)) {
        None => Some(otherwise),
        Some((node, NodeValue::Number(number))) => read(number).or_else(|| {
            wrong_type(fields.source(), node, &fields.path_of(key), Shape::Integer);
            None
        }),
        Some((node, _)) => {
            wrong_type(fields.source(), node, &fields.path_of(key), Shape::Number);
            None
        }
    };
    let (min, max) = (bound("min", least)?, bound("max", greatest)?);
    if min > max {
        fields.error("min", Problem::MinAboveMax);
        return None;
    }
    Some((min, max))
}

/// The default, which must be of the declared kind and within its bounds.
fn read_default(fields: &Fields<'_>, kind: &ParameterKind) -> Option<ParameterValue> {
    let node = fields.get("default")?;
    let value = match (kind, &node.value) {
        (ParameterKind::Text, NodeValue::Text(text)) => Some(ParameterValue::Text(text.as_str().into())),
        (ParameterKind::Choice(words), NodeValue::Text(text)) => {
            let word = words.iter().find(|word| word.eq_ignore_ascii_case(text));
            word.map(|word| ParameterValue::Text(word.clone()))
        }
        (ParameterKind::Flag, NodeValue::Boolean(flag)) => Some(ParameterValue::Flag(*flag)),
        (ParameterKind::Integer { min, max }, NodeValue::Number(number)) => {
            let number = number.as_i64().filter(|number| (min..=max).contains(&number));
            number.map(ParameterValue::Integer)
        }
        (ParameterKind::Decimal { min, max }, NodeValue::Number(number)) => {
            let number = number.as_f64().filter(|number| (min..=max).contains(&number));
            number.map(ParameterValue::Decimal)
        }
        _ => None,
    };
    if value.is_none() {
        fields.error("default", Problem::BadDefault);
    }
    value
}
