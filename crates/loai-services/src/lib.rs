//! The commands: one module for each, and [`all`] as the one list of them.
//!
//! A service gets what it needs through [`Ports`] and answers a [`loai_core::Call`]. Whether a caller may use a command
//! is decided before a service is asked; the ones that change something check it once more.

mod amount;
mod approval;
mod approve_all;
mod attendance;
mod bible;
mod calculator;
mod chat_rank;
mod choose;
mod dday;
mod deliveries;
mod dice;
mod echo;
mod emergency_stop;
mod exchange_rate;
mod groups;
mod help;
mod history;
mod lines;
mod link;
mod lotto;
mod meals;
mod member_names;
mod members;
mod merge;
mod my_data;
mod phones;
mod points;
mod reload;
mod room_points;
mod rooms;
mod sayings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod todo;
mod version;
mod weather;
mod why;

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use loai_bible::Library;
use loai_config::Settings;
use loai_core::{
    Admins, Clock, CommandBook, CommandService, Devices, Explainer, Ledger, MemberBook, Merger, Messenger, Outbox,
    People, Points, Privacy, Registry, Reloader, Rooms, TalkBook, Todos,
};
use loai_http::Http;
use loai_texts::Texts;

pub use lotto::{Draw, draw};

/// What the services may use of the server.
#[derive(Clone)]
pub struct Ports {
    /// The known phones.
    pub phones: Arc<dyn Devices>,
    /// The known rooms.
    pub rooms: Arc<Rooms>,
    /// The admins, and with them each bot's 관리방.
    pub admins: Arc<Admins>,
    /// Who is the same person in several rooms.
    pub people: Arc<People>,
    /// Who in a room counts as somebody else, and how that is changed.
    pub merger: Merger,
    /// Who is in each room.
    pub members: Arc<dyn MemberBook>,
    /// What the people of each room want to do.
    pub todos: Arc<Todos>,
    /// The connected phones.
    pub registry: Arc<Registry>,
    /// Where changes are recorded.
    pub ledger: Arc<dyn Ledger>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What reads the settings again.
    pub reload: Arc<dyn Reloader>,
    /// The commands of each room. It knows the services, so it is made after them and put in here.
    pub book: Arc<OnceLock<Arc<dyn CommandBook>>>,
    /// Who knows why rooms were silent; made after the services, likewise.
    pub explainer: Arc<OnceLock<Arc<dyn Explainer>>>,
    /// How something is said in another room, likewise.
    pub messenger: Arc<OnceLock<Arc<dyn Messenger>>>,
    /// What is to be said.
    pub outbox: Arc<dyn Outbox>,
    /// The ledger of points.
    pub points: Arc<dyn Points>,
    /// The settings as they are now.
    pub settings: Arc<ArcSwap<Settings>>,
    /// The way to outside services.
    pub http: Http,
    /// What is kept of members.
    pub privacy: Arc<dyn Privacy>,
    /// Who talks how much.
    pub talk: Arc<dyn TalkBook>,
    /// The texts of the Bible.
    pub bibles: Arc<Library>,
    /// What people read.
    pub texts: Arc<Texts>,
    /// The server's version.
    pub version: &'static str,
}

/// The names of every service, by which definitions refer to them.
pub const NAMES: &[&str] = &[
    "help",
    "echo",
    "lotto",
    "version",
    "link",
    "phones",
    "rooms",
    "approve_all",
    "why",
    "reload",
    "deliveries",
    "emergency_stop",
    "points",
    "room_points",
    "attendance",
    "today_proverb",
    "proverb",
    "quote",
    "recomment_lunch_menu",
    "version_history",
    "todo_list",
    "exchange_rate",
    "dday",
    "calculator",
    "dice",
    "choose",
    "bible",
    "bible_search_all",
    "bible_search_old",
    "bible_search_new",
    "bible_random",
    "today_bible",
    "weather",
    "naver_weather",
    "air_quality",
    "weather_warnings",
    "chat_rank",
    "chat_rank_all",
    "chat_rank_week",
    "chat_rank_week_all",
    "talk_card",
    "my_data",
    "member_names",
    "merge",
];

/// Every service.
pub fn all(ports: &Ports) -> Vec<Arc<dyn CommandService>> {
    let mut all: Vec<Arc<dyn CommandService>> = vec![
        Arc::new(help::Help::new(ports)),
        Arc::new(echo::Echo),
        Arc::new(lotto::Lotto::new(ports)),
        Arc::new(version::Version::new(ports)),
        Arc::new(link::Link::new(ports)),
        Arc::new(phones::PhoneApproval::new(ports)),
        Arc::new(rooms::RoomApproval::new(ports)),
        Arc::new(approve_all::ApproveAll::new(ports)),
        Arc::new(why::Why::new(ports)),
        Arc::new(reload::Reload::new(ports)),
        Arc::new(deliveries::Deliveries::new(ports)),
        Arc::new(emergency_stop::EmergencyStop::new(ports)),
        Arc::new(points::PointsOfMembers::new(ports)),
        Arc::new(room_points::RoomPoints::new(ports)),
        Arc::new(attendance::Visits::new(ports)),
        Arc::new(sayings::Investing::new(ports)),
        Arc::new(sayings::Proverb::new(ports)),
        Arc::new(sayings::Quote::new(ports)),
        Arc::new(meals::Meals::new(ports)),
        Arc::new(history::History::new(ports)),
        Arc::new(todo::TodoList::new(ports)),
        Arc::new(exchange_rate::ExchangeRate::new(ports)),
        Arc::new(dday::DDay::new(ports)),
        Arc::new(calculator::Calculator::new(ports)),
        Arc::new(dice::Dice::new(ports)),
        Arc::new(choose::Choose::new(ports)),
    ];
    all.extend(bible::all(ports));
    all.extend(weather::services(ports));
    all.extend(chat_rank::ChatRank::all(ports).map(|rank| Arc::new(rank) as Arc<dyn CommandService>));
    all.push(Arc::new(chat_rank::Card::new(ports)));
    all.push(Arc::new(my_data::MyData::new(ports)));
    all.push(Arc::new(member_names::MemberNames::new(ports)));
    all.push(Arc::new(merge::Merges::new(ports)));
    all
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod walk;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use loai_config::CommandsFile;

    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn every_service_has_a_name_of_its_own() {
        let names: Vec<_> = all(&Fixture::new().ports).iter().map(|service| service.name()).collect();
        assert_eq!(names, NAMES);
    }

    #[test]
    fn a_new_bot_has_every_service() {
        let commands = CommandsFile::built_in();
        // An admin registers in the pipeline, before there is any command.
        let kinds =
            commands.global().iter().map(|record| record.kind.as_str()).filter(|kind| *kind != "register_admin");
        assert_eq!(kinds.collect::<BTreeSet<_>>(), NAMES.iter().copied().collect());
    }
}
