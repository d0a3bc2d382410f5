//! The place outside of KakaoTalk: one webhook of Discord, Telegram or Slack.

mod discord;
mod shape;
mod slack;
mod telegram;

use std::{sync::Arc, time::Duration};

use loai_config::Webhook;
use loai_core::{Clock, Counter, Counters};
use loai_http::{Answer, Http, HttpError, Options, Reach, Request, Service, StatusCode};
use loai_texts::Texts;
use tokio::sync::{mpsc, oneshot};

use crate::{Notifier, Outcome, Place, Tested, notice::Told, notifier::count_dropped, outbox::Outbox};

/// How often to look for what has become due.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the service may take.
const TIME: Duration = Duration::from_secs(5);
/// The longest answer, in bytes.
const BODY: usize = 64 << 10;
/// The pause after a failure, doubled with each further one, in milliseconds.
const AGAIN: i64 = 30_000;
/// After so many failures the notices are given up.
const TRIES: u32 = 7;
/// The longest pause that a service may ask for.
const LONGEST: Duration = Duration::from_mins(10);

/// What the task is asked.
pub(crate) enum Post {
    /// Tell this.
    Told(Told),
    /// Send a test, and answer with what became of it after what became of it elsewhere.
    Test(Vec<Tested>, oneshot::Sender<Vec<Tested>>),
}

/// The task of the webhook.
pub(crate) struct Outside {
    service: Service,
    notifier: Notifier,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
    texts: Arc<Texts>,
    outbox: Outbox,
    /// Nothing is sent before, in UTC milliseconds.
    not_before: i64,
    failures: u32,
}

/// Why something was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is said about it.
    pub(crate) outcome: Outcome,
    /// Whether it makes sense to try again.
    again: Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// It does not.
    Never,
    /// After a while, and not for ever.
    Soon,
    /// When the service says so.
    After(Duration),
}

impl Outside {
    pub(crate) fn new(
        http: &Http,
        notifier: Notifier,
        clock: &Arc<dyn Clock>,
        counters: &Arc<Counters>,
        texts: &Arc<Texts>,
    ) -> Self {
        // The operator named the address, so it may also lie in the own network.
        let options = Options { reach: Reach::Any, time: TIME, body: BODY, attempts: 1, ..Options::default() };
        Self {
            service: http.service("webhook", options, Arc::clone(clock)),
            notifier,
            clock: Arc::clone(clock),
            counters: Arc::clone(counters),
            texts: Arc::clone(texts),
            outbox: Outbox::default(),
            not_before: 0,
            failures: 0,
        }
    }

    /// Sends what comes, until nothing can come any more; what waits then has one more chance.
    pub(crate) async fn run(mut self, mut posts: mpsc::Receiver<Post>) {
        let mut tick = tokio::time::interval(PAUSE);
        loop {
            tokio::select! {
                post = posts.recv() => match post {
                    Some(post) => self.take(post).await,
                    None => break,
                },
                _ = tick.tick() => {}
            }
            self.look().await;
        }
        self.look().await;
    }

    pub(crate) async fn take(&mut self, post: Post) {
        let settings = self.notifier.settings();
        let webhook = settings.server.notify.webhook.as_ref();
        match (post, webhook) {
            (Post::Told(told), Some(_)) => count_dropped(&self.counters, self.outbox.push(told)),
            (Post::Told(_), None) => {}
            (Post::Test(mut tested, answer), webhook) => {
                if let Some(webhook) = webhook {
                    let sent = send(&self.service, webhook, &self.texts.say("notice-test")).await;
                    let outcome = sent.map_or_else(|fault| fault.outcome, |()| Outcome::Sent);
                    tested.push(Tested { place: Place::Webhook { kind: webhook.kind() }, outcome });
                }
                // Whoever asked may have gone.
                let _ = answer.send(tested);
            }
        }
    }

    /// Sends what has become due.
    pub(crate) async fn look(&mut self) {
        let (now, settings) = (self.clock.now(), self.notifier.settings());
        count_dropped(&self.counters, self.outbox.expire(now));
        let Some(webhook) = &settings.server.notify.webhook else { return };
        if now < self.not_before {
            return;
        }
        let Some(text) = self.outbox.due(settings.server.notify.max_per_minute, now, &self.texts) else { return };
        match send(&self.service, webhook, &text).await {
            Ok(()) => {
                self.outbox.sent(now);
                self.failures = 0;
                self.counters.count(Counter::NoticesSent);
            }
            Err(fault) => self.failed(fault, webhook.kind()),
        }
    }

    fn failed(&mut self, Fault { outcome, again }: Fault, kind: &str) {
        let now = self.clock.now();
        match again {
            Again::After(pause) => self.not_before = now + pause.min(LONGEST).as_millis() as i64,
            Again::Soon if self.failures + 1 < TRIES => {
                self.not_before = now + (AGAIN << self.failures);
                self.failures += 1;
            }
            Again::Soon | Again::Never => {
                let lost = self.outbox.give_up();
                self.failures = 0;
                count_dropped(&self.counters, lost);
                tracing::warn!(kind, ?outcome, lost, "notices could not be sent to the webhook and are given up");
            }
        }
    }
}

/// Sends a text.
pub(crate) async fn send(service: &Service, webhook: &Webhook, text: &str) -> Result<(), Fault> {
    let request = match webhook {
        Webhook::Discord(address) => discord::request(address, text),
        Webhook::Telegram { server, token, chat } => telegram::request(server, token, chat, text),
        Webhook::Slack(address) => slack::request(address, text),
    };
    let answer = service.send(request.map_err(|error| Fault::of(&error))?).await.map_err(|error| Fault::of(&error))?;
    let is_taken: fn(&Answer) -> bool = match webhook {
        Webhook::Discord(_) => discord::is_taken,
        Webhook::Telegram { .. } => telegram::is_taken,
        Webhook::Slack(_) => slack::is_taken,
    };
    if is_taken(&answer) { Ok(()) } else { Err(Fault { outcome: Outcome::Strange, again: Again::Never }) }
}

impl Fault {
    fn of(error: &HttpError) -> Self {
        let (outcome, again) = match error {
            HttpError::Open { retry_in } => (Outcome::Resting, Again::After(*retry_in)),
            HttpError::Status { status: StatusCode::TOO_MANY_REQUESTS, retry_after, body } => {
                let asked = retry_after.or_else(|| shape::retry_after(body));
                (Outcome::Busy, Again::After(asked.unwrap_or(Duration::from_mins(1))))
            }
            HttpError::Status { status, .. } => {
                let again = if status.is_server_error() { Again::Soon } else { Again::Never };
                (Outcome::Refused { status: status.as_u16() }, again)
            }
            HttpError::TimedOut => (Outcome::TimedOut, Again::Soon),
            HttpError::Unreachable(_) => (Outcome::Unreachable, Again::Soon),
            HttpError::Private(_)
            | HttpError::Address
            | HttpError::TooLarge(_)
            | HttpError::Malformed(_)
            | HttpError::Client(_) => (Outcome::Strange, Again::Never),
        };
        Self { outcome, again }
    }
}

/// A POST of a JSON body.
fn post(address: &str, body: &serde_json::Value) -> Result<Request, HttpError> {
    Request::post(address)?.json(body)
}

#[cfg(test)]
mod tests;
