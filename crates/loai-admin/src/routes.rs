//! What is answered.

use std::net::SocketAddr;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use loai_core::{ReloadLine, ReloadRefusal, ReloadReport, ReloadRequest, ReloadTarget};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Status, serve::Shared};

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// What to read again.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    file: Option<String>,
    bot: Option<String>,
}

/// What to stop.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Halt {
    on: bool,
    #[serde(default)]
    bot: Option<String>,
}

/// `GET /health`
pub(crate) async fn health(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let health = shared.control.health();
    let code = match health.status {
        Status::Ok | Status::Degraded => StatusCode::OK,
        Status::Stuck => StatusCode::SERVICE_UNAVAILABLE,
    };
    let whole = shared.access.is_open(&headers);
    answer(code, if whole { json!(health) } else { json!({"status": health.status}) })
}

/// `POST /reload-config?file=TARGET[&bot=BOT]`
pub(crate) async fn reload(
    State(shared): State<Shared>,
    Extension(Peer(peer)): Extension<Peer>,
    method: Method,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Response {
    if method != Method::POST {
        return only_post();
    }
    let Ok(Query(Wish { file, bot })) = wish else {
        return refused(StatusCode::BAD_REQUEST, "bad_query", "use ?file=TARGET&bot=BOT");
    };
    let Some(target) = file.and_then(|file| file.parse().ok()) else {
        let targets = format!("file is one of: {}", ReloadTarget::list());
        return refused(StatusCode::BAD_REQUEST, "unknown_target", &targets);
    };
    let actor = format!("http {}", peer.ip());
    match shared.control.reload(ReloadRequest { target, bot, actor, language: shared.language }).await {
        Ok(report) => reported(&report),
        Err(refusal) => {
            let (code, error) = match refusal {
                ReloadRefusal::Busy => (StatusCode::CONFLICT, "busy"),
                ReloadRefusal::UnknownBot(_) => (StatusCode::BAD_REQUEST, "unknown_bot"),
                ReloadRefusal::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
            };
            refused(code, error, &refusal.to_string())
        }
    }
}

/// `GET /deliveries`
pub(crate) async fn deliveries(State(shared): State<Shared>) -> Response {
    steered(shared.control.deliveries())
}

/// `POST /halt`
pub(crate) async fn halt(
    State(shared): State<Shared>,
    Extension(Peer(peer)): Extension<Peer>,
    method: Method,
    body: Bytes,
) -> Response {
    if method != Method::POST {
        return only_post();
    }
    let Ok(Halt { on, bot }) = serde_json::from_slice(&body) else {
        return refused(StatusCode::BAD_REQUEST, "bad_body", r#"send {"on": true, "bot": null}"#);
    };
    steered(shared.control.halt(bot.as_deref(), on, &format!("http {}", peer.ip())))
}

/// Everything else.
pub(crate) async fn nothing() -> Response {
    refused(StatusCode::NOT_FOUND, "not_found", "there is /health, /reload-config, /deliveries and /halt")
}

fn only_post() -> Response {
    let refusal = refused(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "use POST");
    ([(header::ALLOW, "POST")], refusal).into_response()
}

fn steered(body: Value) -> Response {
    match body["error"].as_str() {
        None => answer(StatusCode::OK, body),
        Some("unknown_bot") => refused(StatusCode::BAD_REQUEST, "unknown_bot", "there is no such bot"),
        Some(error) => refused(StatusCode::INTERNAL_SERVER_ERROR, error, "the server could not do this"),
    }
}

fn reported(report: &ReloadReport) -> Response {
    let line = |line: &ReloadLine| {
        json!({
            "target": line.target.as_str(),
            "ok": line.ok,
            "items": line.items,
            "message": line.message,
            "revision": report.revision,
        })
    };
    let body = json!({
        "ok": report.ok,
        "changed": report.changed,
        "revision": report.revision,
        "results": report.lines.iter().map(line).collect::<Vec<_>>(),
        "message": report.text,
    });
    answer(if report.ok { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, body)
}

/// A refusal that programs and people can read.
pub(crate) fn refused(code: StatusCode, error: &str, message: &str) -> Response {
    answer(code, json!({"ok": false, "error": error, "message": message}))
}

fn answer(code: StatusCode, body: Value) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (code, headers, Json(body)).into_response()
}
