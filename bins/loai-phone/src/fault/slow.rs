//! A phone that asks much faster than it listens.

use std::io::ErrorKind;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::ground::Ground;
use crate::phone::{GREETING_WAIT, Message};

/// It reads 1 KiB a second, in steps.
const STEP: Duration = Duration::from_millis(100);
const READ_PER_STEP: usize = 102;
/// It asks at most so often in one step.
const ASKS_PER_STEP: usize = 500;
/// A busy machine may take so much longer than asked for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server must cut the reader off, rather than keep its answers for ever.
pub async fn slow_reader(ground: &Ground) -> Result<String> {
    let mut phone = ground.dial(&ground.identity, None).await?;
    phone.handshake().await?;
    phone.greeted(GREETING_WAIT).await?;
    let seat = &ground.args.seat;
    let ask = || Message::new(&seat.room, &seat.channel, &ground.args.long).from(&seat.sender, &seat.user);
    let began = Instant::now();
    let mut lines: Vec<u8> = Vec::new();
    let mut asked = 0;
    let mut read = 0;
    SockRef::from(phone.stream()).set_recv_buffer_size(4096).context("cannot make the buffer small")?;
    while began.elapsed() < ground.time() + PATIENCE {
        if lines.is_empty() {
            (0..ASKS_PER_STEP).for_each(|_| lines.extend_from_slice(&phone.line_of(&ask())));
            asked += ASKS_PER_STEP;
        }
        let open = write_some(phone.stream(), &mut lines).and(read_some(phone.stream()));
        let Some(count) = open else {
            let after = began.elapsed().as_secs_f64();
            return Ok(format!("cut off after {after:.1} s, {asked} questions and {read} bytes read"));
        };
        read += count;
        sleep(STEP).await;
    }
    let after = began.elapsed().as_secs();
    bail!("it asked {asked} times, read {read} bytes in {after} s and was not cut off")
}

/// Writes what the socket takes; `None` when the connection is gone.
fn write_some(stream: &TcpStream, lines: &mut Vec<u8>) -> Option<usize> {
    match stream.try_write(lines) {
        Ok(count) => {
            lines.drain(..count);
            Some(count)
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => Some(0),
        Err(_) => None,
    }
}

/// Reads a little; `None` when the connection is gone.
fn read_some(stream: &TcpStream) -> Option<usize> {
    match stream.try_read(&mut [0; READ_PER_STEP]) {
        Ok(0) => None,
        Ok(count) => Some(count),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Some(0),
        Err(_) => None,
    }
}
