//! All inputs, on all processors, with a report of what failed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;
use std::{env, fs, process, thread};

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::corpus::Corpus;
use crate::journal::Image;
use crate::own::Own;
use crate::random::Random;
use crate::{codec, mutate, packets, replies};

/// Inputs that a thread takes at a time.
const PORTION: u64 = 1000;
/// Failures after which there is no point in going on.
const ENOUGH: u64 = 5;
/// Bytes of a failing input that are printed.
const SHOWN: usize = 4096;

/// Which inputs.
pub struct Options {
    /// How many.
    pub inputs: u64,
    /// Of which seed.
    pub seed: u64,
    /// The number of the first.
    pub start: u64,
}

struct Bench {
    corpus: Corpus,
    own: Own,
    image: Image,
}

/// Tries every input and says how many failed.
///
/// # Errors
/// When there is nothing to mutate, because no journal could be written.
pub fn run(options: &Options) -> Result<u64> {
    let bench = Bench::prepare()?;
    println!("fuzz: {} inputs of seed {}", options.inputs, options.seed);
    let begun = Instant::now();
    let (next, failures) = (AtomicU64::new(0), AtomicU64::new(0));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| bench.work(options, &next, &failures));
        }
    });
    let failures = failures.into_inner();
    let verdict = if failures == 0 { "passed" } else { "FAILED" };
    println!(
        "fuzz: {} inputs of seed {} {verdict} in {:.1} s on {threads} threads, {failures} failures",
        options.inputs,
        options.seed,
        begun.elapsed().as_secs_f64()
    );
    Ok(failures)
}

impl Bench {
    fn prepare() -> Result<Self> {
        let corpus = Corpus::build();
        let directory = env::temp_dir().join(format!("loai-fuzz-{}", process::id()));
        // The image is the same for every run: what differs is what is done to it.
        let image = Image::write(&directory, &corpus.phones, &mut Random::of_input(0, 0));
        fs::remove_dir_all(&directory).context("removing the journal")?;
        Ok(Self { corpus, own: Own::build(), image: image? })
    }

    fn work(&self, options: &Options, next: &AtomicU64, failures: &AtomicU64) {
        loop {
            let first = next.fetch_add(PORTION, Relaxed);
            if first >= options.inputs || failures.load(Relaxed) >= ENOUGH {
                return;
            }
            for input in first..(first + PORTION).min(options.inputs) {
                if !self.one(options.seed, options.start + input) {
                    failures.fetch_add(1, Relaxed);
                }
            }
        }
    }

    /// Tries one input; false when it failed.
    fn one(&self, seed: u64, input: u64) -> bool {
        let mut random = Random::of_input(seed, input);
        let mut shown = Vec::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| self.check(&mut random, &mut shown)));
        let words = match outcome {
            Ok(Ok(())) => return true,
            Ok(Err(broken)) => broken,
            Err(_) => "it panicked".to_owned(),
        };
        let start = Bytes::copy_from_slice(&shown[..shown.len().min(SHOWN)]);
        eprintln!(
            "fuzz: input {input} of seed {seed}: {words}\n  {} bytes: {start:x}\n  again with: cargo xtask fuzz --seed {seed} --start {input} --inputs 1",
            shown.len()
        );
        false
    }

    /// Makes an input, leaves its bytes in `shown` and checks what must hold.
    fn check(&self, random: &mut Random, shown: &mut Vec<u8>) -> Result<(), String> {
        let Corpus { phones, server } = &self.corpus;
        match random.below(12) {
            10.. => self.own.check(random, shown),
            0..3 => {
                let input = codec::Input::generate(phones, random);
                shown.extend_from_slice(input.bytes());
                input.check(random)
            }
            3..7 => {
                shown.extend(mutate::line(phones, random));
                packets::check(shown)
            }
            7 => {
                shown.extend(mutate::line(if random.once_in(5) { phones } else { server }, random));
                replies::check_line(shown);
                Ok(())
            }
            8 => {
                let (room, text) = (mutate::text(phones, random), mutate::text(server, random));
                shown.extend_from_slice(format!("{room}\0{text}").as_bytes());
                replies::check_text(&room, &text)
            }
            _ => {
                let (bytes, outcome) = self.image.check(random);
                *shown = bytes;
                outcome
            }
        }
    }
}
