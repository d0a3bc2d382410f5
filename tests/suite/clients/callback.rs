//! What the script's deprecated callback makes: no log id, no client type, a user hash that is new for every message
//! (protocol 4.1 and 5.15). Scripts of dialect A and 3.3.0.a1 send it.

use anyhow::{Context, Result};
use loai_core::{Clock as _, SystemClock};
use loai_phone::{Client, Message};

use super::{HERE, ask, device};
use crate::harness::{PATIENCE, QUIET, Server, Setup};

const CLIENTS: [Client; 3] = [Client::V314, Client::V321, Client::V330a1];

/// The packet that the callback makes of a message; it is the same `analyze` for every script.
fn called_back(server: &Server, client: Client, message: &Message) -> Result<Vec<u8>> {
    let script = server.identity(&device(client), Client::V321).script("127.0.0.1".to_owned());
    let mut line = Vec::new();
    script.chat(&message.clone().without_log_id().line(), SystemClock.now(), &mut line);
    let line = String::from_utf8(line)?;
    let without_id = line.replacen(r#""logId":null,"#, "", 1);
    let packet =
        without_id.replacen(r#","clientType":"MessengerBotR","auth""#, r#","packageName":"com.kakao.talk","auth""#, 1);
    let right = packet.contains("packageName") && !packet.contains("logId");
    anyhow::ensure!(right, "the packet is not what the callback makes: {packet}");
    Ok(packet.into())
}

/// Something said by somebody whom the callback gives another hash each time.
fn message(client: Client, text: &str, hash: &str) -> Message {
    Message::new(HERE.name, HERE.channel, text).from(loai_phone::client::name(client), hash)
}

#[tokio::test]
async fn a_message_of_the_callback_is_answered_and_its_random_hash_is_nobody() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    for client in CLIENTS {
        let mut phone = server.phone(&device(client), client).await?;
        let word = format!("옛 방식 {}", loai_phone::client::name(client));
        let said = message(client, &format!("#echo {word}"), "12345678");
        phone.raw(&called_back(&server, client, &said)?).await?;
        assert_eq!(phone.expect_text(PATIENCE).await.with_context(|| format!("{client:?}"))?, word);
    }
    server.stop().await?;
    let rows = server.chat_rows().await?;
    assert_eq!(rows.len(), 2 * CLIENTS.len());
    assert_eq!(server.sql("SELECT COUNT(*) FROM users WHERE hash = '12345678'").await?, ["0"]);
    Ok(())
}

#[tokio::test]
async fn a_message_of_the_callback_without_a_channel_is_counted_and_dropped() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for (number, client) in CLIENTS.into_iter().enumerate() {
        let mut phone = server.phone(&device(client), client).await?;
        let said = message(client, "#echo 어디", "12345678").without_channel();
        phone.raw(&called_back(&server, client, &said)?).await?;
        server.counted("no_channel", number as u64 + 1).await?;
        let word = loai_phone::client::name(client);
        assert_eq!(ask(&mut phone, &format!("#echo {word}")).await?, word);
    }
    Ok(())
}

#[tokio::test]
async fn a_message_that_comes_through_both_callbacks_is_answered_once() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for (number, client) in CLIENTS.into_iter().enumerate() {
        let mut phone = server.phone(&device(client), client).await?;
        let name = loai_phone::client::name(client);
        for old_first in [false, true] {
            let word = format!("{name} {old_first}");
            let said = message(client, &format!("#echo {word}"), "0f1e2d3c");
            let old = called_back(&server, client, &message(client, &format!("#echo {word}"), "9e107d9d"))?;
            let new = phone.line_of(&said);
            for line in if old_first { [old, new] } else { [new, old] } {
                phone.raw(&line).await?;
            }
            assert_eq!(phone.expect_text(PATIENCE).await?, word, "{client:?}");
        }
        server.counted("duplicates", 2 * (number as u64 + 1)).await?;
        phone.expect_silence(QUIET).await?;
    }
    Ok(())
}
