//! The codes by which a person shows to be in two rooms.

use hashbrown::HashMap;

use super::{Member, OwnedKey};

/// How long a code can be said, in milliseconds.
const OPEN: i64 = 600_000;
/// So many codes may wait.
const MOST_OPEN: usize = 1_000;
/// So many wrong codes lock a member, for an hour from the first one on.
const MOST_WRONG: u32 = 5;
const LOCKED: u64 = 3_600_000;
/// So many members with wrong codes are remembered.
const MOST_REMEMBERED: usize = 10_000;

/// The codes that wait, and who has said wrong ones.
#[derive(Debug, Default)]
pub(super) struct Codes {
    open: HashMap<String, Code>,
    wrong: HashMap<OwnedKey, Wrong>,
}

#[derive(Debug)]
struct Code {
    /// Who was shown it.
    shown_to: Member,
    /// Who has to say it: whoever asked for the first code. Anybody, where it is the first code.
    asker: Option<Member>,
    until: i64,
}

#[derive(Debug)]
struct Wrong {
    count: u32,
    since: i64,
}

/// What a code is to the member who says it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The one that this other member was shown first.
    First(Member),
    /// The one that this other member was shown in return for the first one.
    Second(Member),
    /// One that was shown in this room.
    SameRoom,
    /// None.
    Wrong,
    /// None is taken from this member.
    Locked,
}

impl Codes {
    /// A code for this member, in place of the one before of the same kind; `None` when too many wait.
    pub(super) fn offer(&mut self, member: &Member, asker: Option<Member>) -> Option<String> {
        let replaced = |open: &Code| open.shown_to.is(member) && open.asker.is_some() == asker.is_some();
        self.open.retain(|_, open| open.until > member.at && !replaced(open));
        if self.open.len() >= MOST_OPEN {
            return None;
        }
        let code = loop {
            let code = format!("{:06}", rand::random_range(0..1_000_000_u32));
            if !self.open.contains_key(&code) {
                break code;
            }
        };
        self.open.insert(code.clone(), Code { shown_to: member.clone(), asker, until: member.at + OPEN });
        Some(code)
    }

    /// Tells what a code is. It stays open, so that nobody who has read it can use it up.
    pub(super) fn say(&mut self, code: &str, member: &Member) -> Said {
        if self.is_locked(member) {
            return Said::Locked;
        }
        let open = self.open.get(code).filter(|open| open.until > member.at && open.shown_to.bot == member.bot);
        match open {
            Some(Code { shown_to, .. }) if shown_to.channel == member.channel => Said::SameRoom,
            Some(Code { shown_to, asker: None, .. }) => Said::First(shown_to.clone()),
            Some(Code { shown_to, asker: Some(asker), .. }) if asker.is(member) => Said::Second(shown_to.clone()),
            _ => {
                self.note_wrong(member);
                Said::Wrong
            }
        }
    }

    /// Closes every code that was shown to this member or waits for it.
    pub(super) fn forget(&mut self, member: &Member) {
        let concerns =
            |open: &Code| open.shown_to.is(member) || open.asker.as_ref().is_some_and(|asker| asker.is(member));
        self.open.retain(|_, open| !concerns(open));
    }

    /// Who cannot be remembered is taken for locked.
    fn is_locked(&self, member: &Member) -> bool {
        match self.wrong.get(&member.key()) {
            Some(wrong) => wrong.count >= MOST_WRONG && wrong.is_recent(member.at),
            None => self.wrong.len() >= MOST_REMEMBERED && self.wrong.values().all(|wrong| wrong.is_recent(member.at)),
        }
    }

    fn note_wrong(&mut self, member: &Member) {
        if self.wrong.len() >= MOST_REMEMBERED {
            self.wrong.retain(|_, wrong| wrong.is_recent(member.at));
        }
        let fresh = Wrong { count: 0, since: member.at };
        let wrong = self.wrong.entry(member.owned_key()).or_insert(fresh);
        if !wrong.is_recent(member.at) {
            *wrong = Wrong { count: 0, since: member.at };
        }
        wrong.count += 1;
    }
}

impl Wrong {
    fn is_recent(&self, now: i64) -> bool {
        now.abs_diff(self.since) < LOCKED
    }
}
