//! Our own script's dialect, spoken by the simulated phone.

use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt as _};

use anyhow::{Context, Result, ensure};
use loai_phone::{Client, Heard, Noted, Phone, TlsPhone};
use serde_json::Value;

use crate::harness::{BOT, PATIENCE, Place, Server, Setup, ask};

const DEVICE: &str = "p-0123456789ab";
const HERE: Place = Place::HOME;

/// Passes over everything until the server says that it has this event.
async fn got(phone: &mut Phone, q: u64) -> Result<()> {
    loop {
        match phone.next(PATIENCE).await?.context("nothing more came")? {
            Heard::Noted(Noted::Got(known)) if known >= q => return Ok(()),
            Heard::Closed => anyhow::bail!("the connection has ended"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_phone_proves_itself_talks_and_tells_how_it_is() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::Loai).await?;
    let greeting = phone.greeting().context("no greeting")?;
    ensure!(greeting.success && greeting.approved && !greeting.server_version.is_empty(), "{greeting:?}");
    assert_eq!(ask(&mut phone, HERE, "#echo 안녕").await?, "안녕");
    // The message and what became of its answer.
    got(&mut phone, 2).await?;
    phone.event(r#"{"event":"health","data":{"battery":81,"charging":true}}"#).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 잘 지내요").await?, "잘 지내요");
    let row = server.listed(DEVICE)?;
    assert_eq!((row["dialect"].as_str(), row["connected"].as_bool()), (Some("L"), Some(true)), "{row}");
    server.counted("acked", 2).await?;
    assert_eq!(server.counter("bad_frame")? + server.counter("bad_signature")?, 0);
    Ok(())
}

#[tokio::test]
async fn over_tls_the_certificate_is_known_by_its_digest_and_no_other_is_taken() -> Result<()> {
    let mut server = Setup::open()?.with("phones.tls_listen", "127.0.0.1:0").start().await?;
    let (address, pin) = tls_of(&server)?;
    let identity = server.identity(DEVICE, Client::Loai);
    let mut phone = TlsPhone::connect_pinned(address, &identity, &pin).await?;
    phone.say_with(&HERE.says("#echo 비밀")).await?;
    assert_eq!(phone.expect_text(PATIENCE).await?, "비밀");
    assert!(TlsPhone::connect_pinned(address, &identity, &"0".repeat(64)).await.is_err());
    // Older scripts may come this way, too, and the certificate outlives the process.
    server.restart().await?;
    let (address, same) = tls_of(&server)?;
    assert_eq!(pin, same);
    let older = server.identity("older", Client::V321);
    let mut older = TlsPhone::connect_pinned(address, &older, &pin).await?;
    older.say_with(&HERE.says("#echo 저도요")).await?;
    assert_eq!(older.expect_text(PATIENCE).await?, "저도요");
    Ok(())
}

fn tls_of(server: &Server) -> Result<(SocketAddr, String)> {
    let ready: Value = serde_json::from_slice(&fs::read(server.path("data/ready.json"))?)?;
    let address = ready["phones_tls"][0].as_str().context("no address for TLS")?.parse()?;
    Ok((address, ready["tls_pin"].as_str().context("no digest")?.to_owned()))
}

#[tokio::test]
async fn a_phone_with_another_key_does_not_come_in() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut identity = server.identity(DEVICE, Client::Loai);
    identity.secret = loai_config::Secret::new("another-secret");
    let error = Phone::connect(server.address(), identity).await.err().context("it came in")?;
    // The server cannot prove that it has this key either, so the phone leaves first.
    assert!(format!("{error:#}").contains("does not have the phone's key"), "{error:#}");
    assert!(server.listed(DEVICE).is_err(), "it is not remembered");
    Ok(())
}

#[tokio::test]
async fn a_repeated_frame_is_dropped() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::Loai).await?;
    let line = phone.next_line(&HERE.says("#echo 한 번"));
    phone.raw(&[line.as_slice(), &line].concat()).await?;
    assert_eq!(phone.expect_text(PATIENCE).await?, "한 번");
    assert_eq!(ask(&mut phone, HERE, "#echo 그다음").await?, "그다음");
    server.counted("bad_frame", 1).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_kept_is_known_after_a_break_and_what_is_open_after_a_restart_is_answered_once() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::Loai).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 하나").await?, "하나");
    got(&mut phone, 2).await?;
    phone.abort()?;
    let mut phone = server.phone(DEVICE, Client::Loai).await?;
    assert_eq!(phone.number(), Some(2), "the server remembers what it has");
    assert_eq!(ask(&mut phone, HERE, "#echo 둘").await?, "둘");
    let said = HERE.says("#echo 셋");
    phone.say_with(&said).await?;
    assert_eq!(phone.expect_text(PATIENCE).await?, "셋");
    server.wait_stored().await?;
    server.restart().await?;
    let mut phone = server.phone(DEVICE, Client::Loai).await?;
    assert_eq!(phone.number(), Some(0));
    phone.say_with(&said).await?;
    server.counted("duplicates", 1).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 넷").await?, "넷", "it was answered again");
    Ok(())
}

#[tokio::test]
async fn a_change_of_approval_reaches_the_phone() -> Result<()> {
    let server = Setup::new()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::Loai).await?;
    assert!(!phone.greeting().context("no greeting")?.approved);
    server.cli(&["phones", "approve", DEVICE])?.good()?;
    phone.say_with(&HERE.says("안녕")).await?;
    loop {
        match phone.next(PATIENCE).await?.context("nothing came")? {
            Heard::Noted(Noted::Approval(approved)) => {
                assert!(approved);
                return Ok(());
            }
            Heard::Closed => anyhow::bail!("the connection has ended"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_script_has_the_key_of_one_phone_and_where_to_go() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    let ran =
        setup.cli(&["script", BOT, "--phone", DEVICE, "--server", "192.0.2.1:37888", "--server", "example.com:1"])?;
    assert!(ran.err.contains("비밀 키"), "{ran:?}");
    let script = ran.out;
    let block =
        script.split_once("var SETTINGS = ").and_then(|(_, rest)| rest.split_once(";\n")).context("no block")?.0;
    let settings: Value = serde_json::from_str(block)?;
    assert_eq!((settings["bot"].as_str(), settings["phone_id"].as_str()), (Some(BOT), Some(DEVICE)));
    assert_eq!(settings["servers"][1], serde_json::json!({"host": "example.com", "port": 1, "tls": false, "pin": ""}));
    let out = setup.path("phone.js");
    let path = out.to_str().context("a path that is no text")?;
    setup.cli(&["script", BOT, "--tls", "--server", "192.0.2.1:37889", "--out", path])?.good()?;
    let written = fs::read_to_string(&out)?;
    assert!(written.contains("\"tls\": true") && !written.contains(DEVICE), "another phone by default");
    let mode = fs::metadata(&out)?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(setup.path("data/phone-tls.key").is_file(), "its digest is in the script");
    let server = setup.start().await?;
    let mut identity = server.identity(DEVICE, Client::Loai);
    let own = identity.own().key.digits().to_owned();
    assert_eq!(settings["key"].as_str(), Some(own.as_str()));
    identity.device = "p-other".to_owned();
    assert_ne!(identity.own().key.digits(), own);
    Ok(())
}

#[tokio::test]
async fn the_simulator_talks_and_loads_as_our_own_script() -> Result<()> {
    let server = Setup::open()?.with("phones.listen", "127.0.0.1:37888").start().await?;
    let talked = server.simulator(&["chat", "--client", "loai", "--device", DEVICE], "#echo 들려요?\n")?.good()?;
    assert!(talked.contains("LOA.i: 들려요?"), "{talked}");
    let load =
        ["load", "--client", "loai", "--phones", "2", "--rooms", "10", "--max-messages", "20", "--json", "load.json"];
    server.simulator(&load, "")?.good()?;
    let figures: Value = serde_json::from_slice(&fs::read(server.path("load.json"))?)?;
    assert_eq!((&figures["sent"], &figures["replies"]), (&20.into(), &20.into()), "{figures}");
    server.counted("acked", 21).await?;
    Ok(())
}
