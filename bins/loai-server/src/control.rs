//! The control socket: JSON lines between the command line and a running server, on this machine only.

use std::{
    io::{self, BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, net::UnixStream as BlockingStream},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Desk, Request};

/// The longest request, in bytes.
const REQUEST: u64 = 64 << 10;
/// How long a client may take for a request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the socket is.
pub fn path(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Opens the socket, readable and writable by this user only. One that a dead server left behind is replaced.
///
/// # Errors
/// When it cannot be created.
pub fn listen(data: &Path) -> io::Result<UnixListener> {
    let path = path(data);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers requests until told to stop.
pub async fn serve(listener: UnixListener, desk: Arc<Desk>, tasks: TaskTracker, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let (desk, stop) = (Arc::clone(&desk), stop.clone());
                tasks.spawn(async move {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        _ = converse(stream, desk) => {}
                    }
                });
            }
            Err(error) => {
                tracing::warn!(error = %error, "the control socket could not accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: UnixStream, desk: Arc<Desk>) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = tokio::io::BufReader::new(read);
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut read).take(REQUEST);
        let request = tokio::time::timeout(PATIENCE, limited.read_until(b'\n', &mut line)).await;
        let Ok(read) = request else { return Ok(()) };
        if read? == 0 {
            return Ok(());
        }
        let answer = match serde_json::from_slice::<Request>(&line) {
            Ok(request) => desk.answer_later(&request).await,
            Err(error) => json!({"ok": false, "error": "bad_request", "reason": error.to_string()}),
        };
        let mut answer = answer.to_string().into_bytes();
        answer.push(b'\n');
        write.write_all(&answer).await?;
    }
}

/// Asks a running server; `None` when none is running on this data folder.
///
/// # Errors
/// When the server is there and does not answer.
pub fn ask(data: &Path, request: &Request) -> io::Result<Option<Value>> {
    let stream = match BlockingStream::connect(path(data)) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    (&stream).write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer)?;
    Ok(Some(serde_json::from_str(&answer)?))
}
