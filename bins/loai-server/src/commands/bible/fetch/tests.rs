use loai_http::testing::{Act, FakeServer};
use loai_texts::Language;

use super::{super::refusal, *};

async fn fetched(silence: Duration, act: impl Fn(&str) -> Act + Send + Sync + 'static) -> anyhow::Result<Vec<u8>> {
    let server = FakeServer::start(move |seen| act(&seen.path)).unwrap();
    let mut meter = Meter::new(None::<Screen<'_, Vec<u8>>>);
    download(&format!("{}/text.json", server.url()), (10_000, silence), &mut meter).await
}

fn moved(to: &str) -> Act {
    Act::Answer(302, vec![("location".into(), to.into())], Vec::new())
}

#[tokio::test]
async fn a_text_arrives_slowly_and_by_a_redirect() {
    let text = "{\"창1:1\": \"태초에\"}";
    let slow = fetched(SILENCE, |_| Act::Drip(text.into(), Duration::from_millis(1))).await.unwrap();
    assert_eq!(slow, text.as_bytes());
    let moved =
        fetched(SILENCE, |path| if path == "/there" { Act::json(text) } else { moved("/there") }).await.unwrap();
    assert_eq!(moved, text.as_bytes());
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_one_sentence() {
    let texts = Texts::new(Language::Korean);
    for (act, told) in [
        (
            Act::status(404, "<html>404</html>"),
            "그 주소에 본문이 없거나 받을 수 없어요 (HTTP 404). 주소를 확인해 주세요.",
        ),
        (Act::Cut(b"{\"half".into()), "연결하지 못했거나 받는 도중에 끊겼어요. 잠시 뒤에 다시 해 주세요."),
        (Act::Close, "연결하지 못했거나 받는 도중에 끊겼어요. 잠시 뒤에 다시 해 주세요."),
        (Act::Hang, "한동안 아무것도 오지 않아서 그만두었어요. 잠시 뒤에 다시 해 주세요."),
        (
            Act::Drip(vec![b'x'; 9], Duration::from_mins(1)),
            "한동안 아무것도 오지 않아서 그만두었어요. 잠시 뒤에 다시 해 주세요.",
        ),
        (Act::Huge(50 << 20), "성경 본문이라기에는 너무 커요 (최대 64 MB)."),
        (moved("/text.json"), "그 주소는 열 수 없어요. 주소를 확인해 주세요."),
    ] {
        let name = format!("{act:?}").chars().take(40).collect::<String>();
        let silence = if matches!(act, Act::Hang | Act::Drip(..)) { Duration::from_millis(200) } else { SILENCE };
        let error = fetched(silence, move |_| act.clone()).await.unwrap_err();
        assert_eq!(refusal::reason(&texts, &error), told, "{name}");
    }
}
