//! What is checked before a server starts, and what it leaves for programs when it has.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt};

use anyhow::Result;
use loai_phone::{Client, Phone};
use serde_json::Value;

use super::HERE;
use crate::harness::{Setup, ask};

#[tokio::test]
async fn check_finds_nothing_wrong_with_the_files_of_a_first_start() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    let said = setup.cli(&["check"])?.good()?;
    assert_eq!(said, "확인한 폴더: config\n설정에 잘못이 없어요.\n");
    assert!(!setup.path("data").exists(), "check has made a data folder");
    let server = setup.start().await?;
    assert_eq!(server.cli(&["check"])?.good()?, said);
    Ok(())
}

#[tokio::test]
async fn a_broken_file_ends_the_start_with_its_place() -> Result<()> {
    let json =
        "{\n  \"version\": 1,\n  \"defaults\": {\"auto_replies\": [{\"trigger\": \"(\", \"reply\": \"x\"}]}\n}\n";
    let cases = [
        ("config/loai.toml", "[phones]\nping_seconds = \"often\"\n", "config/loai.toml:2:16"),
        ("config/loai.toml", "[phones]\nping_seconds = 0\n", "config/loai.toml:2:16"),
        ("config/loai.toml", "[phones\n", "config/loai.toml:1:8"),
        ("config/settings/LOA.i.json", "{\n  \"version\": 1,,\n}\n", "config/settings/LOA.i.json:2:16"),
        ("config/settings/LOA.i.json", json, "config/settings/LOA.i.json:3:45"),
        ("config/commands/LOA.i.json", "{\"global_commands\": []}", "config/commands/LOA.i.json:1:21"),
    ];
    for (name, text, place) in cases {
        let setup = Setup::new()?.prepared()?.write(name, text)?;
        for command in ["check", "run", "phones"] {
            let arguments = if command == "phones" { vec!["phones", "list"] } else { vec![command] };
            let said = setup.cli(&arguments)?.refused()?;
            assert!(said.contains(place), "{command} with {text}: {said}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_mistake_of_every_file_is_reported_at_once() -> Result<()> {
    let setup = Setup::new()?
        .english()
        .prepared()?
        .toml("[phones]\nping_seconds = 0\nunheard_of = 1\n")?
        .write("config/commands/LOA.i.json", "{\"global_commands\": []}")?;
    let said = setup.cli(&["check"])?.refused()?;
    for place in ["config/loai.toml:2:16", "config/loai.toml:3:1", "config/commands/LOA.i.json:1:21"] {
        assert!(said.contains(place), "{said}");
    }
    assert!(said.contains("Mistakes: 2, warnings: 1"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_unknown_key_is_a_warning_and_the_server_starts() -> Result<()> {
    let mut server = Setup::new()?.prepared()?.toml("[phones]\nping_secnds = 5\n")?.start().await?;
    let screen = server.stop().await?;
    assert!(screen.contains("설정에서 확인할 점이 1개 있어요."), "{screen}");
    let log = server.stderr();
    assert!(log.contains("config/loai.toml:2:1") && log.contains("ping_seconds"), "{log}");
    Ok(())
}

#[tokio::test]
async fn the_ready_file_names_every_address() -> Result<()> {
    let mut server = Setup::new()?.start().await?;
    let asked: Value = serde_json::from_str(&fs::read_to_string(server.path("ready-for-tests.json"))?)?;
    let own: Value = serde_json::from_str(&fs::read_to_string(server.path("data/ready.json"))?)?;
    assert_eq!(asked, own);
    assert_eq!(asked["phones"], serde_json::json!([server.address().to_string()]));
    assert_eq!(asked["pid"], server.pid()?);
    assert_eq!(asked["version"], loai_server::VERSION);
    assert_eq!(asked["control"], "data/control.sock");
    let mode = fs::metadata(server.path("data/control.sock"))?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    server.stop().await?;
    assert!(!server.path("data/ready.json").exists() && !server.path("data/control.sock").exists());
    Ok(())
}

#[tokio::test]
async fn a_server_listens_on_every_address_that_it_is_given() -> Result<()> {
    let mut server = Setup::open()?.start_on("127.0.0.1:0,127.0.0.2:0").await?;
    let ready: Value = serde_json::from_str(&fs::read_to_string(server.path("data/ready.json"))?)?;
    let hosts: Vec<&str> = ready["phones"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(hosts.len() == 2 && hosts[0].starts_with("127.0.0.1:") && hosts[1].starts_with("127.0.0.2:"), "{hosts:?}");
    for host in hosts {
        let mut phone = Phone::connect(host.parse()?, server.identity(host, Client::V321)).await?;
        assert_eq!(ask(&mut phone, HERE, &format!("#echo {host}")).await?, host);
    }
    let screen = server.stop().await?;
    assert_eq!(screen.matches("폰 주소가 이 컴퓨터에서만 열려 있어요").count(), 2, "{screen}");
    Ok(())
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    let said = server.cli(&["run"])?.refused()?;
    assert!(said.contains("이 데이터 폴더를 쓰는 서버가 이미 켜져 있어요: data"), "{said}");
    // The one that runs has lost nothing by it.
    assert_eq!(ask(&mut phone, HERE, "#echo 저는 켜져 있어요").await?, "저는 켜져 있어요");
    assert_eq!(server.status()?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn an_address_that_another_program_uses_is_named() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let said = Setup::new()?.cli(&["run", "--phones", &address])?.refused()?;
    let expected =
        format!("{address} 주소를 이미 다른 프로그램이 쓰고 있어요. --phones 로 다른 주소를 정할 수 있어요.");
    assert!(said.contains(&expected), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_folder_with_records_does_not_start_on_the_database_of_another() -> Result<()> {
    let shared = tempfile::tempdir()?;
    let url = format!("sqlite://{}", shared.path().join("shared.db").display());
    let mut first = Setup::open()?.with("database.url", &url).start().await?;
    let mut phone = first.phone("phone", Client::V321).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 하나").await?, "하나");
    first.wait_stored().await?;
    first.stop().await?;

    // An empty folder takes it over.
    let mut second = Setup::open()?.with("database.url", &url).start().await?;
    let mut phone = second.phone("phone", Client::V321).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 둘").await?, "둘");
    second.stop().await?;

    let refused = first.restart().await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("이 데이터베이스는 다른 데이터 폴더의 것이고, data 폴더에는"), "{refused}");
    second.restart().await?;
    assert_eq!(second.wait_stored().await?["rows_stored"], 4);
    Ok(())
}

#[tokio::test]
async fn migrate_leaves_a_folder_alone_that_another_process_works_on() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    let held = fs::create_dir_all(setup.path("data/journal"))
        .and_then(|()| fs::File::create(setup.path("data/journal/lock")))?;
    held.lock()?;
    let said = setup.cli(&["migrate"])?.refused()?;
    assert!(said.contains("이 데이터 폴더를 쓰는 서버가 이미 켜져 있어요"), "{said}");
    drop(held);
    assert!(setup.cli(&["migrate"])?.good()?.contains("적용 2개"));
    Ok(())
}
