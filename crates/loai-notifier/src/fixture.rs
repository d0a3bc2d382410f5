//! A server's parts around the teller, for tests: real ones, and phones that remember what they were told.

use std::{net::Ipv4Addr, sync::Arc};

use loai_config::{Environment, ServerSettings, Settings};
use loai_core::{
    Admins, Approval, Batch, BotName, CanaryWatch, Clock, Connection, Counters, Devices, Ledger, Messenger, Phone,
    PhoneNews, Phones, Registry, Room, Rooms, Writer,
    admins::Entry,
    phones::PendingLimits,
    testing::{MemoryLedger, MemoryWriter, StillClock, bot_name, channel_id, device_id},
};
use loai_delivery::{Delivery, Handle};
use loai_texts::{Language, Texts};
use tokio::sync::mpsc;

use crate::{Inbox, Notice, Notifier, channel, homes::Homes, notifier::Message, teller::Teller, webhook::Post};

/// When tests begin, in UTC milliseconds.
pub(crate) const START: i64 = 1_000_000_000;

/// A bot `LOA.i` without phones and rooms.
pub(crate) struct Parts {
    pub(crate) clock: Arc<StillClock>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) phones: Arc<Phones>,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) admins: Arc<Admins>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) ledger: Arc<MemoryLedger>,
    pub(crate) messenger: Arc<dyn Messenger>,
    pub(crate) canary: Arc<CanaryWatch>,
    pub(crate) texts: Arc<Texts>,
    /// What every phone was told.
    pub(crate) writer: Arc<MemoryWriter>,
}

pub(crate) fn bot() -> BotName {
    bot_name("LOA.i")
}

/// The settings of a first start, changed.
pub(crate) fn settings(change: impl FnOnce(&mut Settings)) -> Arc<Settings> {
    let dir = tempfile::tempdir().unwrap();
    loai_config::ensure_initial(dir.path()).unwrap();
    let (mut settings, _) = loai_config::load(dir.path(), &Environment::empty()).unwrap();
    change(&mut settings);
    Arc::new(settings)
}

/// The settings of a first start with the server's changed.
pub(crate) fn server_settings(change: impl FnOnce(&mut ServerSettings)) -> Arc<Settings> {
    settings(|settings| change(Arc::make_mut(&mut settings.server)))
}

impl Parts {
    pub(crate) fn new() -> Self {
        let (clock, counters) = (Arc::new(StillClock::at(START)), Arc::<Counters>::default());
        let rooms = Arc::new(Rooms::new(Approval::Pending, 1_000));
        let (registry, ledger) = (Arc::<Registry>::default(), Arc::<MemoryLedger>::default());
        let delivery = Delivery::new(
            Arc::clone(&registry),
            Arc::clone(&rooms),
            Arc::clone(&ledger) as Arc<dyn Ledger>,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::clone(&counters),
            loai_delivery::Options::default(),
            tokio_util::task::TaskTracker::new(),
            tokio_util::sync::CancellationToken::new(),
        );
        Self {
            clock,
            counters,
            phones: Arc::new(Phones::new(Approval::Pending, PendingLimits::default())),
            rooms,
            admins: Arc::default(),
            registry,
            ledger,
            messenger: Arc::new(Handle(delivery)),
            canary: Arc::default(),
            texts: Arc::new(Texts::new(Language::Korean)),
            writer: Arc::default(),
        }
    }

    /// The phone with this device id; new ones wait for approval.
    pub(crate) fn phone(&self, device: &str) -> Arc<Phone> {
        let news = PhoneNews { address: device.to_owned(), ..PhoneNews::default() };
        self.phones.see(&bot(), &device_id(device), news, START, &mut Batch::default())
    }

    /// Connects a phone, which is approved for it.
    pub(crate) fn connect(&self, device: &str) -> Arc<Connection> {
        let phone = self.phone(device);
        self.phones.set(&phone, Approval::Approved, "cli", START, &mut Batch::default());
        let peer = (Ipv4Addr::LOCALHOST, 40_000).into();
        let writer: Arc<dyn Writer> = Arc::clone(&self.writer) as _;
        let id = self.registry.next_id();
        let connection = Arc::new(Connection::new(id, phone, device_id(device), peer, "A", START, writer));
        self.registry.register(&connection, START);
        connection
    }

    /// A room that waits for approval.
    pub(crate) fn room(&self, channel: &str, name: &str) -> Arc<Room> {
        self.rooms.see(&bot(), channel, name, START, &mut Batch::default()).unwrap()
    }

    /// An approved room.
    pub(crate) fn approved_room(&self, channel: &str, name: &str) -> Arc<Room> {
        let room = self.room(channel, name);
        self.rooms.set(&room, Approval::Approved, "cli", START, &mut Batch::default());
        room
    }

    /// An approved room that is the bot's 관리방.
    pub(crate) fn home(&self) -> Arc<Room> {
        let room = self.approved_room("home", "관리방");
        let entry = Entry { channel: "home".into(), user: "u".into(), name: String::new(), home: true };
        self.admins.restore(&bot(), &entry);
        assert_eq!(self.admins.home("LOA.i"), Some(channel_id("home")));
        room
    }
}

/// The teller among its parts; its task does not run, a test lets it work with [`Fixture::pump`].
pub(crate) struct Fixture {
    pub(crate) parts: Parts,
    pub(crate) notifier: Notifier,
    pub(crate) inbox: mpsc::Receiver<Message>,
    pub(crate) teller: Teller,
    pub(crate) posts: mpsc::Receiver<Post>,
}

impl Fixture {
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        Self::of(Parts::new(), settings)
    }

    pub(crate) fn of(parts: Parts, settings: Arc<Settings>) -> Self {
        let (notifier, Inbox { receiver: inbox, .. }) = channel(settings);
        let (outside, posts) = mpsc::channel(64);
        let (rooms, admins, registry) =
            (Arc::clone(&parts.rooms), Arc::clone(&parts.admins), Arc::clone(&parts.registry));
        let homes = Homes::new(rooms, admins, registry, Arc::clone(&parts.messenger), Arc::clone(&parts.canary));
        let (clock, counters): (Arc<dyn Clock>, _) = (Arc::clone(&parts.clock) as _, Arc::clone(&parts.counters));
        let (phones, texts) = (Arc::clone(&parts.phones), Arc::clone(&parts.texts));
        let teller = Teller::new(notifier.clone(), phones, homes, outside, clock, counters, texts);
        Self { parts, notifier, inbox, teller, posts }
    }

    /// Takes what waits and does what is due.
    pub(crate) fn pump(&mut self) {
        while let Ok(message) = self.inbox.try_recv() {
            self.teller.take(message);
        }
        self.teller.look();
    }

    pub(crate) fn tell(&mut self, notice: Notice) {
        self.notifier.tell(notice);
        self.pump();
    }

    pub(crate) fn after(&mut self, ms: i64) {
        self.parts.clock.advance(ms);
        self.pump();
    }

    /// What phones were told so far.
    pub(crate) fn said(&self) -> Vec<String> {
        self.parts.writer.texts()
    }

    /// The titles of what went to the webhook since the last question.
    pub(crate) fn posted(&mut self) -> Vec<String> {
        let mut titles = Vec::new();
        while let Ok(post) = self.posts.try_recv() {
            if let Post::Told(told) = post {
                titles.push(told.title);
            }
        }
        titles
    }
}
