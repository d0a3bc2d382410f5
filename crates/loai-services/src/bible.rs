//! The Bible: passages, search, a random verse, and what is read today.

mod passage;
mod search;
mod today;

use std::sync::Arc;

use loai_bible::{Book, Choice, Defaults, Library, Reference, Text, Version, Wrong};
use loai_config::{BibleSettings, DefaultBibles};
use loai_core::{Call, CommandService, Outcome, Reply, Role, ServiceError};
use loai_texts::{Texts, plain};

use crate::Ports;

/// At most so many characters of what somebody wrote are shown.
const SHOWN: usize = 40;

/// Every service of this family.
pub(crate) fn all(ports: &Ports) -> Vec<Arc<dyn CommandService>> {
    let services = [
        ("bible", Kind::Passage),
        ("bible_search_all", Kind::Search(1, Book::COUNT)),
        ("bible_search_old", Kind::Search(1, Book::OLD)),
        ("bible_search_new", Kind::Search(Book::OLD + 1, Book::COUNT)),
        ("bible_random", Kind::Random),
        ("today_bible", Kind::Today),
    ];
    let service = |(name, kind)| Arc::new(Bible { name, kind, ports: ports.clone() }) as Arc<dyn CommandService>;
    services.into_iter().map(service).collect()
}

/// What a service does.
#[derive(Clone, Copy)]
enum Kind {
    /// A passage; words that are none are looked for.
    Passage,
    /// Looks for words from one book to another.
    Search(u8, u8),
    Random,
    Today,
}

/// One of the services.
struct Bible {
    name: &'static str,
    kind: Kind,
    ports: Ports,
}

/// Everything that an answer needs; it is made on a thread that may take its time.
struct Desk {
    library: Arc<Library>,
    texts: Arc<Texts>,
    limits: BibleSettings,
    room: Option<DefaultBibles>,
    /// The command as people write it.
    command: String,
    prompt: String,
    is_admin: bool,
}

impl Desk {
    fn of(ports: &Ports, call: &Call<'_>) -> Self {
        let settings = ports.settings.load();
        let bot = settings.bots.get(&call.room.bot);
        Self {
            library: Arc::clone(&ports.bibles),
            texts: Arc::clone(&ports.texts),
            limits: settings.server.bible.clone(),
            room: bot.and_then(|bot| bot.room(call.room.channel.as_str()).default_bibles.clone()),
            command: call.command.key.to_string(),
            prompt: call.prompt.to_owned(),
            is_admin: call.role >= Role::Admin,
        }
    }

    fn answer(&self, kind: Kind, today: Today, random: u64) -> String {
        let defaults = match &self.room {
            None => Defaults::All,
            Some(DefaultBibles::Bits(bits)) => Defaults::Bits(bits),
            Some(DefaultBibles::Codes(codes)) => Defaults::Codes(codes),
        };
        let choice = Choice::of(&self.prompt, &self.library.versions(), defaults, self.is_admin);
        let read = |version: &Version| Some((version.clone(), self.library.text(&version.code)?));
        let versions: Vec<(Version, Arc<Text>)> = choice.versions.iter().filter_map(read).collect();
        // A file that is broken was thought to be here.
        let broken = choice.versions.iter().filter(|version| !versions.iter().any(|(here, _)| here == *version));
        let missing: Vec<String> = choice.missing.iter().chain(broken.map(|version| &version.name)).cloned().collect();
        let answer = match (kind, versions.is_empty()) {
            (_, true) if missing.is_empty() => self.texts.say("bible-none-here"),
            (_, true) => String::new(),
            (Kind::Passage, _) => self.passage_or_search(&choice.text, &versions),
            (Kind::Search(first, last), _) => self.search(&choice.text, (first, last), &versions),
            (Kind::Random, _) => self.random(random, &versions),
            (Kind::Today, _) => self.today(today, &versions),
        };
        let names: Vec<String> = missing.iter().map(|name| plain(name, SHOWN)).collect();
        let line = || self.texts.get("bible-missing", &[("names", names.join(", ").into())]);
        match (names.is_empty(), answer.is_empty()) {
            (true, _) => answer,
            (false, true) => line(),
            (false, false) => format!("{answer}\n\n{}", line()),
        }
    }

    fn passage_or_search(&self, text: &str, versions: &[(Version, Arc<Text>)]) -> String {
        if text.is_empty() {
            return self.texts.get("bible-usage", &[("command", self.command.as_str().into())]);
        }
        match loai_bible::parse(text) {
            Reference::Passages(passages) => self.passages(&passages, versions),
            Reference::Wrong(wrong) => self.wrong(&wrong),
            Reference::None => self.search(text, (1, Book::COUNT), versions),
        }
    }

    fn wrong(&self, wrong: &Wrong) -> String {
        let texts = &self.texts;
        match wrong {
            Wrong::NoBook => texts.say("bible-no-book"),
            Wrong::UnknownBook(name, None) => texts.get("bible-unknown-book", &[("name", plain(name, SHOWN).into())]),
            Wrong::UnknownBook(name, Some(meant)) => {
                let words = [("name", plain(name, SHOWN).into()), ("meant", meant.korean().into())];
                texts.get("bible-unknown-book-probably", &words)
            }
            Wrong::NoChapter(book, _) => texts.get(
                "bible-no-chapter",
                &[("book", book.korean().into()), ("last", u32::from(book.chapters()).into())],
            ),
            Wrong::NoVerse(book, chapter, _) => {
                let words = [
                    ("book", book.korean().into()),
                    ("chapter", u32::from(*chapter).into()),
                    ("last", u32::from(loai_bible::last_verse(*book, *chapter)).into()),
                ];
                texts.get("bible-no-verse", &words)
            }
            Wrong::Backwards => texts.say("bible-backwards"),
            Wrong::TooMany => texts.get("bible-too-many", &[("count", loai_bible::PASSAGES.into())]),
        }
    }

    fn heading(&self, version: &Version) -> String {
        self.texts.get("bible-version", &[("name", version.name.as_str().into())])
    }
}

/// The local day of a call.
#[derive(Clone, Copy)]
struct Today {
    month: u32,
    day: u32,
    /// From 0.
    of_year: u16,
    /// The length of the year.
    year: u16,
    /// Days since a fixed one.
    number: i64,
}

/// The name of a book in the language of a text.
fn book_name(book: Book, text: &Text) -> &'static str {
    if text.is_korean() { book.korean() } else { book.english() }
}

impl CommandService for Bible {
    fn name(&self) -> &'static str {
        self.name
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let desk = Desk::of(&self.ports, call);
        let (kind, today, random) = (self.kind, today::of(&self.ports, call), rand::random());
        Outcome::later(async move {
            // The first one who asks for a text waits until it is unpacked.
            let answer = tokio::task::spawn_blocking(move || desk.answer(kind, today, random)).await;
            answer.map(Reply::text).map_err(|error| ServiceError::Failed(error.to_string()))
        })
    }
}

#[cfg(test)]
mod tests;
