use std::sync::atomic::{AtomicU32, Ordering};

use loai_core::testing::StillClock;
use reqwest::header::AUTHORIZATION;

use super::*;
use crate::testing::{Act, FakeServer, Seen};

/// Limits that let a test end soon, and a reach to this machine.
fn options() -> Options {
    Options {
        reach: Reach::Any,
        time: Duration::from_millis(500),
        body: 1_000,
        pause: Duration::from_millis(1),
        ..Options::default()
    }
}

fn server(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> FakeServer {
    FakeServer::start(script).unwrap()
}

fn service(options: Options) -> Service {
    Http::new().unwrap().service("test", options, Arc::new(StillClock::at(0)))
}

async fn get(server: &FakeServer, options: Options) -> Result<Answer, HttpError> {
    service(options).send(Request::get(&server.url()).unwrap()).await
}

#[derive(serde::Deserialize)]
struct Shape {
    rate: Vec<u8>,
}

#[tokio::test]
async fn an_answer_arrives_with_its_shape_and_the_request_with_its_parts() {
    let server = server(|_| Act::json(r#"{"rate":[1,2]}"#));
    let request = Request::get(&format!("{}/v1", server.url())).unwrap().query(&[("q", "서울 &")]);
    let answer = service(options()).send(request.header(AUTHORIZATION, "Bearer k")).await.unwrap();
    assert_eq!(answer.json::<Shape>().unwrap().rate, [1, 2]);
    assert!(matches!(answer.json::<Vec<u8>>(), Err(HttpError::Malformed(_))));
    let seen = &server.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("GET", "/v1?q=%EC%84%9C%EC%9A%B8+%26"));
    assert_eq!(seen.header("authorization"), Some("Bearer k"));
    assert!(seen.header("user-agent").unwrap().starts_with("LOA.i/"));
}

#[tokio::test]
async fn whatever_the_other_side_does_costs_no_more_than_the_limits() {
    let check = async |act: Act, expected: fn(&HttpError) -> bool| {
        let name = format!("{act:?}").chars().take(40).collect::<String>();
        let server = server(move |_| act.clone());
        let error = get(&server, Options { attempts: 1, ..options() }).await.unwrap_err();
        assert!(expected(&error), "{name}: {error:?}");
    };
    check(Act::Hang, |error| matches!(error, HttpError::TimedOut)).await;
    check(Act::Drip(vec![b'x'; 500], Duration::from_millis(20)), |error| matches!(error, HttpError::TimedOut)).await;
    check(Act::Cut(b"half".into()), |error| matches!(error, HttpError::Unreachable(_))).await;
    check(Act::Huge(50 << 20), |error| matches!(error, HttpError::TooLarge(1_000))).await;
    check(Act::Garbage(b"\x00\xff SSH-2.0\r\n\r\n".into()), |error| matches!(error, HttpError::Unreachable(_))).await;
    check(Act::Close, |error| matches!(error, HttpError::Unreachable(_))).await;
    let huge_error = Act::Answer(500, Vec::new(), vec![b'x'; 1 << 20]);
    check(huge_error, |error| matches!(error, HttpError::Status { body, .. } if body.len() == ERROR_BODY)).await;
}

#[tokio::test]
async fn a_long_answer_is_watched_and_ends_when_nothing_comes() {
    let download = async |act: Act, silence: Duration| {
        let server = server(move |_| act.clone());
        let service = service(Options { attempts: 1, time: Duration::from_mins(1), ..options() });
        let mut told = Vec::new();
        let mut progress = |here, all| told.push((here, all));
        let answer = service.download(Request::get(&server.url()).unwrap(), silence, &mut progress).await;
        (answer.map(|answer| answer.body.len()), told)
    };
    let (answer, told) = download(Act::Drip(vec![b'x'; 20], Duration::from_millis(1)), Duration::from_secs(30)).await;
    assert_eq!((answer.unwrap(), told.last().copied()), (20, Some((20, Some(20)))));
    assert!(told.len() > 1 && told.is_sorted(), "{told:?}");
    let (answer, told) = download(Act::Hang, Duration::from_millis(100)).await;
    assert!(matches!(answer, Err(HttpError::TimedOut)) && told.is_empty());
    let stalled = Act::Drip(vec![b'x'; 20], Duration::from_mins(1));
    let (answer, _) = download(stalled, Duration::from_millis(100)).await;
    assert!(matches!(answer, Err(HttpError::TimedOut)));
    // What promises to be too long is not read at all.
    let (answer, told) = download(Act::Huge(50 << 20), Duration::from_secs(30)).await;
    assert!(matches!(answer, Err(HttpError::TooLarge(1_000))) && told.is_empty());
}

#[tokio::test]
async fn an_answer_that_unpacks_beyond_the_limit_is_refused() {
    // 2 MB of zeros, packed by gzip.
    let packed = include_bytes!("zeros.gz");
    let server = server(move |_| Act::Answer(200, vec![("content-encoding".into(), "gzip".into())], packed.to_vec()));
    let error = get(&server, Options { attempts: 1, ..options() }).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge(1_000)), "{error:?}");
}

#[tokio::test]
async fn only_what_is_safe_to_repeat_is_tried_again() {
    let asked = Arc::<AtomicU32>::default();
    let count = Arc::clone(&asked);
    let server = server(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Act::status(503, ""),
        1 => Act::Close,
        _ => Act::json("[]"),
    });
    get(&server, options()).await.unwrap();
    assert_eq!(asked.swap(0, Ordering::Relaxed), 3);
    let post = Request::post(&server.url()).unwrap().json(&["x"]).unwrap();
    let error = service(options()).send(post.clone()).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), asked.swap(0, Ordering::Relaxed)), (503, 1));
    service(options()).send(post.repeatable()).await.unwrap();
}

#[tokio::test]
async fn a_refused_request_is_not_repeated_and_blames_nobody() {
    let server = server(|_| Act::status(401, r#"{"error":"key"}"#));
    let service = service(options());
    for _ in 0..10 {
        let error = service.send(Request::get(&server.url()).unwrap()).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    }
    assert_eq!(server.seen().len(), 10);
    assert!(!service.is_open());
}

#[tokio::test]
async fn a_service_that_asks_for_a_pause_gets_it_or_is_left_alone() {
    let with = |after: &str| Act::Answer(429, vec![("retry-after".into(), after.into())], Vec::new());
    let (short, long) = (with("0.01"), with("60"));
    let server_short = server(move |_| short.clone());
    get(&server_short, options()).await.unwrap_err();
    assert_eq!(server_short.seen().len(), 3);
    let server_long = server(move |_| long.clone());
    let error = get(&server_long, options()).await.unwrap_err();
    assert!(matches!(error, HttpError::Status { retry_after: Some(pause), .. } if pause.as_secs() == 60));
    assert_eq!(server_long.seen().len(), 1);
}

#[tokio::test]
async fn a_service_that_keeps_failing_is_not_asked_for_a_while() {
    let server = server(|_| Act::status(500, ""));
    let clock = Arc::new(StillClock::at(0));
    let options = Options { attempts: 1, ..options() };
    let service = Http::new().unwrap().service("test", options, Arc::clone(&clock) as _);
    let ask = async || service.send(Request::get(&server.url()).unwrap()).await.unwrap_err();
    for _ in 0..8 {
        ask().await;
    }
    assert_eq!(server.seen().len(), 5);
    assert!(matches!(ask().await, HttpError::Open { retry_in } if retry_in == Duration::from_mins(1)));
    clock.advance(60_000);
    ask().await;
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn a_service_that_hung_and_failed_is_asked_again_by_one_and_then_by_everybody() {
    let act = Arc::new(std::sync::Mutex::new(Act::Hang));
    let plays = Arc::clone(&act);
    let server = server(move |_| plays.lock().unwrap().clone());
    let set = |next: Act| *act.lock().unwrap() = next;
    let clock = Arc::new(StillClock::at(0));
    let options = Options { attempts: 1, ..options() };
    let http = Http::new().unwrap();
    let service = http.service("test", options, Arc::clone(&clock) as _);
    let neighbour = http.service("neighbour", options, Arc::clone(&clock) as _);
    let ask = async |service: &Service| service.send(Request::get(&server.url()).unwrap()).await;

    assert!(matches!(ask(&service).await, Err(HttpError::TimedOut)));
    set(Act::status(500, ""));
    for _ in 0..4 {
        assert_eq!(ask(&service).await.unwrap_err().status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    }
    set(Act::json("[]"));
    assert!(matches!(ask(&service).await, Err(HttpError::Open { .. })), "a recovery is not noticed before its time");
    assert!(ask(&neighbour).await.is_ok(), "whoever has not failed is asked");
    clock.advance(60_000);

    // The one that may try finds it hanging, and everybody waits for another pause.
    set(Act::Hang);
    let (trial, other) = tokio::join!(ask(&service), ask(&service));
    assert!(matches!((trial, other), (Err(HttpError::TimedOut), Err(HttpError::Open { .. }))));
    set(Act::json("[]"));
    clock.advance(59_999);
    assert!(matches!(ask(&service).await, Err(HttpError::Open { .. })));
    clock.advance(1);
    assert!(ask(&service).await.is_ok() && !service.is_open());
    let everybody = tokio::join!(ask(&service), ask(&service), ask(&service));
    assert!(everybody.0.is_ok() && everybody.1.is_ok() && everybody.2.is_ok());
    // One failure more is not the fifth in a row.
    set(Act::status(500, ""));
    assert!(ask(&service).await.is_err() && !service.is_open());
}

#[tokio::test]
async fn a_private_address_is_refused_in_every_disguise() {
    let inside = server(|_| Act::json("[]"));
    let public = service(Options { reach: Reach::Public, ..options() });
    let port = inside.url().rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0177.0.0.1"] {
        let request = Request::get(&format!("http://{host}:{port}/")).unwrap();
        let error = public.send(request).await.unwrap_err();
        assert!(matches!(error, HttpError::Private(_)), "{host}: {error:?}");
    }
    assert!(inside.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_is_followed_a_few_times_and_never_to_another_scheme() {
    let server = server(|seen| match seen.path.as_str() {
        "/once" => Act::Answer(302, vec![("location".into(), "/end".into())], Vec::new()),
        "/round" => Act::Answer(302, vec![("location".into(), "/round".into())], Vec::new()),
        "/file" => Act::Answer(302, vec![("location".into(), "file:///etc/passwd".into())], Vec::new()),
        _ => Act::json("[]"),
    });
    let service = service(Options { attempts: 1, ..options() });
    let ask = async |path: &str| service.send(Request::get(&format!("{}{path}", server.url())).unwrap()).await;
    assert!(ask("/once").await.unwrap().url.as_str().ends_with("/end"));
    assert!(matches!(ask("/round").await, Err(HttpError::Address)));
    assert!(ask("/file").await.is_err());
}

#[tokio::test]
async fn an_error_shows_no_address_since_it_may_hold_a_key() {
    let service = service(Options { attempts: 1, ..options() });
    let request = Request::get("http://127.0.0.1:1/bot-secret-token/send?key=secret-token").unwrap();
    assert!(!format!("{:?}", request.clone().header(AUTHORIZATION, "secret-token").headers).contains("secret"));
    let error = service.send(request).await.unwrap_err();
    let all = format!("{error} {error:?}");
    assert!(!all.contains("secret-token"), "{all}");
}
