//! What is asked.

use bytes::Bytes;
use reqwest::{
    Method, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde::Serialize;

use crate::HttpError;

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) repeatable: bool,
}

impl Request {
    /// Asks for something; may be repeated.
    ///
    /// # Errors
    /// [`HttpError::Address`] when the address is none.
    pub fn get(url: &str) -> Result<Self, HttpError> {
        Self::new(Method::GET, url, true)
    }

    /// Hands something over; is not repeated, since the other side may have taken it.
    ///
    /// # Errors
    /// [`HttpError::Address`] when the address is none.
    pub fn post(url: &str) -> Result<Self, HttpError> {
        Self::new(Method::POST, url, false)
    }

    fn new(method: Method, url: &str, repeatable: bool) -> Result<Self, HttpError> {
        let url = url.parse().map_err(|_| HttpError::Address)?;
        Ok(Self { method, url, headers: HeaderMap::new(), body: None, repeatable })
    }

    /// Appends parameters to the address.
    #[must_use]
    pub fn query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.url.query_pairs_mut().extend_pairs(pairs);
        self
    }

    /// Sets a header; a value that cannot be one is left out. It never shows in logs.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }

    /// Sends a JSON body.
    ///
    /// # Errors
    /// [`HttpError::Malformed`] when the value has no JSON form.
    pub fn json(mut self, value: &impl Serialize) -> Result<Self, HttpError> {
        let body = serde_json::to_vec(value).map_err(|error| HttpError::Malformed(error.into()))?;
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = Some(body.into());
        Ok(self)
    }

    /// Says that the other side does the same however often it is asked.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }
}
