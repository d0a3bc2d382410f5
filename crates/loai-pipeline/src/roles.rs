//! What a person may do in a room (core 9.1).

use std::sync::Arc;

use loai_core::{Admins, People, Role, Room};

use crate::{Plans, RoomPlan};

/// Where rights are looked up that the settings do not give.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// Who was made an admin.
    pub admins: Arc<Admins>,
    /// Who is the same person in several rooms.
    pub people: Arc<People>,
}

impl Roles {
    /// The role in a room. An admin of one room is one in every room that the person has linked with it; an owner is one
    /// where the room says so, by whichever word the app has for the person.
    pub(crate) fn of(&self, room: &Room, user: Option<&str>, plans: &Plans, plan: &RoomPlan) -> Role {
        let Some(user) = user else { return Role::User };
        let (bot, channel) = (room.bot.as_str(), room.channel.as_str());
        let role = |channel: &str, user: &str| {
            let is_admin = self.admins.is_admin(bot, channel, user) || plans.is_admin(bot, channel, user);
            if is_admin { Role::Admin } else { plan.role(user) }
        };
        let person = self.people.person_of(bot, channel, user);
        let members = person.iter().flat_map(|person| &person.members);
        members.map(|member| role(member.channel.as_str(), member.user.as_str())).fold(role(channel, user), Role::max)
    }
}
