//! The bare limit server: what reading, splitting, parsing and answering chat lines costs at least.
//!
//! It does what no server for phones can leave out: one read, the split into lines, typed parsing
//! of each line, one answer for each chat line, one write for all answers of a read.
//! It verifies nothing, stores nothing and decides nothing; it is the mark to measure against.
#![expect(clippy::print_stdout, reason = "prints where it listens for whoever starts it")]

mod answer;
mod lines;
mod packet;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use lines::Lines;

/// Where to listen and whom to tell.
struct Options {
    listen: String,
    ready_file: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(run(options))
}

async fn run(options: Options) -> Result<()> {
    let listener =
        TcpListener::bind(&options.listen).await.with_context(|| format!("listening on {}", options.listen))?;
    announce(&listener, options.ready_file)?;
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.context("accepting a connection")?;
        connections.spawn(serve(stream));
        while connections.try_join_next().is_some() {}
    }
}

/// Prints the bound address as JSON and writes it to the ready file.
fn announce(listener: &TcpListener, ready_file: Option<PathBuf>) -> Result<()> {
    let address = listener.local_addr().context("reading the bound address")?;
    let ready = serde_json::json!({ "phones": [address.to_string()] }).to_string();
    println!("{ready}");
    if let Some(path) = ready_file {
        let part = path.with_extension("part");
        fs::write(&part, &ready).context("writing the ready file")?;
        fs::rename(&part, &path).context("writing the ready file")?;
    }
    Ok(())
}

/// One connection: a read, its answers, one write, until the peer goes.
async fn serve(mut stream: TcpStream) -> Result<()> {
    stream.set_nodelay(true).context("setting TCP_NODELAY")?;
    let mut lines = Lines::default();
    let mut output = Vec::with_capacity(64 * 1024);
    loop {
        let read = stream.read(lines.room()).await.context("reading")?;
        if read == 0 {
            return Ok(());
        }
        lines.filled(read, |line| answer::answer(line, &mut output));
        if !output.is_empty() {
            stream.write_all(&output).await.context("writing")?;
            output.clear();
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { listen: "127.0.0.1:0".to_owned(), ready_file: None };
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--listen" => options.listen = value,
            "--ready-file" => options.ready_file = Some(value.into()),
            _ => bail!("unknown option {name}; there are --listen ADDR and --ready-file PATH"),
        }
    }
    Ok(options)
}
