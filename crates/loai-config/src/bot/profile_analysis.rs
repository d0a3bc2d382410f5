//! What people may learn of each other from what they wrote: `profile_analysis` (core 5.7).

use std::collections::BTreeMap;

use loai_core::ChannelId;
use serde::Serialize;

use crate::diagnostic::Problem;
use crate::fields::{Fields, Layer, Over, layered, limited};
use crate::room::compile_pattern;
use crate::tree::Place;

/// What people may learn of each other from what they wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProfileAnalysis {
    /// `defaults`: what holds in a room that is not named.
    pub defaults: ProfileLimits,
    /// `patterns`: questions that ask for an analysis, by name.
    pub patterns: BTreeMap<String, ProfilePattern>,
    /// `rooms`: what holds in some rooms, by channel id.
    pub rooms: BTreeMap<ChannelId, ProfileLimits>,
}

/// Who may be analysed, and from how many messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileLimits {
    /// `allow_self`: oneself; `true`.
    pub allow_self: bool,
    /// `allow_other`: others; `false`.
    pub allow_other: bool,
    /// `history_limit`: messages that are read; 100.
    pub history_limit: u32,
    /// `self_min_history`: messages that there must be; 10.
    pub self_min_history: u32,
    /// `other_min_history`: the same for others; 15.
    pub other_min_history: u32,
    /// `mbti_history_limit`: messages that are read for an MBTI type; 100.
    pub mbti_history_limit: u32,
    /// `self_mbti_min_history`: messages that there must be; 20.
    pub self_mbti_min_history: u32,
    /// `other_mbti_min_history`: the same for others; 25.
    pub other_mbti_min_history: u32,
    /// `enneagram_history_limit`: messages that are read for an enneagram type; 100.
    pub enneagram_history_limit: u32,
    /// `self_enneagram_min_history`: messages that there must be; 25.
    pub self_enneagram_min_history: u32,
    /// `other_enneagram_min_history`: the same for others; 30.
    pub other_enneagram_min_history: u32,
    /// `mention_history_limit`: messages that are read for a mention; 30.
    pub mention_history_limit: u32,
}

/// Questions that ask for an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfilePattern {
    /// `description`.
    pub description: String,
    /// `examples`: such questions, for people.
    pub examples: Vec<String>,
    /// `patterns`: regular expressions, found anywhere.
    pub patterns: Vec<String>,
    /// `target_self`: whether they ask about oneself; `false`.
    pub target_self: bool,
}

impl Default for ProfileLimits {
    fn default() -> Self {
        Self {
            allow_self: true,
            allow_other: false,
            history_limit: 100,
            self_min_history: 10,
            other_min_history: 15,
            mbti_history_limit: 100,
            self_mbti_min_history: 20,
            other_mbti_min_history: 25,
            enneagram_history_limit: 100,
            self_enneagram_min_history: 25,
            other_enneagram_min_history: 30,
            mention_history_limit: 30,
        }
    }
}

impl ProfileAnalysis {
    /// What holds in a room.
    pub fn room(&self, channel_id: &str) -> &ProfileLimits {
        self.rooms.get(channel_id).unwrap_or(&self.defaults)
    }

    pub(super) fn read(fields: Fields<'_>) -> Self {
        let plain = ProfileLimits::default();
        let defaults = fields.object("defaults").map(|own| layered(own, &plain, &plain)).unwrap_or_default();
        let mut rooms = BTreeMap::new();
        for (entry, path) in fields.named("rooms").unwrap_or_default() {
            let Ok(channel) = ChannelId::new(&entry.key) else {
                fields.source().error(Place::at(entry.key_at), &path, Problem::BadId);
                continue;
            };
            let own = Fields::of(&entry.value, path, fields.source());
            rooms.extend(own.map(|own| (channel, layered(own, &defaults, &plain))));
        }
        let mut patterns = BTreeMap::new();
        for (entry, path) in fields.named("patterns").unwrap_or_default() {
            let own = Fields::of(&entry.value, path, fields.source());
            patterns.extend(own.map(|own| (entry.key.clone(), ProfilePattern::read(own))));
        }
        fields.finish(&[]);
        Self { defaults, patterns, rooms }
    }
}

impl Layer for ProfileLimits {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        let number = |key, pick: fn(&Self) -> &u32| over.get(key, limited(1..=10_000), pick);
        Self {
            allow_self: over.get("allow_self", Fields::boolean, |limits| &limits.allow_self),
            allow_other: over.get("allow_other", Fields::boolean, |limits| &limits.allow_other),
            history_limit: number("history_limit", |limits| &limits.history_limit),
            self_min_history: number("self_min_history", |limits| &limits.self_min_history),
            other_min_history: number("other_min_history", |limits| &limits.other_min_history),
            mbti_history_limit: number("mbti_history_limit", |limits| &limits.mbti_history_limit),
            self_mbti_min_history: number("self_mbti_min_history", |limits| &limits.self_mbti_min_history),
            other_mbti_min_history: number("other_mbti_min_history", |limits| &limits.other_mbti_min_history),
            enneagram_history_limit: number("enneagram_history_limit", |limits| &limits.enneagram_history_limit),
            self_enneagram_min_history: number("self_enneagram_min_history", |limits| {
                &limits.self_enneagram_min_history
            }),
            other_enneagram_min_history: number("other_enneagram_min_history", |limits| {
                &limits.other_enneagram_min_history
            }),
            mention_history_limit: number("mention_history_limit", |limits| &limits.mention_history_limit),
        }
    }
}

impl ProfilePattern {
    fn read(fields: Fields<'_>) -> Self {
        let patterns = fields.text_items("patterns").unwrap_or_default();
        for (item, pattern) in &patterns {
            if let Err(why) = compile_pattern(pattern) {
                fields.source().error(item.node.place(), &item.path, Problem::BadPattern(why));
            }
        }
        let pattern = Self {
            description: fields.text("description").unwrap_or_default(),
            examples: fields.texts("examples").unwrap_or_default(),
            patterns: patterns.into_iter().map(|(_, pattern)| pattern.to_owned()).collect(),
            target_self: fields.boolean("target_self").unwrap_or_default(),
        };
        fields.finish(&[]);
        pattern
    }
}
