//! How long searches take over all texts of the Bible that are part of the server, and whether they find what reading
//! every verse finds.
//!
//! Prints one JSON object; `cargo xtask bench everyday` compares its figures. The index is in memory and no database
//! takes part.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints its figures for whoever started it")]

mod searches;
mod verse;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use cpu_time::ThreadTime;
use loai_bible::{Library, Query, Text};

use searches::{SEARCHES, Search};
use verse::Verse;

/// How often each search is made; the middle one counts.
const ROUNDS: usize = 31;

fn main() -> Result<()> {
    let started = Instant::now();
    let library = Library::default();
    let here = library.versions().into_iter().filter(|version| version.is_here);
    let texts: Vec<Arc<Text>> = here.filter_map(|version| library.text(&version.code)).collect();
    ensure!(!texts.is_empty(), "no text is part of the server");
    let index: usize = texts.iter().map(|text| text.index_size()).sum();
    let first = started.elapsed();
    let verses = |text: &Arc<Text>| (0..text.len()).map(|at| Verse::new(text.words(at))).collect();
    let folded: Vec<Vec<Verse>> = texts.iter().map(verses).collect();

    let (mut slowest, mut longest, mut hits) = (Duration::ZERO, Duration::ZERO, 0);
    for search in SEARCHES {
        let query = Query::parse(search.text).map_err(|error| anyhow!("{}: {error:?}", search.text))?;
        let mut found = 0;
        for (text, verses) in texts.iter().zip(&folded) {
            let positions = query.run(text).positions;
            ensure!(positions == scan(search, text, verses), "{} finds something else than there is", search.text);
            found += positions.len();
        }
        let mut rounds: Vec<Duration> = (0..ROUNDS).map(|_| once(&query, &texts)).collect();
        rounds.sort_unstable();
        let middle = rounds[ROUNDS / 2];
        eprintln!("bible: {middle:>10.2?} {found:>6} verses  {}", search.text);
        slowest = slowest.max(middle);
        longest = longest.max(rounds.last().copied().context("nothing was measured")?);
        hits += found;
    }
    eprintln!("bible: {} searches in {} texts, {hits} verses, as a naive scan finds them", SEARCHES.len(), texts.len());
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{}",
        serde_json::json!({
            "bible_texts": texts.len(), "bible_searches": SEARCHES.len(), "bible_slowest_ms": ms(slowest),
            "bible_longest_ms": ms(longest), "bible_ready_ms": ms(first), "bible_index_bytes": index,
        })
    );
    Ok(())
}

/// The processor time of one search over all texts.
fn once(query: &Query, texts: &[Arc<Text>]) -> Duration {
    let started = ThreadTime::now();
    let found: usize = texts.iter().map(|text| query.run(text).positions.len()).sum();
    std::hint::black_box(found);
    started.elapsed()
}

/// The positions of the verses that a search means, without an index.
fn scan(search: &Search, text: &Text, verses: &[Verse]) -> Vec<usize> {
    let inside = |at: &usize| {
        let book = text.id(*at).book().number();
        search.books.iter().any(|(first, last)| (*first..=*last).contains(&book))
    };
    (0..verses.len()).filter(inside).filter(|at| (search.means)(&verses[*at])).collect()
}
