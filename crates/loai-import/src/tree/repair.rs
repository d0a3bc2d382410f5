//! Values that an earlier server wrote in another type than they mean.

use serde_json::{Value, json};

use crate::report::{Note, Outcome, Report};

/// Keys that are true or false.
const FLAGS: &[&str] = &[
    "admin_only",
    "allow_other",
    "allow_self",
    "always_meaningful",
    "ban_spot",
    "cache_enabled",
    "debug_allowed",
    "disable_chat_logs",
    "disable_command_logs",
    "disabled",
    "enable-archiving",
    "enabled",
    "exclude_bots_from_ranking",
    "help",
    "is_bot",
    "nickname_alert",
    "no_logging",
    "no_response",
    "not_meaningful_message",
    "offer_extension",
    "prompt_required",
    "room_owner_only",
    "schedule_only",
    "show_in_help",
    "show_waiting_message",
    "target_self",
    "use_waiting_message",
    "youtube_auto_summary",
];

/// Keys that are whole numbers.
const NUMBERS: &[&str] = &[
    "block_duration_minutes",
    "cache_minutes",
    "cooldown",
    "cooldown_seconds",
    "daily_limit",
    "daily_limit_per_room",
    "daily_limit_per_user",
    "daily_limit_room",
    "daily_limit_user",
    "default_ai_level",
    "default_days",
    "default_minutes",
    "history_limit",
    "join_every_n",
    "max_duration_minutes",
    "max_extensions",
    "message_threshold",
    "min_length",
    "move_timeout_seconds",
    "num_users_to_select",
    "period_minutes",
    "room_concurrency",
    "room_daily_limit",
    "session_timeout_minutes",
    "start_timeout_seconds",
    "time_window",
    "timeout_seconds",
    "user_daily_limit",
];

/// Keys that are texts, however much they look like numbers.
const TEXTS: &[&str] = &["bot_nickname", "channel_id", "default_bibles", "nickname", "room_name", "user_hash"];

/// Lists of texts.
const LISTS: &[&str] = &[
    "aliases",
    "allowed_categories",
    "ban_words",
    "days",
    "ignore_patterns",
    "keywords",
    "messages",
    "optional_words",
    "room_owners",
    "times",
];

/// Whether a key holds a list of texts.
pub(super) fn is_list(key: &str) -> bool {
    LISTS.contains(&key)
}

/// Gives every value below the type that its key means.
pub(super) fn values(value: &mut Value, file: &str, path: &str, report: &mut Report) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries.iter_mut() {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                if let Some(right) = meant(key, value) {
                    let note = Note::new("import-value-repaired").with("from", &*value).with("to", &right);
                    report.add(Outcome::Repaired, format!("{file}: {path}"), note);
                    *value = right;
                }
                values(value, file, &path, report);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                values(item, file, &format!("{path}[{at}]"), report);
            }
        }
        _ => {}
    }
}

/// The value that was meant; `None` when it stands there.
fn meant(key: &str, value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) if FLAGS.contains(&key) => match number.as_i64() {
            Some(0) => Some(json!(false)),
            Some(1) => Some(json!(true)),
            _ => None,
        },
        Value::String(text) if FLAGS.contains(&key) => match text.trim().to_lowercase().as_str() {
            "0" | "false" | "no" | "off" => Some(json!(false)),
            "1" | "true" | "yes" | "on" => Some(json!(true)),
            _ => None,
        },
        Value::String(text) if NUMBERS.contains(&key) => text.trim().parse::<i64>().ok().map(Value::from),
        Value::Number(number) if NUMBERS.contains(&key) && number.is_f64() => {
            number.as_f64().filter(|number| number.fract() == 0.0).map(|number| json!(number as i64))
        }
        Value::Number(number) if TEXTS.contains(&key) => Some(json!(number.to_string())),
        // A message may hold commas.
        Value::String(text) if key == "messages" => {
            Some(serde_json::from_str(text).ok().filter(Value::is_array).unwrap_or_else(|| json!([text])))
        }
        Value::String(text) if is_list(key) => Some(listed(text)),
        Value::Array(items) if is_list(key) && items.iter().any(Value::is_number) => Some(
            items.iter().map(|item| if item.is_number() { json!(item.to_string()) } else { item.clone() }).collect(),
        ),
        _ => None,
    }
}

/// A list that was written as one text: as JSON, or with commas.
pub(super) fn listed(text: &str) -> Value {
    if let Ok(list @ Value::Array(_)) = serde_json::from_str(text) {
        return list;
    }
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect()
}

/// What an export wrote as `[of the level above, own]`: the own one.
pub(super) fn own(value: &mut Value, file: &str, path: &str, report: &mut Report) {
    if let Value::Object(entries) = value {
        for (key, value) in entries.iter_mut() {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if let Value::Array(items) = value
                && let [above, below] = items.as_slice()
                && (above.is_array() == below.is_array())
                && (above.is_array() || !is_list(key))
            {
                let below = below.clone();
                let note = Note::new("import-pair-repaired").with("value", &below);
                report.add(Outcome::Repaired, format!("{file}: {path}"), note);
                *value = below;
            }
            own(value, file, &path, report);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_get_the_type_that_they_mean() {
        let mut value = json!({
            "room_concurrency": "3",
            "nickname_alert": 1,
            "room_name": 42,
            "room_owners": [7, "b"],
            "chat_sessions": {"private_chat": {"enabled": "true", "max_extensions": 2.0}},
            "aliases": "# a, # b",
            "kakao_readmore": {"type": "lines", "value": 1},
        });
        let mut report = Report::default();
        values(&mut value, "f", "", &mut report);
        assert_eq!(
            value,
            json!({
                "room_concurrency": 3,
                "nickname_alert": true,
                "room_name": "42",
                "room_owners": ["7", "b"],
                "chat_sessions": {"private_chat": {"enabled": true, "max_extensions": 2}},
                "aliases": ["# a", "# b"],
                "kakao_readmore": {"type": "lines", "value": 1},
            })
        );
        assert_eq!(report.count(Outcome::Repaired), 7);
    }

    #[test]
    fn of_two_levels_the_own_one_counts() {
        let mut value =
            json!({"enabled": [false, true], "aliases": ["# a", "# b"], "deep": {"keywords": [["a"], ["b"]]}});
        own(&mut value, "f", "", &mut Report::default());
        assert_eq!(value, json!({"enabled": true, "aliases": ["# a", "# b"], "deep": {"keywords": ["b"]}}));
    }
}
