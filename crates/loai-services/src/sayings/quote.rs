//! A quotation (명언), always with its author and source: built-in ones, and those of the operator (`[sayings]`).

use std::sync::{Arc, LazyLock};

use arc_swap::ArcSwap;
use loai_config::{OwnQuote, Settings};
use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Texts, plain};

use super::{Choose, by_chance};
use crate::{
    Ports,
    groups::{Entry, Groups, without_blanks},
};

static QUOTES: LazyLock<Groups> = LazyLock::new(|| Groups::read(include_str!("../../data/sayings/quotes.txt")));

/// The service `quote`.
pub(crate) struct Quote {
    texts: Arc<Texts>,
    settings: Arc<ArcSwap<Settings>>,
    choose: Choose,
}

impl Quote {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), settings: Arc::clone(&ports.settings), choose: by_chance }
    }

    fn say(&self, word: &str) -> String {
        let settings = self.settings.load();
        let sayings = &settings.server.sayings;
        let built_in = if sayings.built_in { QUOTES.all() } else { &[] };
        let all: Vec<Entry<'_>> = sayings.quotes.iter().map(of).chain(built_in.iter().copied()).collect();
        if all.is_empty() {
            return self.texts.say("quote-empty");
        }
        let wanted = without_blanks(word);
        let fits = |quote: &Entry<'_>| {
            let parts = [quote.text, quote.group, quote.notes[0], quote.notes[1]];
            parts.into_iter().any(|part| without_blanks(part).contains(&wanted))
        };
        let fitting: Vec<_> = all.into_iter().filter(fits).collect();
        let Some(quote) = (self.choose)(&fitting) else {
            return self.texts.get("quote-none", &[("word", plain(word, 30).into())]);
        };
        let [author, source] = quote.notes;
        let lines = [
            self.texts.say("quote-title"),
            self.texts.get("quote-line", &[("text", quote.text.into())]),
            self.texts.get("quote-by", &[("author", author.into()), ("source", source.into())]),
        ];
        lines.join("\n")
    }
}

/// A quotation of the operator as one of the list.
fn of(quote: &OwnQuote) -> Entry<'_> {
    Entry { group: "", text: &quote.text, notes: [&quote.author, &quote.source] }
}

impl CommandService for Quote {
    fn name(&self) -> &'static str {
        "quote"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.say(call.prompt))
    }
}

#[cfg(test)]
mod tests {
    use loai_config::{SayingsSettings, ServerSettings};

    use super::*;
    use crate::fixture::{Fixture, ask};

    fn service(fixture: &Fixture) -> Quote {
        Quote { choose: |entries| entries.first().copied(), ..Quote::new(&fixture.ports) }
    }

    fn set(fixture: &Fixture, sayings: SayingsSettings) {
        let server = ServerSettings { sayings, ..ServerSettings::default() };
        fixture.ports.settings.store(Arc::new(Settings::without_bots(server)));
    }

    #[test]
    fn every_quotation_has_an_author_and_a_source() {
        for quote in QUOTES.all() {
            let [author, source] = quote.notes;
            assert!(!quote.text.is_empty() && !author.is_empty() && source.starts_with('『'), "{quote:?}");
        }
    }

    #[test]
    fn a_quotation_comes_with_author_and_source() {
        let fixture = Fixture::new();
        insta::assert_snapshot!(ask(&service(&fixture), ""), @"
        ✨ 명언
        “배우고 때때로 익히면 또한 기쁘지 않은가.”
        – 공자, 『논어』 학이편
        ");
        assert!(ask(&service(&fixture), "맹자").contains("『맹자』"));
        assert!(ask(&service(&fixture), "마음이 있지").contains("『대학』"));
        assert!(ask(&service(&fixture), "블록체인").starts_with("‘블록체인’에 맞는"));
    }

    #[test]
    fn quotations_of_the_operator_count_at_once() {
        let fixture = Fixture::new();
        let service = service(&fixture);
        let own = OwnQuote {
            text: "천천히 가도 된다.".into(), author: "할머니".into(), source: "우리집 가훈".into()
        };
        set(&fixture, SayingsSettings { quotes: vec![own], ..SayingsSettings::default() });
        insta::assert_snapshot!(ask(&service, "가훈"), @"
        ✨ 명언
        “천천히 가도 된다.”
        – 할머니, 우리집 가훈
        ");
        assert!(ask(&service, "공자").contains("공자"));
        set(&fixture, SayingsSettings { built_in: false, quotes: Vec::new() });
        assert!(ask(&service, "").starts_with("아직 명언이 없어요."));
    }
}
