//! Asking a running server how far it is, over its control socket (JSON lines).

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

/// What a server says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The sequence number of the newest journal record.
    pub journal_seq: u64,
    /// The sequence number up to which the database has come.
    pub stored_seq: u64,
    /// Rows stored since the start.
    pub rows_stored: u64,
    /// Phones connected and identified.
    pub connections: u64,
}

/// Asks once.
///
/// # Errors
/// When the server does not answer, or not in the agreed shape.
pub fn status(socket: &Path) -> Result<Status> {
    let mut stream = UnixStream::connect(socket).context("connecting to the control socket")?;
    stream.set_read_timeout(Some(PATIENCE)).context("asking for the status")?;
    stream.write_all(b"{\"cmd\":\"status\"}\n").context("asking for the status")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).context("asking for the status")?;
    read(&line).with_context(|| format!("reading the status {line}"))
}

/// Asks until the status is as wanted; also says how long that took.
///
/// # Errors
/// When that takes longer than `patience`, or the server does not answer.
pub fn wait(socket: &Path, patience: Duration, wanted: impl Fn(&Status) -> bool) -> Result<(Status, Duration)> {
    let started = Instant::now();
    loop {
        let status = status(socket)?;
        if wanted(&status) {
            return Ok((status, started.elapsed()));
        }
        if started.elapsed() > patience {
            bail!("after {} s the server is no further than {status:?}", patience.as_secs());
        }
        thread::sleep(PAUSE);
    }
}

fn read(line: &str) -> Result<Status> {
    let answer: Value = serde_json::from_str(line)?;
    let number = |name: &str| answer[name].as_u64().with_context(|| format!("{name} is missing"));
    Ok(Status {
        journal_seq: number("journal_seq")?,
        stored_seq: number("stored_seq")?,
        rows_stored: number("rows_stored")?,
        connections: number("connections")?,
    })
}
