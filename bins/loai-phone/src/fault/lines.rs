//! Faults in what is written on a connection that otherwise behaves.

use anyhow::{Context, Result};
use loai_core::{Clock, SystemClock};
use loai_protocol::MAX_LINE;
use rand::RngExt;
use rand::rngs::StdRng;

use super::ground::{ANSWER_WAIT, Ground, SILENCE};
use crate::phone::{GREETING_WAIT, padded};

/// So many lines go into one write.
const COALESCED: usize = 20;
const TEN_MINUTES_MS: i64 = 600_000;

/// Handshake and chat byte by byte.
pub async fn split(ground: &Ground) -> Result<String> {
    let mut phone = ground.dial(&ground.identity, None).await?;
    phone.split_writes(1);
    phone.handshake().await?;
    phone.greeted(GREETING_WAIT).await?;
    ground.still_works(&mut phone).await?;
    phone.close().await?;
    Ok("every byte came alone".to_owned())
}

/// Many lines in one write, some blank, some with CR.
pub async fn coalesced(ground: &Ground) -> Result<String> {
    let mut phone = ground.phone().await?;
    let mut bytes = Vec::new();
    for index in 0..COALESCED {
        let line = phone.line_of(&ground.message());
        bytes.extend_from_slice(line.trim_ascii_end());
        bytes.extend_from_slice([b"\n" as &[u8], b"\r\n", b"\n\n", b" \r\n \n"][index % 4]);
    }
    phone.raw(&bytes).await?;
    for index in 0..COALESCED {
        phone.expect_text(ANSWER_WAIT).await.with_context(|| format!("answer {} of {COALESCED}", index + 1))?;
    }
    phone.close().await?;
    Ok(format!("{COALESCED} messages came in one write"))
}

/// Lines that are no packets.
pub async fn garbage(ground: &Ground) -> Result<String> {
    let mut phone = ground.phone().await?;
    let mut random = ground.random();
    for index in 0..ground.count() {
        let mut line = nonsense(&mut random, index);
        line.retain(|&byte| byte != b'\n');
        line.push(b'\n');
        phone.raw(&line).await.with_context(|| format!("the connection ended at line {}", index + 1))?;
    }
    ground.still_works(&mut phone).await?;
    phone.close().await?;
    Ok(format!("{} lines of garbage were skipped", ground.count()))
}

/// A line of exactly the limit is heard, one byte more costs only that line.
pub async fn long_lines(ground: &Ground) -> Result<String> {
    let mut phone = ground.phone().await?;
    let exact = padded(&phone.line_of(&ground.message()), MAX_LINE);
    phone.raw(&exact).await?;
    phone.expect_text(ANSWER_WAIT).await.context("a line of exactly 1 MiB was not answered")?;
    let beyond = padded(&phone.line_of(&ground.message()), MAX_LINE + 1);
    phone.raw(&beyond).await?;
    phone.expect_silence(SILENCE).await.context("a line of 1 MiB and a byte was answered")?;
    ground.still_works(&mut phone).await?;
    phone.close().await?;
    Ok("1 MiB was heard, 1 MiB and a byte was skipped".to_owned())
}

/// Packets from ten minutes ago and from in ten minutes.
pub async fn clock_skew(ground: &Ground) -> Result<String> {
    let mut phone = ground.phone().await?;
    for skew in [-TEN_MINUTES_MS, TEN_MINUTES_MS] {
        phone.say_with(&ground.message().made_at_ms(SystemClock.now() + skew)).await?;
        let silence = phone.expect_silence(SILENCE).await;
        silence.with_context(|| format!("a packet {} minutes off was answered", skew / 60_000))?;
    }
    ground.still_works(&mut phone).await?;
    phone.close().await?;
    Ok("packets ten minutes off were dropped, the connection lives".to_owned())
}

/// One kind of nonsense after the other.
fn nonsense(random: &mut StdRng, index: u32) -> Vec<u8> {
    let length = random.random_range(1..2000_usize);
    let bytes = || vec![0_u8; length];
    match index % 10 {
        0 => {
            let mut binary = bytes();
            random.fill(binary.as_mut_slice());
            binary
        }
        1 => [b"{\"event\":\"analyze\",\"data\":{\"text\":\"" as &[u8], &[0xC3, 0x28, 0xFF], b"\"}}"].concat(),
        2 => b"[".repeat(length * 20),
        3 => b"{\"a\":".repeat(length * 20),
        4 => format!("{{\"event\":\"ping\",\"data\":{{\"server_timestamp\":{}}}}}", "9".repeat(length)).into_bytes(),
        5 => b"{\"event\":\"analyze\",\"data\":null}".to_vec(),
        6 => b"{\"event\":17,\"data\":[1e999999,-0]}".to_vec(),
        7 => format!("{{\"event\":\"event-{length}\",\"data\":{{}}}}").into_bytes(),
        8 => b"{\"event\":\"message\",\"data\":{\"room\":{},\"auth\":\"none\"}}!!!".to_vec(),
        _ => b"\"".to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn nonsense_repeats_from_the_same_seed() {
        let all = |seed| {
            let mut random = StdRng::seed_from_u64(seed);
            (0..20).map(|index| nonsense(&mut random, index)).collect::<Vec<_>>()
        };
        assert_eq!(all(7), all(7));
        assert_ne!(all(7), all(8));
    }
}
