//! One outside service.

mod download;

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use loai_core::Clock;
use reqwest::{
    Certificate, StatusCode,
    header::{HeaderMap, RETRY_AFTER},
    redirect,
};

use self::download::Watch;
use crate::{Answer, Breaker, BreakerOptions, HttpError, Reach, Request, guard};

/// So much of an answer that says what is wrong is kept, in bytes.
const ERROR_BODY: usize = 64 << 10;
/// A service that asks for a longer pause than this is not waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The connections of this process to the outside, shared by all services.
#[derive(Clone)]
pub struct Http {
    public: reqwest::Client,
    any: reqwest::Client,
}

/// The limits of a service.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How far it may reach.
    pub reach: Reach,
    /// How long one attempt may take, from the first byte sent to the last byte read.
    pub time: Duration,
    /// How long an answer may be, unpacked, in bytes.
    pub body: usize,
    /// How often a repeatable request is tried.
    pub attempts: u32,
    /// The pause before the second attempt, doubled for each further one, with jitter.
    pub pause: Duration,
    /// When it is left alone.
    pub breaker: BreakerOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            reach: Reach::Public,
            time: Duration::from_secs(10),
            body: 10 << 20,
            attempts: 3,
            pause: Duration::from_millis(300),
            breaker: BreakerOptions::default(),
        }
    }
}

impl Http {
    /// The connections, none open yet.
    ///
    /// # Errors
    /// [`HttpError::Client`] when TLS cannot be set up.
    pub fn new() -> Result<Self, HttpError> {
        // Whoever came first has installed the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { public: client(Reach::Public)?, any: client(Reach::Any)? })
    }

    /// A service over these connections.
    pub fn service(&self, name: &'static str, options: Options, clock: Arc<dyn Clock>) -> Service {
        let client = match options.reach {
            Reach::Public => self.public.clone(),
            Reach::Any => self.any.clone(),
        };
        Service { name, client, options, breaker: Breaker::new(options.breaker, clock) }
    }
}

fn client(reach: Reach) -> Result<reqwest::Client, HttpError> {
    let redirects = redirect::Policy::custom(move |attempt| {
        if attempt.previous().len() > 5 || guard::check(attempt.url(), reach).is_err() {
            return attempt.error("this redirect is not followed");
        }
        attempt.follow()
    });
    // The certificates come with the program, so that a machine without a store of its own works as well.
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|root| Certificate::from_der(root).ok());
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("LOA.i/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(5))
        .pool_idle_timeout(Duration::from_mins(1))
        .redirect(redirects)
        .no_proxy()
        .tls_certs_merge(roots);
    if reach == Reach::Public {
        builder = builder.dns_resolver(guard::resolver());
    }
    builder.build().map_err(|error| HttpError::Client(error.into()))
}

/// An outside service.
pub struct Service {
    name: &'static str,
    client: reqwest::Client,
    options: Options,
    breaker: Breaker,
}

impl Service {
    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// Everything in [`HttpError`]; an answer with an error status is one.
    pub async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.send_watched(request, None).await
    }

    async fn send_watched(&self, request: Request, mut watch: Option<Watch<'_>>) -> Result<Answer, HttpError> {
        guard::check(&request.url, self.options.reach)?;
        let attempts = if request.repeatable { self.options.attempts.max(1) } else { 1 };
        let mut attempt = 1;
        loop {
            let permit = self.breaker.ask().map_err(|retry_in| HttpError::Open { retry_in })?;
            let outcome = self.once(&request, watch.as_mut()).await;
            permit.tell(outcome.as_ref().err().is_some_and(HttpError::is_failure));
            let error = match outcome {
                Err(error) if attempt < attempts && error.is_passing() => error,
                outcome => return outcome,
            };
            let Some(pause) = self.pause(attempt, &error) else { return Err(error) };
            tracing::debug!(service = self.name, attempt, error = %error, "a request is tried again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Whether the service is left alone now.
    pub fn is_open(&self) -> bool {
        self.breaker.is_open()
    }

    /// How long to wait before the next attempt; `None` when the service asks for more patience than there is.
    fn pause(&self, attempt: u32, error: &HttpError) -> Option<Duration> {
        if let HttpError::Status { retry_after: Some(asked), .. } = error {
            return (*asked <= LONGEST_PAUSE).then_some(*asked);
        }
        let pause = self.options.pause * 2_u32.saturating_pow(attempt - 1);
        Some(pause.min(LONGEST_PAUSE).mul_f64(rand::random_range(0.5..1.5)))
    }

    async fn once(&self, request: &Request, mut watch: Option<&mut Watch<'_>>) -> Result<Answer, HttpError> {
        let exchange = async {
            let mut builder =
                self.client.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
            if let Some(body) = &request.body {
                builder = builder.body(body.clone());
            }
            let silence = watch.as_ref().map(|watch| watch.silence);
            let sent = async { builder.send().await.map_err(HttpError::of) };
            let mut response = download::patient(silence, sent).await?;
            let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
            if !status.is_success() {
                let body = read(&mut response, ERROR_BODY, true, None).await.unwrap_or_default();
                return Err(HttpError::Status { status, retry_after: retry_after(status, &headers), body });
            }
            let body = read(&mut response, self.options.body, false, watch.as_deref_mut()).await?;
            Ok(Answer { status, headers, body, url })
        };
        tokio::time::timeout(self.options.time, exchange).await.unwrap_or(Err(HttpError::TimedOut))
    }
}

/// Reads a body up to a limit, after which it is cut or refused.
async fn read(
    response: &mut reqwest::Response,
    limit: usize,
    cut: bool,
    mut watch: Option<&mut Watch<'_>>,
) -> Result<Bytes, HttpError> {
    let (all, silence) = (response.content_length(), watch.as_ref().map(|watch| watch.silence));
    if !cut && all.is_some_and(|all| all > limit as u64) {
        return Err(HttpError::TooLarge(limit));
    }
    let mut body = BytesMut::new();
    loop {
        let next = async { response.chunk().await.map_err(HttpError::of) };
        let Some(chunk) = download::patient(silence, next).await? else { break };
        let room = limit - body.len();
        if chunk.len() > room {
            if !cut {
                return Err(HttpError::TooLarge(limit));
            }
            body.extend_from_slice(&chunk[..room]);
            break;
        }
        body.extend_from_slice(&chunk);
        if let Some(watch) = &mut watch {
            (watch.progress)(body.len(), all);
        }
    }
    Ok(body.freeze())
}

/// The pause that the service asks for, in whole or broken seconds. A date is not read: it would need a clock in step.
fn retry_after(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    if !matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        return None;
    }
    let seconds: f64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests;
