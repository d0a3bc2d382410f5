//! What is kept of members, for the command line.

use loai_core::{Member, Privacy as _, PrivacyError, UserHash, Wish};
use serde_json::{Value, json};

use super::{Desk, refused};
use crate::Whose;

impl Desk {
    pub(super) async fn about(&self, whose: &Whose) -> Value {
        let member = match self.member(whose).await {
            Ok(member) => member,
            Err(answer) => return answer,
        };
        match self.archive.about(member).await {
            Ok(Some(kept)) => json!({
                "ok": true,
                "names": kept.names.iter().map(|(name, since)| json!({"name": name, "since": since})).collect::<Vec<_>>(),
                "lines": kept.lines,
                "oldest": kept.oldest,
                "answers": kept.answers,
                "todos": kept.todos,
                "linked_rooms": kept.linked,
                "points": kept.points,
                "excluded": kept.excluded,
                "keep_text_days": kept.keep_days,
            }),
            Ok(None) => refused("unknown_member"),
            Err(error) => failed(&error),
        }
    }

    pub(super) async fn export_member(&self, whose: &Whose) -> Value {
        let member = match self.member(whose).await {
            Ok(member) => member,
            Err(answer) => return answer,
        };
        match self.archive.export(member).await {
            Ok(Some(file)) => json!({"ok": true, "file": file}),
            Ok(None) => refused("unknown_member"),
            Err(error) => failed(&error),
        }
    }

    pub(super) async fn erase_member(&self, whose: &Whose) -> Value {
        let member = match self.member(whose).await {
            Ok(member) => member,
            Err(answer) => return answer,
        };
        // A slip must not be reported as done.
        match self.archive.about(member.clone()).await {
            Ok(Some(_)) => {}
            Ok(None) => return refused("unknown_member"),
            Err(error) => return failed(&error),
        }
        match self.archive.erase(member, Wish::Operator).await {
            Ok(erased) => json!({
                "ok": true,
                "done": erased.done,
                "lines": erased.lines,
                "answers": erased.answers,
                "facts": erased.facts,
                "points": erased.points,
            }),
            Err(error) => failed(&error),
        }
    }

    pub(super) async fn list_erasures(&self) -> Value {
        let rows = match self.database.erasures().await {
            Ok(rows) => rows,
            Err(error) => return failed(&PrivacyError::Unavailable(error.to_string())),
        };
        let row = |row: &loai_db::ErasureRow| {
            let room = self.rooms.find(&row.bot, &row.channel).map(|room| room.number);
            json!({
                "bot": row.bot, "channel": row.channel, "room": room, "actor": row.actor, "at": row.at,
                "ended_at": row.ended_at, "lines": row.lines, "answers": row.answers, "facts": row.facts,
                "points": row.points,
            })
        };
        json!({"ok": true, "erasures": rows.iter().map(row).collect::<Vec<_>>()})
    }

    /// Whom the command line means, or what to answer.
    async fn member(&self, whose: &Whose) -> Result<Member, Value> {
        let bot = self.bot(&whose.bot).ok_or_else(|| refused("unknown_bot"))?;
        let room = self.room(bot.as_str(), &whose.room).ok_or_else(|| refused("unknown_room"))?;
        let found = self.database.members_called(room.number, &whose.member).await;
        let found = found.map_err(|error| failed(&PrivacyError::Unavailable(error.to_string())))?;
        let user = match found.as_slice() {
            [only] => only.clone(),
            // Of somebody who never spoke there may still be points or a list.
            [] => whose.member.clone(),
            several => return Err(json!({"ok": false, "error": "several_members", "members": several})),
        };
        let user = UserHash::new(&user).map_err(|_| refused("unknown_member"))?;
        let (channel, name, at) = (room.channel.clone(), whose.member.as_str().into(), self.clock.now());
        Ok(Member { bot, channel, user, name, at })
    }
}

fn failed(error: &PrivacyError) -> Value {
    let code = match error {
        PrivacyError::Admin => "is_admin",
        PrivacyError::Record(_) | PrivacyError::File(..) | PrivacyError::Unavailable(_) => "not_stored",
    };
    let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    json!({"ok": false, "error": code, "reason": format!("{error}{source}")})
}
