//! Doing the steps of a scenario, one after the other.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use tokio::time::Instant;

use super::script::Action;
use crate::args::SeatArgs;
use crate::client;
use crate::heard::Heard;
use crate::identity::Identity;
use crate::phone::{Message, Phone};

/// An answer that takes longer is none.
const ANSWER_WAIT: Duration = Duration::from_secs(10);
/// While time passes, each phone in turn listens this long.
const TURN: Duration = Duration::from_millis(20);

/// The phones of a scenario and where they are.
pub struct Stage {
    address: SocketAddr,
    identity: Identity,
    room: String,
    channel: String,
    sender: String,
    user: String,
    phones: BTreeMap<String, Phone>,
}

impl Stage {
    /// An empty stage; `seat` says where and who until the scenario says otherwise.
    pub fn new(address: SocketAddr, identity: Identity, seat: &SeatArgs) -> Self {
        Self {
            address,
            identity,
            room: seat.room.clone(),
            channel: seat.channel.clone(),
            sender: seat.sender.clone(),
            user: seat.user.clone(),
            phones: BTreeMap::new(),
        }
    }

    /// Does one step.
    ///
    /// # Errors
    /// When what it expects does not happen.
    pub async fn play(&mut self, action: &Action) -> Result<()> {
        match action {
            Action::Phone { name, client, device } => self.enter(name, client, device.as_deref()).await,
            Action::Room { name, channel } => {
                (self.room, self.channel) = (name.clone(), channel.clone());
                Ok(())
            }
            Action::Sender { name, user } => {
                (self.sender, self.user) = (name.clone(), user.clone());
                Ok(())
            }
            Action::Say(name, text) => {
                let message = Message::new(&self.room, &self.channel, text).from(&self.sender, &self.user);
                self.phone(name)?.say_with(&message).await
            }
            Action::Contains(name, text) => {
                let heard = self.phone(name)?.expect_text(ANSWER_WAIT).await?;
                ensure!(heard.contains(text.as_str()), "expected an answer with\n  {text}\nand heard\n  {heard}");
                Ok(())
            }
            Action::Equals(name, text) => {
                let heard = self.phone(name)?.expect_text(ANSWER_WAIT).await?;
                ensure!(heard == *text, "expected\n  {text}\nand heard\n  {heard}");
                Ok(())
            }
            Action::Silence(name, time) => self.phone(name)?.expect_silence(*time).await,
            Action::Closed(name, time) => self.phone(name)?.expect_closed(*time).await,
            Action::Approved(name, expected) => {
                let greeting = self.phone(name)?.greeting().context("the phone was not greeted")?;
                ensure!(greeting.approved == *expected, "the server says approved: {}", greeting.approved);
                Ok(())
            }
            Action::Wait(time) => self.wait(*time).await,
            Action::Close(name) => self.leave(name)?.close().await,
            Action::Abort(name) => self.leave(name)?.abort(),
            Action::Split(name, bytes) => {
                self.phone(name)?.split_writes(*bytes);
                Ok(())
            }
            Action::Raw(name, line) => self.phone(name)?.raw(format!("{line}\n").as_bytes()).await,
        }
    }

    async fn enter(&mut self, name: &str, client: &str, device: Option<&str>) -> Result<()> {
        let client = client::parse(client).map_err(|error| anyhow!(error))?;
        let device = device.unwrap_or(&self.identity.device).to_owned();
        let identity = Identity { device, client, ..self.identity.clone() };
        let phone = Phone::connect(self.address, identity).await?;
        self.phones.insert(name.to_owned(), phone);
        Ok(())
    }

    /// Nothing but pings may arrive while time passes.
    async fn wait(&mut self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            let left = end - Instant::now();
            if self.phones.is_empty() {
                tokio::time::sleep(left).await;
            }
            for (name, phone) in &mut self.phones {
                match phone.next(TURN.min(left)).await? {
                    None | Some(Heard::Ping { .. } | Heard::Greeting(_) | Heard::Noted(_)) => {}
                    Some(other) => return Err(anyhow!("phone {name} was to wait and heard {other:?}")),
                }
            }
        }
        Ok(())
    }

    fn phone(&mut self, name: &str) -> Result<&mut Phone> {
        self.phones.get_mut(name).with_context(|| format!("there is no phone {name}"))
    }

    fn leave(&mut self, name: &str) -> Result<Phone> {
        self.phones.remove(name).with_context(|| format!("there is no phone {name}"))
    }
}
