//! Connections, each for one request, and the limits that hold for all of them.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    http::StatusCode,
    middleware::from_fn_with_state,
    routing::{any, get},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use loai_core::Language;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use crate::{
    Access, Control, access,
    routes::{self, Peer},
};

/// Connections at the same time; further ones wait at the door.
const CONNECTIONS: usize = 32;
/// Request line and headers, in bytes and in number.
const HEAD_BYTES: usize = 16 << 10;
const HEADERS: usize = 64;
/// The longest body, in bytes.
const BODY_BYTES: usize = 64 << 10;
/// How long the headers may take, an answer, and all of it.
const HEAD: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_mins(1);
const WHOLE: Duration = Duration::from_secs(80);
/// The pause after a connection that could not be accepted, as when there are too many open files.
const PAUSE: Duration = Duration::from_millis(200);

/// What every request may use.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) control: Arc<dyn Control>,
    pub(crate) access: Arc<Access>,
    pub(crate) language: Language,
}

/// The routes over a server, for who may ask; results are told in this language.
pub fn router(control: Arc<dyn Control>, access: Access, language: Language) -> Router {
    let shared = Shared { control, access: Arc::new(access), language };
    let with_token = from_fn_with_state(shared.clone(), access::by_token);
    Router::new()
        .route("/health", get(routes::health))
        .route("/reload-config", any(routes::reload).layer(with_token.clone()))
        .route("/deliveries", get(routes::deliveries).layer(with_token.clone()))
        .route("/halt", any(routes::halt).layer(with_token))
        .fallback(routes::nothing)
        .layer(from_fn_with_state(shared.clone(), access::by_name))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER))
        .with_state(shared)
}

/// Answers requests until told to stop; those that have begun are answered.
pub async fn serve(listener: TcpListener, router: Router, tasks: TaskTracker, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = stop.cancelled() => return,
            next = next => next,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (router, stop) = (router.clone(), stop.clone());
                tasks.spawn(async move {
                    converse(stream, peer, router, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(error = %error, "an HTTP connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, router: Router, stop: CancellationToken) {
    let service = TowerToHyperService::new(router.layer(Extension(Peer(peer))));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let whole = async {
        let mut connection = pin!(connection);
        tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        }
    };
    // Whoever breaks off or takes too long has lost an answer, and nobody else has.
    let _ = tokio::time::timeout(WHOLE, whole).await;
}
