//! Every service answers in the documented shapes, and also slowly, brokenly, hugely and not at all.

use loai_config::{Secret, Settings};
use loai_core::testing::StillClock;
use loai_http::testing::{Act, FakeServer, Seen};
use loai_texts::Language;
use serde_json::Value;

use super::*;
use crate::{
    channel,
    fixture::{START, server_settings},
};

const KINDS: [&str; 3] = ["discord", "telegram", "slack"];
const MINUTE: i64 = 60_000;

/// A webhook of this kind at this server.
fn webhook(kind: &str, server: &FakeServer) -> Webhook {
    let address = |path: &str| Secret::new(format!("{}{path}", server.url()));
    match kind {
        "discord" => Webhook::Discord(address("/api/webhooks/1/hunter2?thread_id=7")),
        "telegram" => {
            Webhook::Telegram { server: address(""), token: Secret::new("1:hunter2"), chat: "-100".to_owned() }
        }
        _ => Webhook::Slack(address("/services/T0/B0/hunter2")),
    }
}

/// How this kind says that it has taken a message.
fn taken(kind: &str) -> Act {
    match kind {
        "discord" => Act::json(r#"{"id":"123","type":0,"content":"x"}"#),
        "telegram" => Act::json(r#"{"ok":true,"result":{"message_id":51}}"#),
        _ => Act::Answer(200, vec![("content-type".into(), "text/plain".into())], b"ok".to_vec()),
    }
}

fn serve(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> FakeServer {
    FakeServer::start(script).unwrap()
}

/// A service that is as patient as a test.
fn service() -> Service {
    let options = Options { reach: Reach::Any, time: Duration::from_millis(500), attempts: 1, ..Options::default() };
    Http::new().unwrap().service("webhook", Options { body: BODY, ..options }, Arc::new(StillClock::at(START)))
}

async fn outcome(kind: &str, act: Act) -> Result<(), Fault> {
    let server = serve(move |_| act.clone());
    send(&service(), &webhook(kind, &server), "x").await
}

fn body(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap()
}

#[tokio::test]
async fn each_service_is_asked_in_its_own_words() {
    let text = "[알림] *굵게* <@123> <!channel> @everyone & `x`";
    let mut asked = Vec::new();
    for kind in KINDS {
        let server = serve(move |_| taken(kind));
        send(&service(), &webhook(kind, &server), text).await.unwrap();
        let seen = server.seen();
        assert_eq!((seen.len(), seen[0].method.as_str()), (1, "POST"), "{kind}");
        assert_eq!(seen[0].header("content-type"), Some("application/json"));
        asked.push((seen[0].path.clone(), body(&seen[0])));
    }
    let [(discord, message), (telegram, chat), (slack, hook)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(discord, "/api/webhooks/1/hunter2?thread_id=7&wait=true");
    assert_eq!(message["allowed_mentions"], serde_json::json!({"parse": []}));
    assert_eq!(message["flags"], 4);
    assert_eq!(message["content"], r"\[알림\] \*굵게\* \<\@123\> \<\!channel\> \@everyone \& \`x\`");
    assert_eq!(telegram, "/bot1:hunter2/sendMessage");
    assert_eq!((&chat["chat_id"], chat.get("parse_mode")), (&Value::from(-100), None));
    assert_eq!(chat["text"], text.replace('@', "@\u{200B}"));
    assert_eq!(slack, "/services/T0/B0/hunter2");
    assert_eq!(hook["text"], "[알림] *굵게* &lt;@123&gt; &lt;!channel&gt; @everyone &amp; `x`");
    assert_eq!(hook["mrkdwn"], false);
}

#[tokio::test]
async fn no_text_is_longer_than_the_service_takes() {
    for (kind, key, limit) in [("discord", "content", 2_000), ("telegram", "text", 4_096), ("slack", "text", 3_000)] {
        for long in ["가".repeat(9_000), "👩".repeat(9_000), "<&*@".repeat(3_000)] {
            let server = serve(move |_| taken(kind));
            send(&service(), &webhook(kind, &server), &long).await.unwrap();
            let message = body(&server.seen()[0]);
            let text = message[key].as_str().unwrap();
            let units = text.encode_utf16().count();
            assert!(units <= limit && units > limit - 8 && text.ends_with('…'), "{kind} {units}");
        }
    }
}

#[tokio::test]
async fn whatever_the_other_side_does_has_a_name_and_a_limit() {
    for kind in KINDS {
        let check = async |act: Act, expected: Outcome, again: Again| {
            let name = format!("{kind}: {act:?}").chars().take(60).collect::<String>();
            assert_eq!(outcome(kind, act).await, Err(Fault { outcome: expected, again }), "{name}");
        };
        assert_eq!(outcome(kind, taken(kind)).await, Ok(()));
        for status in [400, 401, 403, 404, 410] {
            let refused = Act::status(status, r#"{"ok":false,"message":"Unknown Webhook","code":10015}"#);
            check(refused, Outcome::Refused { status }, Again::Never).await;
        }
        check(Act::status(500, "rollup_error"), Outcome::Refused { status: 500 }, Again::Soon).await;
        check(Act::Hang, Outcome::TimedOut, Again::Soon).await;
        check(Act::Close, Outcome::Unreachable, Again::Soon).await;
        check(Act::Garbage(b"\x00\xff SSH-2.0\r\n\r\n".into()), Outcome::Unreachable, Again::Soon).await;
        check(Act::Huge(50 << 20), Outcome::Strange, Again::Never).await;
        check(Act::Answer(200, Vec::new(), b"<html>".to_vec()), Outcome::Strange, Again::Never).await;
        check(Act::json("{}"), Outcome::Strange, Again::Never).await;
    }
}

#[tokio::test]
async fn the_pause_that_a_service_asks_for_is_understood() {
    let header = |seconds: &str| Act::Answer(429, vec![("retry-after".into(), seconds.into())], Vec::new());
    for (kind, act, ms) in [
        ("slack", header("30"), 30_000),
        ("discord", Act::status(429, r#"{"message":"You are being rate limited.","retry_after":0.65}"#), 650),
        ("telegram", Act::status(429, r#"{"ok":false,"error_code":429,"parameters":{"retry_after":17}}"#), 17_000),
        ("telegram", Act::status(429, "no JSON"), 60_000),
        ("discord", Act::status(429, r#"{"retry_after":-1}"#), 60_000),
    ] {
        let again = Again::After(Duration::from_millis(ms));
        assert_eq!(outcome(kind, act).await, Err(Fault { outcome: Outcome::Busy, again }), "{kind} {ms}");
    }
}

/// The task without its loop, at a server.
struct Stage {
    outside: Outside,
    clock: Arc<StillClock>,
    counters: Arc<Counters>,
}

fn settings(kind: &str, server: &FakeServer) -> Arc<Settings> {
    let webhook = webhook(kind, server);
    server_settings(|server| server.notify.webhook = Some(webhook))
}

fn stage(kind: &str, server: &FakeServer) -> Stage {
    let (notifier, _) = channel(settings(kind, server));
    let (clock, counters) = (Arc::new(StillClock::at(START)), Arc::<Counters>::default());
    let texts = Arc::new(Texts::new(Language::Korean));
    let as_clock = Arc::clone(&clock) as Arc<dyn Clock>;
    let outside = Outside::new(&Http::new().unwrap(), notifier, &as_clock, &counters, &texts);
    Stage { outside, clock, counters }
}

impl Stage {
    async fn tell(&mut self, title: &str) {
        let told = Told { title: title.to_owned(), detail: String::new(), at: self.clock.now() };
        self.outside.take(Post::Told(told)).await;
        self.outside.look().await;
    }

    async fn after(&mut self, ms: i64) {
        self.clock.advance(ms);
        self.outside.look().await;
    }

    fn counted(&self) -> [u64; 2] {
        [Counter::NoticesSent, Counter::NoticesDropped].map(|counter| self.counters.get(counter))
    }
}

/// Answers the n-th request with the n-th act, and then always with the last one.
fn in_turn(acts: Vec<Act>) -> impl Fn(&Seen) -> Act + Send + Sync {
    let next = std::sync::atomic::AtomicUsize::new(0);
    move |_| acts[next.fetch_add(1, std::sync::atomic::Ordering::Relaxed).min(acts.len() - 1)].clone()
}

#[tokio::test]
async fn what_is_not_taken_waits_and_is_told_together() {
    for kind in KINDS {
        let busy = Act::Answer(429, vec![("retry-after".into(), "20".into())], Vec::new());
        let server = serve(in_turn(vec![busy, Act::status(500, ""), taken(kind)]));
        let mut stage = stage(kind, &server);
        stage.tell("가").await;
        stage.tell("나").await;
        stage.after(19_999).await;
        assert_eq!((server.seen().len(), stage.counted()), (1, [0, 0]), "{kind}");
        stage.after(1).await;
        stage.after(AGAIN - 1).await;
        assert_eq!(server.seen().len(), 2, "{kind}");
        stage.after(1).await;
        stage.after(MINUTE).await;
        let seen = server.seen();
        assert_eq!((seen.len(), stage.counted()), (3, [1, 0]), "{kind}");
        assert!(seen[2].body.contains("가") && seen[2].body.contains("나"), "{}", seen[2].body);
    }
}

#[tokio::test]
async fn a_webhook_that_is_gone_is_not_asked_again_for_the_same_and_one_that_fails_not_for_ever() {
    let server = serve(|_| Act::status(404, r#"{"message":"Unknown Webhook","code":10015}"#));
    let mut gone = stage("discord", &server);
    gone.tell("가").await;
    gone.after(60 * MINUTE).await;
    assert_eq!((server.seen().len(), gone.counted()), (1, [0, 1]));

    let server = serve(|_| Act::status(500, ""));
    let mut failing = stage("slack", &server);
    failing.tell("가").await;
    for _ in 0..170 {
        failing.after(MINUTE).await;
    }
    assert_eq!((server.seen().len(), failing.counted()), (TRIES as usize, [0, 1]));
}

#[tokio::test]
async fn a_minute_holds_two_messages_and_a_test_comes_at_once() {
    let server = serve(|_| taken("telegram"));
    let mut stage = stage("telegram", &server);
    for title in ["가", "나", "다", "라"] {
        stage.tell(title).await;
    }
    assert_eq!(server.seen().len(), 2);
    let (answer, answered) = oneshot::channel();
    stage.outside.take(Post::Test(Vec::new(), answer)).await;
    let place = Place::Webhook { kind: "telegram" };
    assert_eq!(answered.await.unwrap(), [Tested { place, outcome: Outcome::Sent }]);
    stage.after(MINUTE).await;
    let seen = server.seen();
    assert_eq!(seen.len(), 4);
    assert!(seen[3].body.contains("2개를 모았어요"), "{}", seen[3].body);
}

#[tokio::test]
async fn a_server_without_webhook_keeps_nothing_for_it() {
    let server = serve(|_| taken("slack"));
    let mut stage = stage("slack", &server);
    stage.outside.notifier.renew(server_settings(|_| {}));
    stage.tell("가").await;
    stage.outside.notifier.renew(settings("slack", &server));
    stage.after(MINUTE).await;
    assert!(server.seen().is_empty());
}
