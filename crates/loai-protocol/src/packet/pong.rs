//! Answers to a ping, under either event name (protocol 4.5).

use std::borrow::Cow;

use super::wire::{AuthFields, Body};
use super::{Auth, DecodeError};
use crate::json::read::Raw;

/// Under which name a ping was answered; both mean the same from every version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PingEvent {
    /// `ping`, up to 3.3.2.
    Ping,
    /// `pong`, from 3.3.3 on and in the drafts.
    Pong,
}

/// The answer to a ping. It is never to be answered itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Pong<'a> {
    /// Under which name it came.
    pub event: PingEvent,
    /// The token of the ping as text, whether it was a string or a number; absent if the ping had none.
    pub server_timestamp: Option<Cow<'a, str>>,
    /// How the phone is doing.
    pub monitoring: Monitoring,
    /// The signed part; drafts send none.
    pub auth: Option<Auth<'a>>,
    /// Whether `message_positions` was present, which only dialect B sends.
    pub decorated: bool,
}

/// Figures about the phone; each may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Monitoring {
    /// The largest heap the app may use, in MB.
    pub total_memory: Option<f64>,
    /// What it uses, in MB.
    pub memory_usage: Option<f64>,
    /// What it uses, from 0 to 100.
    pub memory_percent: Option<f64>,
    /// Packets that wait on the phone.
    pub message_queue_size: Option<u64>,
    /// Rooms the script has seen.
    pub active_rooms: Option<u64>,
}

impl<'a> Pong<'a> {
    pub(super) fn read(event: PingEvent, data: &Body<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            event,
            server_timestamp: data.server_timestamp.and_then(Raw::token),
            monitoring: Monitoring::read(data),
            auth: read_auth(data.auth.as_ref())?,
            decorated: data.positions.is_some(),
        })
    }
}

impl Monitoring {
    fn read(data: &Body) -> Self {
        let float = |value: Option<Raw>| value.and_then(Raw::float);
        let count = |value: Option<Raw>| value.and_then(Raw::integer).and_then(|count| count.try_into().ok());
        let nested = data.monitoring.as_ref();
        Self {
            total_memory: float(nested.and_then(|own| own.total_memory).or(data.total_memory)),
            memory_usage: float(nested.and_then(|own| own.memory_usage).or(data.memory_usage)),
            memory_percent: float(nested.and_then(|own| own.memory_percent).or(data.memory_percent)),
            message_queue_size: count(nested.and_then(|own| own.queue_size).or(data.queue_size)),
            active_rooms: count(nested.and_then(|own| own.active_rooms).or(data.active_rooms)),
        }
    }
}

/// `auth` where it may be absent.
pub(super) fn read_auth<'a>(fields: Option<&AuthFields<'a>>) -> Result<Option<Auth<'a>>, DecodeError> {
    fields.map(Auth::read).transpose()
}
