//! The Bible: books and references, texts, search, a reading plan, and texts that operators add.
//!
//! Nothing here waits or knows who asks. Texts are large: whoever reads one the first time does so off the threads that
//! serve (see [`Library`]).

mod bigrams;
mod bits;
mod book;
mod embedded;
mod fold;
mod grid;
mod library;
pub mod pack;
mod plan;
mod postings;
mod query;
mod reference;
mod spelling;
mod store;
mod term;
mod text;
mod verse;
mod version;
mod words;

pub use bigrams::Bigrams;
pub use book::Book;
pub use grid::{all_chapters, last_verse, verses};
pub use library::{Added, LARGEST, Library, PACKS};
pub use plan::{reading, verse_of};
pub use query::{BadQuery, Hits, Query, WORDS};
pub use reference::{PASSAGES, Reference, Wrong, parse};
pub use spelling::book_of;
pub use store::{NAMED, Named, Origin, StoreError, Stored, checksum, origin, store};
pub use text::{Text, TooLong, VERSES};
pub use verse::{Passage, VerseId};
pub use version::{Choice, Defaults, Version};
