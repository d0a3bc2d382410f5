//! Phones that stay away.

use std::time::Duration;

use hashbrown::{HashMap, HashSet};
use loai_core::{Approval, BotName, Devices, Phone, Phones, Registry};
use loai_texts::plain;

use crate::Notice;

/// So much of a device id tells a phone apart for people, in characters from its end.
const TAIL: usize = 4;

/// When each approved phone was last there. The practice phone comes and goes and is nobody's business.
#[derive(Debug)]
pub(crate) struct Absences {
    started: i64,
    seen: HashMap<u32, Seen>,
    /// Bots that had phones and of which none has come since the start.
    alone: HashSet<BotName>,
}

#[derive(Debug)]
struct Seen {
    at: i64,
    told: bool,
}

impl Absences {
    pub(crate) fn new(started: i64) -> Self {
        Self { started, seen: HashMap::new(), alone: HashSet::new() }
    }

    /// What there is to tell when a phone may be away for `most`.
    pub(crate) fn look(&mut self, phones: &Phones, registry: &Registry, most: Duration, now: i64) -> Vec<Notice> {
        let most = most.as_millis() as i64;
        let here: HashSet<u32> = registry.all().iter().map(|connection| connection.phone.number).collect();
        let known = phones.all();
        let approved = known.iter().filter(|phone| phone.state() == Approval::Approved && !phone.practice);
        let (mut notices, mut expected) = (Vec::new(), HashMap::<&BotName, bool>::new());
        for phone in approved.clone() {
            let seen = self.seen.get_mut(&phone.number);
            *expected.entry(&phone.bot).or_default() |= seen.is_some();
            match seen {
                _ if here.contains(&phone.number) => {
                    let before = self.seen.insert(phone.number, Seen { at: now, told: false });
                    if self.alone.remove(&phone.bot) || before.is_some_and(|seen| seen.told) {
                        notices.push(about("notice-phone-back", phone));
                    }
                }
                Some(seen) if !seen.told && now - seen.at >= most => {
                    seen.told = true;
                    let minutes = (most / 60_000).to_string();
                    notices.push(about("notice-phone-gone", phone).word("minutes", minutes));
                }
                _ => {}
            }
        }
        let still: HashSet<u32> = approved.map(|phone| phone.number).collect();
        self.seen.retain(|number, _| still.contains(number));
        if now - self.started >= most {
            let alone = expected.into_iter().filter(|(_, seen)| !seen).map(|(bot, _)| bot);
            for bot in alone.filter(|bot| !here_of(registry, bot)) {
                if self.alone.insert(bot.clone()) {
                    let notice = Notice::error("notice-no-phone").word("bot", bot.to_string());
                    notices.push(notice.of_bot(bot.clone()));
                }
            }
        }
        notices
    }
}

fn here_of(registry: &Registry, bot: &BotName) -> bool {
    registry.speakers(bot.as_str()).iter().any(|connection| connection.approved())
}

/// An error of a phone.
pub(crate) fn about(key: &'static str, phone: &Phone) -> Notice {
    of_phone(Notice::error(key), phone)
}

/// Says which phone a notice is about.
pub(crate) fn of_phone(notice: Notice, phone: &Phone) -> Notice {
    let notice = notice.word("number", phone.number.to_string()).word("tail", tail(phone));
    notice.of_bot(phone.bot.clone())
}

/// The end of a phone's device id.
pub(crate) fn tail(phone: &Phone) -> String {
    let device = phone.device.as_str();
    let tail: String = device.chars().skip(device.chars().count().saturating_sub(TAIL)).collect();
    plain(&tail, TAIL)
}
