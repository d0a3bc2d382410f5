//! What can go wrong with an outside service.

use std::{net::IpAddr, time::Duration};

use bytes::Bytes;
use reqwest::StatusCode;
use thiserror::Error;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no usable answer.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The service failed so often that it is not asked for a while.
    #[error("the service is not asked for another {} s, since it keeps failing", retry_in.as_secs())]
    Open {
        /// How long.
        retry_in: Duration,
    },
    /// The address lies in a private network.
    #[error("the address {0} is not public")]
    Private(IpAddr),
    /// The address cannot be asked: not http or https, no host, or too many redirects.
    #[error("the address cannot be asked")]
    Address,
    /// Nothing came in time.
    #[error("the service did not answer in time")]
    TimedOut,
    /// No connection, or it broke.
    #[error("the service could not be reached")]
    Unreachable(#[source] Cause),
    /// The answer is longer than this service may answer, in bytes.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// The service answered with an error.
    #[error("the service answered {status}")]
    Status {
        /// The status code.
        status: StatusCode,
        /// How long the service asks to be left alone.
        retry_after: Option<Duration>,
        /// What it said about it, cut to 64 KiB.
        body: Bytes,
    },
    /// The answer does not have the documented shape.
    #[error("the answer has an unknown shape")]
    Malformed(#[source] Cause),
    /// The client could not be built.
    #[error("the HTTP client could not be built")]
    Client(#[source] Cause),
}

impl HttpError {
    /// The status code, where the service answered with an error.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether the service itself is in trouble, which is what the breaker counts; a refused request is not.
    pub(crate) fn is_failure(&self) -> bool {
        match self {
            Self::TimedOut | Self::Unreachable(_) | Self::TooLarge(_) => true,
            Self::Status { status, .. } => status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS,
            Self::Open { .. } | Self::Private(_) | Self::Address | Self::Malformed(_) | Self::Client(_) => false,
        }
    }

    /// Whether the same request may succeed a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        self.is_failure() && !matches!(self, Self::TooLarge(_))
    }

    /// Sorts an error of the client. The address is taken out of it, since it may hold a key.
    pub(crate) fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if let Some(private) = inner.downcast_ref::<crate::guard::NotPublic>() {
                return Self::Private(private.0);
            }
            cause = inner.source();
        }
        if error.is_timeout() {
            Self::TimedOut
        } else if error.is_builder() || error.is_redirect() {
            Self::Address
        } else {
            Self::Unreachable(error.into())
        }
    }
}
