//! Who did what: what says so itself, and every fact that somebody caused.

use std::borrow::Cow;

use loai_core::{Record, record::MergeFact};

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    link::Link,
    statements::Table,
};

static AUDIT: Table = Table { name: "audit", columns: &["at", "actor", "action", "target", "detail", "ok"] };

/// The longest action, target and detail, in characters.
const ACTION: usize = 32;
const TARGET: usize = 500;
const DETAIL: usize = 1_000;

/// One deed.
struct Deed<'r> {
    at: i64,
    actor: &'r str,
    action: &'r str,
    target: Cow<'r, str>,
    detail: &'r str,
    ok: bool,
}

impl<'r> Deed<'r> {
    fn of(record: &'r Record<'r>) -> Option<Self> {
        let done = |at, actor, action, target: String, detail| {
            Some(Self { at, actor, action, target: target.into(), detail, ok: true })
        };
        match record {
            Record::Audit(fact) => {
                let (at, actor, action, target) = (fact.at, fact.actor, fact.action, Cow::Borrowed(fact.target));
                Some(Self { at, actor, action, target, detail: fact.detail, ok: fact.ok })
            }
            Record::Room(fact) if !fact.actor.is_empty() => {
                done(fact.at, fact.actor, "room", format!("{} {}", fact.bot, fact.channel), fact.state)
            }
            Record::Phone(fact) if !fact.actor.is_empty() => {
                done(fact.at, fact.actor, "phone", format!("{} {}", fact.bot, fact.device), fact.state)
            }
            Record::Admin(fact) if !fact.actor.is_empty() => {
                let detail = if fact.granted { "granted" } else { "removed" };
                let target = format!("{} {} {}", fact.bot, fact.channel, fact.user);
                done(fact.at, fact.actor, "admin", target, detail)
            }
            Record::Halt(fact) if !fact.actor.is_empty() => {
                done(fact.at, fact.actor, "halt", fact.bot.to_owned(), if fact.on { "on" } else { "off" })
            }
            // Its points follow by themselves; nobody did that.
            Record::Merge(fact) if fact.moved.is_none() => {
                let detail = if fact.undone { "undone" } else { "merged" };
                let MergeFact { bot, channel, number, user, into, .. } = fact;
                done(fact.at, fact.actor, "merge", format!("{bot} {channel} {number}: {user} -> {into}"), detail)
            }
            _ => None,
        }
    }

    fn cells(&self) -> [Cell<'_>; 6] {
        let text = |text, longest| Cell::Text(cut(text, longest));
        [
            Cell::Int(self.at),
            text(self.actor, NAME),
            text(self.action, ACTION),
            text(&self.target, TARGET),
            text(self.detail, DETAIL),
            self.ok.into(),
        ]
    }
}

/// Stores the deeds among the records, in order.
pub(super) async fn store(link: &mut Link, records: &[Record<'_>]) -> Result<(), StoreError> {
    let deeds: Vec<_> = records.iter().filter_map(Deed::of).collect();
    let cells: Vec<_> = deeds.iter().flat_map(Deed::cells).collect();
    link.insert(&AUDIT, &cells).await
}
