//! A database of one test's own on the MariaDB that `LOAI_TEST_MARIADB` names.

use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait as _, Database};

/// A database; [`Scratch::remove`] removes it again.
pub struct Scratch {
    server: String,
    name: String,
    url: String,
}

impl Scratch {
    /// An empty database; `None` when there is no server.
    ///
    /// # Errors
    /// When the server does not create it.
    pub async fn create(test: &str) -> Result<Option<Self>> {
        let Some(server) = std::env::var_os("LOAI_TEST_MARIADB") else { return Ok(None) };
        let server = server.to_str().context("LOAI_TEST_MARIADB is no text")?.trim_end_matches('/').to_owned();
        let name = format!("loai_test_{test}_{}", std::process::id());
        execute(&server, &format!("CREATE DATABASE {name}")).await?;
        let url = format!("{server}/{name}");
        Ok(Some(Self { server, name, url }))
    }

    /// What `database.url` is set to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes the database.
    ///
    /// # Errors
    /// When the server does not.
    pub async fn remove(self) -> Result<()> {
        execute(&self.server, &format!("DROP DATABASE {}", self.name)).await
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
