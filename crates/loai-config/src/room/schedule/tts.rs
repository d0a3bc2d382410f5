//! Speech behind a scheduled text.

use serde::Serialize;

use crate::fields::{Fields, Layer, Over, word};

/// Whether and how a text is spoken.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Tts {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `config`: the voice.
    pub config: TtsConfig,
}

/// A voice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TtsConfig {
    /// `language`: a language such as `ko-KR`; `auto`, that of the text.
    pub language: String,
    /// `gender`; `F`.
    pub gender: Gender,
    /// `voice`: one of the provider's voices; `auto`.
    pub voice: String,
    /// `speaking_rate`: from 0.25 to 4; 1.
    pub speaking_rate: f64,
    /// `intro`: sentences of which one is said first; none.
    pub intro: Vec<String>,
}

/// The sound of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Gender {
    /// A woman's.
    #[default]
    F,
    /// A man's.
    M,
}

impl Default for TtsConfig {
    fn default() -> Self {
        Self {
            language: "auto".to_owned(),
            gender: Gender::F,
            voice: "auto".to_owned(),
            speaking_rate: 1.0,
            intro: Vec::new(),
        }
    }
}

const GENDERS: [(&str, Gender); 2] = [("F", Gender::F), ("M", Gender::M)];

impl Layer for Tts {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |tts| &tts.enabled),
            config: over.layer("config", |tts| &tts.config),
        }
    }
}

impl Layer for TtsConfig {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            language: over.get("language", Fields::filled_text, |config| &config.language),
            gender: over.get("gender", word(&GENDERS), |config| &config.gender),
            voice: over.get("voice", Fields::filled_text, |config| &config.voice),
            speaking_rate: over.get(
                "speaking_rate",
                |fields, key| fields.decimal(key, 0.25..=4.0),
                |config| &config.speaking_rate,
            ),
            intro: over.get("intro", Fields::texts, |config| &config.intro),
        }
    }
}
