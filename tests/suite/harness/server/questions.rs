//! What tests ask of a server: through its control socket, and of its database.

use anyhow::{Context, Result, ensure};
use loai_db::{ChatRow, Database};
use loai_server::{Request, control};
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult, Statement};
use serde_json::Value;

use super::Server;
use crate::harness::{BOT, eventually};

/// A stored line of chat with its room.
#[derive(Clone, Debug)]
pub struct ChatLine {
    /// The room's channel id.
    pub channel: String,
    /// The line.
    pub row: ChatRow,
}

impl Server {
    /// Asks through the control socket.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn control(&self, request: &Request) -> Result<Value> {
        control::ask(&self.path("data"), request)?.context("nobody listens at the control socket")
    }

    /// How the server is.
    ///
    /// # Errors
    /// As [`Server::control`].
    pub fn status(&self) -> Result<Value> {
        self.control(&Request::Status)
    }

    /// One counter of the status; 0 when it was never counted.
    ///
    /// # Errors
    /// As [`Server::control`].
    pub fn counter(&self, label: &str) -> Result<u64> {
        Ok(self.status()?["counters"][label].as_u64().unwrap_or(0))
    }

    /// Waits until a counter has a value, and no other.
    ///
    /// # Errors
    /// With the last value when it never has.
    pub async fn counted(&self, label: &str, expected: u64) -> Result<()> {
        eventually(&format!("{label} = {expected}"), || {
            let value = self.counter(label)?;
            ensure!(value <= expected, "{label} is {value} and should be {expected}");
            Ok((value == expected).then_some(()))
        })
        .await
    }

    /// The row of `phones list` for a device.
    ///
    /// # Errors
    /// When it is not listed.
    pub fn listed(&self, device: &str) -> Result<Value> {
        let answer = self.control(&Request::Phones)?;
        let phones = answer["phones"].as_array().context("no phones")?;
        let row = phones.iter().find(|phone| phone["device"] == device);
        Ok(row.with_context(|| format!("{device} is not listed"))?.clone())
    }

    /// The admin code on the start screen.
    ///
    /// # Errors
    /// When there is none.
    pub async fn admin_code(&self) -> Result<String> {
        eventually("an admin code on the screen", || {
            let screen = self.stdout();
            let (_, after) = screen.split_once("#관리자등록 ").unwrap_or_default();
            let code: String = after.chars().take_while(char::is_ascii_digit).collect();
            Ok((code.len() == 6).then_some(code))
        })
        .await
    }

    /// Why a message got no answer: the answer of the control socket.
    ///
    /// # Errors
    /// As [`Server::control`].
    pub fn why(&self, channel: &str, log_id: Option<&str>) -> Result<Value> {
        let (bot, channel, log_id) = (BOT.to_owned(), channel.to_owned(), log_id.map(str::to_owned));
        self.control(&Request::Why { bot, channel, log_id })
    }

    /// Waits until the database has everything that the journal has.
    ///
    /// # Errors
    /// When it does not follow.
    pub async fn wait_stored(&self) -> Result<Value> {
        eventually("a database that has followed", || {
            let status = self.status()?;
            Ok((status["stored_seq"] == status["journal_seq"]).then_some(status))
        })
        .await
    }

    /// The server's SQLite database; it may run meanwhile.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn database(&self) -> Result<Database> {
        let url = format!("sqlite://{}", self.path("data/loai.db").display());
        Ok(Database::connect(&url, loai_db::Options::default()).await?)
    }

    /// What a query on the SQLite database gives: for each row its columns with a bar between them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sql(&self, query: &str) -> Result<Vec<String>> {
        let url = format!("sqlite://{}", self.path("data/loai.db").display());
        let connection = sea_orm::Database::connect(url).await?;
        let rows = connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, query)).await?;
        connection.close().await?;
        let column = |row: &QueryResult, index: usize| {
            row.try_get_by_index::<String>(index)
                .or_else(|_| row.try_get_by_index::<i64>(index).map(|number| number.to_string()))
                .or_else(|_| row.try_get_by_index::<f64>(index).map(|number| format!("{number:?}")))
                .unwrap_or_else(|_| "null".to_owned())
        };
        let columns = |row: &QueryResult| -> Vec<String> {
            (0..row.column_names().len()).map(|index| column(row, index)).collect()
        };
        Ok(rows.iter().map(|row| columns(row).join("|")).collect())
    }

    /// Everything stored in the SQLite database that was said in any room, room by room, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn chat_rows(&self) -> Result<Vec<ChatLine>> {
        let database = self.database().await?;
        let mut lines = Vec::new();
        for room in database.load_rooms().await? {
            let rows = database.recent_chat(room.number, 1_000_000).await?;
            lines.extend(rows.into_iter().map(|row| ChatLine { channel: room.channel.clone(), row }));
        }
        database.close().await;
        Ok(lines)
    }
}
