//! What is in the database of what phones have said and shown.

use anyhow::{Context, Result};
use loai_core::{Clock as _, SystemClock};
use loai_phone::{Client, Phone};

use crate::harness::{PATIENCE, Place, Server, Setup, ask, pinged};

const HERE: Place = Place::HOME;
const DEVICE: &str = "a1b2c3d4e5f60718";

/// The message of a phone with something of it replaced that its signature does not cover.
fn altered(phone: &Phone, text: &str, at: i64, from: &str, to: &str) -> Result<Vec<u8>> {
    let line = String::from_utf8(phone.line_of(&HERE.says(text).made_at_ms(at)))?;
    anyhow::ensure!(line.contains(from), "{from} is not in {line}");
    Ok(line.replacen(from, to, 1).into())
}

/// When a line was said, as the phone has told.
async fn client_at(server: &Server, text: &str) -> Result<Option<i64>> {
    let rows = server.chat_rows().await?;
    let row = rows.iter().find(|line| line.row.message == text).with_context(|| format!("{text} is not stored"))?;
    Ok(row.row.client_at)
}

// Row 18 of section 8 of the protocol page.
#[tokio::test]
async fn the_times_of_both_dialects_are_stored_as_the_moments_that_they_mean() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    // Within the five minutes that signatures are good for, and with milliseconds.
    let at = (SystemClock.now() - 60_000) / 1_000 * 1_000 + 123;
    let mut a = server.phone("dialect-a", Client::V321).await?;
    let mut b = server.phone("dialect-b", Client::Head333).await?;
    // Dialect A says the time of its zone to the second, dialect B says UTC with milliseconds.
    a.say_with(&HERE.says("A").made_at_ms(at)).await?;
    b.say_with(&HERE.says("B").made_at_ms(at)).await?;
    // Times of other zones, of no form at all, and none.
    for (text, told) in [
        ("offset", r#""timestamp":"2025-07-20T14:40:00.123+09:00""#),
        ("west", r#""timestamp":"2025-07-20T00:40:00.123-05:00""#),
        ("number", r#""timestamp":1752990000123"#),
        ("words", r#""timestamp":"just now""#),
        ("null", r#""timestamp":null"#),
    ] {
        let line = String::from_utf8(b.line_of(&HERE.says(text).made_at_ms(at)))?;
        let (before, rest) = line.split_once(r#""timestamp":""#).context("no time")?;
        let (_, after) = rest.split_once('"').context("no end of the time")?;
        b.raw(format!("{before}{told}{after}").as_bytes()).await?;
    }
    server.counted("received", 7).await?;
    server.stop().await?;
    assert_eq!(client_at(&server, "A").await?, Some(at - 123));
    assert_eq!(client_at(&server, "B").await?, Some(at));
    for text in ["offset", "west", "number"] {
        assert_eq!(client_at(&server, text).await?, Some(1_752_990_000_123), "{text}");
    }
    for text in ["words", "null"] {
        assert_eq!(client_at(&server, text).await?, None, "{text}");
    }
    Ok(())
}

// Row 20 of section 8 of the protocol page.
#[tokio::test]
async fn what_a_phone_tells_of_itself_with_a_ping_is_stored_under_the_names_that_it_uses() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    for client in [Client::V321, Client::Head333] {
        let mut phone = server.phone(loai_phone::client::name(client), client).await?;
        pinged(&mut phone).await?;
        // What comes after the answer on the same connection is heard after it.
        ask(&mut phone, HERE, &format!("#echo {}", loai_phone::client::name(client))).await?;
    }
    server.stop().await?;
    let stored = server
        .sql("SELECT device, memory_total, memory_used, queue, rooms, rtt_ms >= 0 FROM pings JOIN phones ON phones.id = phone_id ORDER BY device")
        .await?;
    assert_eq!(stored, ["3.2.1|256.0|48.3|0|2|1", "3.3.3|256.0|48.3|0|2|1"]);
    Ok(())
}

#[tokio::test]
async fn a_room_without_a_name_and_a_speaker_without_one_are_heard_and_stored() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let now = SystemClock.now();
    for client in [Client::V321, Client::Head333] {
        let name = loai_phone::client::name(client);
        let mut phone = server.phone(name, client).await?;
        for (what, from, to) in [
            ("방 이름이 null", r#""room":"우리 방""#, r#""room":null"#),
            ("방 이름이 없음", r#""room":"우리 방","#, ""),
            ("말한 사람이 null", r#""sender":"지우","#, r#""sender":null,"#),
            ("말한 사람이 없음", r#""sender":"지우","#, ""),
        ] {
            let text = format!("#echo {name} {what}");
            phone.raw(&altered(&phone, &text, now, from, to)?).await?;
            assert_eq!(phone.expect_text(PATIENCE).await?, format!("{name} {what}"));
        }
    }
    server.stop().await?;
    assert_eq!(server.chat_rows().await?.len(), 16);
    Ok(())
}

// Row 9 of section 8 of the protocol page: a null address is signed as nothing.
#[tokio::test]
async fn a_phone_without_an_address_of_its_own_signs_nothing_there_and_is_believed() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in [Client::V321, Client::V330a1, Client::Head333, Client::V331] {
        let mut phone = server.dial(&format!("{DEVICE}-{}", loai_phone::client::name(client)), client).await?;
        phone.script_mut().mac_address = None;
        phone.script_mut().device_uuid = None;
        phone.handshake().await?;
        assert!(phone.greeted(PATIENCE).await?.approved, "{client:?}");
        let word = loai_phone::client::name(client);
        assert_eq!(ask(&mut phone, HERE, &format!("#echo {word}")).await?, word);
    }
    assert_eq!(server.counter("bad_signature")?, 0);
    Ok(())
}
