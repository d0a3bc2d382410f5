//! How long searches take over all texts of the server: `cargo run --release -p loai-bible --example search_speed`.

use std::{error::Error, io::Write, time::Instant};

use loai_bible::{Library, Query};

fn main() -> Result<(), Box<dyn Error>> {
    let library = Library::default();
    let (start, mut out) = (Instant::now(), std::io::stdout());
    let texts: Vec<_> = ["web", "asv1901", "kjv1769"].iter().filter_map(|code| library.text(code)).collect();
    writeln!(out, "unpacked in {:?}", start.elapsed())?;
    let start = Instant::now();
    let size: usize = texts.iter().map(|text| text.index_size()).sum();
    writeln!(out, "index of {size} bytes in {:?}", start.elapsed())?;
    for words in [
        "love",
        "e",
        "*e*",
        "a",
        "I",
        "lov*",
        "*s",
        "the",
        "\"God said\"",
        "the and of",
        "(love|hate) -the",
        "-e",
        "xylophone",
        "god's",
        "\"and the lord said unto moses\"",
    ] {
        let query = Query::parse(words).map_err(|error| format!("{error:?}"))?;
        let start = Instant::now();
        let hits: usize = texts.iter().map(|text| query.run(text).positions.len()).sum();
        writeln!(out, "{words}: {hits} verses in {:?}", start.elapsed())?;
    }
    Ok(())
}
