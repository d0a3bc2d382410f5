//! One command's record, whatever it was called by.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::repair;
use crate::report::{Note, Outcome, Report};

/// The names of the services that this server has.
pub(in crate::tree) type Services = BTreeSet<String>;

/// Keys that had another name.
const RENAMED: &[(&str, &str)] = &[
    ("handler_type", "type"),
    ("cooldown", "cooldown_seconds"),
    ("help_text", "desc"),
    ("display_name", "desc"),
    ("command_aliases", "aliases"),
    ("command_keywords", "keywords"),
    ("command_keyword_aliases", "keyword_aliases"),
    ("command_optional_words", "optional_words"),
    ("category_name", "category"),
    ("is_active", "enabled"),
    ("is_admin_only", "admin_only"),
];

/// Columns of a database that mean nothing outside of it.
const COLUMNS: &[&str] = &[
    "category_id",
    "command_id",
    "command_name",
    "command_type",
    "bot_id",
    "bot_name",
    "created_at",
    "created_by",
    "id",
    "room_id",
    "status",
    "updated_at",
    "updated_by",
];

/// What a pattern has that a spelling has not.
const PATTERN_SIGNS: &[&str] = &["\\", ".*", ".+", "|", "(?", "]+", "]*", "]?", ")+", ")*", ")?", "}$"];
/// What made the original read an alias as a regular expression.
const PATTERN_CHARS: &[char] = &['.', '+', '*', '?', '(', ')', '[', ']', '{', '}', '$'];
const SIGILS: &[char] = &['#', '!', '>', '&', '@'];

/// A whole definition; `None` when it has no type.
pub(super) fn whole(what: &str, record: Value, report: &mut Report) -> Option<Map<String, Value>> {
    let record = part(what, record, report)?;
    if record.get("type").and_then(Value::as_str).is_none_or(|kind| kind.trim().is_empty()) {
        report.add(Outcome::Lost, what, Note::new("import-command-without-type"));
        return None;
    }
    Some(record)
}

/// A definition, or what a room changes of one.
pub(super) fn part(what: &str, record: Value, report: &mut Report) -> Option<Map<String, Value>> {
    let Value::Object(mut record) = record else {
        report.add(Outcome::Lost, what, Note::new("import-no-object"));
        return None;
    };
    record.retain(|_, value| !value.is_null());
    for (from, to) in RENAMED {
        if let Some(value) = record.remove(*from)
            && !record.contains_key(*to)
        {
            record.insert((*to).to_owned(), value);
        }
    }
    let mut value = Value::Object(record);
    repair::values(&mut value, what, "", report);
    let Value::Object(mut record) = value else { return None };
    decode(&mut record, "parameters");
    decode(&mut record, "keyword_aliases");
    if let Some(Value::Array(aliases)) = record.remove("aliases") {
        record.insert("aliases".to_owned(), mend_aliases(what, aliases, report));
    }
    warn_of_keyword_trap(what, &record, report);
    Some(record)
}

/// A command of a hierarchical export: its settings lie in three groups.
pub(super) fn exported(what: &str, record: Value, report: &mut Report) -> Option<Map<String, Value>> {
    let Value::Object(groups) = record else {
        report.add(Outcome::Lost, what, Note::new("import-no-object"));
        return None;
    };
    let mut flat = Map::new();
    for (group, value) in groups {
        match (group.as_str(), value) {
            ("config" | "ui", Value::Object(values)) => {
                for (key, value) in values {
                    flat.entry(key).or_insert(value);
                }
            }
            ("management_attributes", _) => {
                report.add(Outcome::Noted, "management_attributes", Note::new("import-not-needed"));
            }
            (key, value) => drop(flat.insert(key.to_owned(), value)),
        }
    }
    if flat.contains_key("help_text")
        && let Some(name) = flat.remove("display_name")
    {
        flat.insert("_display_name".to_owned(), name);
    }
    part(what, Value::Object(flat), report)
}

/// A row of a database: its key and its definition.
pub(super) fn row(
    what: &str,
    key: Option<String>,
    row: Value,
    report: &mut Report,
) -> Option<(String, Map<String, Value>)> {
    let Value::Object(mut row) = row else {
        report.add(Outcome::Lost, what, Note::new("import-no-object"));
        return None;
    };
    let mut text = |key: &str| match row.remove(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    let (trigger, own_key) = (text("command_trigger"), text("command_key"));
    let Some(spelling) = trigger.or(own_key).or(key) else {
        report.add(Outcome::Lost, what, Note::new("import-command-uncallable"));
        return None;
    };
    let dropped: Vec<_> = COLUMNS.iter().filter(|column| row.remove(**column).is_some()).copied().collect();
    if !dropped.is_empty() {
        report.add(Outcome::Noted, dropped.join(", "), Note::new("import-not-needed"));
    }
    part(what, Value::Object(row), report).map(|record| (spelling, record))
}

/// A value that a column holds as JSON text.
fn decode(record: &mut Map<String, Value>, key: &str) {
    let decoded = match record.get(key) {
        Some(Value::String(text)) if text.trim().is_empty() => None,
        Some(Value::String(text)) => serde_json::from_str(text).ok(),
        _ => return,
    };
    match decoded {
        Some(value) => drop(record.insert(key.to_owned(), value)),
        None => drop(record.remove(key)),
    }
}

fn mend_aliases(what: &str, aliases: Vec<Value>, report: &mut Report) -> Value {
    let mut mended: Vec<String> = Vec::new();
    for alias in aliases {
        let Value::String(alias) = alias else {
            report.add(Outcome::Lost, what, Note::new("import-alias-unusable").with("alias", alias));
            continue;
        };
        let alias = alias.trim();
        if alias.is_empty() {
            report.add(Outcome::Repaired, what, Note::new("import-alias-empty"));
            continue;
        }
        let parts = parted(alias);
        if parts.len() > 1 {
            let note = Note::new("import-alias-fused").with("alias", alias).with("parts", parts.join(" / "));
            report.add(Outcome::Repaired, what, note);
        }
        for part in parts {
            let part = pattern(what, part, report);
            if !mended.contains(&part) {
                mended.push(part);
            }
        }
    }
    json!(mended)
}

/// The aliases that a missing comma has made one: the sign of the first one comes again directly behind a word.
fn parted(alias: &str) -> Vec<&str> {
    let Some(sigil) = alias.chars().next().filter(|c| SIGILS.contains(c)) else { return vec![alias] };
    let mut starts = vec![0];
    let mut before = sigil;
    for (at, c) in alias.char_indices() {
        let spelled = alias[at + c.len_utf8()..].trim_start().starts_with(char::is_alphanumeric);
        if c == sigil && (before.is_alphanumeric() || before == ']') && spelled {
            starts.push(at);
        }
        before = c;
    }
    let ends = starts.iter().skip(1).copied().chain([alias.len()]);
    starts.iter().zip(ends).map(|(start, end)| alias[*start..end].trim()).collect()
}

/// The original took every alias with a bracket or a point for a regular expression; here one begins with `^`.
fn pattern(what: &str, alias: &str, report: &mut Report) -> String {
    if alias.starts_with('^') || !alias.contains(PATTERN_CHARS) {
        return alias.to_owned();
    }
    let meant = PATTERN_SIGNS.iter().any(|sign| alias.contains(sign));
    let anchored = format!("^{alias}");
    if meant && loai_config::Trigger::new(&anchored).is_ok() {
        report.add(Outcome::Repaired, what, Note::new("import-alias-pattern").with("alias", alias));
        return anchored;
    }
    report.add(Outcome::Repaired, what, Note::new("import-alias-literal").with("alias", alias));
    alias.to_owned()
}

/// In the original a keyword with aliases did not count itself.
fn warn_of_keyword_trap(what: &str, record: &Map<String, Value>, report: &mut Report) {
    let Some(Value::Object(aliases)) = record.get("keyword_aliases") else { return };
    let has_itself = |(keyword, forms): (&String, &Value)| {
        forms.as_array().is_some_and(|forms| forms.iter().any(|form| form.as_str() == Some(keyword)))
    };
    if !aliases.iter().all(has_itself) {
        report.add(Outcome::Repaired, what, Note::new("import-keyword-trap"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_without_their_comma_are_parted() {
        let table: &[(&str, &[&str])] = &[
            ("# 대화 차단# 대화중지", &["# 대화 차단", "# 대화중지"]),
            ("#로스#법령#법률", &["#로스", "#법령", "#법률"]),
            ("# [자동응답] 환율조회# 환율", &["# [자동응답] 환율조회", "# 환율"]),
            ("# C# 질문", &["# C", "# 질문"]),
            ("# 채팅순위!", &["# 채팅순위!"]),
            (">>>>", &[">>>>"]),
            ("# 태그 #", &["# 태그 #"]),
        ];
        for (alias, expected) in table {
            assert_eq!(parted(alias), *expected, "{alias}");
        }
    }

    #[test]
    fn a_bracket_makes_no_pattern() {
        let mut report = Report::default();
        let mut check = |alias, expected| assert_eq!(pattern("c", alias, &mut report), expected);
        check("# [매일성경]", "# [매일성경]");
        check("# 뭐야?", "# 뭐야?");
        check("# 날씨", "# 날씨");
        check(r"#\s*날씨", r"^#\s*날씨");
        check("# (오늘|내일) 날씨", "^# (오늘|내일) 날씨");
        check("# (오늘|내일", "# (오늘|내일");
        check("^#오늘", "^#오늘");
        assert_eq!(report.count(Outcome::Repaired), 5);
    }
}
