//! Merging two members of a room who are one person, for who steers the room; and undoing it.

mod request;

use loai_core::{
    Call, CommandService, MergeError, Merged, Merging, Outcome, PointsError, Role, RoomMember, TalkError, UserHash,
    members::Suggestion,
};
use loai_texts::plain;

use crate::{
    Ports,
    lines::LISTED,
    members::{Members, NAME, Roll},
    points::grouped,
};
use request::Request;

/// The service `merge`.
pub(crate) struct Merges {
    ports: Ports,
}

impl Merges {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for Merges {
    fn name(&self) -> &'static str {
        "merge"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        match Roll::of(&self.ports, call) {
            Ok(roll) if roll.role < Role::Owner => Outcome::text(roll.say("command-owner-only", &[])),
            Ok(roll) => roll.later(answer),
            Err(refusal) => Outcome::text(refusal),
        }
    }
}

async fn answer(roll: Roll) -> Result<String, TalkError> {
    // What an earlier try could not move follows now.
    roll.ports.merger.settle_all().await;
    match Request::parse(&roll.prompt) {
        Request::Suggestions => Ok(suggested(&roll, &roll.suggestions().await?)),
        Request::Merges => listed(&roll).await,
        Request::Undo(number) => undo(&roll, number).await,
        Request::One(word) => {
            let members = roll.members().await?;
            Ok(match members.meant(word).as_slice() {
                [] => roll.nobody(word),
                [_] => roll.say("merge-usage", &[]),
                several => roll.which(word, several),
            })
        }
        Request::Pairs(pairs) => merge(&roll, &pairs).await,
        Request::Usage => Ok(roll.say("merge-usage", &[])),
    }
}

fn suggested(roll: &Roll, suggestions: &[Suggestion]) -> String {
    if suggestions.is_empty() {
        return roll.say("merge-no-suggestions", &[]);
    }
    let line = |Suggestion { old, new }: &Suggestion| {
        let values = [
            ("old", old.number.to_string().into()),
            ("new", new.number.to_string().into()),
            ("oldname", plain(&old.name, NAME).into()),
            ("newname", plain(&new.name, NAME).into()),
            ("oldlines", old.lines.to_string().into()),
            ("newlines", new.lines.to_string().into()),
            ("last", roll.day(old.last_seen).into()),
            ("first", roll.day(new.first_seen).into()),
        ];
        roll.say("merge-suggestion", &values)
    };
    roll.page(&roll.say("merge-suggestions", &[]), suggestions.iter().map(line).collect(), LISTED)
}

async fn listed(roll: &Roll) -> Result<String, TalkError> {
    let merges = roll.ports.merger.merges.of(&roll.room.bot, &roll.room.channel);
    if merges.is_empty() {
        return Ok(roll.say("merge-none", &[]));
    }
    let members = roll.members().await?;
    let lines = merges.iter().map(|merge| {
        let values = [
            ("number", merge.number.to_string().into()),
            ("old", label(roll, &members, &merge.user).into()),
            ("new", label(roll, &members, &merge.into).into()),
            ("since", roll.day(merge.since).into()),
        ];
        roll.say("merge-line", &values)
    });
    Ok(roll.page(&roll.say("merge-list", &[]), lines.collect(), LISTED))
}

/// The first pair of words of which both mean somebody; else what there is to say.
async fn merge(roll: &Roll, pairs: &[(&str, &str)]) -> Result<String, TalkError> {
    let members = roll.members().await?;
    let meant = |word| members.meant(word);
    let known = pairs.iter().find(|(old, new)| !meant(old).is_empty() && !meant(new).is_empty());
    let Some((old, new)) = known else {
        let missing = pairs.iter().find_map(|(old, new)| match (meant(old).is_empty(), meant(new).is_empty()) {
            (true, false) => Some(*old),
            (false, true) => Some(*new),
            _ => None,
        });
        return Ok(roll.nobody(missing.unwrap_or(&roll.prompt)));
    };
    let (old, new) = match (meant(old).as_slice(), meant(new).as_slice()) {
        ([one], [other]) => (*one, *other),
        ([_], several) => return Ok(roll.which(new, several)),
        (several, _) => return Ok(roll.which(old, several)),
    };
    let (Ok(user), Ok(into)) = (UserHash::new(&old.user), UserHash::new(&new.user)) else {
        return Ok(roll.say("merge-usage", &[]));
    };
    let (bot, channel) = (roll.room.bot.clone(), roll.room.channel.clone());
    let merging = Merging { bot, channel, user, into, actor: roll.actor.clone(), at: roll.at };
    Ok(match roll.ports.merger.merge(merging).await {
        Ok(Merged { merge, moved }) => {
            let values = [
                ("old", named(roll, old).into()),
                ("new", label(roll, &members, &merge.into).into()),
                ("number", merge.number.to_string().into()),
            ];
            let moved = match moved {
                Ok(0) => None,
                Ok(points) => Some(roll.say("merge-points", &[("points", grouped(points).into())])),
                Err(error) => Some(later(roll, &error)),
            };
            let lines = [Some(roll.say("merge-done", &values)), moved, Some(roll.say("merge-way-back", &values))];
            lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
        }
        Err(error) => refused(roll, &error),
    })
}

async fn undo(roll: &Roll, number: u32) -> Result<String, TalkError> {
    let here = roll.ports.merger.merges.of(&roll.room.bot, &roll.room.channel);
    let Some(before) = here.into_iter().find(|merge| merge.number == number) else {
        return Ok(refused(roll, &MergeError::Unknown));
    };
    let members = roll.members().await?;
    Ok(match roll.ports.merger.undo(number, &roll.actor, roll.at).await {
        Ok(Merged { merge, moved }) => {
            let values = [
                ("old", label(roll, &members, &merge.user).into()),
                ("new", label(roll, &members, &merge.into).into()),
            ];
            let went = before.moved.unwrap_or_default();
            let moved = match moved {
                Ok(0) if went == 0 => None,
                Ok(points) => {
                    let points = [("points", grouped(points).into()), ("went", grouped(went.max(points)).into())];
                    Some(roll.say("unmerge-points", &points))
                }
                Err(error) => Some(later(roll, &error)),
            };
            let lines = [Some(roll.say("unmerge-done", &values)), moved];
            lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
        }
        Err(error) => refused(roll, &error),
    })
}

fn label(roll: &Roll, members: &Members, user: &UserHash) -> String {
    members.find(user.as_str()).map_or_else(|| "?".to_owned(), |member| named(roll, member))
}

/// Name and number, since two who are merged often have one name.
fn named(roll: &Roll, member: &RoomMember) -> String {
    let values = [("name", plain(&member.name, NAME).into()), ("number", member.number.to_string().into())];
    roll.say("members-label", &values)
}

fn later(roll: &Roll, error: &PointsError) -> String {
    let error = error as &dyn std::error::Error;
    tracing::warn!(bot.name = %roll.room.bot, error, "the points of a merge have not moved yet");
    roll.say("merge-points-later", &[])
}

fn refused(roll: &Roll, error: &MergeError) -> String {
    let number = |number: u32| [("number", number.to_string().into())];
    match error {
        MergeError::Same => roll.say("merge-same", &[]),
        MergeError::Before(merge) => roll.say("merge-before", &number(merge.number)),
        MergeError::Onward(merge) => roll.say("merge-onward", &number(merge.number)),
        MergeError::Unknown => roll.say("merge-unknown", &[]),
        MergeError::Full => roll.say("merge-full", &[]),
        MergeError::NotKept(error) => {
            let error = error as &dyn std::error::Error;
            tracing::error!(bot.name = %roll.room.bot, error, "could not record a merge");
            roll.say("command-not-stored", &[])
        }
        MergeError::Points(error) => {
            later(roll, error);
            roll.say("points-not-booked", &[])
        }
    }
}

#[cfg(test)]
mod tests;
