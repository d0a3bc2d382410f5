//! Phones that speak at a steady pace, whatever becomes of the server.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Result, bail, ensure};
use loai_phone::{Client, Heard, Identity, Message, Phone, identity::fresh_log_id};
use tokio::time::{Instant, timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    PER_SECOND, ROOMS,
    book::{Book, Pages},
};
use crate::harness::Server;

/// One script of each way to speak that can tell a room and a message.
const CLIENTS: [Client; 3] = [Client::V321, Client::V330a1, Client::Head333];
/// How long a phone waits before it connects again.
const RETRY: Duration = Duration::from_millis(50);
/// How long the phones may take for their last words.
const LAST_WORDS: Duration = Duration::from_mins(1);
/// How long a phone that has nothing to say listens before it looks up.
const LISTEN: Duration = Duration::from_millis(100);

/// Phones that speak.
pub struct Traffic {
    book: Arc<Book>,
    phones: TaskTracker,
    enough: CancellationToken,
    gone: CancellationToken,
}

impl Traffic {
    /// Lets the phones connect and speak.
    pub fn start(server: &Server) -> Self {
        let traffic = Self {
            book: Arc::default(),
            phones: TaskTracker::new(),
            enough: CancellationToken::new(),
            gone: CancellationToken::new(),
        };
        for (number, client) in CLIENTS.into_iter().enumerate() {
            let pace = Duration::from_secs(1) * CLIENTS.len() as u32 / PER_SECOND;
            let talker = Talker {
                number,
                address: server.address(),
                identity: server.identity(&format!("phone-{number}"), client),
                book: Arc::clone(&traffic.book),
                enough: traffic.enough.clone(),
                pace,
                due: Instant::now() + pace * number as u32 / CLIENTS.len() as u32,
                turn: number,
                last: None,
            };
            let gone = traffic.gone.clone();
            traffic.phones.spawn(async move { gone.run_until_cancelled(talker.run()).await });
        }
        traffic.phones.close();
        traffic
    }

    /// What was said and heard so far.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Lets every phone say a last word and hear its answer; as messages of a connection are answered in their order,
    /// whatever was not answered before will not be answered any more.
    ///
    /// # Errors
    /// When a last word is not answered.
    pub async fn finish(self) -> Result<Pages> {
        self.enough.cancel();
        if timeout(LAST_WORDS, self.phones.wait()).await.is_err() {
            bail!("{} phones have no answer to their last words", self.phones.len());
        }
        Ok(self.book.copy())
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        self.gone.cancel();
    }
}

/// One phone.
struct Talker {
    number: usize,
    address: SocketAddr,
    identity: Identity,
    book: Arc<Book>,
    enough: CancellationToken,
    pace: Duration,
    /// When the next message is said. What becomes due while there is no connection is said with the next one.
    due: Instant,
    /// Decides the room; those of different phones are different ones.
    turn: usize,
    last: Option<u64>,
}

impl Talker {
    /// Connects again and again until everything is said.
    async fn run(mut self) {
        loop {
            if let Ok(phone) = Phone::connect(self.address, self.identity.clone()).await
                && self.talk(phone).await.is_ok()
            {
                return;
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Speaks and listens; fails when the connection breaks.
    async fn talk(&mut self, mut phone: Phone) -> Result<()> {
        let greeting = phone.greeting();
        ensure!(greeting.is_some_and(|greeting| greeting.approved), "not approved: {greeting:?}");
        let again = self.book.connected(self.number);
        let lines: Vec<u8> = again.into_iter().flat_map(|(log_id, room)| line(&phone, log_id, room)).collect();
        phone.raw(&lines).await?;
        loop {
            let lines = self.next_lines(&phone);
            if !lines.is_empty() {
                phone.raw(&lines).await?;
            }
            if self.last.is_some_and(|last| self.book.is_answered(last)) {
                return phone.close().await;
            }
            let pause = self.due.saturating_duration_since(Instant::now()).min(LISTEN);
            match phone.next(pause).await? {
                None | Some(Heard::Ping { .. } | Heard::Greeting(_)) => {}
                Some(Heard::Text { text, .. }) => self.book.hear(&text),
                Some(Heard::Closed) => bail!("the server closed the connection"),
                Some(other) => self.book.wonder(format!("{other:?}")),
            }
        }
    }

    /// Everything that is due, or the last word.
    fn next_lines(&mut self, phone: &Phone) -> Vec<u8> {
        let mut lines = Vec::new();
        if self.enough.is_cancelled() {
            self.due = Instant::now() + LISTEN;
            if self.last.is_none() {
                self.last = Some(self.say(phone, &mut lines));
            }
        }
        while self.due <= Instant::now() {
            self.due += self.pace;
            self.say(phone, &mut lines);
        }
        lines
    }

    fn say(&mut self, phone: &Phone, lines: &mut Vec<u8>) -> u64 {
        let (log_id, room) = (fresh_log_id(), self.turn % ROOMS);
        self.turn += CLIENTS.len();
        self.book.say(log_id, self.number, room);
        lines.extend(line(phone, log_id, room));
        log_id
    }
}

/// The signed line of a message.
fn line(phone: &Phone, log_id: u64, room: usize) -> Vec<u8> {
    let log_id = log_id.to_string();
    let message = Message::new(&format!("부하방 {room}"), &channel(room), &format!("# echo {log_id}"));
    phone.line_of(&message.with_log_id(&log_id).from("말꾼", &format!("{room:08x}")))
}

fn channel(room: usize) -> String {
    (18_400_000_000_000_000 + room).to_string()
}
