//! Who speaks in a room: one phone at a time, with an epoch that rises with every change.

use std::{cmp::Reverse, sync::Arc};

use loai_core::{Connection, Health, Registry};

/// The order in which the operator prefers phones, by device id.
pub type Preferences = Vec<String>;

/// So many messages that others brought and a phone did not make it deaf in a room.
const DEAF: u32 = 3;
/// And only when the first of them is so old, in milliseconds: of a burst one phone brings everything before the other.
const LATE_MS: i64 = 2_000;

/// Who speaks in one room, and who hears it.
#[derive(Debug, Default)]
pub(crate) struct Lease {
    /// The number of the phone; 0 as long as nobody has spoken.
    pub(crate) phone: u32,
    /// Its device id.
    pub(crate) device: String,
    pub(crate) epoch: u32,
    pub(crate) since: i64,
    /// Phones whose app has no session for the room.
    pub(crate) asleep: Vec<u32>,
    /// How many messages each phone has missed since it brought one, and since when.
    missed: Vec<(u32, u32, i64)>,
}

impl Lease {
    /// Notes that a phone has brought a message of the room: it hears it, and its app has a session. True when it had
    /// none before. The bot's own words, which the speaker cannot bring, say nothing of what others miss.
    pub(crate) fn brings(&mut self, phone: u32, own: bool, now: i64) -> bool {
        for (other, missed, since) in &mut self.missed {
            if *missed == 0 {
                *since = now;
            }
            *missed = if *other == phone { 0 } else { missed.saturating_add(u32::from(!own)) };
        }
        if !self.missed.iter().any(|(known, ..)| *known == phone) {
            self.missed.push((phone, 0, now));
        }
        self.wakes(phone)
    }

    /// Notes that a phone can speak here again; true when it could not before.
    pub(crate) fn wakes(&mut self, phone: u32) -> bool {
        let before = self.asleep.len();
        self.asleep.retain(|asleep| *asleep != phone);
        self.asleep.len() < before
    }

    /// Notes that the app of a phone has no session for the room.
    pub(crate) fn sleeps(&mut self, phone: u32) {
        if !self.asleep.contains(&phone) {
            self.asleep.push(phone);
        }
    }

    fn is_deaf(&self, phone: u32, now: i64) -> bool {
        let deaf = |known: u32, missed: u32, since: i64| known == phone && missed >= DEAF && now - since >= LATE_MS;
        self.missed.iter().any(|(known, missed, since)| deaf(*known, *missed, *since))
    }

    /// Makes a phone the speaker; true when it was another one before.
    pub(crate) fn give(&mut self, phone: &Connection, now: i64) -> bool {
        let device = phone.phone.device.as_str();
        if self.device == device {
            self.phone = phone.phone.number;
            return false;
        }
        let moved = !self.device.is_empty();
        device.clone_into(&mut self.device);
        self.phone = phone.phone.number;
        self.epoch += 1;
        self.since = now;
        moved
    }
}

/// Where something is to be said, as far as it decides who says it.
pub(crate) struct Scene<'a> {
    pub(crate) bot: &'a str,
    pub(crate) channel: &'a str,
    /// Who brought the message that is answered.
    pub(crate) via: Option<&'a Arc<Connection>>,
    pub(crate) order: &'a [String],
    pub(crate) failback_ms: i64,
    pub(crate) now: i64,
}

/// How good a phone is for a room; the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fitness {
    suspect: bool,
    asleep: bool,
    not_live: bool,
}

/// The phones that may speak now, the one that does first.
///
/// Well before suspect, with a session before without, with a live conversation in the room before without; then the
/// configured order, the phone that brought the message, the one that was alive last. A speaker that tells what became
/// of what it says, or that the operator has named, stays as long as nobody is better by more than the order, and a phone
/// that is better by the order alone has to be well for a while.
pub(crate) fn candidates(registry: &Registry, lease: &Lease, scene: &Scene<'_>) -> Vec<Arc<Connection>> {
    let mut phones = registry.speakers(scene.bot);
    phones.retain(|phone| phone.approved() && phone.health() != Health::Closed);
    if let Some(via) = scene.via.filter(|via| via.approved() && via.health() == Health::Well)
        && !phones.iter().any(|phone| phone.id == via.id)
        && (!via.contested() || registry.speaks(via))
        && !phones.iter().any(|phone| phone.key == via.key)
    {
        phones.push(Arc::clone(via));
    }
    let brought = |phone: &Connection| scene.via.is_some_and(|via| via.id == phone.id);
    let fitness = |phone: &Connection| Fitness {
        suspect: phone.health() != Health::Well,
        asleep: lease.asleep.contains(&phone.phone.number),
        not_live: phone.heard(scene.channel).is_none()
            || lease.is_deaf(phone.phone.number, scene.now) && !brought(phone),
    };
    let rank = |phone: &Connection| {
        let device = phone.phone.device.as_str();
        scene.order.iter().position(|preferred| preferred == device).unwrap_or(scene.order.len())
    };
    // What a script that tells nothing was given may be lost without a word. So it keeps the room against a phone that
    // has just shown that it works, by bringing the message, only where the operator has said who speaks.
    let keeps = |phone: &Connection| scene.via.is_none() || phone.writer().reports() || rank(phone) < scene.order.len();
    phones.sort_by_cached_key(|phone| (fitness(phone), rank(phone), !brought(phone), Reverse(phone.alive_at())));
    let Some(best) = phones.first() else { return phones };
    let holder = phones.iter().position(|phone| phone.phone.device.as_str() == lease.device);
    if let Some(holder) = holder.filter(|holder| *holder > 0) {
        let equal = fitness(&phones[holder]) == fitness(best) && keeps(&phones[holder]);
        let ripe = rank(best) < rank(&phones[holder]) && scene.now - best.well_since() >= scene.failback_ms;
        if equal && !ripe {
            let holder = phones.remove(holder);
            phones.insert(0, holder);
        }
    }
    phones
}

#[cfg(test)]
mod tests {
    use loai_core::testing::{Phone, room};

    use super::*;

    struct Bench {
        registry: Registry,
        lease: Lease,
        order: Vec<String>,
    }

    fn bench(order: &[&str]) -> Bench {
        let order = order.iter().map(|device| (*device).to_owned()).collect();
        Bench { registry: Registry::default(), lease: Lease::default(), order }
    }

    impl Bench {
        fn connect(&self, device: &str) -> Arc<Connection> {
            let connection = Phone::approved("LOA.i", device).connection(self.registry.next_id());
            self.registry.register(&connection, 0);
            connection
        }

        fn connect_reporting(&self, device: &str) -> Arc<Connection> {
            let phone = Phone::approved("LOA.i", device);
            phone.writer.report();
            let connection = phone.connection(self.registry.next_id());
            self.registry.register(&connection, 0);
            connection
        }

        fn first(&mut self, via: Option<&Arc<Connection>>, now: i64) -> String {
            let scene = Scene { bot: "LOA.i", channel: "100", via, order: &self.order, failback_ms: 60_000, now };
            let phones = candidates(&self.registry, &self.lease, &scene);
            let Some(first) = phones.first() else { return String::new() };
            self.lease.give(first, now);
            first.phone.device.to_string()
        }
    }

    #[test]
    fn a_phone_that_has_heard_the_room_comes_before_the_configured_order() {
        let mut bench = bench(&["main", "spare"]);
        let (main, _spare, last) = (bench.connect("main"), bench.connect("spare"), bench.connect("last"));
        assert_eq!(bench.first(None, 0), "main");
        last.hears(&room("100", "가"), "가");
        assert_eq!(bench.first(None, 0), "last");
        last.suspect();
        assert_eq!(bench.first(None, 0), "main");
        main.ended();
        assert_eq!(bench.first(None, 0), "spare");
    }

    #[test]
    fn the_speaker_stays_until_a_better_phone_was_well_for_a_while() {
        let mut bench = bench(&["main", "spare"]);
        let spare = bench.connect("spare");
        spare.hears(&room("100", "가"), "가");
        assert_eq!((bench.first(Some(&spare), 0), bench.lease.epoch), ("spare".to_owned(), 1));
        let main = bench.connect("main");
        main.hears(&room("100", "가"), "가");
        assert_eq!(bench.first(Some(&main), 59_999), "spare");
        assert_eq!((bench.first(Some(&main), 60_000), bench.lease.epoch), ("main".to_owned(), 2));
        main.suspect();
        assert_eq!(bench.first(None, 60_001), "spare");
        main.answered(60_002, None);
        assert_eq!(bench.first(None, 60_003), "spare", "it has to be well for a while again");
        assert_eq!(bench.first(None, 120_002), "main");
    }

    #[test]
    fn without_an_order_a_phone_that_tells_nothing_gives_way_to_the_one_that_brought_the_message() {
        let mut bench = bench(&[]);
        let (a, b) = (bench.connect("a"), bench.connect("b"));
        a.hears(&room("100", "가"), "가");
        b.hears(&room("100", "가"), "가");
        assert_eq!(bench.first(Some(&b), 0), "b");
        assert_eq!(bench.first(Some(&a), 0), "a");
        assert_eq!(bench.first(None, 0), "a", "what nobody asked for stays with the speaker");
    }

    #[test]
    fn without_an_order_a_phone_that_reports_goes_on_speaking() {
        let mut bench = bench(&[]);
        let (a, b) = (bench.connect_reporting("a"), bench.connect_reporting("b"));
        a.hears(&room("100", "가"), "가");
        b.hears(&room("100", "가"), "가");
        assert_eq!(bench.first(Some(&b), 0), "b");
        assert_eq!(bench.first(Some(&a), 100_000), "b");
    }

    #[test]
    fn a_phone_that_misses_what_others_bring_is_deaf_in_that_room() {
        let mut bench = bench(&["a"]);
        let (a, b) = (bench.connect("a"), bench.connect("b"));
        for phone in [&a, &b] {
            phone.hears(&room("100", "가"), "가");
            bench.lease.brings(phone.phone.number, false, 0);
        }
        // Numbers of phones without a row are all 1: tell them apart here.
        assert_eq!(bench.first(None, 0), "a");
        let deaf = Lease { missed: vec![(a.phone.number, DEAF, 0)], ..Lease::default() };
        assert!(deaf.is_deaf(a.phone.number, LATE_MS) && !deaf.is_deaf(a.phone.number, LATE_MS - 1));
        let mut heard = deaf;
        heard.brings(a.phone.number, false, LATE_MS);
        assert!(!heard.is_deaf(a.phone.number, LATE_MS));
    }

    #[test]
    fn a_phone_that_is_not_approved_carries_nothing() {
        let registry = Registry::default();
        let pending = Phone::with("LOA.i", "a", loai_core::Approval::Pending).connection(registry.next_id());
        registry.register(&pending, 0);
        let scene = Scene { bot: "LOA.i", channel: "100", via: Some(&pending), order: &[], failback_ms: 0, now: 0 };
        assert!(candidates(&registry, &Lease::default(), &scene).is_empty());
    }
}
