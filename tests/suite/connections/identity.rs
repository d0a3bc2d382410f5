//! Who a connection is, and who it is not.

use std::time::Duration;

use anyhow::{Context, Result};
use loai_phone::{Client, Identity, Phone};
use serde_json::json;

use super::{DEVICE, HERE, proven};
use crate::harness::{PATIENCE, QUIET, Setup, ask};

// Row 9.
#[tokio::test]
async fn bad_signatures_in_a_row_end_their_connection_and_block_nobody() -> Result<()> {
    let server = Setup::open()?.with("phones.bad_signatures_before_close", 5).start().await?;
    let mut honest = proven(&server, "honest", "정직").await?;
    let mut forger = proven(&server, "forger", "처음엔 정직").await?;
    let forged = |phone: &Phone| {
        let line = String::from_utf8_lossy(&phone.line_of(&HERE.says("안녕"))).into_owned();
        line.replace(r#""signature":""#, r#""signature":"00"#)
    };
    for word in ["하나", "둘"] {
        for _ in 0..4 {
            forger.raw(forged(&forger).as_bytes()).await?;
        }
        assert_eq!(ask(&mut forger, HERE, &format!("#echo {word}")).await?, word);
    }
    for _ in 0..5 {
        forger.raw(forged(&forger).as_bytes()).await?;
    }
    forger.expect_closed(PATIENCE).await?;
    assert_eq!(server.counter("bad_signature")?, 13);
    assert_eq!(ask(&mut honest, HERE, "#echo 저는 괜찮아요").await?, "저는 괜찮아요");
    let row = server.listed("forger")?;
    assert_eq!((&row["state"], &row["connected"]), (&json!("approved"), &json!(false)));
    Ok(())
}

// Row 10.
#[tokio::test]
async fn a_packet_without_a_signature_introduces_nobody() -> Result<()> {
    let server = Setup::open()?.with("phones.identify_seconds", 2).start().await?;
    let mut phone = server.dial(DEVICE, Client::V321).await?;
    phone.mute_pings();
    let line = String::from_utf8(phone.line_of(&HERE.says("안녕")))?;
    phone.raw(line.replace(r#""auth":"#, r#""other":"#).as_bytes()).await?;
    phone.raw(line.replace(r#""signature":""#, r#""signature":"00"#).as_bytes()).await?;
    server.counted("unsigned", 1).await?;
    server.counted("bad_signature", 1).await?;
    phone.expect_silence(QUIET).await?;
    phone.expect_closed(PATIENCE).await?;
    assert!(server.listed(DEVICE).is_err(), "a forged message made a phone known");
    Ok(())
}

// Row 12.
#[tokio::test]
async fn an_unsigned_handshake_displaces_nobody_and_claims_no_other_phone() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = proven(&server, DEVICE, "진짜").await?;
    // Anybody can send the handshake of this phone; without its key nothing follows from that.
    let mut thief_identity = server.identity(DEVICE, Client::V321);
    thief_identity.secret = loai_config::Secret::new("guessed");
    let mut thief = Phone::connect(server.address(), thief_identity).await?;
    thief.say_with(&HERE.says("안녕")).await?;
    server.counted("bad_signature", 1).await?;
    thief.expect_silence(QUIET).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 아직 저예요").await?, "아직 저예요");
    assert_eq!(server.counter("displaced")?, 0);
    // A connection stays who it is.
    phone.raw(br#"{"botName":"LOA.i","version":"3.2.1","deviceID":"another"}"#).await?;
    phone.raw(b"\n").await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 여전히").await?, "여전히");
    assert!(server.listed("another").is_err());
    assert_eq!(server.counter("wrong_identity")?, 1);
    Ok(())
}

// Rows 20 and 21.
#[tokio::test]
async fn a_phone_is_listed_with_what_it_says_and_where_it_comes_from() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut full = proven(&server, "full", "다").await?;
    let row = server.listed("full")?;
    assert_eq!(
        (&row["version"], &row["info"]),
        (&json!("3.2.1"), &json!("acme Model-1 (Android 13, API 33)")),
        "{row}"
    );
    assert_eq!((&row["address"], &row["client"]), (&json!("127.0.0.1"), &json!("MessengerBotR")), "{row}");
    full.expect_silence(Duration::from_millis(1)).await?;
    // The oldest script says three things only.
    let mut short = server.phone("short", Client::V314).await?;
    ask(&mut short, HERE, "안녕").await?;
    let row = server.listed("short")?;
    assert_eq!((&row["version"], &row["address"]), (&json!("3.1.4"), &json!("127.0.0.1")), "{row}");
    Ok(())
}

#[tokio::test]
async fn a_phone_of_an_unknown_bot_stays_connected_and_hears_nothing() -> Result<()> {
    let server = Setup::open()?.with("phones.identify_seconds", 1).start().await?;
    let identity = Identity::new("다른봇", "key", "salt", DEVICE, Client::V321);
    let mut phone = Phone::connect(server.address(), identity).await?;
    let greeting = phone.greeting().context("no greeting")?;
    assert!(greeting.success && !greeting.approved, "{greeting:?}");
    phone.say_with(&HERE.says("안녕")).await?;
    // Longer than a peer may stay unidentified.
    phone.expect_silence(Duration::from_secs(4)).await?;
    assert!(server.listed(DEVICE).is_err(), "a phone of an unknown bot was remembered");
    assert_eq!(server.status()?["sockets"], 1);
    proven(&server, DEVICE, "진짜").await?;
    Ok(())
}
