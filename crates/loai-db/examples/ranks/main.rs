//! Measures what ranks cost over few lines of chat and over many, of as many people on as many days, and how long the
//! step takes that adds up what was said before there were sums.
//!
//! Prints one JSON object; `cargo xtask bench everyday` compares its figures.
//!
//! ```text
//! cargo run --release -p loai-db --example ranks -- (FOLDER | mysql://USER@HOST) FEW MANY
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints its figures for whoever started it")]

mod lines;
mod reading;
mod store;

use std::error::Error;

use store::Store;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, few, many] = &arguments[..] else {
        return Err("usage: ranks (FOLDER | mysql://USER@HOST) FEW MANY".into());
    };
    let (few, many): (u64, u64) = (few.parse()?, many.parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (few, many) = (Store::create(place, few).await?, Store::create(place, many).await?);
        let measured = measure(&few, &many).await;
        few.remove().await?;
        many.remove().await?;
        println!("{}", measured?);
        Ok(())
    })
}

async fn measure(few: &Store, many: &Store) -> Outcome<serde_json::Value> {
    let (told_few, told_many) = (few.fill().await?, many.fill().await?);
    few.add_up().await?;
    let added_up = many.add_up().await?;
    let (rows_few, rows_many) = (few.sums().await?, many.sums().await?);
    if rows_few != rows_many {
        return Err(format!("not as many people on as many days: {rows_few:?} and {rows_many:?} sums").into());
    }
    reading::check(few, &told_few).await?;
    reading::check(many, &told_many).await?;
    let read = reading::compare(few, many).await?;
    Ok(serde_json::json!({
        "lines": many.lines, "fill_s": told_many.seconds, "add_up_s": added_up.as_secs_f64(),
        "sums": rows_many.0 + rows_many.1, "rank_ratio": read.ratio, "rank_slowest_ms": read.slowest_ms,
    }))
}
