//! A database of one test's own on the MariaDB that `LOAI_TEST_MARIADB` names.

use std::{
    hash::{BuildHasher as _, RandomState},
    thread,
};

use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait as _, Database};

use crate::harness::skipped;

/// A database, which is removed when this goes out of scope.
pub struct Scratch {
    server: String,
    name: String,
    url: String,
}

impl Scratch {
    /// An empty database; `None` when there is no server.
    ///
    /// # Errors
    /// When the server does not create it, or is required and not named.
    pub async fn create(test: &str) -> Result<Option<Self>> {
        let Some(server) = std::env::var_os("LOAI_TEST_MARIADB") else {
            skipped("mariadb")?;
            return Ok(None);
        };
        let server = server.to_str().context("LOAI_TEST_MARIADB is no text")?.trim_end_matches('/').to_owned();
        // Process numbers come again, on a server that lives longer than its machines.
        let random = RandomState::new().hash_one(std::process::id()) as u32;
        let name = format!("loai_test_{test}_{random:08x}");
        execute(&server, &format!("CREATE DATABASE {name}")).await?;
        let url = format!("{server}/{name}");
        Ok(Some(Self { server, name, url }))
    }

    /// What `database.url` is set to.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE {}", self.name);
        // A thread of its own, since a test also ends inside of a runtime, where nothing may be waited for.
        thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.map(|runtime| runtime.block_on(execute(&self.server, &drop)))
            });
        });
    }
}

/// Runs one statement on a server.
///
/// # Errors
/// When it cannot be reached or refuses.
pub async fn execute(server: &str, sql: &str) -> Result<()> {
    let connection = Database::connect(server).await.with_context(|| format!("could not connect to {server}"))?;
    connection.execute_unprepared(sql).await?;
    connection.close().await?;
    Ok(())
}
