//! What is said once and what is said although the server stops.

use anyhow::Result;
use loai_phone::Client;

use super::{DEVICE, HERE, proven};
use crate::harness::{PATIENCE, QUIET, Setup, ask};

// Row 26.
#[tokio::test]
async fn a_message_that_comes_again_is_answered_once_across_phones_and_restarts() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut first = proven(&server, "first", "하나").await?;
    let mut second = proven(&server, "second", "둘").await?;
    let message = HERE.says("#echo 한 번만");
    first.say_with(&message).await?;
    assert_eq!(first.expect_text(PATIENCE).await?, "한 번만");
    first.say_with(&message).await?;
    second.say_with(&message).await?;
    // Without a log id, the same bytes are the same message; a script writes a packet twice after a failed write.
    let bare = first.line_of(&HERE.says("#echo 번호 없이").without_log_id());
    first.raw(&bare).await?;
    assert_eq!(first.expect_text(PATIENCE).await?, "번호 없이");
    first.raw(&bare).await?;
    server.counted("duplicates", 3).await?;
    first.expect_silence(QUIET).await?;
    second.expect_silence(QUIET).await?;

    server.kill()?;
    server.restart().await?;
    let mut first = server.phone("first", Client::V321).await?;
    first.say_with(&message).await?;
    first.raw(&bare).await?;
    server.counted("duplicates", 2).await?;
    first.expect_silence(QUIET).await?;
    server.stop().await?;
    let rows = server.chat_rows().await?;
    for text in ["한 번만", "번호 없이"] {
        assert_eq!(rows.iter().filter(|line| line.row.message == text).count(), 1, "{rows:#?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_waits_for_its_pause_is_said_when_the_server_stops() -> Result<()> {
    let mut server = Setup::open()?.two_parts(60_000)?.start().await?;
    let mut phone = server.phone(DEVICE, Client::Head333).await?;
    assert_eq!(ask(&mut phone, HERE, "둘: 셋").await?, "하나");
    let screen = server.stop().await?;
    assert!(screen.contains("받은 말 1 · 답한 말 1 · 실패 0 · 저장 3 ·"), "{screen}");
    assert_eq!(phone.expect_text(PATIENCE).await?, "셋");
    phone.expect_closed(PATIENCE).await
}
