//! Requests to the HTTP side, byte for byte.

use anyhow::{Context, Result};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::Server;

impl Server {
    /// The token that requests must show.
    ///
    /// # Errors
    /// When there is none.
    pub fn token(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.path("config/admin-token"))?.trim().to_owned())
    }

    /// Asks over HTTP, such as `POST /reload-config?file=all`, with further header lines; returns status and body.
    ///
    /// # Errors
    /// When the answer is not whole.
    pub async fn http(&self, request: &str, headers: &[String]) -> Result<(u16, Value)> {
        let mut stream = TcpStream::connect(self.admin()).await?;
        let host = [format!("Host: {}", self.admin())];
        // The first of two hosts would count.
        let host = if headers.iter().any(|line| line.starts_with("Host:")) { &[][..] } else { &host };
        let lines: Vec<_> = host.iter().chain(headers).map(|line| format!("{line}\r\n")).collect();
        let lines = lines.concat();
        stream.write_all(format!("{request} HTTP/1.1\r\n{lines}\r\n").as_bytes()).await?;
        let mut answer = Vec::new();
        // Whoever says more than it may gets its answer, and then a connection that is reset.
        while matches!(stream.read_buf(&mut answer).await, Ok(read) if read > 0) {}
        let answer = String::from_utf8(answer)?;
        let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no status")?;
        let (_, body) = answer.split_once("\r\n\r\n").context("no body")?;
        Ok((status, serde_json::from_str(body).unwrap_or_default()))
    }

    /// As [`Server::http`], with the token.
    ///
    /// # Errors
    /// As [`Server::http`].
    pub async fn http_as_admin(&self, request: &str) -> Result<(u16, Value)> {
        self.http(request, &[format!("Authorization: Bearer {}", self.token()?)]).await
    }
}
