//! What is wrong with a line costs that line: it is counted by kind, logged once, and the connection lives.

mod lines;
mod packets;

use anyhow::{Context, Result};
use loai_phone::{Client, Phone};

use crate::harness::{Place, Server, ask};

const HERE: Place = Place::HOME;

const DEVICE: &str = "a1b2c3d4e5f60718";

/// One client of each signed dialect.
const SIGNED: [Client; 2] = [Client::V321, Client::Head333];

/// A line, and the kind under which it is counted.
struct Bad {
    what: &'static str,
    line: Vec<u8>,
    kind: &'static str,
}

fn bad(kind: &'static str, what: &'static str, line: impl Into<Vec<u8>>) -> Bad {
    Bad { what, line: line.into(), kind }
}

/// The message of a phone with something replaced, without its line end.
fn altered(phone: &Phone, from: &str, to: &str) -> Result<Vec<u8>> {
    let line = String::from_utf8(phone.line_of(&HERE.says("#echo 잃은 말")))?;
    anyhow::ensure!(line.contains(from), "{from} is not in {line}");
    Ok(line.replacen(from, to, 1).trim_end().into())
}

/// Sends each line and then asks something: the same connection answers, and exactly this kind was counted once.
async fn each_costs_one_line(server: &Server, phone: &mut Phone, lines: Vec<Bad>) -> Result<()> {
    for Bad { what, mut line, kind } in lines {
        let before = server.counter(kind)?;
        line.push(b'\n');
        phone.raw(&line).await?;
        let answer = ask(phone, HERE, &format!("#echo {what}")).await.with_context(|| what.to_owned())?;
        assert_eq!(answer, what, "another answer came first");
        assert_eq!(server.counter(kind)?, before + 1, "{what} counts as {kind}: {}", server.status()?["counters"]);
    }
    Ok(())
}
