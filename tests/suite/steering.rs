//! Operators see what waits to be said, and stop everything: in a room, on the command line, over HTTP.

use anyhow::Result;
use loai_phone::{Client, Phone};
use serde_json::json;

use crate::harness::{PATIENCE, Place, Server, Setup, ask};

const HERE: Place = Place::HOME;
const STOPPED: &str = "이 봇의 말을 모두 멈췄어요. 기다리는 말: 0개\n다시 말하게 하려면: # 긴급정지 해제";

/// A server whose phone sits in [`HERE`], where 지우 is an admin.
async fn server() -> Result<(Server, Phone)> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    let code = server.admin_code().await?;
    ask(&mut phone, HERE, &format!("#관리자등록 {code}")).await?;
    Ok((server, phone))
}

#[tokio::test]
async fn an_admin_stops_everything_and_what_waited_is_said_afterwards() -> Result<()> {
    let (server, mut phone) = server().await?;
    assert_eq!(ask(&mut phone, HERE, "#긴급정지").await?, STOPPED);
    assert_eq!(server.cli(&["halt", "on", "--bot", "LOA.i"])?.good()?, "이미 멈춰 있어요: LOA.i\n");
    phone.say_with(&HERE.says("#echo 하나")).await?;
    // What tells of the stop leaves before what waits.
    let told = ask(&mut phone, HERE, "#긴급정지").await?;
    assert!(told.starts_with("이미 멈춰 있어요 (지우 (…2d3c), "), "{told}");
    let listed = ask(&mut phone, HERE, "#발송").await?;
    for part in ["LOA.i 발송: 기다리는 말 1개\n긴급정지 중이에요 (지우 (…2d3c), ", "1) 우리 방 · 답 · 긴급정지"]
    {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    assert_eq!(server.cli(&["halt", "off", "--bot", "LOA.i"])?.good()?, "다시 말할게요: LOA.i\n");
    assert_eq!(phone.expect_text(PATIENCE).await?, "하나");
    Ok(())
}

#[tokio::test]
async fn the_command_line_lists_and_drops_what_waits() -> Result<()> {
    let (server, mut phone) = server().await?;
    assert!(server.cli(&["deliveries"])?.good()?.ends_with("기다리는 말이 없어요.\n"));
    assert_eq!(server.cli(&["halt"])?.good()?, "모두 멈췄어요: 모든 봇\n");
    phone.say_with(&HERE.says("#echo 하나")).await?;
    let told = ask(&mut phone, HERE, "#긴급정지 해제").await?;
    assert!(told.starts_with("서버 전체가 멈춰 있어요 (cli, "), "{told}");
    let (code, listed) = server.http_as_admin("GET /deliveries").await?;
    assert_eq!(
        (code, &listed["items"][0]["held"], &listed["halted"][0]["actor"]),
        (200, &json!("halted"), &json!("cli"))
    );
    let id = listed["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let list = server.cli(&["deliveries", "list"])?.good()?;
    assert!(list.starts_with("LOA.i: 긴급정지 중 (cli, ") && list.contains(&id), "{list}");
    assert_eq!(server.cli(&["deliveries", "drop", &id])?.good()?, format!("버렸어요: {id}\n"));
    for deed in ["drop", "again"] {
        assert!(server.cli(&["deliveries", deed, &id])?.refused()?.contains(&id));
    }
    assert_eq!(server.cli(&["halt", "off"])?.good()?, "다시 말할게요: 모든 봇\n");
    assert_eq!(ask(&mut phone, HERE, "#echo 둘").await?, "둘");
    Ok(())
}

#[tokio::test]
async fn over_http_everything_is_stopped_with_the_token_only() -> Result<()> {
    let (server, mut phone) = server().await?;
    for (request, status) in [("GET /deliveries", 401), ("POST /halt", 401)] {
        assert_eq!(server.http(request, &[]).await?.0, status, "{request}");
    }
    assert_eq!(server.http_as_admin("GET /halt").await?.0, 405);
    let halt = async |body: &str| {
        let token = format!("Authorization: Bearer {}", server.token()?);
        server.http("POST /halt", &[token, format!("Content-Length: {}\r\n\r\n{body}", body.len())]).await
    };
    for body in ["", "{}", "{\"on\": 1}", "{\"on\": true, \"bots\": []}"] {
        assert_eq!(halt(body).await?.0, 400, "{body}");
    }
    assert_eq!(halt("{\"on\": true, \"bot\": \"nobody\"}").await?.1["error"], json!("unknown_bot"));
    assert_eq!(halt("{\"on\": true}").await?, (200, json!({"ok": true, "changed": true})));
    assert_eq!(halt("{\"on\": true, \"bot\": null}").await?, (200, json!({"ok": true, "changed": false})));
    assert_eq!(halt("{\"on\": false}").await?, (200, json!({"ok": true, "changed": true})));
    assert_eq!(ask(&mut phone, HERE, "#echo 하나").await?, "하나");
    Ok(())
}

#[tokio::test]
async fn without_a_server_there_is_nothing_to_stop() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    for arguments in [&["halt"][..], &["deliveries"], &["deliveries", "drop", "1"]] {
        let said = setup.cli(arguments)?.refused()?;
        assert!(said.starts_with("서버가 켜져 있을 때만 할 수 있어요: "), "{said}");
    }
    Ok(())
}
