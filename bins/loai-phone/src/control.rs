//! Asking a server on the same machine why it said nothing.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

const WAIT: Duration = Duration::from_secs(2);
/// An answer is a few sentences; more is not read.
const MAX_ANSWER: u64 = 64 * 1024;

/// One message whose silence is to be explained.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "cmd", rename = "why")]
pub struct Why<'a> {
    /// The bot that was silent.
    pub bot: &'a str,
    /// The room's channel id.
    pub channel: &'a str,
    /// The message's log id.
    pub log_id: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    text: String,
}

/// Asks through the server's control socket; `None` when the server knows no reason, for example because it is still
/// at work on an answer.
///
/// # Errors
/// When there is no socket, or no usable answer in two seconds.
pub async fn why(socket: &Path, question: &Why<'_>) -> Result<Option<String>> {
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    timeout(WAIT, exchange(socket, &line)).await.context("no answer from the control socket")?
}

async fn exchange(socket: &Path, line: &[u8]) -> Result<Option<String>> {
    let stream = UnixStream::connect(socket).await.context("cannot open the control socket")?;
    let (read, mut write) = stream.into_split();
    write.write_all(line).await?;
    let mut answer = String::new();
    BufReader::new(read.take(MAX_ANSWER)).read_line(&mut answer).await?;
    let answer: Answer = serde_json::from_str(&answer).context("cannot read the answer of the control socket")?;
    Ok(Some(answer.text).filter(|text| answer.ok && !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_one_json_object() {
        let why = Why { bot: "LOA.i", channel: "practice", log_id: "17" };
        let json = serde_json::to_string(&why).unwrap();
        assert_eq!(json, r#"{"cmd":"why","bot":"LOA.i","channel":"practice","log_id":"17"}"#);
    }

    #[tokio::test]
    async fn an_answer_is_its_text_and_a_refusal_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("control.sock");
        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        let question = Why { bot: "LOA.i", channel: "practice", log_id: "17" };
        for (line, expected) in [(r#"{"ok":true,"text":"왜냐하면"}"#, Some("왜냐하면")), (r#"{"ok":false}"#, None)]
        {
            let serve = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut asked = [0; 1024];
                let length = stream.read(&mut asked).await.unwrap();
                assert!(asked[..length].ends_with(b"}\n"));
                stream.write_all(format!("{line}\n").as_bytes()).await.unwrap();
            };
            let (answer, ()) = tokio::join!(why(&path, &question), serve);
            assert_eq!(answer.unwrap().as_deref(), expected);
        }
    }

    #[tokio::test]
    async fn without_a_socket_there_is_no_reason() {
        let question = Why { bot: "LOA.i", channel: "practice", log_id: "17" };
        assert!(why(Path::new("nowhere/control.sock"), &question).await.is_err());
    }
}
