//! Texts of the Bible that an operator adds, from a site and from a file.

use std::{fs, time::Duration};

use anyhow::Result;
use loai_http::testing::{Act, FakeServer};
use sea_orm::ConnectionTrait as _;

use crate::harness::{CTRL_C, Setup, binary, eventually, run};

const TEXT: &str =
    "book,chapter,verse,text\n1,1,1,태초에 하나님이 천지를 창조하시니라\n43,3,16,하나님이 세상을 이처럼 사랑하사\n";

/// A site with a text that is there, one that takes its time, and pages.
fn site() -> Result<FakeServer> {
    Ok(FakeServer::start(|seen| match seen.path.as_str() {
        "/moved.csv" => Act::Answer(302, vec![("location".into(), "/korHRV.csv".into())], Vec::new()),
        "/korHRV.csv" => Act::Answer(200, Vec::new(), TEXT.into()),
        "/slow.csv" => Act::Drip(TEXT.repeat(1_000).into(), Duration::from_millis(20)),
        "/page.csv" => Act::Answer(200, Vec::new(), b"<!DOCTYPE html><html>Not here</html>".to_vec()),
        _ => Act::status(404, "Not Found"),
    })?)
}

/// The names of the files that were added.
fn added(setup: &Setup) -> Vec<String> {
    let entries = fs::read_dir(setup.path("data/bibles")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_text_is_fetched_only_when_its_standing_was_read() -> Result<()> {
    let (setup, site) = (Setup::new()?, site()?);
    let url = format!("{}/moved.csv", site.url());
    let said = setup.cli(&["bible", "add", &url, "--name", "개역한글"])?.refused()?;
    assert!(
        said.contains("저작권이 있는 번역은 권리자의 허락이 필요해요")
            && said.contains(&format!("{url} --name 개역한글 --yes")),
        "{said}"
    );
    assert!(site.seen().is_empty() && added(&setup).is_empty());

    let said = setup.cli(&["bible", "add", &url, "--name", "개역한글", "--yes"])?;
    assert_eq!(said.err, "", "whoever reads no terminal reads the result alone");
    let said = said.good()?;
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.len() == 2 && lines[1].starts_with("korHRV 2절을 넣었어요."), "{said}");
    assert_eq!(added(&setup), ["korHRV.csv", "korHRV.sha256"]);
    assert!(setup.cli(&["bible", "list"])?.good()?.contains("개역한글 (#개역한글): 2절"));

    let sum = fs::read_to_string(setup.path("data/bibles/korHRV.sha256"))?;
    let (sum, other) = (sum.split(' ').next().unwrap_or_default(), "0".repeat(64));
    setup.cli(&["bible", "add", &url, "--name", "개역한글", "--yes", "--sha256", sum])?.good()?;
    let said = setup.cli(&["bible", "add", &url, "--name", "x", "--yes", "--sha256", &other])?.refused()?;
    assert!(said.contains("SHA-256이 적어 주신 것과 달라요") && said.contains(sum), "{said}");
    for (path, told) in [("page.csv", "웹 페이지예요"), ("none.csv", "HTTP 404")] {
        let said = setup.cli(&["bible", "add", &format!("{}/{path}", site.url()), "--yes"])?.refused()?;
        assert!(said.contains("넣지 못했어요") && said.contains(told), "{said}");
    }
    assert_eq!(added(&setup), ["korHRV.csv", "korHRV.sha256"]);
    Ok(())
}

#[tokio::test]
async fn a_download_shows_how_far_it_is_and_leaves_nothing_when_it_is_stopped() -> Result<()> {
    if !Setup::has_terminals() {
        return crate::harness::skipped("script");
    }
    let (setup, site) = (Setup::new()?, site()?);
    let mut terminal =
        setup.terminal("loai-server", &["bible", "add", &format!("{}/slow.csv", site.url()), "--yes"])?;
    terminal.shows("받는 중이에요 [........................] 0% (0.0/0.1 MB)").await?;
    terminal.types(CTRL_C)?;
    terminal.shows("넣지 못했어요: 중간에 멈췄어요.").await?;
    eventually("the end of the site's answer", || Ok(added(&setup).is_empty().then_some(()))).await
}

#[test]
fn a_full_disk_leaves_what_was_there() -> Result<()> {
    let setup = Setup::new()?.write("korHRV.csv", TEXT)?.write("more/korHRV.csv", &TEXT.repeat(100))?;
    setup.cli(&["bible", "add", "korHRV.csv", "--yes"])?.good()?;
    let before = fs::read_to_string(setup.path("data/bibles/korHRV.csv"))?;
    // No file may become longer than four blocks.
    let mut shell = setup.command_of("/bin/sh".as_ref());
    let server = binary("loai-server")?;
    let limited = "trap '' XFSZ; ulimit -f 4; exec \"$0\" bible add more/korHRV.csv --yes";
    shell.args(["-c", limited]).arg(server);
    let said = run(shell, "")?.refused()?;
    assert!(said.contains("디스크가 가득 차서"), "{said}");
    assert_eq!(added(&setup), ["korHRV.csv", "korHRV.sha256"]);
    assert_eq!(fs::read_to_string(setup.path("data/bibles/korHRV.csv"))?, before);
    Ok(())
}

/// A SQLite file that these statements make.
async fn database(setup: &Setup, name: &str, statements: &str) -> Result<()> {
    let url = format!("sqlite://{}?mode=rwc", setup.path(name).display());
    let database = sea_orm::Database::connect(url).await?;
    database.execute_unprepared(statements).await?;
    Ok(database.close().await?)
}

#[tokio::test]
async fn databases_of_usual_programs_are_read() -> Result<()> {
    let setup = Setup::new()?;
    let verses = "(1, 1, 1, '태초에 하나님이'), (43, 3, 16, '하나님이 세상을')";
    let mybible = "CREATE TABLE info (name TEXT, value TEXT);
        CREATE TABLE books (book_number NUMERIC, short_name TEXT, long_name TEXT, book_color TEXT);
        CREATE TABLE verses (book_number NUMERIC, chapter NUMERIC, verse NUMERIC, text TEXT);
        INSERT INTO verses VALUES (10, 1, 1, '<pb/>태초에<S>7225</S> 하나님이'), (500, 3, 16, '하나님이 세상을');";
    let mysword = format!(
        "CREATE TABLE Bible (Book INT, Chapter INT, Verse INT, Scripture TEXT); INSERT INTO Bible VALUES {verses};"
    );
    let scrollmapper = format!(
        "CREATE TABLE KJV_books (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE KJV_verses (id INTEGER PRIMARY KEY, book_id INTEGER, chapter INTEGER, verse INTEGER, text TEXT);
        INSERT INTO KJV_verses (book_id, chapter, verse, text) VALUES {verses};"
    );
    let older = format!(
        "CREATE TABLE t_asv (id INT, b INT, c INT, v INT, t TEXT); CREATE TABLE t_kjv (id INT, b INT, c INT, v INT, t TEXT);
        INSERT INTO t_kjv (b, c, v, t) VALUES {verses};"
    );
    for (name, statements, table) in [
        ("a.SQLite3", mybible, None),
        ("b.mybible", &mysword, None),
        ("c.db", &scrollmapper, None),
        ("d.sqlite", &older, Some("t_kjv")),
    ] {
        database(&setup, name, statements).await?;
        let mut arguments = vec!["bible", "add", name, "--name", "korHRV", "--yes"];
        if let Some(table) = table {
            let said = setup.cli(&arguments)?.refused()?;
            assert!(said.contains("--table로 하나를 골라 주세요: t_asv, t_kjv"), "{said}");
            arguments.extend(["--table", table]);
        }
        setup.cli(&arguments)?.good()?;
        let stored = fs::read_to_string(setup.path("data/bibles/korHRV.csv"))?;
        assert_eq!(stored, "book,chapter,verse,text\n1,1,1,태초에 하나님이\n43,3,16,하나님이 세상을\n", "{name}");
    }
    database(&setup, "e.db", "CREATE TABLE notes (id INT, note TEXT); CREATE VIEW t_x AS SELECT 1 b, 1 c, 1 v, 'x' t;")
        .await?;
    let said = setup.cli(&["bible", "add", "e.db", "--yes"])?.refused()?;
    assert!(said.contains("verses(book_number, chapter, verse, text)") && said.contains("notes(id, note)"), "{said}");
    fs::write(setup.path("f.db"), [b"SQLite format 3\0".as_slice(), &[0x42; 4_000]].concat())?;
    let said = setup.cli(&["bible", "add", "f.db", "--yes"])?.refused()?;
    assert!(said.contains("파일이 깨져 있어요"), "{said}");
    assert_eq!(added(&setup), ["korHRV.csv", "korHRV.sha256"]);
    Ok(())
}
