//! Five in a row: `omok_settings`.

use std::time::Duration;

use serde::Serialize;

use crate::fields::{Fields, Layer, Over, limited, seconds, some, word};
use crate::units;

/// How five in a row is played in the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OmokSettings {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `ai_mode`: the kinds of computer opponents; `["basic"]`.
    pub ai_mode: Vec<String>,
    /// `default_ai_mode`; `basic`.
    pub default_ai_mode: String,
    /// `default_ai_level`: strength from 1 to 10; 5.
    pub default_ai_level: u8,
    /// `ban_spot`: whether the board shows forbidden places; `false`.
    pub ban_spot: bool,
    /// `move_timeout_seconds`: time for a move; 300 s.
    #[serde(rename = "move_timeout_seconds", serialize_with = "units::seconds")]
    pub move_timeout: Duration,
    /// `start_timeout_seconds`: time for an opponent to come; 60 s.
    #[serde(rename = "start_timeout_seconds", serialize_with = "units::seconds")]
    pub start_timeout: Duration,
    /// `debug_allowed`: whether the list of moves may be asked for; `false`.
    pub debug_allowed: bool,
    /// `board_style`; `wood`.
    pub board_style: BoardStyle,
    /// `board_style_description`: what the room calls that style; none.
    pub board_style_description: Option<String>,
    /// `available_rule_sets`: the rules to choose from; every one when empty.
    pub available_rule_sets: Vec<RuleSet>,
    /// `default_rule_set`; `standard`.
    pub default_rule_set: RuleSet,
}

/// How the board looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardStyle {
    /// Lines on paper.
    Classic,
    /// A wooden board.
    #[default]
    Wood,
}

/// The rules of the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleSet {
    /// Exactly five win.
    #[default]
    Standard,
    /// The third move lies outside of the middle.
    Pro,
    /// The third move lies far outside of the middle.
    LongPro,
    /// Black may make neither two threes nor two fours.
    Renju,
    /// Five or more win.
    Freestyle,
}

const STYLES: [(&str, BoardStyle); 2] = [("classic", BoardStyle::Classic), ("wood", BoardStyle::Wood)];

const RULES: [(&str, RuleSet); 5] = [
    ("standard", RuleSet::Standard),
    ("pro", RuleSet::Pro),
    ("longpro", RuleSet::LongPro),
    ("renju", RuleSet::Renju),
    ("freestyle", RuleSet::Freestyle),
];

impl Default for OmokSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            ai_mode: vec!["basic".to_owned()],
            default_ai_mode: "basic".to_owned(),
            default_ai_level: 5,
            ban_spot: false,
            move_timeout: Duration::from_mins(5),
            start_timeout: Duration::from_mins(1),
            debug_allowed: false,
            board_style: BoardStyle::default(),
            board_style_description: None,
            available_rule_sets: Vec::new(),
            default_rule_set: RuleSet::default(),
        }
    }
}

impl Layer for OmokSettings {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |omok| &omok.enabled),
            ai_mode: over.get("ai_mode", Fields::texts, |omok| &omok.ai_mode),
            default_ai_mode: over.get("default_ai_mode", Fields::filled_text, |omok| &omok.default_ai_mode),
            default_ai_level: over.get("default_ai_level", limited(1..=10), |omok| &omok.default_ai_level),
            ban_spot: over.get("ban_spot", Fields::boolean, |omok| &omok.ban_spot),
            move_timeout: over.get("move_timeout_seconds", seconds(5..=86_400), |omok| &omok.move_timeout),
            start_timeout: over.get("start_timeout_seconds", seconds(5..=86_400), |omok| &omok.start_timeout),
            debug_allowed: over.get("debug_allowed", Fields::boolean, |omok| &omok.debug_allowed),
            board_style: over.get("board_style", word(&STYLES), |omok| &omok.board_style),
            board_style_description: over
                .get("board_style_description", some(Fields::text), |omok| &omok.board_style_description),
            available_rule_sets: over.get(
                "available_rule_sets",
                |fields, key| fields.choices(key, &RULES),
                |omok| &omok.available_rule_sets,
            ),
            default_rule_set: over.get("default_rule_set", word(&RULES), |omok| &omok.default_rule_set),
        }
    }
}
