//! What people read: message catalogs in Korean and English, and Korean text.
//!
//! ```
//! use loai_texts::{Language, Texts};
//!
//! let texts = Texts::new(Language::Korean);
//! assert_eq!(texts.get("start-ready", &[("ms", 128.into())]), "준비됐어요 (128ms)");
//! assert_eq!(texts.ago(180_000), "3분 전");
//! ```

mod catalog;
mod delivery;
mod fold;
mod health;
mod josa;
mod plain;
mod split;
mod talk;
mod time;

pub use catalog::{ERROR, Flaw, FlawKind, Overrides, Texts, UNREGISTERED_ROOM, Value, WAITING};
pub use fold::{FOLD_UNITS, fold, folded, folds};
pub use josa::{Josa, josa, with_josa};
pub use loai_core::Language;
pub use plain::plain;
pub use split::{numbered, split};
pub use talk::is_talk;
