//! A server that is killed at any moment loses nothing that was accepted and says nothing twice.

mod book;
mod journal;
mod scratch;
mod stored;
mod traffic;

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::sleep;

pub use book::Pages;
pub use scratch::{Scratch, execute};
pub use stored::{Stored, Verdict};
pub use traffic::Traffic;

use crate::harness::{Moments, Place, Server, Setup, ask, eventually};

/// Rooms that are spoken in.
pub const ROOMS: usize = 300;
/// Messages a second, over all phones.
pub const PER_SECOND: u32 = 200;
/// So long a phone sends an unanswered message again after its connection broke.
const FRESH: Duration = Duration::from_secs(30);
/// So long an app tells its script again about what was answered already.
const REPEATED: Duration = Duration::from_secs(2);
/// How long after a start the server is killed at most.
const LATEST: Duration = Duration::from_secs(2);
/// Every third time it is killed while the phones are coming back, when most is under way.
const COMING_BACK: Duration = Duration::from_millis(150);
/// Up to so many starts after each kill are killed themselves, most of them before they are ready.
const STARTS: usize = 3;
/// How long such a start lives at most; a start takes about as long.
const START: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_twenty_times_under_load_has_every_answered_message_once() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let url = format!("sqlite://{}", server.path("data/loai.db").display());
    let verdict = kill_under_load(server, &url, 20).await?;
    eprintln!("{verdict}");
    assert!(verdict.faults.is_empty(), "{verdict}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_mariadb_a_server_killed_under_load_has_every_answered_message_once() -> Result<()> {
    let Some(scratch) = Scratch::create("crash").await? else { return Ok(()) };
    let server = Setup::open()?.with("database.url", scratch.url()).start().await?;
    let verdict = kill_under_load(server, scratch.url(), 5).await?;
    eprintln!("{verdict}");
    assert!(verdict.faults.is_empty(), "{verdict}");
    Ok(())
}

#[tokio::test]
async fn a_group_that_was_cut_in_the_middle_of_its_write_is_forgotten_and_the_rest_goes_on() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", loai_phone::Client::V321).await?;
    for text in ["# echo 하나", "# echo 둘"] {
        ask(&mut phone, Place::HOME, text).await?;
    }
    server.kill()?;
    let torn = journal::tear(&server.path("data/journal"))?;
    server.restart().await?;
    let said = server.stderr();
    assert!(said.contains("could not be read and was cut") && said.contains(&torn.to_string()), "{torn}: {said}");

    let mut phone = server.phone("phone", loai_phone::Client::V321).await?;
    assert_eq!(ask(&mut phone, Place::HOME, "# echo 셋").await?, "셋");
    server.wait_stored().await?;
    server.restart().await?;
    let lines = server.chat_rows().await?;
    let lines: Vec<_> = lines.iter().map(|line| line.row.message.as_str()).collect();
    assert_eq!(lines, ["# echo 하나", "하나", "# echo 둘", "둘", "# echo 셋", "셋"]);
    Ok(())
}

/// Kills the server at random moments while phones speak, and again while it starts and takes up what it finds; lets
/// everything be stored, and compares.
async fn kill_under_load(mut server: Server, url: &str, rounds: u32) -> Result<Verdict> {
    let mut moments = Moments::seeded();
    let traffic = Traffic::start(&server);
    for round in 0..rounds {
        let latest = if round % 3 == 1 { COMING_BACK } else { LATEST };
        sleep(moments.after(Duration::ZERO, latest)).await;
        server.kill()?;
        for _ in 0..moments.below(STARTS + 1) {
            server.start_and_kill(moments.after(Duration::ZERO, START)).await?;
        }
        server.restart().await?;
    }
    let answered = traffic.book().answered();
    eventually("answers after the last start", || Ok((traffic.book().answered() > answered).then_some(()))).await?;
    settle(server, traffic, url).await
}

/// Lets the phones finish and the server store and stop, and compares.
///
/// # Errors
/// When one of them does not come about.
pub async fn settle(mut server: Server, traffic: Traffic, url: &str) -> Result<Verdict> {
    let pages = traffic.finish().await?;
    server.wait_stored().await?;
    server.stop().await?;
    let verdict = Stored::read(url).await?.compare(&pages);
    let told = verdict.answered + verdict.unheard;
    ensure!(told * 10 > verdict.said * 9, "too little was answered to tell anything: {verdict}");
    Ok(verdict)
}
