//! Commands that must wait: tasks of their room, so many beside each other as the room allows, each with its limit.

use std::{fmt, future::Future, panic::AssertUnwindSafe, pin::Pin, sync::Arc, time::Duration};

use futures_util::FutureExt;
use loai_core::{
    Batch, Called, Command, Context, Incoming, Origin, ParameterValue, Record, Reply, Room, ServiceError,
    record::Archived,
};
use serde_json::{Map, Value};

use crate::{filters::FilterSet, verdict::Heard};

/// How many slow commands may wait and run.
#[derive(Clone, Copy, Debug)]
pub struct JobLimits {
    /// Slow commands that run in all rooms together.
    pub running: usize,
    /// Slow commands that wait in one room.
    pub waiting_per_room: usize,
    /// The time limit of a command that names none.
    pub time: Duration,
}

impl Default for JobLimits {
    fn default() -> Self {
        Self { running: 256, waiting_per_room: 20, time: Duration::from_mins(5) }
    }
}

type Work = Pin<Box<dyn Future<Output = Result<Reply, ServiceError>> + Send>>;

/// A service that must wait, and where its answer goes.
pub(crate) struct Job {
    pub(crate) work: Work,
    pub(crate) context: Context,
    pub(crate) origin: Origin,
    pub(crate) room: Arc<Room>,
    pub(crate) run: Ran,
    /// What may not go out.
    pub(crate) filters: Arc<FilterSet>,
    /// The message that called it.
    pub(crate) heard: Heard,
}

/// A run of a command, for which its room and its caller pay.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    pub(crate) command: Arc<Command>,
    pub(crate) user: Option<String>,
    /// The local day on which it counts.
    pub(crate) counted_on: Option<i32>,
    /// What the archive keeps of it beside the answer.
    pub(crate) asked: Option<Box<Asked>>,
}

/// What was asked, as the archive keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    sender: String,
    prompt: String,
    parameters: String,
}

impl Ran {
    /// The run of a call.
    pub(crate) fn of(called: Called<'_>, incoming: &Incoming<'_>) -> Self {
        let asked = called.command.archive.then(|| Asked::of(&called, incoming.sender));
        let Called { command, counted_on, .. } = called;
        Self { command, user: incoming.user.map(str::to_owned), counted_on, asked: asked.map(Box::new) }
    }

    /// The fact that the archive keeps, for a command whose answers it keeps.
    pub(crate) fn archived(&self, room: &Room, answer: &Reply, version: &str, at: i64, batch: &mut Batch) {
        let Some(asked) = self.asked.as_ref().filter(|_| !answer.is_silence()) else { return };
        batch.push(&Record::Archived(Archived {
            bot: room.bot.as_str(),
            channel: room.channel.as_str(),
            user: self.user.as_deref(),
            sender: &asked.sender,
            command: &self.command.key,
            prompt: &asked.prompt,
            parameters: &asked.parameters,
            answer: &answer.log_text(),
            version,
            at,
        }));
    }
}

impl Asked {
    fn of(called: &Called<'_>, sender: &str) -> Self {
        let value = |value: &ParameterValue| match value {
            ParameterValue::Text(text) => Value::from(&**text),
            ParameterValue::Flag(flag) => Value::from(*flag),
            ParameterValue::Integer(number) => Value::from(*number),
            ParameterValue::Decimal(number) => Value::from(*number),
        };
        let parameters: Map<_, _> = called.arguments.iter().map(|(name, it)| (name.to_owned(), value(it))).collect();
        let parameters = Value::Object(parameters).to_string();
        Self { sender: sender.to_owned(), prompt: called.prompt.to_string(), parameters }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("context", &self.context).finish_non_exhaustive()
    }
}

/// Runs a service to its end, its limit or its panic.
pub(crate) async fn run(work: Work, limit: Duration) -> Result<Reply, ServiceError> {
    match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(ServiceError::Failed("the service panicked".into())),
        Err(_) => Err(ServiceError::TimedOut),
    }
}
