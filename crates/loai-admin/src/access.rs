//! Who may ask: under which names, and with which token.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use loai_config::Secret;
use subtle::ConstantTimeEq;

use crate::{routes::refused, serve::Shared};

/// The names under which this machine always is itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The rules for requests.
#[derive(Debug)]
pub struct Access {
    token: Secret,
    hosts: Vec<String>,
}

impl Access {
    /// Requests must show this token, and come under a loopback name, the address that is listened on, or one of these
    /// names.
    pub fn new(token: Secret, listen: IpAddr, hosts: &[String]) -> Self {
        let own = match listen {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let hosts = LOOPBACK.into_iter().chain(hosts.iter().map(String::as_str)).chain([own.as_str()]);
        Self { token, hosts: hosts.map(str::to_lowercase).collect() }
    }

    /// Whether the request shows the token; how long that takes says nothing about the token.
    pub(crate) fn is_open(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(header::AUTHORIZATION).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
        let Some((scheme, token)) = shown.split_at_checked("Bearer ".len()) else { return false };
        scheme.eq_ignore_ascii_case(b"Bearer ") && token.ct_eq(self.token.expose().as_bytes()).into()
    }

    fn is_known(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.host());
        let Some(Ok(authority)) = host.map(str::parse::<Authority>) else { return false };
        let name = authority.host().to_lowercase();
        self.hosts.contains(&name)
    }
}

/// Lets through what comes under a known name.
pub(crate) async fn by_name(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if shared.access.is_known(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    refused(StatusCode::FORBIDDEN, "unknown_host", "this name is not listed under admin.hosts")
}

/// Lets through what shows the token.
pub(crate) async fn by_token(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if shared.access.is_open(request.headers()) {
        return next.run(request).await;
    }
    let refusal = refused(StatusCode::UNAUTHORIZED, "unauthorized", "send Authorization: Bearer TOKEN");
    ([(header::WWW_AUTHENTICATE, "Bearer")], refusal).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access::new(Secret::new("s3cret"), [192, 0, 2, 7].into(), &["LOAi.home".to_owned()])
    }

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn only_the_whole_token_opens() {
        let open = |value: &str| access().is_open(&headers(header::AUTHORIZATION, value));
        assert!(open("Bearer s3cret") && open("bearer s3cret"));
        for wrong in
            ["", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cret ", "Bearer s3cretx", "Basic s3cret", "s3cret"]
        {
            assert!(!open(wrong), "{wrong:?}");
        }
        assert!(!access().is_open(&HeaderMap::new()));
        assert!(!format!("{:?}", access()).contains("s3cret"));
    }

    #[test]
    fn only_known_names_are_listened_to() {
        let known = |value: &str| access().is_known(&headers(header::HOST, value), &Uri::from_static("/"));
        for name in ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "loai.home", "192.0.2.7:8000"] {
            assert!(known(name), "{name}");
        }
        for name in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "192.0.2.8", "", "a b"] {
            assert!(!known(name), "{name}");
        }
        assert!(!access().is_known(&HeaderMap::new(), &Uri::from_static("/")));
    }
}
