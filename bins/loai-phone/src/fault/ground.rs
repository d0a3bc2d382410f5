//! What all faults share: the server, the misbehaving phone's identity, and the bounds.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::friend::Friend;
use crate::args::FaultArgs;
use crate::identity::Identity;
use crate::phone::{GREETING_WAIT, Message, Phone};
use crate::practice;

/// An answer that takes longer is none.
pub const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// So long nothing may come where nothing should.
pub const SILENCE: Duration = Duration::from_millis(500);

/// Where faults are committed.
pub struct Ground {
    /// The server.
    pub address: SocketAddr,
    /// The phone that misbehaves.
    pub identity: Identity,
    /// The command line.
    pub args: FaultArgs,
}

/// Finds the server.
///
/// # Errors
/// When it cannot be found, or one of the two phones is not approved.
pub async fn prepare(args: FaultArgs) -> Result<Ground> {
    let server = practice::find(&args.server).await?;
    let identity = server.identity(&args.seat.device, args.seat.client);
    let ground = Ground { address: server.address, identity, args };
    ground.phone().await?.close().await?;
    ground.friend().await?;
    Ok(ground)
}

impl Ground {
    /// How long a fault may last.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.args.seconds)
    }

    /// How often a fault repeats itself.
    pub fn count(&self) -> u32 {
        self.args.count
    }

    /// Randomness that grows from the seed.
    pub fn random(&self) -> StdRng {
        StdRng::seed_from_u64(self.args.seed)
    }

    /// The healthy phone, connected, greeted and approved.
    pub async fn friend(&self) -> Result<Friend> {
        let identity = self.identity.with_device(format!("{}-friend", self.identity.device));
        let phone = self.connect(&identity, None).await?;
        let room = self.args.friend_room.as_ref().unwrap_or(&self.args.seat.room);
        let channel = self.args.friend_channel.as_ref().unwrap_or(&self.args.seat.channel);
        Ok(Friend::new(phone, room, channel, &self.args.echo))
    }

    /// The misbehaving phone, connected, greeted and approved.
    pub async fn phone(&self) -> Result<Phone> {
        self.connect(&self.identity, None).await
    }

    /// Any phone, from another loopback address if there is one.
    pub async fn connect(&self, identity: &Identity, source: Option<IpAddr>) -> Result<Phone> {
        let mut phone = self.dial(identity, source).await?;
        phone.handshake().await?;
        let greeting = phone.greeted(GREETING_WAIT).await?;
        if !greeting.approved {
            bail!(
                "phone {} is not approved; run: loai-server phones approve (or set phones.approval = \"open\")",
                identity.device
            );
        }
        Ok(phone)
    }

    /// A connection that has said nothing yet.
    pub async fn dial(&self, identity: &Identity, source: Option<IpAddr>) -> Result<Phone> {
        Phone::dial_from(source, self.address, identity).await
    }

    /// Another loopback address, so that limits for one address do not hit everybody; none when the server is not on
    /// 127.0.0.1.
    pub fn elsewhere(&self, last: u8) -> Option<IpAddr> {
        let local = self.address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST);
        local.then_some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)))
    }

    /// A message of the misbehaving phone that the bot answers.
    pub fn message(&self) -> Message {
        let seat = &self.args.seat;
        Message::new(&seat.room, &seat.channel, &self.args.text).from(&seat.sender, &seat.user)
    }

    /// Says something sensible and insists on an answer.
    pub async fn still_works(&self, phone: &mut Phone) -> Result<()> {
        phone.say_with(&self.message()).await.context("the connection did not survive")?;
        let text = phone.expect_text(ANSWER_WAIT).await.context("the connection does not work any more")?;
        ensure!(!text.is_empty(), "the answer is empty");
        Ok(())
    }
}
