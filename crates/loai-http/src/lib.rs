//! The one HTTP client: time and size limits, an address guard, retry with jitter, a breaker.
//!
//! A [`Service`] is one outside service as this server sees it. It never waits longer than its limits, never reads more
//! than its limits, refuses private addresses unless the operator named the address, repeats only what is safe to
//! repeat, and stops asking for a while when the other side keeps failing. No error shows an address, since addresses
//! may hold keys.

mod answer;
mod breaker;
mod error;
mod guard;
mod request;
mod service;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use answer::Answer;
pub use breaker::{Breaker, BreakerOptions};
pub use error::HttpError;
pub use guard::{Reach, is_public};
pub use request::Request;
pub use reqwest::{Method, StatusCode, Url, header};
pub use service::{Http, Options, Service};
