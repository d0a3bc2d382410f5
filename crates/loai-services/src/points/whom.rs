//! Which member a name means.

use loai_core::{NamedMember, PointsError};
use loai_texts::plain;

use super::asker::{Asker, NAME};

impl Asker {
    /// The member of this room whom a name means, with or without the sign of a mention; else what there is to say.
    /// Of several with one name, `name#2` is the second that came.
    pub(super) async fn whom(&self, text: &str) -> Result<NamedMember, String> {
        let name = text.trim().trim_start_matches('@').trim();
        match self.find(name).await.map_err(|error| self.failed(&error))? {
            Found::One(member) => return Ok(member),
            Found::Several(members) => return Err(self.ask(name, &members)),
            Found::Nobody => {}
        }
        let numbered = name.rsplit_once('#').and_then(|(name, number)| Some((name.trim(), number.parse().ok()?)));
        if let Some((name, number)) = numbered {
            let number: usize = number;
            let members = self.named(name).await.map_err(|error| self.failed(&error))?;
            return match number.checked_sub(1).and_then(|at| members.get(at)) {
                Some(member) => Ok(member.clone()),
                None if members.is_empty() => Err(self.nobody(name)),
                None => Err(self.ask(name, &members)),
            };
        }
        Err(self.nobody(name))
    }

    async fn find(&self, name: &str) -> Result<Found, PointsError> {
        let members = self.named(name).await?;
        Ok(match <[NamedMember; 1]>::try_from(members) {
            Ok([member]) => Found::One(member),
            Err(members) if members.is_empty() => Found::Nobody,
            Err(members) => Found::Several(members),
        })
    }

    async fn named(&self, name: &str) -> Result<Vec<NamedMember>, PointsError> {
        self.ports.points.members(&self.room(), name).await
    }

    fn ask(&self, name: &str, members: &[NamedMember]) -> String {
        let lines = members.iter().zip(1..).map(|(member, number): (_, usize)| {
            let ago = self.ports.texts.ago(self.at - member.last_seen);
            let values = [("number", number.into()), ("name", plain(name, NAME).into()), ("ago", ago.into())];
            self.say("points-which-line", &values)
        });
        let head = self.say("points-which", &[("name", plain(name, NAME).into())]);
        std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
    }

    fn nobody(&self, name: &str) -> String {
        self.say("points-nobody", &[("name", plain(name, NAME).into())])
    }

    fn failed(&self, error: &PointsError) -> String {
        self.log(error);
        self.say("points-not-booked", &[])
    }
}

enum Found {
    Nobody,
    One(NamedMember),
    Several(Vec<NamedMember>),
}
