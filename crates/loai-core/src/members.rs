//! The members of a room, their names through time, and who of them may be one person.

use hashbrown::HashMap;

use crate::TalkFuture;

/// A member of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomMember {
    /// The number for people; no other member of any room has it.
    pub number: i64,
    /// The app's word for this person in the room.
    pub user: String,
    /// The present name.
    pub name: String,
    /// Whether it is a known bot.
    pub is_bot: bool,
    /// When the member was first heard, in UTC milliseconds.
    pub first_seen: i64,
    /// When the member was last heard, in UTC milliseconds; up to a minute behind.
    pub last_seen: i64,
    /// How many lines the member has said.
    pub lines: u64,
}

/// A name that a member had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberName {
    /// The member's number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// When it was first used, in UTC milliseconds.
    pub since: i64,
}

/// Knows the members of rooms. What was said in the last moment may not count yet, and nobody here knows of merges.
pub trait MemberBook: Send + Sync {
    /// Everybody who was ever heard in the room with this number, in the order in which they came.
    fn members(&self, room: u32) -> TalkFuture<'_, Vec<RoomMember>>;

    /// Every name that anybody in this room ever had, newest first.
    fn names(&self, room: u32) -> TalkFuture<'_, Vec<MemberName>>;
}

/// Two members who may be one person, since the new one came with the name of the old one, who has been silent since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Who was there before.
    pub old: RoomMember,
    /// Who came later.
    pub new: RoomMember,
}

/// Who may be one person, those who came last first. Nobody is merged by that: two people may have one name.
pub fn suggestions(
    members: &[RoomMember],
    names: &[MemberName],
    is_merged: impl Fn(&RoomMember) -> bool,
) -> Vec<Suggestion> {
    let people = || members.iter().filter(|member| !member.is_bot && !member.name.is_empty() && !is_merged(member));
    let mut first = HashMap::<i64, &MemberName>::new();
    for name in names {
        let known = first.entry(name.number).or_insert(name);
        if name.since <= known.since {
            *known = name;
        }
    }
    let mut by_name = HashMap::<&str, Vec<&RoomMember>>::new();
    for member in people() {
        by_name.entry(&member.name).or_default().push(member);
    }
    let suggestion = |new: &RoomMember| {
        let (name, came) = match first.get(&new.number) {
            Some(first) => (first.name.as_str(), new.first_seen.min(first.since)),
            None => (new.name.as_str(), new.first_seen),
        };
        let silent = by_name.get(name)?.iter().filter(|old| old.number != new.number && old.last_seen < came);
        let old = silent.max_by_key(|old| old.last_seen)?;
        Some(Suggestion { old: RoomMember::clone(old), new: new.clone() })
    };
    let mut found: Vec<_> = people().filter_map(suggestion).collect();
    found.sort_by_key(|suggestion| std::cmp::Reverse(suggestion.new.first_seen));
    found
}

/// The members whom a word means: those of this name, with or without the sign of a mention; else the one with this
/// number, such as `12`, `12번` or `#12`.
pub fn meant<'m>(members: &'m [RoomMember], word: &str) -> Vec<&'m RoomMember> {
    let word = word.trim().trim_start_matches('@').trim();
    let named: Vec<_> = members.iter().filter(|member| !member.is_bot && member.name == word).collect();
    if !named.is_empty() || word.is_empty() {
        return named;
    }
    let digits = word.trim_start_matches('#').trim_end_matches('번');
    let number = digits.parse::<i64>().ok();
    members.iter().filter(|member| !member.is_bot && Some(member.number) == number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(number: i64, name: &str, first_seen: i64, last_seen: i64) -> RoomMember {
        let (user, name) = (format!("hash{number}"), name.to_owned());
        RoomMember { number, user, name, is_bot: false, first_seen, last_seen, lines: 1 }
    }

    fn name(number: i64, name: &str, since: i64) -> MemberName {
        MemberName { number, name: name.to_owned(), since }
    }

    fn pairs(members: &[RoomMember], names: &[MemberName], merged: &[i64]) -> Vec<(i64, i64)> {
        let found = suggestions(members, names, |member| merged.contains(&member.number));
        found.iter().map(|pair| (pair.old.number, pair.new.number)).collect()
    }

    #[test]
    fn who_comes_with_the_name_of_somebody_silent_since_is_suggested() {
        let old = member(1, "민수", 10, 50);
        assert_eq!(pairs(&[old.clone(), member(2, "민수", 60, 90)], &[name(2, "민수", 60)], &[]), [(1, 2)]);
        // The new one has another name by now, the old one is heard again, or had another name last.
        let renamed = [name(2, "새 이름", 80), name(2, "민수", 60)];
        assert_eq!(pairs(&[old.clone(), member(2, "새 이름", 60, 90)], &renamed, &[]), [(1, 2)]);
        assert_eq!(pairs(&[member(1, "민수", 10, 61), member(2, "민수", 60, 90)], &[], &[]), []);
        assert_eq!(pairs(&[member(1, "철수", 10, 50), member(2, "민수", 60, 90)], &[], &[]), []);
        // Who took the name later came as somebody else.
        let later = [name(2, "민수", 80), name(2, "영희", 60)];
        assert_eq!(pairs(&[old, member(2, "민수", 60, 90)], &later, &[]), []);
    }

    #[test]
    fn bots_the_nameless_and_the_merged_are_never_suggested() {
        let both = [member(1, "민수", 10, 50), member(2, "민수", 60, 90)];
        assert_eq!(pairs(&both, &[], &[1]), []);
        assert_eq!(pairs(&both, &[], &[2]), []);
        let [old, new] = both;
        assert_eq!(pairs(&[old, RoomMember { is_bot: true, ..new }], &[], &[]), []);
        assert_eq!(pairs(&[member(1, "", 10, 50), member(2, "", 60, 90)], &[], &[]), []);
    }

    #[test]
    fn of_several_with_the_name_the_last_one_heard_is_meant_and_who_came_last_is_first() {
        let members = [member(1, "민수", 10, 20), member(2, "민수", 30, 40), member(3, "민수", 50, 60)];
        assert_eq!(pairs(&members, &[], &[]), [(2, 3), (1, 2)]);
    }

    #[test]
    fn a_word_is_a_name_first_and_else_a_number() {
        let members = [member(1, "민수", 1, 1), member(2, "3", 1, 1), member(3, "민수", 1, 1)];
        let numbers = |word| meant(&members, word).iter().map(|member| member.number).collect::<Vec<_>>();
        assert_eq!((numbers("민수"), numbers("@민수"), numbers(" 3 ")), (vec![1, 3], vec![1, 3], vec![2]));
        assert_eq!((numbers("1"), numbers("1번"), numbers("#3")), (vec![1], vec![1], vec![3]));
        assert_eq!((numbers("철수"), numbers(""), numbers("9")), (vec![], vec![], vec![]));
        let bot = [RoomMember { is_bot: true, ..member(1, "봇", 1, 1) }];
        assert!(meant(&bot, "봇").is_empty() && meant(&bot, "1").is_empty());
    }
}
