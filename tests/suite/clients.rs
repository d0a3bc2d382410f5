//! Every client of the compatibility matrix that can transmit (protocol 7), over TCP.

mod callback;
mod introduction;
mod pieces;
mod typed;

use anyhow::{Context, Result};
use loai_phone::{Client, Heard, Message, Phone};
use loai_protocol::phone::ALL;
use serde_json::json;

use crate::harness::{PATIENCE, Place, Setup, eventually, pinged};

const HERE: Place = Place::HOME;

/// A device id for each client.
fn device(client: Client) -> String {
    format!("device-{}", loai_phone::client::name(client))
}

/// Something said on a phone by somebody who is named after its client: the same words of the same person from two
/// phones would be taken for one message.
fn message(client: Client, text: &str) -> Message {
    Message::new(HERE.name, HERE.channel, text).from(loai_phone::client::name(client), "0f1e2d3c")
}

/// Says something and returns the text that is answered.
async fn ask(phone: &mut Phone, text: &str) -> Result<String> {
    let client = phone.client();
    phone.say_with(&message(client, text)).await?;
    phone.expect_text(PATIENCE).await.with_context(|| format!("no answer on {client:?}"))
}

/// Greets the bot and expects its greeting.
async fn greet(phone: &mut Phone) -> Result<()> {
    let name = loai_phone::client::name(phone.client());
    let expected = format!("안녕하세요, {name}님! 무엇을 할 수 있는지는 #도움말 이라고 보내 보세요.");
    assert_eq!(ask(phone, "안녕").await?, expected);
    Ok(())
}

#[tokio::test]
async fn every_client_is_greeted_and_answered_in_its_own_form() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await.with_context(|| format!("{client:?}"))?;
        let greeting = phone.greeting().context("no greeting")?;
        assert!(greeting.success && greeting.approved, "{client:?}: {greeting:?}");
        // The phone reads as its script does, so an answer in another form would be dropped here as there.
        phone.say_with(&message(client, "안녕")).await?;
        let heard = phone.expect_reply(PATIENCE).await.with_context(|| format!("{client:?}"))?;
        let Heard::Text { room, channel, text } = heard else { panic!("{client:?}: {heard:?}") };
        assert!(text.starts_with("안녕하세요, ") && text.contains("#도움말"), "{client:?}: {text}");
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
            let row = server.listed(&device(client))?;
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
    let server = Setup::open()?.two_parts(30)?.start().await?;
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        let first = ask(&mut phone, "둘: 셋").await.with_context(|| format!("{client:?}"))?;
        assert_eq!(first, "하나", "{client:?}");
        assert_eq!(phone.expect_text(PATIENCE).await?, "셋", "{client:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_longest_text_that_a_client_sends_is_heard_and_said_whole() -> Result<()> {
    let server = Setup::open()?.whole().start().await?;
    let words = "가".repeat(65_000 - "# echo ".len());
    for client in ALL {
        let mut phone = server.phone(&device(client), client).await?;
        let mut echoed = ask(&mut phone, &format!("# echo {words}")).await?;
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
            let said = ask(&mut phone, &format!("# echo {words}")).await?;
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
        for words in ["두\n줄 {x} }", "따옴표 \" 역사선 \\ 끝", "😀👨‍👩‍👧 é", "</script>&amp;|||", "{\"event\":\"ping\"}"]
        {
            let said = ask(&mut phone, &format!("# echo {words}")).await.with_context(|| format!("{client:?}"))?;
            assert_eq!(said, words, "{client:?}");
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
    }
    server.counted("received", 12).await?;
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
