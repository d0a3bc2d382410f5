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
    crash::{Moments, PER_SECOND, Pages, Traffic, settle},
    harness::{Place, Server, Setup, ask, eventually},
};
use mariadb::MariaDb;

/// How long the database is away; `LOAI_TEST_OUTAGE_SECONDS` makes it shorter.
const OUTAGE: Duration = Duration::from_mins(1);
/// How long phones speak before and after it.
const AROUND: Duration = Duration::from_secs(4);
/// In each window of this length at least half of the messages have to be answered.
const WINDOW: Duration = Duration::from_secs(10);
/// Said where a test has nothing to work with.
const SKIPPED: &str = "skipped: mariadbd is not installed and LOAI_TEST_MARIADBD names none";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_on_while_mariadb_is_away_and_every_row_is_there_once_afterwards() -> Result<()> {
    let Some(mut mariadb) = MariaDb::prepare()? else {
        eprintln!("{SKIPPED}");
        return Ok(());
    };
    mariadb.start().await?;
    let server = Setup::open()?.with("database.url", mariadb.url()).start().await?;
    let mut moments = Moments::seeded();
    let traffic = Traffic::start(&server);
    sleep(moments.after(AROUND, Duration::from_secs(1))).await;
    let said = position(&server)?.1;
    eventually("rows before the outage", || Ok((position(&server)?.0 >= said).then_some(()))).await?;

    let in_order = moments.coin();
    if in_order {
        mariadb.stop().await?;
    } else {
        mariadb.kill()?;
    }
    let (from, before) = (Instant::now(), position(&server)?);
    sleep(outage()).await;
    let (to, after) = (Instant::now(), position(&server)?);
    mariadb.start().await?;
    ensure!(before.0 == after.0, "rows were stored while MariaDB was away: {before:?} {after:?}");
    ensure!(server.stderr().contains("chat is not being stored"), "the outage is not in the log");
    sleep(AROUND).await;

    let pages = traffic.book().copy();
    let windows = windows(&pages, from, to);
    let verdict = settle(server, traffic, &mariadb.url()).await?;
    eprintln!("in order: {in_order}; answers in each window of the outage: {windows:?}; {verdict}");
    let expected = |window: Duration| window.as_secs_f64() * f64::from(PER_SECOND) / 2.0;
    for (length, answers) in windows {
        assert!(f64::from(answers) >= expected(length), "{answers} answers in {length:?} of the outage");
    }
    assert!(verdict.faults.is_empty(), "{verdict}");
    assert_eq!((verdict.answered, verdict.connections), (verdict.said, 3), "no phone has to notice: {verdict}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_faster_than_its_database_waits_for_it() -> Result<()> {
    let Some(mut mariadb) = MariaDb::prepare()? else {
        eprintln!("{SKIPPED}");
        return Ok(());
    };
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
