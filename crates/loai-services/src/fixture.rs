//! A bot with phones, rooms and a clock for the tests of services.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use arc_swap::ArcSwap;
use loai_config::{ServerSettings, Settings};
use loai_core::{
    Admins, Approval, Arguments, Call, Command, CommandService, Connection, Devices, Erased, Kept, LedgerError, Member,
    MemberBook, MemberName, Merger, Outcome, Phone, PhoneNews, Phones, Privacy, PrivacyError, Rank, Record, Registry,
    ReloadRefusal, ReloadReport, ReloadRequest, Reloader, Reply, Role, Room, RoomMember, Rooms, TalkBook, TalkCard,
    TalkError, TalkFuture, TalkSpan, Wish, Writer,
    points::Later,
    reload::Reloading,
    testing::{
        MemoryLedger, MemoryOutbox, MemoryPoints, MemoryWriter, StillClock, bot_name, channel_id, device_id, incoming,
        room,
    },
};
use loai_http::Http;
use loai_texts::{Language, Texts};

use crate::Ports;

/// When the tests take place, in UTC milliseconds.
pub(crate) const NOW: i64 = 1_752_990_000_000;

/// Says what it was asked to read, for which bot and by whom; knows the bot LOA.i only.
struct Readers;

impl Reloader for Readers {
    fn reload(&self, request: ReloadRequest) -> Reloading {
        let ReloadRequest { target, bot, actor, .. } = request;
        let result = match bot.as_deref() {
            None | Some("LOA.i") => Ok(ReloadReport {
                ok: true,
                changed: true,
                revision: 2,
                lines: Vec::new(),
                text: format!("다시 읽은 것: {target} {}, {actor}", bot.as_deref().unwrap_or("모두")),
            }),
            Some(other) => Err(ReloadRefusal::UnknownBot(other.to_owned())),
        };
        Box::pin(std::future::ready(result))
    }
}

/// Nobody has said anything.
struct NoTalk;

impl TalkBook for NoTalk {
    fn rank(&self, _: TalkSpan, _: usize) -> TalkFuture<'_, Rank> {
        Box::pin(std::future::ready(Ok(Rank::default())))
    }

    fn card(&self, _: String, _: TalkSpan, _: i32) -> TalkFuture<'_, TalkCard> {
        Box::pin(std::future::ready(Ok(TalkCard::default())))
    }
}

/// Nothing is kept of anybody.
struct NoMembers;

impl Privacy for NoMembers {
    fn about(&self, _: Member) -> Later<'_, Result<Option<Kept>, PrivacyError>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn export(&self, _: Member) -> Later<'_, Result<Option<String>, PrivacyError>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn erase(&self, _: Member, _: Wish) -> Later<'_, Result<Erased, PrivacyError>> {
        Box::pin(std::future::ready(Ok(Erased::default())))
    }

    fn exclude(&self, _: &Member, _: bool) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// The members of every room, as a test says.
#[derive(Default)]
pub(crate) struct MemoryMembers {
    pub(crate) members: Mutex<Vec<RoomMember>>,
    pub(crate) names: Mutex<Vec<MemberName>>,
    pub(crate) away: AtomicBool,
}

impl MemoryMembers {
    fn tell<T: Send + 'static>(&self, what: T) -> TalkFuture<'_, T> {
        let away = self.away.load(Ordering::Relaxed);
        Box::pin(std::future::ready(if away { Err(TalkError("away".into())) } else { Ok(what) }))
    }
}

impl MemberBook for MemoryMembers {
    fn members(&self, _: u32) -> TalkFuture<'_, Vec<RoomMember>> {
        self.tell(self.members.lock().unwrap().clone())
    }

    fn names(&self, _: u32) -> TalkFuture<'_, Vec<MemberName>> {
        self.tell(self.names.lock().unwrap().clone())
    }
}

pub(crate) struct Fixture {
    pub(crate) ports: Ports,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) ledger: Arc<MemoryLedger>,
    pub(crate) outbox: Arc<MemoryOutbox>,
    pub(crate) points: Arc<MemoryPoints>,
    pub(crate) members: Arc<MemoryMembers>,
    phones: Arc<Phones>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let (clock, ledger) = (Arc::new(StillClock::at(NOW)), Arc::<MemoryLedger>::default());
        let phones = Arc::new(Phones::new(Approval::Pending, loai_core::phones::PendingLimits::default()));
        let outbox = Arc::new(MemoryOutbox::at(NOW));
        let points = Arc::<MemoryPoints>::default();
        let members = Arc::<MemoryMembers>::default();
        let ports = Ports {
            phones: Arc::clone(&phones) as _,
            rooms: Arc::new(Rooms::new(Approval::Pending, 100)),
            admins: Arc::default(),
            people: Arc::default(),
            merger: Merger {
                merges: Arc::default(),
                ledger: Arc::clone(&ledger) as _,
                points: Arc::clone(&points) as _,
            },
            members: Arc::clone(&members) as _,
            todos: Arc::default(),
            registry: Arc::new(Registry::default()),
            ledger: Arc::clone(&ledger) as _,
            clock: Arc::clone(&clock) as _,
            reload: Arc::new(Readers),
            book: Arc::default(),
            explainer: Arc::default(),
            messenger: Arc::default(),
            outbox: Arc::clone(&outbox) as _,
            points: Arc::clone(&points) as _,
            settings: Arc::new(ArcSwap::from_pointee(Settings::without_bots(ServerSettings::default()))),
            http: Http::new().unwrap(),
            privacy: Arc::new(NoMembers),
            talk: Arc::new(NoTalk),
            bibles: Arc::default(),
            texts: Arc::new(Texts::with_more(Language::Korean, crate::walk::KOREAN)),
            version: "1.2.3",
        };
        Self { ports, clock, ledger, outbox, points, members, phones }
    }

    /// From now on nothing can be recorded.
    pub(crate) fn with_a_full_ledger(self) -> Self {
        self.ledger.fail(|| LedgerError::Full);
        self
    }

    /// From now on everything is recorded and nothing is safe.
    pub(crate) fn with_a_failing_disk(self) -> Self {
        self.ledger.fail(|| LedgerError::Unsynced(std::io::ErrorKind::Other.into()));
        self
    }

    /// Makes a member of every room known, with the names so far: the first one at the start, each further one a day later.
    pub(crate) fn member(&self, number: i64, user: &str, names: &[&str], seen: (i64, i64)) {
        let member = RoomMember {
            number,
            user: user.to_owned(),
            name: names.last().copied().unwrap_or_default().to_owned(),
            is_bot: false,
            first_seen: seen.0,
            last_seen: seen.1,
            lines: number.unsigned_abs(),
        };
        self.members.members.lock().unwrap().push(member);
        let name = |(day, name): (i64, &&str)| MemberName {
            number,
            name: (*name).to_owned(),
            since: seen.0 + day * 86_400_000,
        };
        let mut known = self.members.names.lock().unwrap();
        known.extend((0..).zip(names).map(name));
        known.sort_by_key(|name| std::cmp::Reverse(name.since));
    }

    pub(crate) fn admins(&self) -> &Admins {
        &self.ports.admins
    }

    pub(crate) fn phone(&self, bot: &str, device: &str, state: Approval) -> Arc<Phone> {
        let number = self.ports.phones.all().len() as u32 + 1;
        let news = PhoneNews { version: "2.1.0".into(), ..PhoneNews::default() };
        self.phones.restore(bot_name(bot), device_id(device), number, device == "practice", state, news);
        self.phones.numbered(number).unwrap()
    }

    pub(crate) fn room(&self, bot: &str, name: &str, state: Approval) -> Arc<Room> {
        let number = self.ports.rooms.all().len() as u32 + 1;
        self.ports.rooms.restore(&bot_name(bot), channel_id(&format!("10{number}")), number, name, state)
    }

    /// Connects a phone now.
    pub(crate) fn connect(&self, phone: &Arc<Phone>) -> Arc<Connection> {
        let writer: Arc<dyn Writer> = Arc::new(MemoryWriter::default());
        let id = self.ports.registry.next_id();
        let peer = ([192, 0, 2, 1], 40_000).into();
        let connection = Connection::new(id, Arc::clone(phone), phone.device.clone(), peer, "A", NOW, writer);
        let connection = Arc::new(connection);
        self.ports.registry.register(&connection, NOW);
        connection
    }

    /// The recorded changes: whom they concern, the new state and who made them.
    pub(crate) fn recorded(&self) -> Vec<String> {
        let mut changes = Vec::new();
        self.ledger.each(|record| match record {
            Record::PhoneEvent(event) => changes.push(format!("{} {} {}", event.device, event.detail, event.actor)),
            Record::Link(link) => {
                let word = if link.linked { "linked" } else { "unlinked" };
                changes.push(format!("{}/{} {word} {}", link.channel, link.user, link.person));
            }
            Record::Room(room) => changes.push(format!("{} {} {}", room.name, room.state, room.actor)),
            _ => {}
        });
        changes
    }
}

/// A command as a definition might make it.
pub(crate) fn command(key: &str, category: &str, description: &str, aliases: &[&str]) -> Command {
    Command {
        category: category.into(),
        description: description.into(),
        aliases: aliases.iter().map(|alias| Arc::from(*alias)).collect(),
        ..Command::new(key, "service")
    }
}

/// What an ordinary user reads.
pub(crate) fn ask(service: &dyn CommandService, prompt: &str) -> String {
    ask_as(service, prompt, Role::User)
}

/// What an admin reads.
pub(crate) fn ask_as_admin(service: &dyn CommandService, prompt: &str) -> String {
    ask_as(service, prompt, Role::Admin)
}

/// What an ordinary user reads, now or later.
pub(crate) async fn ask_later(service: &dyn CommandService, prompt: &str) -> String {
    ask_later_as(service, prompt, Role::User).await
}

/// What somebody of this role reads, now or later.
pub(crate) async fn ask_later_as(service: &dyn CommandService, prompt: &str, role: Role) -> String {
    let answer = match outcome(service, prompt, role) {
        Outcome::Ready(answer) => answer,
        Outcome::Later(work) => work.await,
    };
    said(&answer.unwrap())
}

fn said(reply: &Reply) -> String {
    reply.parts().iter().map(loai_core::Part::log_text).collect::<Vec<_>>().join("\n")
}

fn ask_as(service: &dyn CommandService, prompt: &str, role: Role) -> String {
    match outcome(service, prompt, role) {
        Outcome::Ready(answer) => said(&answer.unwrap()),
        Outcome::Later(_) => panic!("the answer is not there at once"),
    }
}

fn outcome(service: &dyn CommandService, prompt: &str, role: Role) -> Outcome {
    let key = match service.name() {
        "help" => "#도움말",
        "phones" => "#폰",
        "rooms" => "#방",
        "member_names" => "#이름기록",
        "merge" => "#합치기",
        "deliveries" => "#발송",
        "emergency_stop" => "#긴급정지",
        other => other,
    };
    let (command, incoming, room) = (Arc::new(command(key, "", "", &[])), incoming(prompt), room("1", "연습방"));
    let arguments = Arguments::default();
    let (incoming, room) = (&incoming, &room);
    let call = Call { command: &command, prompt, arguments: &arguments, incoming, room, role, at: NOW };
    service.call(&call)
}
