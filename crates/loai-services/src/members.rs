//! Members of a room, as the commands about them look them up.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use loai_core::{
    Call, MemberName, Outcome, Reply, Role, Room, RoomMember, TalkError, UserHash,
    members::{Suggestion, meant, suggestions},
};
use loai_texts::{Value, plain};

use crate::{Ports, approval, lines::page};

/// At most so many characters of a name are shown.
pub(crate) const NAME: usize = 30;
/// So many members with one name are told apart.
const NAMESAKES: usize = 20;

/// A call about the members of a room, for as long as its answer takes.
pub(crate) struct Roll {
    pub(crate) ports: Ports,
    pub(crate) room: Arc<Room>,
    pub(crate) user: Option<UserHash>,
    pub(crate) command: String,
    pub(crate) prompt: String,
    pub(crate) actor: String,
    pub(crate) role: Role,
    pub(crate) at: i64,
    zone: Tz,
}

/// Everybody in a room, and as whom they count.
pub(crate) struct Members {
    pub(crate) all: Vec<RoomMember>,
    roots: HashMap<i64, String>,
}

impl Roll {
    /// A call in its room, or in the one that an admin names by its number; a text where there is none.
    pub(crate) fn of(ports: &Ports, call: &Call<'_>) -> Result<Self, String> {
        let room = match call.arguments.integer("방") {
            None => Arc::clone(call.room),
            // The gates let only admins name a room; whoever calls otherwise is asked again.
            Some(_) if call.role != Role::Admin => return Err(ports.texts.say("command-admin-only")),
            Some(number) => {
                let room = u32::try_from(number).ok().and_then(|number| ports.rooms.numbered(number));
                let unknown = || ports.texts.get("rooms-unknown", &[("number", number.to_string().into())]);
                room.filter(|room| room.bot == call.room.bot).ok_or_else(unknown)?
            }
        };
        let zone = ports.settings.load().bots.get(&room.bot).map_or(Tz::Asia__Seoul, |bot| bot.timezone);
        Ok(Self {
            ports: ports.clone(),
            user: call.incoming.user.and_then(|user| UserHash::new(user).ok()),
            command: call.command.shown().to_owned(),
            prompt: call.prompt.trim().to_owned(),
            actor: approval::actor(call),
            role: call.role,
            at: call.at,
            zone,
            room,
        })
    }

    /// Answers when the database has.
    pub(crate) fn later<F>(self, answer: impl FnOnce(Self) -> F + Send + 'static) -> Outcome
    where
        F: Future<Output = Result<String, TalkError>> + Send,
    {
        let texts = Arc::clone(&self.ports.texts);
        Outcome::later(async move {
            Ok(Reply::text(answer(self).await.unwrap_or_else(|error| {
                tracing::warn!(error = %error, "the members of a room cannot be read");
                texts.say("members-away")
            })))
        })
    }

    pub(crate) fn say(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let command = [("command", self.command.as_str().into())];
        let words: Vec<(&str, Value<'_>)> = command.into_iter().chain(values.iter().cloned()).collect();
        self.ports.texts.get(key, &words)
    }

    pub(crate) fn page(&self, head: &str, lines: Vec<String>, listed: usize) -> String {
        page(&self.ports.texts, head, lines, listed)
    }

    /// A day in the bot's zone.
    pub(crate) fn day(&self, at: i64) -> String {
        let at = DateTime::<Utc>::from_timestamp_millis(at).unwrap_or_default();
        at.with_timezone(&self.zone).format("%Y-%m-%d").to_string()
    }

    pub(crate) async fn members(&self) -> Result<Members, TalkError> {
        let all = self.ports.members.members(self.room.number).await?;
        let merges = &self.ports.merger.merges;
        let root = |member: &RoomMember| {
            let user = UserHash::new(&member.user).ok()?;
            let root = merges.root(&self.room.bot, &self.room.channel, &user);
            (root != user).then(|| (member.number, root.to_string()))
        };
        let roots = all.iter().filter_map(root).collect();
        Ok(Members { all, roots })
    }

    pub(crate) async fn names(&self) -> Result<Vec<MemberName>, TalkError> {
        self.ports.members.names(self.room.number).await
    }

    /// Who may be one person.
    pub(crate) async fn suggestions(&self) -> Result<Vec<Suggestion>, TalkError> {
        let (members, names) = (self.members().await?, self.names().await?);
        Ok(suggestions(&members.all, &names, |member| members.is_merged(member)))
    }

    /// What is asked where a name means several.
    pub(crate) fn which(&self, name: &str, members: &[&RoomMember]) -> String {
        let line = |member: &&RoomMember| {
            let values = [
                ("number", member.number.to_string().into()),
                ("name", plain(&member.name, NAME).into()),
                ("ago", self.ports.texts.ago(self.at - member.last_seen).into()),
                ("lines", member.lines.to_string().into()),
            ];
            self.say("members-which-line", &values)
        };
        let head = self.say("members-which", &[("name", plain(name, NAME).into())]);
        self.page(&head, members.iter().map(line).collect(), NAMESAKES)
    }

    pub(crate) fn nobody(&self, name: &str) -> String {
        self.say("members-nobody", &[("name", plain(name, NAME).into())])
    }
}

impl Members {
    pub(crate) fn is_merged(&self, member: &RoomMember) -> bool {
        self.roots.contains_key(&member.number)
    }

    /// The member by the app's word.
    pub(crate) fn find(&self, user: &str) -> Option<&RoomMember> {
        self.all.iter().find(|member| member.user == user)
    }

    /// As whom a member counts.
    pub(crate) fn root<'m>(&'m self, member: &'m RoomMember) -> &'m RoomMember {
        self.roots.get(&member.number).and_then(|user| self.find(user)).unwrap_or(member)
    }

    /// The member and everybody who counts as this one.
    pub(crate) fn group(&self, root: &RoomMember) -> Vec<&RoomMember> {
        self.all.iter().filter(|member| self.root(member).number == root.number).collect()
    }

    /// Whom a word means. Of several with one name, those who count as somebody else are not meant.
    pub(crate) fn meant(&self, word: &str) -> Vec<&RoomMember> {
        let mut meant = meant(&self.all, word);
        if meant.len() > 1 {
            meant.retain(|member| !self.is_merged(member));
        }
        meant
    }
}
