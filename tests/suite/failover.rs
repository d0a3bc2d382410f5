//! A phone that dies in the middle of an answer.

use anyhow::{Context, Result};
use loai_phone::{Client, Heard};

use crate::harness::{PATIENCE, Place, QUIET, Server, Setup, ask, eventually};

/// Parts leave so far apart that a phone can die in between.
const GAP_MS: u64 = 3_000;

/// The room as the first phone knows it, and as the second phone does.
const HERE: Place = Place::HOME;
const THERE: Place = Place { name: "우리 방 (부계정)", channel: HERE.channel };
const ELSEWHERE: Place = Place { name: "다른 방", channel: "18412345678909999" };

#[tokio::test]
async fn the_second_reply_arrives_through_another_phone_that_knows_the_room() -> Result<()> {
    let server = Setup::open()?.two_parts(GAP_MS)?.start().await?;
    for (round, dialect) in [Client::V321, Client::Head333].into_iter().enumerate() {
        let mut stranger = server.phone("stranger", Client::V321).await?;
        ask(&mut stranger, ELSEWHERE, "#echo 저는 그 방을 몰라요").await?;
        let mut spare = server.phone("spare", dialect).await?;
        assert_eq!(ask(&mut spare, THERE, "#echo 저도 있어요").await?, "저도 있어요");
        let mut first = server.phone("first", Client::V320).await?;

        assert_eq!(ask(&mut first, HERE, "둘: 셋").await?, "하나");
        first.abort()?;

        let heard = spare.expect_reply(PATIENCE).await.context("the second part did not arrive")?;
        // The app of the second phone finds the room by the name that it has there.
        let expected =
            Heard::Text { room: THERE.name.to_owned(), channel: Some(HERE.channel.to_owned()), text: "셋".to_owned() };
        assert_eq!(heard, expected, "{dialect:?}");
        server.counted("failed_over", round as u64 + 1).await?;
        // Nothing else is on its way: what is asked now is answered next, everywhere.
        assert_eq!(ask(&mut spare, THERE, "#echo 더 있나요").await?, "더 있나요", "something was said twice");
        assert_eq!(ask(&mut stranger, ELSEWHERE, "#echo 저는요").await?, "저는요", "a phone outside the room was used");
        // Every line of this round is stored once.
        server.wait_stored().await?;
        assert_eq!(server.status()?["rows_stored"], 11 * (round + 1));
        spare.close().await?;
        stranger.close().await?;
    }
    Ok(())
}

/// The second part has waited for its turn, and now there is nobody to take it.
async fn waits_for_a_phone(server: &Server) -> Result<()> {
    eventually("a second part without a phone", || {
        let listed = server.cli(&["deliveries", "list"])?.good()?;
        Ok(listed.contains("말할 폰 없음").then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_phone_that_is_not_approved_never_takes_over() -> Result<()> {
    let server = Setup::open()?.two_parts(GAP_MS)?.start().await?;
    let mut revoked = server.phone("revoked", Client::V321).await?;
    ask(&mut revoked, THERE, "#echo 아직 괜찮아요").await?;
    server.cli(&["phones", "revoke", "revoked"])?.good()?;
    let mut first = server.phone("first", Client::V321).await?;
    assert_eq!(ask(&mut first, HERE, "둘: 셋").await?, "하나");
    first.abort()?;
    waits_for_a_phone(&server).await?;
    revoked.expect_silence(QUIET).await?;
    assert_eq!(server.counter("failed_over")?, 0);
    Ok(())
}

#[tokio::test]
async fn a_reply_waits_for_its_phone_and_arrives_when_it_comes_back() -> Result<()> {
    let server = Setup::open()?.two_parts(GAP_MS)?.start().await?;
    let mut only = server.phone("only", Client::Head333).await?;
    assert_eq!(ask(&mut only, HERE, "둘: 셋").await?, "하나");
    only.abort()?;
    waits_for_a_phone(&server).await?;
    assert_eq!(server.status()?["connections"], 0);
    let mut again = server.phone("only", Client::Head333).await?;
    // Only a signed packet shows that it is this phone; it answers a ping within three seconds.
    assert_eq!(again.expect_text(PATIENCE).await?, "셋");
    Ok(())
}
