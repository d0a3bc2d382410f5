//! Several connections of one phone, and several phones.

use std::time::Duration;

use anyhow::{Context, Result};
use loai_phone::{Heard, Phone};
use serde_json::json;
use tokio::time::Instant;

use super::{DEVICE, HERE, listed, proven};
use crate::harness::{PATIENCE, QUIET, Setup, ask, eventually};

// Rows 1 and 2.
#[tokio::test]
async fn an_answer_goes_to_the_phone_that_brought_the_message() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut first = proven(&server, "first", "하나").await?;
    let mut second = proven(&server, "second", "둘").await?;
    for number in 0..20 {
        let (asked, other) = if number % 2 == 0 { (&mut first, &mut second) } else { (&mut second, &mut first) };
        let word = format!("{number}번");
        assert_eq!(ask(asked, HERE, &format!("#echo {word}")).await?, word);
        other.expect_silence(Duration::from_millis(5)).await?;
    }
    assert_eq!(server.status()?["connections"], 2);
    Ok(())
}

// Rows 3, 4 and 5.
#[tokio::test]
async fn a_displaced_connection_is_closed_and_its_late_end_harms_nobody() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut old = proven(&server, DEVICE, "처음").await?;
    // It is half-open: it reads nothing, and nobody waits for that.
    let mut new = proven(&server, DEVICE, "다음").await?;
    old.expect_closed(PATIENCE).await?;
    assert_eq!(ask(&mut new, HERE, "#echo 아직 여기").await?, "아직 여기");
    drop(old);
    assert_eq!(ask(&mut new, HERE, "#echo 그래도 여기").await?, "그래도 여기");
    let row = listed(&server, DEVICE)?;
    assert_eq!((&row["connected"], &row["state"]), (&json!(true), &json!("approved")), "{row}");
    server.counted("displaced", 1).await?;
    // Its pings go on, too: the task of the old connection took nothing with it.
    let deadline = Instant::now() + PATIENCE;
    while listed(&server, DEVICE)?["rtt_ms"].is_null() {
        new.next(deadline.saturating_duration_since(Instant::now()).min(QUIET)).await?;
        assert!(Instant::now() < deadline, "no ping came");
    }
    Ok(())
}

// Rows 3 and 4, many times over.
#[tokio::test]
async fn the_newest_of_three_hundred_connections_always_has_the_answers() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut displaced = Vec::new();
    let mut newest = proven(&server, DEVICE, "0").await?;
    for number in 1..300_usize {
        let next = proven(&server, DEVICE, &number.to_string()).await?;
        displaced.push(std::mem::replace(&mut newest, next));
        if number % 3 == 0 {
            // Some end late, in no particular order, some in order and some with a reset.
            let late: Phone = displaced.swap_remove((number * 7) % displaced.len());
            if number % 2 == 0 {
                late.abort()?;
            } else {
                // The server may have closed it already.
                let _ = late.close().await;
            }
            assert_eq!(ask(&mut newest, HERE, &format!("#echo 늦게 {number}")).await?, format!("늦게 {number}"));
        }
    }
    drop(displaced);
    eventually("one connection", || Ok((server.status()?["sockets"] == 1).then_some(()))).await?;
    assert_eq!(server.status()?["connections"], 1);
    assert_eq!(ask(&mut newest, HERE, "#echo 끝").await?, "끝");
    Ok(())
}

// Protocol 2.4, rule 3.
#[tokio::test]
async fn two_scripts_that_fight_for_one_phone_both_stay_and_are_answered_once() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut closed = Vec::new();
    for word in ["하나", "둘", "셋"] {
        closed.push(proven(&server, DEVICE, word).await?);
    }
    let mut old = proven(&server, DEVICE, "넷").await?;
    for mut phone in closed {
        phone.expect_closed(PATIENCE).await?;
    }
    let mut new = proven(&server, DEVICE, "다섯").await?;
    new.mute_pings();
    assert_eq!(server.status()?["connections"], 2);
    assert_eq!(server.counter("displaced")?, 3);

    // Both bring every message; one answer comes, on the one that speaks.
    for number in 0..5 {
        let message = HERE.says(&format!("#echo {number}"));
        old.say_with(&message).await?;
        new.say_with(&message).await?;
        assert_eq!(new.expect_text(PATIENCE).await?, number.to_string());
    }
    server.counted("duplicates", 5).await?;
    old.expect_silence(Duration::from_millis(1)).await?;

    // The one that answers a ping speaks from then on.
    let deadline = Instant::now() + PATIENCE;
    loop {
        let heard = old.next(deadline.saturating_duration_since(Instant::now())).await?;
        if matches!(heard.context("no ping came")?, Heard::Ping { .. }) {
            break;
        }
    }
    // The answer is taken in once the server has heard what came after it on the same connection.
    old.say_with(&HERE.says("#echo 핑에 답했어요")).await?;
    assert_eq!(old.expect_text(PATIENCE).await?, "핑에 답했어요");
    new.say_with(&HERE.says("#echo 누가 말해요")).await?;
    assert_eq!(old.expect_text(PATIENCE).await?, "누가 말해요");
    Ok(())
}
