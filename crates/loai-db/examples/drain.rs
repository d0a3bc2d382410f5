//! Measures what storing a chat line costs: fills a journal, lets the writer drain it into SQLite, and prints the CPU
//! time of the writer's threads per line.
//!
//! ```text
//! cargo run --release -p loai-db --example drain -- [LINES] [ROOMS] [ROUNDS] [RECORDS]
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::{
    error::Error,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use loai_core::{
    Batch, Record, SystemClock,
    record::{Kind, RoomFact, Said},
};
use loai_db::{Database, Options, WriterOptions, writer};
use loai_journal::Journal;

/// About 60 characters, as chat is.
const QUESTION: &str = "오늘 저녁에 뭐 먹을지 아직 못 정했는데 혹시 근처에 괜찮은 식당 아는 사람 있으면 알려줘요 ㅎㅎ";
const ANSWER: &str = "오늘의 추천 번호는 3, 11, 19, 27, 38, 42 입니다. 행운을 빌어요! 다음 추첨은 토요일 저녁이에요.";
/// Lines that arrive with one read of a connection.
const GROUP: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse::<usize>());
    let mut next = |default| numbers.next().unwrap_or(Ok(default));
    let (lines, rooms, rounds) = (next(1_000_000)?, next(300)?, next(1)?);
    let options =
        WriterOptions { max_records: next(WriterOptions::default().max_records)?, ..WriterOptions::default() };
    let dir = tempfile::tempdir()?;
    let (journal, _) = Journal::open(loai_journal::Options::new(dir.path().join("journal")))?;
    let journal = Arc::new(journal);
    let url = format!("sqlite://{}", dir.path().join("loai.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let database = runtime.block_on(async {
        let database = Database::connect(&url, Options::default()).await?;
        database.migrate::<migrations::Migrator>().await?;
        database.claim("", journal.id()).await.map(|()| database)
    })?;
    for round in 0..rounds {
        fill(&journal, round * lines, lines, rooms)?;
        let started = Instant::now();
        let handle = writer::spawn(&database, Arc::clone(&journal), Arc::new(SystemClock), options.clone())?;
        let stored = handle.wait_stored(journal.last_seq(), Duration::from_mins(10));
        let (cpu, wall) = (cpu_ticks()?, started.elapsed());
        for (thread, ticks) in &cpu {
            println!("{thread}: {:.2} us per line", *ticks as f64 * 10_000.0 / lines as f64);
        }
        let ticks: u64 = cpu.iter().map(|(_, ticks)| ticks).sum();
        let stats = handle.stats();
        println!(
            "{lines} lines in {wall:.2?}, {:.2} us of CPU per line, {} transactions, all stored: {stored}",
            ticks as f64 * 10_000.0 / lines as f64,
            stats.transactions,
        );
    }
    Ok(())
}

/// Half of the lines are the bot's own.
fn fill(journal: &Journal, from: usize, lines: usize, rooms: usize) -> Result<(), Box<dyn Error>> {
    let mut batch = Batch::default();
    for number in 0..rooms {
        let channel = channel(number);
        let number = number as u32 + 1;
        let fact =
            RoomFact { bot: "LOA.i", channel: &channel, number, name: "방", state: "approved", actor: "", at: 1 };
        batch.push(&Record::Room(fact));
    }
    for line in (from..from + lines).step_by(2) {
        let channel = channel(line / 2 % rooms);
        let (user, log_id) = (format!("0f1e2d3c{:08}", line / 2 % (rooms * 7)), format!("32000000000{line:08}"));
        let heard = Said {
            bot: "LOA.i",
            channel: &channel,
            user: Some(&user),
            sender: "나는야사람",
            text: QUESTION,
            kind: Kind::AutoReply,
            command: None,
            flags: Said::GROUP,
            log_id: Some(&log_id),
            client_at: Some(1_752_990_000_000),
            at: 1_752_990_000_000 + line as i64 / 20,
            fingerprint: 0,
        };
        batch.push(&Record::Said(heard));
        let own =
            Said { user: None, sender: "", text: ANSWER, flags: Said::OWN, log_id: None, client_at: None, ..heard };
        batch.push(&Record::Said(own));
        if batch.count() as usize >= GROUP {
            journal.append(batch.bytes(), batch.count())?;
            batch.clear();
        }
    }
    journal.append(batch.bytes(), batch.count())?;
    Ok(())
}

fn channel(number: usize) -> String {
    format!("1841234567{number:08}")
}

/// User and system time of each of the writer's threads, in hundredths of a second.
fn cpu_ticks() -> Result<Vec<(String, u64)>, Box<dyn Error>> {
    let mut found = Vec::new();
    for task in fs::read_dir("/proc/self/task")? {
        let stat = fs::read_to_string(task?.path().join("stat"))?;
        let (name, rest) = stat.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).ok_or("no thread name")?;
        if name.starts_with("db-writer") {
            let mut times = rest.split_whitespace().skip(11).map(str::parse::<u64>);
            let mut time = || times.next().unwrap_or(Ok(0));
            found.push((name.to_owned(), time()? + time()?));
        }
    }
    Ok(found)
}
