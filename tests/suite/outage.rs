//! A database that is away delays rows, never answers.

mod mariadb;

use std::{
    net::{Ipv4Addr, TcpListener},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use loai_phone::Client;
use tokio::time::{Instant, sleep};

use crate::{
    crash::{PER_SECOND, Pages, Traffic, settle},
    harness::{Moments, Place, Server, Setup, ask, eventually, is_ignored},
};
use mariadb::{End, MariaDb};

/// How long the database is away; `LOAI_TEST_OUTAGE_SECONDS` makes it shorter.
const OUTAGE: Duration = Duration::from_mins(1);
/// How long it is away where that does not matter.
const SHORT: Duration = Duration::from_secs(8);
/// How long phones speak before and after it.
const AROUND: Duration = Duration::from_secs(4);
/// In each window of this length at least half of the messages have to be answered.
const WINDOW: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_on_while_mariadb_is_stopped_and_every_row_is_there_once_afterwards() -> Result<()> {
    without_mariadb(End::Stopped, outage()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_on_when_mariadb_is_killed_and_every_row_is_there_once_afterwards() -> Result<()> {
    without_mariadb(End::Killed, SHORT).await
}

#[expect(clippy::print_stderr, reason = "the figures of a run are of interest when it passes, too")]
async fn without_mariadb(end: End, time: Duration) -> Result<()> {
    let Some(mut mariadb) = MariaDb::prepare()? else { return Ok(()) };
    mariadb.start().await?;
    let server = Setup::open()?.with("database.url", mariadb.url()).start().await?;
    let mut moments = Moments::seeded();
    let traffic = Traffic::start(&server);
    sleep(moments.after(AROUND, Duration::from_secs(1))).await;
    let said = position(&server)?.1;
    eventually("rows before the outage", || Ok((position(&server)?.0 >= said).then_some(()))).await?;

    mariadb.end(end).await?;
    let from = Instant::now();
    // From here on the server knows that it cannot store; before, a last transaction may still have gone through.
    let noticed = || Ok(server.stderr().contains("chat is not being stored").then_some(()));
    eventually("an outage in the log", noticed).await?;
    let before = position(&server)?;
    sleep(time).await;
    let (to, after) = (Instant::now(), position(&server)?);
    ensure!(before.0 == after.0, "rows were stored while MariaDB was away: {before:?} {after:?}");
    mariadb.start().await?;
    sleep(AROUND).await;

    let pages = traffic.book().copy();
    let windows = windows(&pages, from, to);
    let verdict = settle(server, traffic, &mariadb.url()).await?;
    eprintln!("{end:?}; answers in each window of the outage: {windows:?}; {verdict}");
    let expected = |window: Duration| window.as_secs_f64() * f64::from(PER_SECOND) / 2.0;
    for (length, answers) in windows {
        assert!(f64::from(answers) >= expected(length), "{answers} answers in {length:?} of the outage");
    }
    assert!(verdict.faults.is_empty(), "{verdict}");
    assert_eq!((verdict.answered, verdict.connections), (verdict.said, 3), "no phone has to notice: {verdict}");
    Ok(())
}

// Row 11 of section 8 of the protocol page.
#[tokio::test]
async fn a_phone_that_comes_while_the_database_is_away_waits_for_approval_like_any_other() -> Result<()> {
    let Some(mut mariadb) = MariaDb::prepare()? else { return Ok(()) };
    mariadb.start().await?;
    let setup = Setup::new()?.with("rooms.approval", "open").with("database.url", mariadb.url());
    let mut server = setup.start().await?;
    let mut known = server.phone("known", Client::V321).await?;
    server.cli(&["phones", "approve", "known"])?.good()?;
    assert_eq!(ask(&mut known, Place::HOME, "#echo 전에").await?, "전에");
    server.wait_stored().await?;

    mariadb.end(End::Killed).await?;
    let mut unknown = server.phone("stranger", Client::V321).await?;
    let greeting = unknown.greeting().context("no greeting")?;
    assert!(greeting.success && !greeting.approved && greeting.message == "pending", "{greeting:?}");
    is_ignored(&server, &mut unknown, Place::HOME, "#echo 저도요", "phone_not_approved").await?;
    // Whoever was approved before still is.
    assert_eq!(ask(&mut known, Place::HOME, "#echo 동안").await?, "동안");
    let mut again = server.phone("known", Client::V321).await?;
    assert!(again.greeting().context("no greeting")?.approved);
    assert_eq!(ask(&mut again, Place::HOME, "#echo 다시").await?, "다시");

    mariadb.start().await?;
    server.wait_stored().await?;
    server.restart().await?;
    assert_eq!(server.listed("stranger")?["state"], "pending");
    assert_eq!(server.listed("known")?["state"], "approved");
    let unknown = server.phone("stranger", Client::V321).await?;
    assert!(!unknown.greeting().context("no greeting")?.approved);
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_faster_than_its_database_waits_for_it() -> Result<()> {
    let Some(mut mariadb) = MariaDb::prepare()? else { return Ok(()) };
    let setup = Setup::open()?.with("database.url", mariadb.url()).with("database.start_wait_seconds", 60);
    let log = setup.path("stderr.log");
    let (server, started) = tokio::join!(setup.start(), async {
        eventually("a server that waits", || {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            Ok(said.contains("the database does not answer yet").then_some(()))
        })
        .await?;
        mariadb.start().await
    });
    started?;
    let server = server?;
    let mut phone = server.phone("phone", Client::V321).await?;
    assert_eq!(ask(&mut phone, Place::HOME, "# echo 안녕").await?, "안녕");
    let status = server.wait_stored().await?;
    assert_eq!(status["rows_stored"], 2, "{status}");
    Ok(())
}

#[test]
fn a_server_whose_database_never_comes_says_so_and_ends() -> Result<()> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let url = format!("mysql://root:hunter2@127.0.0.1:{port}/loai");
    let setup = Setup::open()?.english().with("database.url", url).with("database.start_wait_seconds", 1);
    let said = setup.cli(&["run"])?.refused()?;
    assert!(said.contains("Could not start") && said.contains("could not connect to the database"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    Ok(())
}

fn outage() -> Duration {
    let asked = std::env::var_os("LOAI_TEST_OUTAGE_SECONDS").and_then(|text| text.to_str()?.parse().ok());
    asked.map_or(OUTAGE, Duration::from_secs)
}

/// How far database and journal are.
fn position(server: &Server) -> Result<(u64, u64)> {
    let status = server.status()?;
    let number = |name: &str| status[name].as_u64().with_context(|| format!("no {name} in {status}"));
    Ok((number("stored_seq")?, number("journal_seq")?))
}

/// Windows of equal length, about [`WINDOW`], and how many messages were answered in each.
fn windows(pages: &Pages, from: Instant, to: Instant) -> Vec<(Duration, u32)> {
    let count = ((to - from).as_secs() / WINDOW.as_secs()).max(1) as u32;
    let length = (to - from) / count;
    let answers = |start: Instant| {
        let heard = pages.said.values().filter_map(|said| said.heard_at);
        heard.filter(|at| (start..start + length).contains(at)).count() as u32
    };
    (0..count).map(|window| (length, answers(from + length * window))).collect()
}
