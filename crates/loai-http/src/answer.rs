//! What came back.

use bytes::Bytes;
use reqwest::{StatusCode, Url, header::HeaderMap};
use serde::de::DeserializeOwned;

use crate::HttpError;

/// A whole answer, within the limits.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code; always a success.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The address that answered, after redirects.
    pub url: Url,
}

impl Answer {
    /// The body as JSON of the expected shape.
    ///
    /// # Errors
    /// [`HttpError::Malformed`] when it has another.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HttpError> {
        serde_json::from_slice(&self.body).map_err(|error| HttpError::Malformed(error.into()))
    }

    /// The body as text; what is no UTF-8 becomes `\u{fffd}`.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
