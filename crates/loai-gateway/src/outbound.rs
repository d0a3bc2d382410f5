//! What waits to be written to one phone.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Waker,
    time::Duration,
};

use loai_core::{DeliveryId, Media, MediaKind, Outgoing, Part, Refused, RefusedReason, Source, Writer};
use loai_protocol::{
    Dialect, EncodeError, Receiver, Target,
    own::{Sealer, tell},
    reply,
};

/// A full queue whose oldest line waits longer than this belongs to a phone that reads too slowly; a burst does not.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The sending side of a connection. Anyone may push; the connection's own task writes.
#[derive(Debug)]
pub(crate) struct Outbound {
    state: Mutex<State>,
    /// Whether the phone says what became of each item.
    reports: AtomicBool,
    max_lines: usize,
    max_bytes: usize,
}

#[derive(Debug)]
struct State {
    /// What the phone understands; a script of dialect A until it has said who it is.
    receiver: Receiver,
    /// What makes the frames of dialect L, from the proof of the phone on.
    frames: Option<Sealer>,
    /// Whole lines that wait.
    bytes: Vec<u8>,
    /// Bytes that were ever queued and ever written.
    queued: u64,
    written: u64,
    /// Items whose last byte is not written yet.
    items: VecDeque<Waiting>,
    /// Until when media keep the phone from reading, in UTC milliseconds (protocol 4.3).
    busy_until: i64,
    closing: Option<&'static str>,
    ended: bool,
    /// An item was turned away because too much waits; whoever keeps it wants to know when there is room again.
    turned_away: bool,
    /// The task is in the middle of a turn and flushes at its end: nobody needs to wake it.
    in_turn: bool,
    waker: Option<Waker>,
}

#[derive(Debug)]
struct Waiting {
    item: Outgoing,
    /// The position after its last byte.
    end: u64,
}

impl Outbound {
    pub(crate) fn new(max_lines: usize, max_bytes: usize) -> Self {
        let state = State {
            receiver: Receiver::new(Dialect::A, ""),
            frames: None,
            bytes: Vec::new(),
            queued: 0,
            written: 0,
            items: VecDeque::new(),
            busy_until: 0,
            closing: None,
            ended: false,
            turned_away: false,
            in_turn: false,
            waker: None,
        };
        Self { state: Mutex::new(state), reports: AtomicBool::new(false), max_lines, max_bytes }
    }

    pub(crate) fn speak(&self, receiver: Receiver) {
        self.lock().receiver = receiver;
    }

    /// From now on everything leaves in frames.
    pub(crate) fn speak_in_frames(&self, sealer: Sealer) {
        self.lock().frames = Some(sealer);
        self.reports.store(true, Ordering::Release);
    }

    pub(crate) fn begin_turn(&self) {
        self.lock().in_turn = true;
    }

    pub(crate) fn end_turn(&self) {
        self.lock().in_turn = false;
    }

    /// Queues a line that belongs to the connection itself: a ping, an answer to a handshake.
    pub(crate) fn control(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.lock();
        let before = state.bytes.len();
        write(&mut state.bytes);
        state.queued += (state.bytes.len() - before) as u64;
        state.wake();
    }

    /// Queues an event of dialect L that belongs to the connection itself.
    pub(crate) fn frame(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.lock();
        let State { frames: Some(sealer), bytes, .. } = &mut *state else { return };
        let before = bytes.len();
        let sealed = sealer.seal(bytes, |out| {
            write(out);
            Ok(())
        });
        let added = bytes.len() - before;
        if let Err(error) = sealed {
            tracing::warn!(error = %error, "an event for a phone cannot be written");
        }
        state.queued += added as u64;
        state.wake();
    }

    /// Exchanges what waits for an empty buffer; the task's waker is kept for the next push.
    pub(crate) fn take(&self, buffer: &mut Vec<u8>, waker: &Waker) -> Option<&'static str> {
        let mut state = self.lock();
        if buffer.is_empty() {
            std::mem::swap(buffer, &mut state.bytes);
        }
        if !state.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            state.waker = Some(waker.clone());
        }
        state.closing
    }

    /// Notes that bytes have left, and names the items whose last byte was among them; true when there is room again
    /// for what was turned away.
    pub(crate) fn wrote(&self, bytes: usize, whole: &mut Vec<DeliveryId>) -> bool {
        let mut state = self.lock();
        state.written += bytes as u64;
        let written = state.written;
        while state.items.front().is_some_and(|waiting| waiting.end <= written) {
            let waiting = state.items.pop_front();
            // Nobody follows what has no name.
            whole.extend(waiting.map(|waiting| waiting.item.id).filter(|id| *id != DeliveryId(0)));
        }
        let room = state.turned_away && state.waiting_bytes() <= self.max_bytes as u64 / 2;
        state.turned_away &= !room;
        room
    }

    /// Whether an item was turned away and there is still no room for it.
    pub(crate) fn is_full(&self) -> bool {
        self.lock().turned_away
    }

    /// Gives memory back that a burst has needed.
    pub(crate) fn shrink(&self) {
        let mut state = self.lock();
        if state.bytes.is_empty() {
            state.bytes = Vec::new();
        }
        state.items.shrink_to(8);
    }

    pub(crate) fn busy_until(&self) -> i64 {
        self.lock().busy_until
    }

    /// Ends it and hands back the items that were not written whole.
    pub(crate) fn end(&self) -> Vec<Outgoing> {
        let mut state = self.lock();
        state.ended = true;
        state.bytes = Vec::new();
        std::mem::take(&mut state.items).into_iter().map(|waiting| waiting.item).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer for Outbound {
    fn push(&self, item: Outgoing) -> Result<(), Refused> {
        let mut state = self.lock();
        if state.ended || state.closing.is_some() {
            return Err(Refused { item, reason: RefusedReason::Closed });
        }
        let (late, heavy) = (state.reads_too_slowly(item.at), state.waiting_bytes() > self.max_bytes as u64);
        if late && (heavy || state.items.len() >= self.max_lines) {
            // It is cut off; what waits for it goes through another phone.
            state.closing = Some("slow_consumer");
            state.wake();
            return Err(Refused { item, reason: RefusedReason::Full });
        }
        if heavy {
            state.turned_away = true;
            state.wake();
            return Err(Refused { item, reason: RefusedReason::Full });
        }
        let State { receiver, frames, bytes, .. } = &mut *state;
        let before = bytes.len();
        let encoded = match frames {
            Some(sealer) => encode_frame(sealer, &item, bytes),
            None => encode(*receiver, &item, bytes),
        };
        let blocked = match encoded {
            Ok(blocked) => blocked,
            Err(error) => {
                tracing::warn!(error = %error, bot.name = %item.context.bot_name(), "a part of a reply cannot be said");
                return Err(Refused { item, reason: RefusedReason::Unsayable });
            }
        };
        state.queued += (state.bytes.len() - before) as u64;
        if blocked > 0 {
            state.busy_until = state.busy_until.max(item.at) + blocked;
        }
        let end = state.queued;
        state.items.push_back(Waiting { item, end });
        state.wake();
        Ok(())
    }

    fn close(&self, reason: &'static str) {
        let mut state = self.lock();
        state.closing.get_or_insert(reason);
        state.wake();
    }

    fn reports(&self) -> bool {
        self.reports.load(Ordering::Acquire)
    }

    fn forget(&self, ids: &[DeliveryId]) {
        if !ids.is_empty() {
            self.frame(|out| tell::forget(ids, out));
        }
    }

    fn stop(&self, on: bool) {
        self.frame(|out| tell::stop(on, out));
    }
}

impl State {
    fn waiting_bytes(&self) -> u64 {
        self.queued.saturating_sub(self.written)
    }

    /// Whether the oldest item waits for too long, beyond the time in which media keep the phone from reading.
    fn reads_too_slowly(&self, now: i64) -> bool {
        let patience = PATIENCE.as_millis() as i64 + (self.busy_until - now).max(0);
        self.items.front().is_some_and(|oldest| now - oldest.item.at > patience)
    }

    fn wake(&mut self) {
        if !self.in_turn
            && let Some(waker) = &self.waker
        {
            waker.wake_by_ref();
        }
    }
}

/// Appends an item; returns for how long it keeps the phone from reading, in milliseconds.
fn encode(receiver: Receiver, item: &Outgoing, out: &mut Vec<u8>) -> Result<i64, EncodeError> {
    let (target, now) = (target(item), item.at);
    match &item.part {
        Part::Text(text) => reply::encode_text(receiver.dialect, &target, text, now, out).map(|()| 0),
        Part::Media(media) => {
            reply::encode_media(receiver, &target, media, now, out).map(|lines| block_ms(media, lines))
        }
    }
}

/// Appends an item as a frame of dialect L; returns for how long it keeps the phone from reading, in milliseconds.
fn encode_frame(sealer: &mut Sealer, item: &Outgoing, out: &mut Vec<u8>) -> Result<i64, EncodeError> {
    let say = tell::Say {
        id: item.id,
        epoch: item.epoch,
        target: target(item),
        until: item.until,
        again: item.again,
        anyway: item.anyway,
    };
    match &item.part {
        Part::Text(text) => sealer.seal(out, |out| tell::text(&say, text, out)).map(|()| 0),
        Part::Media(media) => sealer.seal(out, |out| tell::media(&say, media, out)).map(|()| block_ms(media, 1)),
    }
}

fn target(item: &Outgoing) -> Target<'_> {
    let context = &item.context;
    Target { bot: context.bot_name().as_str(), channel_id: context.channel_id().as_str(), room: context.room() }
}

/// How long the client's receive thread is blocked by media that leave in so many lines, in milliseconds
/// (protocol 4.3).
fn block_ms(media: &Media, lines: usize) -> i64 {
    if lines == 0 {
        return 0;
    }
    let (count, bytes) = match &media.source {
        Source::Base64(images) => (images.len(), images.iter().map(String::len).sum::<usize>() * 3 / 4),
        Source::Urls(urls) => (urls.len(), 0),
    };
    // Scripts take a wait of 0 for none.
    let wait = match (media.wait_ms.filter(|&wait| wait > 0), count.div_ceil(lines) as i64, (bytes / lines) as i64) {
        (Some(wait), ..) => i64::from(wait),
        (None, 1, bytes) => (1_500 + bytes / 500).clamp(4_000, 6_000),
        (None, several, bytes) => (1_500 + bytes / 500 + 300 * (several - 1)).clamp(3_000, 15_000),
    };
    // A download may take its whole 30 s connect and 30 s read limit.
    let download = if matches!(media.source, Source::Urls(_)) { 60_000 * count as i64 } else { 0 };
    let video = if media.kind == MediaKind::Video { 10_000 } else { 0 };
    lines as i64 * (wait + video + 1_200) + download
}

#[cfg(test)]
mod tests;
