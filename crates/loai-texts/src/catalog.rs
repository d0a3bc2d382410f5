//! The catalogs: one Fluent file for each area and language, built into the program.

mod overrides;

use std::fmt;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use loai_core::{Approval, Cause, Language};

pub use overrides::{Flaw, FlawKind, Overrides};

use crate::{Josa, with_josa};

/// A value for a variable of a text: made with `.into()` from texts and numbers.
pub type Value<'a> = FluentValue<'a>;

/// Said while a slow command works; a text with variants.
pub const WAITING: &str = "waiting";

/// Said when a command failed; a text with variants.
pub const ERROR: &str = "error";

/// Said once in a while in a room that is not approved; a text with variants, none by default.
pub const UNREGISTERED_ROOM: &str = "unregistered-room";

/// The texts of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// Korean, where the language is another: a missing text is read from here.
    fallback: Option<FluentBundle<FluentResource>>,
}

impl Texts {
    /// Reads the built-in catalog of this language.
    pub fn new(language: Language) -> Self {
        Self::with(language, &[])
    }

    /// Reads the built-in catalog of this language, with texts of the operator's own in place of single ones.
    pub fn with(language: Language, overrides: &[Overrides]) -> Self {
        let fallback = (language != Language::Korean).then(|| bundle(Language::Korean, overrides));
        Self { language, bundle: bundle(language, overrides), fallback }
    }

    /// As [`Texts::new`], with texts of a command that is not in the catalog.
    #[cfg(feature = "testing")]
    pub fn with_more(language: Language, more: &str) -> Self {
        let mut texts = Self::new(language);
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(more.to_owned());
        let _ = texts.bundle.add_resource(resource);
        texts
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of this key with its variables filled in; the Korean one where this language lacks it, and the key
    /// itself where there is none. Variables that the text does not use are ignored.
    pub fn get(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let values: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        std::iter::once(&self.bundle)
            .chain(&self.fallback)
            .find_map(|bundle| {
                let pattern = bundle.get_message(key)?.value()?;
                Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
            })
            .unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key without variables.
    pub fn say(&self, key: &str) -> String {
        self.get(key, &[])
    }

    /// The variants of a text, of which one is said at random: its value and all its attributes, without empty ones.
    pub fn variants(&self, key: &str) -> Vec<String> {
        let mut bundles = std::iter::once(&self.bundle).chain(&self.fallback);
        let found = bundles.find_map(|bundle| Some((bundle, bundle.get_message(key)?)));
        let Some((bundle, message)) = found else { return Vec::new() };
        let patterns = message.value().into_iter().chain(message.attributes().map(|attribute| attribute.value()));
        let texts = patterns.map(|pattern| bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned());
        texts.filter(|text| !text.trim().is_empty()).collect()
    }

    /// Why a message ended as it did, and where to change that.
    pub fn cause(&self, cause: &Cause) -> String {
        let mut words: Vec<(&str, Value<'_>)> =
            cause.words.iter().map(|(name, word)| (*name, word.as_str().into())).collect();
        if let Some(setting) = &cause.setting {
            words.extend([("file", setting.file.as_str().into()), ("key", setting.key.as_str().into())]);
        }
        self.get(&format!("why-{}", cause.reason), &words)
    }

    /// The word for an approval state: 대기, 승인, 거절, 해지, 차단.
    pub fn state(&self, state: Approval) -> String {
        self.say(&format!("state-{state}"))
    }
}

/// The files of a language.
fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::Korean => &[
            include_str!("../catalog/ko/bible.ftl"),
            include_str!("../catalog/ko/chance.ftl"),
            include_str!("../catalog/ko/delivery.ftl"),
            include_str!("../catalog/ko/exchange.ftl"),
            include_str!("../catalog/ko/import.ftl"),
            include_str!("../catalog/ko/people.ftl"),
            include_str!("../catalog/ko/points.ftl"),
            include_str!("../catalog/ko/privacy.ftl"),
            include_str!("../catalog/ko/rank.ftl"),
            include_str!("../catalog/ko/reload.ftl"),
            include_str!("../catalog/ko/rooms.ftl"),
            include_str!("../catalog/ko/sayings.ftl"),
            include_str!("../catalog/ko/terminal.ftl"),
            include_str!("../catalog/ko/time.ftl"),
            include_str!("../catalog/ko/weather.ftl"),
            include_str!("../catalog/ko/why.ftl"),
        ],
        Language::English => &[
            include_str!("../catalog/en/bible.ftl"),
            include_str!("../catalog/en/chance.ftl"),
            include_str!("../catalog/en/delivery.ftl"),
            include_str!("../catalog/en/exchange.ftl"),
            include_str!("../catalog/en/import.ftl"),
            include_str!("../catalog/en/people.ftl"),
            include_str!("../catalog/en/points.ftl"),
            include_str!("../catalog/en/privacy.ftl"),
            include_str!("../catalog/en/rank.ftl"),
            include_str!("../catalog/en/reload.ftl"),
            include_str!("../catalog/en/rooms.ftl"),
            include_str!("../catalog/en/sayings.ftl"),
            include_str!("../catalog/en/terminal.ftl"),
            include_str!("../catalog/en/time.ftl"),
            include_str!("../catalog/en/weather.ftl"),
            include_str!("../catalog/en/why.ftl"),
        ],
    }
}

fn bundle(language: Language, overrides: &[Overrides]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.code().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    // The first function and the first texts of an empty bundle cannot collide; a test proves that the files are
    // right and share no key.
    let _ = bundle.add_function("JOSA", |positional, _| josa_of(positional));
    for source in sources(language) {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*source).to_owned());
        let _ = bundle.add_resource(resource);
    }
    for own in overrides.iter().filter(|own| own.language == language) {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(own.text.clone());
        bundle.add_resource_overriding(resource);
    }
    bundle
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("language", &self.language).finish_non_exhaustive()
    }
}

/// `JOSA($word, "을/를")` in a catalog: the word and the particle that fits it.
fn josa_of<'a>(positional: &[FluentValue<'a>]) -> FluentValue<'a> {
    let [word, FluentValue::String(particle)] = positional else { return FluentValue::Error };
    let word = match word {
        FluentValue::String(word) => word.clone().into_owned(),
        FluentValue::Number(number) => number.as_string().into_owned(),
        _ => return FluentValue::Error,
    };
    match particle.parse::<Josa>() {
        Ok(particle) => with_josa(&word, particle).into(),
        Err(()) => FluentValue::Error,
    }
}

#[cfg(test)]
mod tests;
