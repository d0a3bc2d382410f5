//! The language of the script: what the oldest engine in the field reads.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::{app::App, text::path};
use crate::harness::skipped;

/// Rhino's numbers of the levels: ES6 as the app uses it, 1.8 (ES5), 1.7, and the one without a name.
const LEVELS: [u32; 4] = [200, 180, 170, 0];

#[tokio::test]
async fn the_script_and_the_probe_are_read_at_every_level_of_the_language() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    for name in ["loai.js", "probe.js"] {
        for level in LEVELS {
            let order = json!({"do": "parse", "script": path(name), "version": level});
            let parsed = app.order(&order, "parsed").await?;
            ensure!(parsed["wrong"].is_null(), "{name} at {level}: {parsed}");
        }
    }
    // What the engine of the phones does not read is found.
    for wrong in
        ["const f = (a, ...b) => b;", "class A {}", "var a = b?.c;", "for (const x of []) {}", "var f = (a = 1) => a;"]
    {
        let file = app.path("wrong.js");
        std::fs::write(&file, wrong)?;
        let parsed = app.order(&json!({"do": "parse", "script": file, "version": 200}), "parsed").await?;
        ensure!(!parsed["wrong"].is_null(), "{wrong} was read");
    }
    Ok(())
}

#[test]
fn the_script_and_the_probe_have_nothing_that_some_engine_in_the_field_lacks() -> Result<()> {
    let Some(node) = std::env::var_os("LOAI_TEST_NODE") else { return skipped("node") };
    let lint = |files: &[std::path::PathBuf]| {
        Command::new(&node).arg(path("test/es5.js")).args(files).output().context("could not run Node")
    };
    let clean = lint(&["loai.js", "probe.js"].map(path))?;
    ensure!(clean.status.success(), "{clean:?}");
    let folder = tempfile::tempdir()?;
    let wrong = folder.path().join("wrong.js");
    std::fs::write(&wrong, "for (let i = 0; i < 3; i++) {}\n")?;
    ensure!(!lint(&[wrong])?.status.success(), "the lint finds nothing");
    Ok(())
}
