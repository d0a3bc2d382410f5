//! A phone that asks and does not read, beside one that behaves.

use anyhow::{Context, Result};
use loai_phone::Phone;

use super::{HERE, disconnected, proven, says_and_hears};
use crate::harness::{Server, Setup};

/// Asks for so much, without ever reading, that it is cut off.
async fn ask_too_much(slow: &mut Phone) {
    let words = "가".repeat(60_000);
    for number in 0..150 {
        if slow.say_with(&HERE.says(&format!("#echo {words}{number}"))).await.is_err() {
            return;
        }
    }
}

/// A phone reads nothing until it is cut off; another one talks all the while.
async fn one_reads_nothing(server: &Server) -> Result<()> {
    let mut friend = proven(server, "friend", "친구").await?;
    let mut slow = proven(server, "slow", "느림").await?;
    let mut number = 0;
    let talking = async {
        loop {
            number += 1;
            if let Err(error) = says_and_hears(&mut friend, &format!("{number}번째")).await {
                break error;
            }
        }
    };
    tokio::select! {
        error = talking => return Err(error.context("the friend noticed")),
        () = ask_too_much(&mut slow) => {}
    }
    for number in 1_000_000..1_000_010 {
        says_and_hears(&mut friend, &format!("{number}번째")).await.context("the friend noticed afterwards")?;
    }
    disconnected(server, "slow").await?;
    server.counted("slow_consumers", 1).await?;
    assert_eq!(server.listed("friend")?["connected"], true);
    Ok(())
}

// Row 23.
#[tokio::test]
async fn a_phone_for_which_too_much_waits_is_cut_off_and_others_do_not_notice() -> Result<()> {
    one_reads_nothing(&Setup::open()?.whole().with("phones.outbound_bytes", 1 << 20).start().await?).await
}

// Row 23.
#[tokio::test]
async fn a_phone_that_takes_nothing_for_too_long_is_cut_off_and_others_do_not_notice() -> Result<()> {
    one_reads_nothing(&Setup::open()?.whole().with("phones.write_stall_seconds", 1).start().await?).await
}
