//! Every client of the compatibility matrix that can transmit (protocol 7), over TCP.

use anyhow::{Context, Result, ensure};
use loai_phone::{Client, Heard, Message, Phone};
use loai_protocol::phone::ALL;
use loai_server::Request;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{PATIENCE, Place, QUIET, Server, Setup, ask, eventually};

const HERE: Place = Place::HOME;

/// A device id for each client.
fn device(client: Client) -> String {
    format!("device-{}", loai_phone::client::name(client))
}

/// The clients whose handshake may come late or never (protocol 5.2).
const B2: [Client; 4] = [Client::V330a2, Client::V332, Client::File333, Client::Head333];

/// Waits for the next ping; the phone answers it while it waits.
async fn pinged(phone: &mut Phone) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match phone.next(left).await?.context("no ping came")? {
            Heard::Ping { .. } => return Ok(()),
            heard => ensure!(!matches!(heard, Heard::Closed | Heard::Dropped { .. }), "heard {heard:?}"),
        }
    }
}

/// The row of a phone in `phones list`.
fn listed(server: &Server, device: &str) -> Result<Value> {
    let answer = server.control(&Request::Phones)?;
    let phones = answer["phones"].as_array().context("no phones")?;
    let row = phones.iter().find(|phone| phone["device"] == device);
    Ok(row.with_context(|| format!("{device} is not listed"))?.clone())
}

#[tokio::test]
async fn every_client_is_greeted_and_answered_in_its_own_form() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await.with_context(|| format!("{client:?}"))?;
        let greeting = phone.greeting().context("no greeting")?;
        assert!(greeting.success && greeting.approved, "{client:?}: {greeting:?}");
        // The phone reads as its script does, so an answer in another form would be dropped here as there.
        phone.say_with(&HERE.says("안녕")).await?;
        let heard = phone.expect_reply(PATIENCE).await.with_context(|| format!("{client:?}"))?;
        let Heard::Text { room, channel, text } = heard else { panic!("{client:?}: {heard:?}") };
        assert_eq!(text, "안녕하세요, 지우님! 무엇을 할 수 있는지는 #도움말 이라고 보내 보세요.", "{client:?}");
        assert_eq!(room, HERE.name, "{client:?}");
        // Dialect C knows rooms by name only.
        let expected = (client != Client::V331).then_some(HERE.channel);
        assert_eq!(channel.as_deref(), expected, "{client:?}");
        phone.close().await?;
    }
    assert_eq!(server.counter("answered")?, ALL.len() as u64);
    Ok(())
}

#[tokio::test]
async fn every_client_answers_pings_and_is_listed_as_connected() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phones = Vec::new();
    for client in ALL {
        phones.push(server.phone(&device(client), client).await?);
    }
    for phone in &mut phones {
        let client = phone.client();
        if client != Client::V331 {
            pinged(phone).await.with_context(|| format!("{client:?}"))?;
        }
    }
    for client in ALL {
        let row = eventually("a phone that has answered", || {
            let row = listed(&server, &device(client))?;
            Ok((client == Client::V331 || row["rtt_ms"].is_u64()).then_some(row))
        })
        .await?;
        assert_eq!((&row["connected"], &row["suspect"]), (&json!(true), &json!(false)), "{client:?}: {row}");
    }
    let table = server.cli(&["phones", "list"])?.good()?;
    assert_eq!(table.matches("127.0.0.1").count(), ALL.len(), "{table}");
    assert_eq!(table.lines().filter(|line| line.contains(" 연결됨 ")).count(), ALL.len(), "{table}");
    Ok(())
}

#[tokio::test]
async fn a_reply_of_two_parts_arrives_in_order_at_every_client() -> Result<()> {
    let settings = json!({
        "version": 1,
        "defaults": {"auto_replies": [{"trigger": "^둘:", "reply": "하나", "command": "# echo", "pass_text": true}]}
    });
    let server = Setup::open()?.with("replies.list_gap_ms", 30).settings(&settings)?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        let first = ask(&mut phone, HERE, "둘: 셋").await.with_context(|| format!("{client:?}"))?;
        assert_eq!(first, "하나", "{client:?}");
        assert_eq!(phone.expect_text(PATIENCE).await?, "셋", "{client:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_longest_text_that_a_client_sends_is_heard_and_said_whole() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let words = "가".repeat(65_000 - "# echo ".len());
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        let mut echoed = ask(&mut phone, HERE, &format!("# echo {words}")).await?;
        while echoed.len() < words.len() {
            echoed.push_str(&phone.expect_text(PATIENCE).await?);
        }
        assert!(echoed == words, "{client:?}: {} of {} bytes", echoed.len(), words.len());
    }
    assert_eq!(server.counter("text_too_long")?, 0);
    Ok(())
}

#[tokio::test]
async fn words_that_look_like_media_are_said_as_words() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        for words in ["MEDIA_URL:http://192.0.2.7/a.png", "IMAGE_BASE64:QUJDRA=="] {
            let said = ask(&mut phone, HERE, &format!("# echo {words}")).await.with_context(|| format!("{client:?}"))?;
            // An invisible letter in front keeps a script from taking it for media.
            let visible: String = said.chars().filter(|letter| !matches!(letter, '\u{200b}' | '\u{2060}')).collect();
            assert_eq!(visible, words, "{client:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn texts_survive_the_way_there_and_back() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        for words in ["두\n줄 {x} }", "따옴표 \" 역사선 \\ 끝", "😀👨‍👩‍👧 é", "</script>&amp;|||", "{\"event\":\"ping\"}"] {
            let said = ask(&mut phone, HERE, &format!("# echo {words}")).await.with_context(|| format!("{client:?}"))?;
            assert_eq!(said, words, "{client:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_message_before_the_handshake_introduces_its_phone() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in B2 {
        let mut phone = server.dial(&device(client), client).await?;
        assert!(ask(&mut phone, HERE, "안녕").await?.contains("지우"), "{client:?}");
        phone.handshake().await?;
        let greeting = phone.greeted(PATIENCE).await?;
        assert!(greeting.success && greeting.approved, "{client:?}");
        assert!(ask(&mut phone, HERE, "안녕").await?.contains("지우"), "{client:?}");
    }
    assert_eq!(server.counter("displaced")?, 0);
    Ok(())
}

#[tokio::test]
async fn a_handshake_that_never_comes_is_not_missed() -> Result<()> {
    let server = Setup::open()?.start().await?;
    // Dialect A sends its handshake first, but a message alone would do there, too.
    for client in B2.into_iter().chain([Client::V321]) {
        let mut phone = server.dial(&device(client), client).await?;
        for word in ["하나", "둘", "셋"] {
            assert_eq!(ask(&mut phone, HERE, &format!("#echo {word}")).await?, word, "{client:?}");
        }
        assert_eq!(listed(&server, &device(client))?["connected"], true, "{client:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_phone_that_says_nothing_is_asked_and_its_answer_introduces_it() -> Result<()> {
    let server = Setup::open()?.with("phones.identify_seconds", 4).start().await?;
    let mut phone = server.dial("quiet", Client::Head333).await?;
    pinged(&mut phone).await?;
    eventually("a phone that is known by its pong", || {
        let answer = server.control(&Request::Phones)?;
        Ok(answer["phones"].as_array().and_then(|phones| phones.iter().find(|phone| phone["device"] == "quiet").cloned()))
    })
    .await?;
    assert!(ask(&mut phone, HERE, "안녕").await?.contains("지우"));
    Ok(())
}

#[tokio::test]
async fn a_handshake_may_be_repeated() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL.into_iter().filter(|client| *client != Client::V331) {
        let mut phone = server.phone(&device(client), client).await?;
        phone.handshake().await?;
        assert!(phone.greeted(PATIENCE).await?.approved, "{client:?}");
        assert!(ask(&mut phone, HERE, "안녕").await?.contains("지우"), "{client:?}");
    }
    assert_eq!(server.counter("displaced")?, 0);
    Ok(())
}

#[tokio::test]
async fn lines_may_arrive_byte_by_byte() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in [Client::V320, Client::Head333, Client::V331] {
        let mut phone = server.dial(&device(client), client).await?;
        phone.split_writes(1);
        phone.handshake().await?;
        assert!(phone.greeted(PATIENCE).await?.approved, "{client:?}");
        assert!(ask(&mut phone, HERE, "안녕").await?.contains("지우"), "{client:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_line_may_be_torn_at_every_byte() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in [Client::V321, Client::Head333] {
        let mut phone = server.phone(&device(client), client).await?;
        let length = phone.line_of(&HERE.says("#echo 0000")).len();
        for position in 1..length {
            let words = format!("{position:04}");
            let line = phone.line_of(&HERE.says(&format!("#echo {words}")));
            let (head, rest) = line.split_at(position);
            phone.raw(head).await?;
            phone.raw(rest).await?;
            assert_eq!(phone.expect_text(PATIENCE).await?, words, "{client:?} at {position}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn fifty_lines_in_one_write_are_answered_in_their_order() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        let says = |number: usize| HERE.says(&format!("#echo {} {number}", loai_phone::client::name(client)));
        let lines: Vec<u8> = (0..50).flat_map(|number| phone.line_of(&says(number))).collect();
        phone.raw(&lines).await?;
        for number in 0..50 {
            let expected = format!("{} {number}", loai_phone::client::name(client));
            assert_eq!(phone.expect_text(PATIENCE).await?, expected, "{client:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn null_and_missing_optional_fields_lose_no_row() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let plain = |text: &str| Message::new(HERE.name, HERE.channel, text);
    for client in [Client::V321, Client::V330a1, Client::Head333] {
        let mut phone = server.phone(&device(client), client).await?;
        let name = loai_phone::client::name(client);
        phone.say_with(&plain(&format!("{name} 누구")).without_user()).await?;
        phone.say_with(&plain(&format!("{name} 번호")).without_log_id()).await?;
        phone.say_with(&plain(&format!("{name} 둘 다")).without_user().without_log_id()).await?;
        phone.say_with(&plain(&format!("{name} 이름")).from("", "")).await?;
        phone.expect_silence(QUIET).await?;
    }
    server.stop().await?;
    let rows = server.chat_rows().await?;
    let mut said: Vec<&str> = rows.iter().map(|line| line.row.message.as_str()).collect();
    said.sort_unstable();
    let mut expected = Vec::new();
    for name in ["3.2.1", "3.3.0.a1", "3.3.3"] {
        expected.extend(["누구", "둘 다", "번호", "이름"].map(|word| format!("{name} {word}")));
    }
    assert_eq!(said, expected);
    Ok(())
}
