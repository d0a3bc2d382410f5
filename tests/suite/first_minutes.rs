//! The first two minutes with a server.

use anyhow::Result;

use crate::harness::Setup;

#[tokio::test]
async fn smoke() -> Result<()> {
    let mut server = Setup::new()?.start().await?;
    let said = server.simulator(&["chat"], "안녕\n#도움말\n#로또\n심심해\n")?;
    eprintln!("{said:#?}");
    let out = server.end("INT").await?;
    eprintln!("{out}");
    server.restart().await?;
    assert!(false);
    Ok(())
}
