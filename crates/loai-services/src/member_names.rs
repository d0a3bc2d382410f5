//! The names that a member has had in a room: one's own for everybody, those of others for who steers the room.

use loai_core::{Call, CommandService, MemberName, Outcome, Role, RoomMember, TalkError};
use loai_texts::plain;

use crate::{
    Ports,
    members::{Members, NAME, Roll},
};

/// So many names are listed.
const MOST: usize = 100;

/// The service `member_names`.
pub(crate) struct MemberNames {
    ports: Ports,
}

impl MemberNames {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for MemberNames {
    fn name(&self) -> &'static str {
        "member_names"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        match Roll::of(&self.ports, call) {
            Ok(roll) if !roll.prompt.is_empty() && roll.role < Role::Owner => {
                Outcome::text(roll.say("names-own-only", &[]))
            }
            Ok(roll) => roll.later(answer),
            Err(refusal) => Outcome::text(refusal),
        }
    }
}

async fn answer(roll: Roll) -> Result<String, TalkError> {
    let members = roll.members().await?;
    if roll.prompt.is_empty() {
        let Some(user) = &roll.user else { return Ok(roll.say("card-unknown", &[])) };
        return match members.find(user.as_str()) {
            Some(own) => Ok(shown(&roll, &members, own, &roll.names().await?)),
            None => Ok(roll.say("names-none", &[])),
        };
    }
    let names = roll.names().await?;
    let mut meant = members.meant(&roll.prompt);
    if meant.is_empty() {
        meant = once_called(&members, &names, &roll.prompt);
    }
    Ok(match meant.as_slice() {
        [] => roll.nobody(&roll.prompt),
        [one] => shown(&roll, &members, one, &names),
        several => roll.which(&roll.prompt, several),
    })
}

/// Who had this name before.
fn once_called<'m>(members: &'m Members, names: &[MemberName], name: &str) -> Vec<&'m RoomMember> {
    let had = |member: &&RoomMember| names.iter().any(|known| known.number == member.number && known.name == name);
    let mut found: Vec<_> = members.all.iter().filter(|member| !member.is_bot).filter(had).collect();
    for member in &mut found {
        *member = members.root(member);
    }
    found.sort_by_key(|member| member.number);
    found.dedup_by_key(|member| member.number);
    found
}

fn shown(roll: &Roll, members: &Members, member: &RoomMember, names: &[MemberName]) -> String {
    let root = members.root(member);
    let group: Vec<_> = members.group(root).iter().map(|member| member.number).collect();
    let line = |name: &MemberName| {
        // Where several count as one, it is said whose name it was.
        let number = if group.len() > 1 { name.number.to_string() } else { "none".to_owned() };
        let values = [
            ("since", roll.day(name.since).into()),
            ("name", plain(&name.name, NAME).into()),
            ("number", number.into()),
        ];
        roll.say("names-line", &values)
    };
    let lines: Vec<_> = names.iter().filter(|name| group.contains(&name.number)).map(line).collect();
    let title = [
        ("name", plain(&root.name, NAME).into()),
        ("number", root.number.to_string().into()),
        ("count", lines.len().into()),
    ];
    if lines.is_empty() {
        return roll.say("names-none", &[]);
    }
    roll.page(&roll.say("names-title", &title), lines, MOST)
}

#[cfg(test)]
mod tests;
