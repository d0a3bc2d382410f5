//! Answers that somebody waits for and watches.

use std::{future::Future, time::Duration};

use crate::{Answer, HttpError, Request, Service};

/// Who watches an answer arrive.
pub(super) struct Watch<'a> {
    /// How long nothing may come.
    pub(super) silence: Duration,
    /// Hears how many bytes are here and, where it is known, of how many.
    pub(super) progress: &'a mut (dyn FnMut(usize, Option<u64>) + Send),
}

impl Service {
    /// Sends a request and tells, while the answer arrives, how many of its bytes are here and, where that is known, of
    /// how many. An attempt ends when nothing has come for as long as `silence`; the next one begins anew.
    ///
    /// # Errors
    /// As [`Service::send`].
    pub async fn download(
        &self,
        request: Request,
        silence: Duration,
        progress: &mut (dyn FnMut(usize, Option<u64>) + Send),
    ) -> Result<Answer, HttpError> {
        self.send_watched(request, Some(Watch { silence, progress })).await
    }
}

/// Waits no longer than nothing may come.
pub(super) async fn patient<T>(
    silence: Option<Duration>,
    next: impl Future<Output = Result<T, HttpError>>,
) -> Result<T, HttpError> {
    match silence {
        None => next.await,
        Some(silence) => tokio::time::timeout(silence, next).await.unwrap_or(Err(HttpError::TimedOut)),
    }
}
