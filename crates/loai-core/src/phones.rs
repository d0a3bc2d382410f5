//! Which phones exist and whether they may take part.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use hashbrown::HashMap;

use crate::{
    Approval, Batch, BotName, DeviceId, Record, Rhythm, Vitals,
    approval::ApprovalCell,
    record::{HealthFact, PhoneEvent, PhoneFact, Told},
    rooms::OWN,
};

/// A phone of a bot.
#[derive(Debug)]
pub struct Phone {
    /// The bot.
    pub bot: BotName,
    /// The phone's own id.
    pub device: DeviceId,
    /// The short number for people; unique on this server, 0 for a phone that is not remembered.
    pub number: u32,
    /// The practice phone counts on this machine only, whatever its state says.
    pub practice: bool,
    state: ApprovalCell,
    former_key: AtomicBool,
    news: Mutex<PhoneNews>,
    vitals: Mutex<Option<Arc<Vitals>>>,
    rhythms: Mutex<HashMap<u32, Arc<Rhythm>>>,
    told: Arc<Told>,
}

/// What a phone says about itself when it connects; it may change with every connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneNews {
    /// What the client calls itself.
    pub client_type: String,
    /// Its version.
    pub version: String,
    /// Maker, model and system.
    pub info: String,
    /// The address it came from, as text.
    pub address: String,
}

impl Phone {
    /// Whether it may take part.
    pub fn state(&self) -> Approval {
        self.state.get()
    }

    /// Whether it may take part when it connects from this address: the practice phone may from this machine only.
    pub fn approved_from(&self, address: IpAddr) -> bool {
        self.state() == Approval::Approved && (!self.practice || address.is_loopback())
    }

    /// Notes whether it signs with the key that its bot had before the present one.
    pub fn signs_with_former_key(&self, former: bool) {
        self.former_key.store(former, Ordering::Relaxed);
    }

    /// Whether it signed with a former key when it was heard last; not known of a phone that this process has not heard.
    pub fn has_former_key(&self) -> bool {
        self.former_key.load(Ordering::Relaxed)
    }

    /// Notes how it says it is.
    pub fn feels(&self, fact: &HealthFact<'_>) {
        *lock(&self.vitals) = Some(Arc::new(Vitals::of(fact)));
    }

    /// How it said it was, if it says so at all.
    pub fn vitals(&self) -> Option<Arc<Vitals>> {
        lock(&self.vitals).clone()
    }

    /// How often it brings messages of the room with this number.
    pub fn rhythm(&self, room: u32) -> Arc<Rhythm> {
        Arc::clone(lock(&self.rhythms).entry(room).or_default())
    }

    /// How often it brings messages, by the numbers of the rooms that it has brought some of since this start.
    pub fn rhythms(&self) -> Vec<(u32, Arc<Rhythm>)> {
        lock(&self.rhythms).iter().map(|(room, rhythm)| (*room, Arc::clone(rhythm))).collect()
    }

    /// When it brought a message last, in UTC milliseconds; `None` for not since this start.
    pub fn heard_at(&self) -> Option<i64> {
        lock(&self.rhythms).values().map(|rhythm| rhythm.last()).max().filter(|at| *at != 0)
    }

    /// What it said about itself last.
    pub fn news(&self) -> PhoneNews {
        lock(&self.news).clone()
    }

    /// Puts the phone as it stands now into the batch.
    fn fact(&self, actor: &str, at: i64, batch: &mut Batch) {
        let news = lock(&self.news);
        let fact = PhoneFact {
            bot: self.bot.as_str(),
            device: self.device.as_str(),
            number: self.number,
            state: self.state().as_str(),
            actor,
            practice: self.practice,
            client_type: &news.client_type,
            version: &news.version,
            info: &news.info,
            address: &news.address,
            at,
        };
        batch.tell(&Record::Phone(fact), &self.told);
    }

    /// Puts something that happened to this phone into the batch.
    pub fn event(&self, event: &str, detail: &str, actor: &str, at: i64, batch: &mut Batch) {
        let address = lock(&self.news).address.clone();
        batch.push(&Record::PhoneEvent(PhoneEvent {
            bot: self.bot.as_str(),
            device: self.device.as_str(),
            event,
            detail,
            actor,
            address: &address,
            at,
        }));
    }
}

/// What phones are known, and their approval.
pub trait Devices: Send + Sync {
    /// The phone of a handshake: found, or remembered as new; what is new about it goes into the batch, and again with
    /// later handshakes until it was kept.
    fn see(&self, bot: &BotName, device: &DeviceId, news: PhoneNews, now: i64, batch: &mut Batch) -> Arc<Phone>;

    /// Finds a phone by its number.
    fn numbered(&self, number: u32) -> Option<Arc<Phone>>;

    /// All phones, by number.
    fn all(&self) -> Vec<Arc<Phone>>;

    /// Changes a phone's state, at once for a connected one; false when it was so already.
    fn set(&self, phone: &Phone, state: Approval, actor: &str, now: i64, batch: &mut Batch) -> bool;
}

/// Every phone, in memory.
#[derive(Debug)]
pub struct Phones {
    table: Mutex<HashMap<(BotName, DeviceId), Arc<Phone>>>,
    next_number: AtomicU32,
    limits: PendingLimits,
    initial: Approval,
}

/// How many phones may wait for approval at a time.
#[derive(Clone, Copy, Debug)]
pub struct PendingLimits {
    /// For one bot.
    pub per_bot: usize,
    /// From one address.
    pub per_address: usize,
}

impl Default for PendingLimits {
    fn default() -> Self {
        Self { per_bot: 100, per_address: 20 }
    }
}

impl Phones {
    /// No phone yet. `initial` is the state of a phone that is seen for the first time.
    pub fn new(initial: Approval, limits: PendingLimits) -> Self {
        Self { table: Mutex::default(), next_number: AtomicU32::new(1), limits, initial }
    }

    /// Takes in a fact that was kept before this start and is not in the database yet. One that nobody caused tells
    /// the approval of a phone only that is not known.
    pub fn replay(&self, fact: &PhoneFact<'_>) {
        let (Ok(bot), Ok(device), Ok(state)) = (BotName::new(fact.bot), DeviceId::new(fact.device), fact.state.parse())
        else {
            return;
        };
        let news = PhoneNews {
            client_type: fact.client_type.to_owned(),
            version: fact.version.to_owned(),
            info: fact.info.to_owned(),
            address: fact.address.to_owned(),
        };
        let key = (bot, device);
        let known = lock(&self.table).get(&key).filter(|_| fact.actor.is_empty()).map(|phone| phone.state());
        self.restore(key.0, key.1, fact.number, fact.practice, known.unwrap_or(state), news);
    }

    /// Takes in how a phone said it was before this start; a phone that is not known has nothing to say.
    pub fn feels(&self, fact: &HealthFact<'_>) {
        let (Ok(bot), Ok(device)) = (BotName::new(fact.bot), DeviceId::new(fact.device)) else { return };
        if let Some(phone) = lock(&self.table).get(&(bot, device)) {
            phone.feels(fact);
        }
    }

    /// Takes in a phone that was known before this start.
    pub fn restore(
        &self,
        bot: BotName,
        device: DeviceId,
        number: u32,
        practice: bool,
        state: Approval,
        news: PhoneNews,
    ) {
        self.next_number.fetch_max(number + 1, Ordering::Relaxed);
        let phone = make(bot, device, number, practice, state, news);
        let mut table = lock(&self.table);
        let before = table.insert((phone.bot.clone(), phone.device.clone()), Arc::clone(&phone));
        *lock(&phone.vitals) = before.and_then(|before| before.vitals());
    }

    /// Makes a phone known ahead of its first connection, such as the practice phone.
    pub fn add(&self, bot: &BotName, device: &DeviceId, practice: bool, state: Approval, now: i64, batch: &mut Batch) {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let phone = make(bot.clone(), device.clone(), number, practice, state, PhoneNews::default());
        phone.fact("", now, batch);
        lock(&self.table).insert((bot.clone(), device.clone()), phone);
    }

    /// The highest number so far; it rises with every new phone.
    pub fn newest(&self) -> u32 {
        self.next_number.load(Ordering::Relaxed) - 1
    }

    fn may_wait(&self, table: &HashMap<(BotName, DeviceId), Arc<Phone>>, bot: &BotName, address: &str) -> bool {
        let waiting = || table.values().filter(|phone| phone.state() == Approval::Pending);
        waiting().filter(|phone| phone.bot == *bot).count() < self.limits.per_bot
            && waiting().filter(|phone| lock(&phone.news).address == address).count() < self.limits.per_address
    }
}

impl Devices for Phones {
    fn see(&self, bot: &BotName, device: &DeviceId, news: PhoneNews, now: i64, batch: &mut Batch) -> Arc<Phone> {
        let mut table = lock(&self.table);
        let key = (bot.clone(), device.clone());
        if let Some(phone) = table.get(&key).cloned() {
            drop(table);
            let changed = std::mem::replace(&mut *lock(&phone.news), news.clone()) != news;
            if changed || !(phone.told.is_done() || batch.tells(&phone.told)) {
                phone.fact("", now, batch);
            }
            return phone;
        }
        if self.initial == Approval::Pending && !self.may_wait(&table, bot, &news.address) {
            return make(bot.clone(), device.clone(), 0, false, Approval::Pending, news);
        }
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let phone = make(bot.clone(), device.clone(), number, false, self.initial, news);
        table.insert(key, Arc::clone(&phone));
        drop(table);
        phone.fact("", now, batch);
        phone.event("register", phone.state().as_str(), "", now, batch);
        phone
    }

    fn numbered(&self, number: u32) -> Option<Arc<Phone>> {
        lock(&self.table).values().find(|phone| phone.number == number).cloned()
    }

    fn all(&self) -> Vec<Arc<Phone>> {
        let mut phones: Vec<_> = lock(&self.table).values().cloned().collect();
        phones.sort_unstable_by_key(|phone| phone.number);
        phones
    }

    fn set(&self, phone: &Phone, state: Approval, actor: &str, now: i64, batch: &mut Batch) -> bool {
        if phone.state.set(state) == state {
            return false;
        }
        let actor = if actor.is_empty() { OWN } else { actor };
        phone.fact(actor, now, batch);
        phone.event("state", state.as_str(), actor, now, batch);
        true
    }
}

fn make(bot: BotName, device: DeviceId, number: u32, practice: bool, state: Approval, news: PhoneNews) -> Arc<Phone> {
    let (state, news) = (ApprovalCell::new(state), Mutex::new(news));
    Arc::new(Phone {
        bot,
        device,
        number,
        practice,
        state,
        former_key: AtomicBool::default(),
        news,
        vitals: Mutex::default(),
        rhythms: Mutex::default(),
        told: Arc::default(),
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(address: &str) -> PhoneNews {
        PhoneNews { address: address.into(), ..PhoneNews::default() }
    }

    fn see(phones: &Phones, device: &str, address: &str) -> Arc<Phone> {
        let (bot, device) = (BotName::new("LOA.i").unwrap(), DeviceId::new(device).unwrap());
        phones.see(&bot, &device, news(address), 1, &mut Batch::default())
    }

    #[test]
    fn an_unknown_phone_waits_and_is_the_same_when_it_returns() {
        let phones = Phones::new(Approval::Pending, PendingLimits::default());
        let first = see(&phones, "a", "192.0.2.1");
        assert_eq!((first.number, first.state()), (1, Approval::Pending));
        assert!(phones.set(&first, Approval::Approved, "나", 2, &mut Batch::default()));
        assert!(see(&phones, "a", "192.0.2.2").approved_from([192, 0, 2, 2].into()));
    }

    #[test]
    fn the_practice_phone_counts_on_this_machine_only() {
        let phones = Phones::new(Approval::Pending, PendingLimits::default());
        let (bot, device) = (BotName::new("LOA.i").unwrap(), DeviceId::new("practice").unwrap());
        phones.add(&bot, &device, true, Approval::Approved, 1, &mut Batch::default());
        let phone = see(&phones, "practice", "127.0.0.1");
        assert!(phone.approved_from([127, 0, 0, 1].into()));
        assert!(!phone.approved_from([192, 0, 2, 1].into()));
    }

    #[test]
    fn one_address_cannot_fill_the_waiting_room() {
        let phones = Phones::new(Approval::Pending, PendingLimits { per_bot: 100, per_address: 2 });
        assert_eq!(see(&phones, "a", "192.0.2.1").number, 1);
        assert_eq!(see(&phones, "b", "192.0.2.1").number, 2);
        assert_eq!(see(&phones, "c", "192.0.2.1").number, 0);
        assert_eq!(see(&phones, "c", "192.0.2.9").number, 3);
    }

    #[test]
    fn a_phone_is_told_again_until_it_was_kept() {
        let phones = Phones::new(Approval::Pending, PendingLimits::default());
        let (bot, device) = (BotName::new("LOA.i").unwrap(), DeviceId::new("a").unwrap());
        let told = |now| {
            let mut batch = Batch::default();
            phones.see(&bot, &device, news("192.0.2.1"), now, &mut batch);
            batch
        };
        // The first time with an event.
        assert_eq!((told(1).count(), told(2).count()), (2, 1));
        told(3).kept();
        assert_eq!(told(4).count(), 0);
    }

    #[test]
    fn news_that_were_on_their_way_do_not_undo_an_approval() {
        let phones = Phones::new(Approval::Pending, PendingLimits::default());
        let fact = |state, actor, version| PhoneFact {
            bot: "LOA.i",
            device: "a",
            number: 3,
            state,
            actor,
            practice: false,
            client_type: "",
            version,
            info: "",
            address: "",
            at: 1,
        };
        phones.replay(&fact("pending", "", "1"));
        phones.replay(&fact("approved", "cli", "1"));
        phones.replay(&fact("pending", "", "2"));
        let phone = phones.numbered(3).unwrap();
        assert_eq!((phone.state(), phone.news().version.as_str()), (Approval::Approved, "2"));
    }

    #[cfg(feature = "testing")]
    #[test]
    fn how_a_phone_was_is_known_whatever_is_told_of_it_later() {
        let phones = Phones::new(Approval::Pending, PendingLimits::default());
        let (bot, device) = (BotName::new("LOA.i").unwrap(), DeviceId::new("a").unwrap());
        phones.restore(bot.clone(), device.clone(), 3, false, Approval::Approved, news("192.0.2.1"));
        let record = |device| crate::testing::health("LOA.i", device, 7);
        phones.feels(&record("a"));
        phones.feels(&record("unknown"));
        phones.restore(bot, device, 3, false, Approval::Approved, news("192.0.2.2"));
        assert_eq!(phones.numbered(3).unwrap().vitals().unwrap().at, 7);
        assert_eq!(phones.all().len(), 1);
    }

    #[test]
    fn news_is_a_fact_only_when_it_is_news() {
        let phones = Phones::new(Approval::Pending, PendingLimits::default());
        let (bot, device) = (BotName::new("LOA.i").unwrap(), DeviceId::new("a").unwrap());
        let mut batch = Batch::default();
        phones.see(&bot, &device, news("192.0.2.1"), 1, &mut batch);
        let told = batch.count();
        phones.see(&bot, &device, news("192.0.2.1"), 2, &mut batch);
        assert_eq!(batch.count(), told);
        phones.see(&bot, &device, news("192.0.2.2"), 3, &mut batch);
        assert_eq!(batch.count(), told + 1);
    }
}
