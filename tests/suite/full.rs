//! A journal that is full because the database does not follow.

use anyhow::Result;
use loai_phone::Client;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database};

use crate::harness::{Place, Setup, ask, eventually};

const HERE: Place = Place::HOME;

#[tokio::test]
async fn a_full_journal_refuses_rows_and_counts_them_and_answers_go_on() -> Result<()> {
    let setup = Setup::open()?.whole().with("journal.segment_mib", 1).with("journal.cap_mib", 2);
    let mut server = setup.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 전").await?, "전");
    server.wait_stored().await?;

    // Somebody else writes to the database and does not finish.
    let url = format!("sqlite://{}", server.path("data/loai.db").display());
    let other = Database::connect(ConnectOptions::new(url).max_connections(1).to_owned()).await?;
    other.execute_unprepared("BEGIN IMMEDIATE").await?;
    let words = "가".repeat(60_000);
    for number in 0..12 {
        let said = ask(&mut phone, HERE, &format!("#echo {number}{words}")).await?;
        assert!(said.starts_with(&number.to_string()), "answers go on");
    }
    assert!(server.counter("rows_refused")? > 0, "{}", server.status()?);
    assert_eq!(server.stderr().matches("rows were not kept").count(), 1, "it is said once");
    eventually("a word to the operator", || {
        Ok(server.stdout().contains("기록을 저장하지 못하고 있어요").then_some(()))
    })
    .await?;

    // What was kept is stored as soon as that is possible, and from then on everything is kept again.
    other.execute_unprepared("ROLLBACK").await?;
    other.close().await?;
    server.wait_stored().await?;
    let refused = server.counter("rows_refused")?;
    assert_eq!(ask(&mut phone, HERE, "#echo 후").await?, "후");
    server.wait_stored().await?;
    assert_eq!(server.counter("rows_refused")?, refused);
    server.stop().await?;
    let rows = server.chat_rows().await?;
    assert_eq!(rows.len() as u64, 2 * 14 - refused);
    assert_eq!(rows.last().map(|line| line.row.message.as_str()), Some("후"));
    Ok(())
}
