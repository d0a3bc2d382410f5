//! Answers that are kept for the next who asks the same (core 10.7): in memory first, in the database behind it.
//!
//! Only a success that says something is kept. Who asks while somebody else's question is on its way waits for that.

use std::{
    borrow::Cow,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use futures_util::FutureExt;
use loai_core::{
    AnswerKey, AnswerStore, CacheRule, CacheScope, Call, Clock, KeptAnswer, Media, Part, Reply, ServiceError, Source,
    SystemClock,
};
use moka::{Expiry, future::Cache};
use ring::digest::{Context, SHA256};

/// What the memory may hold, in bytes.
const MEMORY: u64 = 64 << 20;

type Work = Pin<Box<dyn Future<Output = Result<Reply, ServiceError>> + Send>>;

/// The kept answers.
pub(crate) struct Answers {
    memory: Cache<AnswerKey, Arc<KeptAnswer>>,
    store: Option<Arc<dyn AnswerStore>>,
    clock: Arc<dyn Clock>,
}

/// Where an answer is kept, and until when.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    key: AnswerKey,
    service: Arc<str>,
    until: i64,
}

/// What is not kept: it says nothing, or it failed.
type NotKept = Result<Reply, ServiceError>;

impl Answers {
    pub(crate) fn new(store: Option<Arc<dyn AnswerStore>>, clock: Arc<dyn Clock>) -> Self {
        let weigh = |_: &AnswerKey, kept: &Arc<KeptAnswer>| u32::try_from(size(&kept.reply)).unwrap_or(u32::MAX);
        let memory = Cache::builder().max_capacity(MEMORY).weigher(weigh).expire_after(AtItsEnd(Arc::clone(&clock)));
        Self { memory: memory.build(), store, clock }
    }

    /// Forgets what is in memory; the store forgets by itself.
    pub(crate) fn forget(&self) {
        self.memory.invalidate_all();
    }

    /// Nothing is kept.
    pub(crate) fn none() -> Self {
        Self::new(None, Arc::new(SystemClock))
    }

    /// The answer, when it is in memory.
    pub(crate) fn ready(&self, place: &Place) -> Option<Reply> {
        let kept = self.memory.get(&place.key).now_or_never().flatten()?;
        (kept.until > self.clock.now()).then(|| kept.reply.clone())
    }

    /// The answer of the database or else of this work, which everybody waits for who asks the same meanwhile.
    pub(crate) async fn find(self: Arc<Self>, place: Place, work: Work) -> Result<Reply, ServiceError> {
        let (key, this) = (place.key, Arc::clone(&self));
        // The memory forgets by a clock of its own.
        if self.memory.get(&key).await.is_some_and(|kept| kept.until <= self.clock.now()) {
            self.memory.invalidate(&key).await;
        }
        let found = self.memory.try_get_with(key, async move { this.make(place, work).await });
        match found.await {
            Ok(kept) => Ok(kept.reply.clone()),
            Err(not_kept) => (*not_kept).clone(),
        }
    }

    async fn make(&self, place: Place, work: Work) -> Result<Arc<KeptAnswer>, NotKept> {
        if let Some(store) = &self.store
            && let Some(kept) = store.get(place.key, self.clock.now()).await
        {
            return Ok(Arc::new(kept));
        }
        let reply = work.await.map_err(Err)?;
        if reply.is_silence() || place.until <= self.clock.now() {
            return Err(Ok(reply));
        }
        let kept = KeptAnswer { reply, until: place.until };
        if let Some(store) = &self.store {
            store.put(place.key, &place.service, &kept, self.clock.now());
        }
        Ok(Arc::new(kept))
    }
}

impl Place {
    /// Where the answer to this call is kept.
    pub(crate) fn of(call: &Call<'_>, rule: &CacheRule, zone: Tz) -> Self {
        let mut digest = Context::new(&SHA256);
        let mut add = |part: &str| {
            digest.update(&(part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        };
        add(&call.command.service);
        add(&rule.revision.to_string());
        add(call.room.bot.as_str());
        let (room, user) = match rule.scope {
            CacheScope::Global => ("", ""),
            CacheScope::Room => (call.room.channel.as_str(), ""),
            CacheScope::User => (call.room.channel.as_str(), call.incoming.user.unwrap_or(call.incoming.sender)),
        };
        add(room);
        add(user);
        add(&evenly_spaced(call.prompt));
        let mut arguments: Vec<_> = call.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
        arguments.sort_unstable();
        for argument in &arguments {
            add(argument);
        }
        let mut key = AnswerKey::default();
        key.copy_from_slice(digest.finish().as_ref());
        let kept = call.at.saturating_add(rule.keep_ms);
        let until = if rule.until_midnight { kept.min(midnight_after(call.at, zone)) } else { kept };
        Self { key, service: Arc::clone(&call.command.service), until }
    }
}

/// A text with the white space in it made one blank, for comparison.
fn evenly_spaced(text: &str) -> Cow<'_, str> {
    let mut words = text.split_whitespace();
    match (words.next(), words.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) => Cow::Borrowed(only),
        _ => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// The next midnight of a zone, in UTC milliseconds.
fn midnight_after(at: i64, zone: Tz) -> i64 {
    let local = Utc.timestamp_millis_opt(at).single().unwrap_or_default().with_timezone(&zone);
    let midnight = local.date_naive().checked_add_days(Days::new(1)).map(|day| day.and_time(NaiveTime::MIN));
    let midnight = midnight.and_then(|midnight| zone.from_local_datetime(&midnight).earliest());
    midnight.map_or(at, |midnight| midnight.timestamp_millis())
}

/// Bytes that a reply takes, about.
fn size(reply: &Reply) -> usize {
    let media = |media: &Media| match &media.source {
        Source::Base64(texts) | Source::Urls(texts) => texts.iter().map(String::len).sum::<usize>(),
    };
    let parts = reply.parts().iter().map(|part| match part {
        Part::Text(text) => text.len(),
        Part::Media(files) => media(files),
    });
    128 + parts.sum::<usize>()
}

/// Each answer leaves the memory at its own end.
struct AtItsEnd(Arc<dyn Clock>);

impl Expiry<AnswerKey, Arc<KeptAnswer>> for AtItsEnd {
    fn expire_after_create(&self, _: &AnswerKey, kept: &Arc<KeptAnswer>, _: Instant) -> Option<Duration> {
        Some(Duration::from_millis(kept.until.saturating_sub(self.0.now()).max(0).unsigned_abs()))
    }
}
