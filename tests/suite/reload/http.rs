//! Over HTTP.

use std::{fs, os::unix::fs::PermissionsExt};

use anyhow::Result;
use loai_phone::Client;
use serde_json::{Value, json};

use super::{greeting, unwatched};
use crate::harness::{Place, Setup, ask};

const SETTINGS: &str = "config/settings/LOA.i.json";
const RELOAD: &str = "POST /reload-config?file=auto-replies";

#[tokio::test]
async fn every_status_has_its_reason() -> Result<()> {
    let server = unwatched()?.start().await?;
    let bearer = |token: &str| vec![format!("Authorization: Bearer {token}")];
    let token = server.token()?;
    let foreign = ["Host: evil.example".to_owned(), bearer(&token).remove(0)];
    for (request, headers, status, error) in [
        (RELOAD, vec![], 401, "unauthorized"),
        (RELOAD, bearer("wrong"), 401, "unauthorized"),
        (RELOAD, vec![format!("Authorization: Basic {token}")], 401, "unauthorized"),
        (RELOAD, foreign.to_vec(), 403, "unknown_host"),
        ("GET /health", vec!["Host: evil.example".to_owned()], 403, "unknown_host"),
        ("GET /reload-config?file=all", vec![], 401, "unauthorized"),
        ("GET /reload-config?file=all", bearer(&token), 405, "method_not_allowed"),
        ("DELETE /reload-config?file=all", bearer(&token), 405, "method_not_allowed"),
        ("POST /reload-config", bearer(&token), 400, "unknown_target"),
        ("POST /reload-config?file=everything", bearer(&token), 400, "unknown_target"),
        ("POST /reload-config?file=all&bot=nobody", bearer(&token), 400, "unknown_bot"),
        ("POST /reload-config?file=all&file=all", bearer(&token), 400, "bad_query"),
        ("GET /", bearer(&token), 404, "not_found"),
    ] {
        let (code, body) = server.http(request, &headers).await?;
        assert_eq!((code, &body["error"]), (status, &json!(error)), "{request} {headers:?}: {body}");
    }
    let long = format!("X-Long: {}", "x".repeat(20 << 10));
    assert_eq!(server.http("GET /health", &[long]).await?.0, 431);
    assert_eq!(server.http(RELOAD, &[bearer(&token).remove(0), "Content-Length: 1000000".to_owned()]).await?.0, 413);
    assert_eq!(server.revision()?, 1);
    Ok(())
}

#[tokio::test]
async fn a_target_is_read_again_and_a_broken_file_changes_nothing() -> Result<()> {
    let server = unwatched()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    fs::write(server.path(SETTINGS), greeting("하나"))?;
    let (code, body) = server.http_as_admin(&format!("{RELOAD}&bot=LOA.i")).await?;
    assert_eq!(code, 200, "{body}");
    assert_eq!((&body["ok"], &body["changed"], &body["revision"]), (&json!(true), &json!(true), &json!(2)));
    let line = json!({"target": "auto-replies", "ok": true, "items": 1, "message": "자동응답: 1개", "revision": 2});
    assert_eq!(body["results"], json!([line]));
    assert_eq!(ask(&mut phone, Place::HOME, "안녕").await?, "하나");

    fs::write(server.path(SETTINGS), greeting("(").replace("^안녕", "("))?;
    let (code, body) = server.http_as_admin("POST /reload-config?file=all").await?;
    assert_eq!((code, &body["ok"], &body["revision"]), (422, &json!(false), &json!(2)), "{body}");
    let results: Vec<&Value> = body["results"].as_array().into_iter().flatten().collect();
    assert_eq!(results.len(), 10, "{body}");
    let broken = results.iter().find(|line| line["target"] == "auto-replies").map(|line| line["message"].to_string());
    assert!(broken.is_some_and(|message| message.contains(&format!("{SETTINGS}:1:58: 오류: "))), "{body}");
    assert_eq!(ask(&mut phone, Place::HOME, "안녕!").await?, "하나");
    Ok(())
}

#[tokio::test]
async fn health_tells_strangers_one_word_and_the_operator_more() -> Result<()> {
    let server = unwatched()?.start().await?;
    let _phone = server.phone("phone", Client::V321).await?;
    assert_eq!(server.http("GET /health", &[]).await?, (200, json!({"status": "ok"})));
    let (code, body) = server.http_as_admin("GET /health").await?;
    assert_eq!((code, &body["status"], &body["version"]), (200, &json!("ok"), &json!(loai_server::VERSION)));
    assert_eq!((&body["phones"]["known"], &body["database"]["connected"]), (&json!(2), &json!(true)), "{body}");
    assert!(body["uptime_ms"].is_u64() && !body.to_string().contains(&server.token()?), "{body}");
    Ok(())
}

#[tokio::test]
async fn the_token_is_its_owners_only() -> Result<()> {
    let mut server = unwatched()?.start().await?;
    let file = server.path("config/admin-token");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    let token = server.token()?;
    server.restart().await?;
    assert_eq!(server.token()?, token);
    server.stop().await?;
    for name in ["stdout.log", "stderr.log", "data/loai.db"] {
        let bytes = fs::read(server.path(name))?;
        assert!(!String::from_utf8_lossy(&bytes).contains(&token), "{name} tells the token");
    }

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644))?;
    let said = server.cli(&["run"])?.refused()?;
    assert!(said.contains("chmod 600 config/admin-token"), "{said}");
    Ok(())
}

#[tokio::test]
async fn names_and_token_can_be_set() -> Result<()> {
    let setup = Setup::open()?.with("admin.token", "a-token-of-my-own").with("admin.hosts", "loai.home, other.home");
    let server = setup.start().await?;
    assert!(!server.path("config/admin-token").exists());
    let headers = ["Host: LOAi.home:8000".to_owned(), "Authorization: Bearer a-token-of-my-own".to_owned()];
    let (code, body) = server.http(RELOAD, &headers).await?;
    assert_eq!((code, &body["changed"]), (200, &json!(false)), "{body}");
    Ok(())
}
