//! Codes by which a member says twice that everything is to go.

use std::sync::{Mutex, PoisonError};

use loai_core::Member;

/// How long a code counts, in milliseconds.
const LIFE: i64 = 5 * 60_000;
/// So many wait at most; the oldest one goes.
const MOST: usize = 1_000;

/// The codes that wait.
#[derive(Debug, Default)]
pub(super) struct Codes(Mutex<Vec<Waiting>>);

#[derive(Debug)]
struct Waiting {
    member: Member,
    code: String,
    until: i64,
}

impl Codes {
    /// A new code of four digits; the one before no longer counts.
    pub(super) fn offer(&self, member: &Member, at: i64) -> String {
        let code = format!("{:04}", rand::random_range(0..10_000_u32));
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|other| other.until > at && !is_same(&other.member, member));
        if waiting.len() >= MOST {
            waiting.remove(0);
        }
        waiting.push(Waiting { member: member.clone(), code: code.clone(), until: at + LIFE });
        code
    }

    /// Whether this is the member's code; it counts once.
    pub(super) fn takes(&self, member: &Member, code: &str, at: i64) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |other: &Waiting| other.until > at && other.code == code && is_same(&other.member, member);
        let found = waiting.iter().position(fits);
        found.map(|at| waiting.remove(at)).is_some()
    }
}

fn is_same(one: &Member, other: &Member) -> bool {
    one.bot == other.bot && one.channel == other.channel && one.user == other.user
}
