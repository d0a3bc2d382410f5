//! The members of rooms, and merging two who are one.

use std::sync::Arc;

use chrono_tz::Tz;
use loai_core::{
    Account, MemberBook as _, MemberName, Merge, MergeError, Merged, Merging, Room, RoomMember, TalkError, UserHash,
    members::{meant, suggestions},
};
use loai_texts::plain;
use serde_json::{Value, json};

use super::{Desk, refused};

/// So much of a name is told.
const NAME: usize = 40;

impl Desk {
    /// Everybody who was ever heard in a room, who was heard last first.
    pub(super) async fn list_people(&self, room: &str) -> Value {
        let Some(room) = self.room_of(room) else { return refused("unknown_room") };
        let told = async {
            let mut members = self.database.members(room.number).await?;
            members.sort_by_key(|member| std::cmp::Reverse(member.last_seen));
            let row = |member: &RoomMember| self.person_row(&room, &members, member);
            Ok(
                json!({"ok": true, "people": members.iter().map(row).collect::<Vec<_>>(), "zone": self.zone(&room).name()}),
            )
        };
        told.await.unwrap_or_else(|error| away(&error))
    }

    /// Everything that is known of one member.
    pub(super) async fn show_person(&self, room: &str, who: &str) -> Value {
        let Some(room) = self.room_of(room) else { return refused("unknown_room") };
        let told = async {
            let members = self.database.members(room.number).await?;
            let member = match found(&members, who) {
                Ok(member) => member,
                Err(refusal) => return Ok(refusal),
            };
            let root = self.root(&room, member);
            let group: Vec<_> = members.iter().filter(|other| self.root(&room, other) == root).collect();
            let names = self.database.names(room.number).await?;
            let is_theirs = |name: &&MemberName| group.iter().any(|other| other.number == name.number);
            let name = |name: &MemberName| json!({"number": name.number, "name": plain(&name.name, NAME), "since": name.since});
            let points = match UserHash::new(&root) {
                Ok(user) => self.merger.points.balance(Account::member(&room.bot, &room.channel, &user)).await.ok(),
                Err(_) => None,
            };
            Ok(json!({
                "ok": true,
                "person": self.person_row(&room, &members, member),
                "zone": self.zone(&room).name(),
                "accounts": group.iter().map(|other| self.person_row(&room, &members, other)).collect::<Vec<_>>(),
                "names": names.iter().filter(is_theirs).map(name).collect::<Vec<_>>(),
                "rooms": self.linked(&room, &group),
                "points": points.map(|balance| balance.now),
            }))
        };
        told.await.unwrap_or_else(|error| away(&error))
    }

    /// Who may be one person, in one room or in all of them.
    pub(super) async fn suggest_merges(&self, room: Option<&str>) -> Value {
        let rooms = match room.map(|room| self.room_of(room)) {
            None => self.rooms.all(),
            Some(Some(room)) => vec![room],
            Some(None) => return refused("unknown_room"),
        };
        let told = async {
            let mut all = Vec::new();
            for room in rooms {
                let (members, names) =
                    (self.database.members(room.number).await?, self.database.names(room.number).await?);
                let pairs = suggestions(&members, &names, |member| self.root(&room, member) != member.user);
                all.extend(pairs.iter().map(|pair| {
                    json!({
                        "room": room.number,
                        "room_name": room.name().to_string(),
                        "old": self.person_row(&room, &members, &pair.old),
                        "new": self.person_row(&room, &members, &pair.new),
                    })
                }));
            }
            Ok(json!({"ok": true, "suggestions": all}))
        };
        told.await.unwrap_or_else(|error| away(&error))
    }

    /// Merges that are in force, in one room or in all of them.
    pub(super) async fn list_merges(&self, room: Option<&str>) -> Value {
        let rooms = match room.map(|room| self.room_of(room)) {
            None => self.rooms.all(),
            Some(Some(room)) => vec![room],
            Some(None) => return refused("unknown_room"),
        };
        let told = async {
            let mut all = Vec::new();
            for room in rooms {
                let merges = self.merger.merges.of(&room.bot, &room.channel);
                if merges.is_empty() {
                    continue;
                }
                let members = self.database.members(room.number).await?;
                let label = |user: &UserHash| {
                    let member = members.iter().find(|member| member.user == user.as_str());
                    member.map(|member| self.person_row(&room, &members, member))
                };
                all.extend(merges.iter().map(|merge| {
                    json!({
                        "number": merge.number,
                        "room": room.number,
                        "room_name": room.name().to_string(),
                        "old": label(&merge.user),
                        "new": label(&merge.into),
                        "points": merge.moved,
                        "actor": merge.actor,
                        "since": merge.since,
                    })
                }));
            }
            Ok(json!({"ok": true, "merges": all}))
        };
        told.await.unwrap_or_else(|error| away(&error))
    }

    pub(super) async fn merge_people(&self, room: &str, old: &str, new: &str) -> Value {
        let Some(room) = self.room_of(room) else { return refused("unknown_room") };
        self.merger.settle_all().await;
        let members = match self.database.members(room.number).await {
            Ok(members) => members,
            Err(error) => return away(&error),
        };
        let one = |word| {
            found(&members, word).and_then(|member| {
                UserHash::new(&member.user).map_err(|_| json!({"ok": false, "error": "unknown_person", "who": word}))
            })
        };
        let (user, into) = match (one(old), one(new)) {
            (Ok(user), Ok(into)) => (user, into),
            (Err(refusal), _) | (_, Err(refusal)) => return refusal,
        };
        let (bot, channel) = (room.bot.clone(), room.channel.clone());
        let merging = Merging { bot, channel, user, into, actor: "cli".to_owned(), at: self.clock.now() };
        done(self.merger.merge(merging).await)
    }

    pub(super) async fn unmerge_people(&self, number: u32) -> Value {
        self.merger.settle_all().await;
        done(self.merger.undo(number, "cli", self.clock.now()).await)
    }

    /// A room by number, channel id or name.
    fn room_of(&self, asked: &str) -> Option<Arc<Room>> {
        let number = asked.trim_end_matches('번').parse().ok();
        if let Some(room) = number.and_then(|number| self.rooms.numbered(number)) {
            return Some(room);
        }
        let fits = |room: &&Arc<Room>| room.channel.as_str() == asked || *room.name() == *asked;
        let all = self.rooms.all();
        let mut fitting = all.iter().filter(fits);
        // A name that several rooms have names none of them.
        fitting.next().filter(|_| fitting.next().is_none()).cloned()
    }

    fn zone(&self, room: &Room) -> Tz {
        self.settings.load().bots.get(&room.bot).map_or(Tz::Asia__Seoul, |bot| bot.timezone)
    }

    /// As whom a member counts.
    fn root(&self, room: &Room, member: &RoomMember) -> String {
        match UserHash::new(&member.user) {
            Ok(user) => self.merger.merges.root(&room.bot, &room.channel, &user).to_string(),
            Err(_) => member.user.clone(),
        }
    }

    fn person_row(&self, room: &Room, members: &[RoomMember], member: &RoomMember) -> Value {
        let root = self.root(room, member);
        let other = members.iter().find(|other| other.user == root && other.number != member.number);
        json!({
            "number": member.number,
            "user": member.user,
            "name": plain(&member.name, NAME),
            "bot": member.is_bot,
            "lines": member.lines,
            "first_seen": member.first_seen,
            "last_seen": member.last_seen,
            "counts_as": other.map(|other| other.number),
        })
    }

    /// The rooms that somebody has linked.
    fn linked(&self, room: &Room, group: &[&RoomMember]) -> Vec<Value> {
        let person =
            |member: &&RoomMember| self.roles.people.person_of(room.bot.as_str(), room.channel.as_str(), &member.user);
        let members = group.iter().filter_map(person).flat_map(|person| person.members.clone());
        let row = |member: loai_core::Member| {
            let known = self.rooms.find(member.bot.as_str(), member.channel.as_str());
            json!({
                "room": known.as_ref().map(|room| room.number),
                "room_name": known.map(|room| room.name().to_string()),
                "channel": member.channel,
                "name": plain(&member.name, NAME),
            })
        };
        members.map(row).collect()
    }
}

/// The one member whom a word means, or a refusal.
fn found<'m>(members: &'m [RoomMember], word: &str) -> Result<&'m RoomMember, Value> {
    match meant(members, word).as_slice() {
        [one] => Ok(*one),
        [] => Err(json!({"ok": false, "error": "unknown_person", "who": word})),
        several => {
            let numbers: Vec<_> = several.iter().map(|member| member.number).collect();
            Err(json!({"ok": false, "error": "ambiguous_person", "numbers": numbers}))
        }
    }
}

fn done(outcome: Result<Merged, MergeError>) -> Value {
    let number = |error: &str, merge: &Merge| json!({"ok": false, "error": error, "number": merge.number});
    match outcome {
        Ok(Merged { merge, moved }) => {
            if let Err(error) = &moved {
                let error = error as &dyn std::error::Error;
                tracing::warn!(bot.name = %merge.bot, error, "the points of a merge have not moved yet");
            }
            json!({"ok": true, "number": merge.number, "points": moved.ok()})
        }
        Err(MergeError::Same) => refused("same_person"),
        Err(MergeError::Before(merge)) => number("merged_before", &merge),
        Err(MergeError::Onward(merge)) => number("merged_onward", &merge),
        Err(MergeError::Unknown) => refused("unknown_merge"),
        Err(MergeError::Points(_)) => refused("points_away"),
        Err(error @ (MergeError::Full | MergeError::NotKept(_))) => {
            json!({"ok": false, "error": "not_stored", "reason": format!("{:#}", anyhow::Error::from(error))})
        }
    }
}

fn away(error: &TalkError) -> Value {
    json!({"ok": false, "error": "not_stored", "reason": error.to_string()})
}
