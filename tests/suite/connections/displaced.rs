//! Several connections of one phone, and several phones.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use loai_phone::{Client, Phone};
use serde_json::json;
use tokio::task::JoinSet;

use super::{DEVICE, HERE, proven, says_and_hears};
use crate::harness::{PATIENCE, Server, Setup, ask, eventually, pinged};

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

// Rows 3 and 4.
#[tokio::test]
async fn a_displaced_connection_is_closed_and_its_late_end_harms_nobody() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut old = proven(&server, DEVICE, "처음").await?;
    let mut new = proven(&server, DEVICE, "다음").await?;
    old.expect_closed(PATIENCE).await?;
    assert_eq!(ask(&mut new, HERE, "#echo 아직 여기").await?, "아직 여기");
    drop(old);
    assert_eq!(ask(&mut new, HERE, "#echo 그래도 여기").await?, "그래도 여기");
    let row = server.listed(DEVICE)?;
    assert_eq!((&row["connected"], &row["state"]), (&json!(true), &json!("approved")), "{row}");
    server.counted("displaced", 1).await?;
    // Its pings go on, too: the task of the old connection took nothing with it.
    pinged(&mut new).await?;
    eventually("an answered ping", || Ok(server.listed(DEVICE)?["rtt_ms"].is_u64().then_some(()))).await
}

// Row 5.
#[tokio::test]
async fn a_phone_whose_old_connection_takes_nothing_any_more_is_back_at_once() -> Result<()> {
    let server = Setup::open()?.whole().start().await?;
    let mut old = proven(&server, DEVICE, "처음").await?;
    // It is half-open: it asks for more than any window holds, reads nothing of it and closes nothing.
    let words = "가".repeat(60_000);
    for number in 0..100 {
        old.say_with(&HERE.says(&format!("#echo {words}{number}"))).await?;
    }
    server.counted("received", 101).await?;
    let mut new = server.phone(DEVICE, Client::V321).await?;
    // What the old connection could not take comes here, too.
    says_and_hears(&mut new, "돌아왔어요").await?;
    server.counted("displaced", 1).await?;
    eventually("one socket", || Ok((server.status()?["sockets"] == 1).then_some(()))).await?;
    assert_eq!(server.counter("failed")?, 0);
    old.expect_closed(PATIENCE).await?;
    says_and_hears(&mut new, "끝").await
}

/// Phones that displace themselves at the same time.
const LANES: usize = 8;
/// How many in each lane.
const PHONES: usize = 84;
/// As often as a phone may within a minute, before that counts as two scripts that fight (protocol 2.4, rule 3).
const DISPLACEMENTS: usize = 3;

/// Rows 3 and 4, two thousand times over. That the registry keeps the newest of ten thousand connections of one phone
/// is a test of `loai-core`, where the minute that the flap guard looks back takes no time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_thousand_displaced_connections_that_end_late_none_takes_its_successor_along() -> Result<()> {
    let setup = Setup::open()?.with("phones.max_connections", 10_000).with("phones.max_unidentified", 1_000);
    // Phones that wait for their turn answer no pings.
    let server = Arc::new(setup.with("phones.suspect_seconds", 600).with("phones.evict_seconds", 1_200).start().await?);
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let server = Arc::clone(&server);
        lanes.spawn(async move {
            let mut newest = Vec::new();
            for number in 0..PHONES {
                let device = format!("phone-{lane}-{number}");
                newest.push(displaced_again_and_again(&server, &device).await.context(device)?);
            }
            anyhow::Ok(newest)
        });
    }
    let mut newest = Vec::new();
    while let Some(lane) = lanes.join_next().await {
        newest.extend(lane??);
    }
    let phones = LANES * PHONES;
    assert_eq!(server.counter("displaced")?, (phones * DISPLACEMENTS) as u64);
    eventually("one socket for each phone", || Ok((server.status()?["sockets"] == phones).then_some(()))).await?;
    assert_eq!(server.status()?["connections"], phones);
    for (number, phone) in newest.iter_mut().enumerate() {
        assert_eq!(ask(phone, HERE, &format!("#echo {number}")).await?, number.to_string());
    }
    Ok(())
}

/// A phone whose older connections end after newer ones have come; the newest always has the answers.
async fn displaced_again_and_again(server: &Server, device: &str) -> Result<Phone> {
    let mut displaced = Vec::new();
    let mut newest = proven(server, device, device).await?;
    for number in 1..=DISPLACEMENTS {
        let next = proven(server, device, &format!("{device} {number}")).await?;
        displaced.push(std::mem::replace(&mut newest, next));
    }
    for (number, mut late) in displaced.into_iter().enumerate() {
        match number % 3 {
            0 => late.abort()?,
            // The server may have closed it already.
            1 => drop(late.close().await),
            _ => late.expect_closed(PATIENCE).await?,
        }
        let word = format!("{device} 늦게 {number}");
        assert_eq!(ask(&mut newest, HERE, &format!("#echo {word}")).await?, word);
    }
    Ok(newest)
}

// Rows 3 and 4, with the flap guard at work.
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
    pinged(&mut old).await?;
    // The answer is taken in once the server has heard what came after it on the same connection.
    old.say_with(&HERE.says("#echo 핑에 답했어요")).await?;
    assert_eq!(old.expect_text(PATIENCE).await?, "핑에 답했어요");
    new.say_with(&HERE.says("#echo 누가 말해요")).await?;
    assert_eq!(old.expect_text(PATIENCE).await?, "누가 말해요");
    Ok(())
}
