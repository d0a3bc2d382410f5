//! Ranks over a million lines.

use std::{
    cmp::Reverse,
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use loai_core::{Counted, Rank, TalkBook, TalkCard, TalkSpan};
use sea_orm::{ConnectionTrait, Statement};

use super::{DAY, HOUR, NOON, Stage, TODAY, add_up_anew, on_every_database};
use crate::{Database, Options, tests::stage::count};

on_every_database!(ranks_read_the_sums_alone_and_cost_the_same_however_much_was_said);

/// Everybody talks on each of these days, of which the first is `TODAY`.
const DAYS: usize = 10;
const PEOPLE: usize = 20;
/// Lines come in blocks.
const BLOCK: u64 = 1_000;

/// What the lines of a block have in common is the block's number `a`; `b` is the line's own.
const LINES: &str = "INSERT INTO chat_log (room_id, user_id, kind, flags, message, server_at) \
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 999) \
    SELECT 1, CASE WHEN b % 11 = 0 THEN NULL WHEN (a + b) % 3 = 0 THEN 1 + b % 20 ELSE 1 + b % 20 % (b % 13 + 1) END, \
    'chat', 1 + (b % 11 = 0) * 4 + (b % 17 = 0) * 8 + (b % 7 > 2) * 16, '말', \
    {NOON} + a % 10 * {DAY} + b % 7 * {HOUR} + b FROM (SELECT x.n AS a, y.n AS b FROM n x, n y) AS ab";

/// The same in Rust: whose line it is, its day and hour, and whether it is talk; nothing for lines of bots.
fn line(a: u64, b: u64) -> Option<(usize, usize, usize, bool)> {
    let person = if (a + b).is_multiple_of(3) { b % 20 } else { b % 20 % (b % 13 + 1) } as usize;
    let counts = !b.is_multiple_of(11) && !b.is_multiple_of(17);
    counts.then_some((person, (a % 10) as usize, 12 + (b % 7) as usize, b % 7 > 2))
}

/// Lines by person: of each day, of each hour; all of them and those that are talk.
struct Told {
    days: [[[u64; 2]; DAYS]; PEOPLE],
    hours: [[u64; 24]; PEOPLE],
}

impl Told {
    fn by(blocks: u64) -> Self {
        let mut told = Self { days: [[[0; 2]; DAYS]; PEOPLE], hours: [[0; 24]; PEOPLE] };
        let lines = (0..blocks).flat_map(|a| (0..BLOCK).filter_map(move |b| line(a, b)));
        for (person, day, hour, talk) in lines {
            told.days[person][day][0] += 1;
            told.days[person][day][1] += u64::from(talk);
            told.hours[person][hour] += 1;
        }
        told
    }

    fn of(&self, person: usize, days: RangeInclusive<usize>, counted: Counted) -> u64 {
        self.days[person][days].iter().map(|lines| lines[usize::from(counted == Counted::Talk)]).sum()
    }

    fn rank(&self, days: &RangeInclusive<usize>, counted: Counted) -> Rank {
        let mut first: Vec<_> =
            (0..PEOPLE).map(|person| (name(person), self.of(person, days.clone(), counted))).collect();
        first.sort_by_key(|(_, lines)| Reverse(*lines));
        Rank { people: PEOPLE, lines: first.iter().map(|(_, lines)| lines).sum(), first }
    }

    fn card(&self, person: usize) -> TalkCard {
        let [said, talked] = [Counted::All, Counted::Talk].map(|counted| self.of(person, 0..=DAYS - 1, counted));
        let days = (0..DAYS).rev().map(|day| (TODAY + day as i32, self.of(person, day..=day, Counted::All))).collect();
        let rank = self.rank(&(0..=DAYS - 1), Counted::Talk);
        let place = rank.first.iter().position(|(known, _)| *known == name(person)).map(|place| (place + 1, talked));
        TalkCard { said, talked, hours: self.hours[person], days, place, people: PEOPLE }
    }
}

fn name(person: usize) -> String {
    format!("사람{person:02}")
}

/// One day, a week, all of the days by their dates, and all time.
fn spans() -> impl Iterator<Item = (TalkSpan, RangeInclusive<usize>)> {
    let all = 0..=DAYS - 1;
    [(3..=3, true), (2..=8, true), (all.clone(), true), (all, false)].into_iter().flat_map(|(days, by_date)| {
        [Counted::Talk, Counted::All].map(|counted| {
            let dates = TODAY + *days.start() as i32..=TODAY + *days.end() as i32;
            (TalkSpan { room: 1, days: by_date.then_some(dates), counted }, days.clone())
        })
    })
}

/// Asks everything and compares it with what was told.
async fn check(reader: &Database, told: &Told) {
    for (span, days) in spans() {
        let meant = told.rank(&days, span.counted);
        assert_eq!(reader.rank(span.clone(), PEOPLE).await.unwrap(), meant, "{span:?}");
    }
    let month = TalkSpan { room: 1, days: Some(TODAY - 20..=TODAY + 9), counted: Counted::Talk };
    assert_eq!(reader.card(name(7), month, TODAY + 9).await.unwrap(), told.card(7));
}

async fn ranks_read_the_sums_alone_and_cost_the_same_however_much_was_said(stage: Stage) {
    let database = stage.database().await;
    for person in 0..PEOPLE {
        let (id, name) = (person + 1, name(person));
        let values = format!("({id}, 1, '{name}', '{name}', FALSE, 1, 1)");
        execute(
            &database,
            &format!("INSERT INTO users (id, room_id, hash, name, is_bot, first_seen, last_seen) VALUES {values}"),
        )
        .await;
    }
    let reader = Database::connect(stage.url(), Options { max_connections: 1, ..Options::default() }).await.unwrap();
    let steps = Steps::of(&reader).await;
    let mut cost = Vec::new();
    for blocks in [0..10, 10..1_000] {
        let lines = LINES.replace("{NOON}", &NOON.to_string()).replace("{DAY}", &DAY.to_string());
        let lines = lines.replace("{HOUR}", &HOUR.to_string());
        execute(&database, &format!("{lines} WHERE a >= {} AND a < {}", blocks.start, blocks.end)).await;
        add_up_anew(&database).await;
        let before = steps.taken().await;
        check(&reader, &Told::by(blocks.end)).await;
        cost.push((
            count(&database, "talk_days").await + count(&database, "talk_hours").await,
            steps.taken().await - before,
        ));
    }
    assert_eq!(count(&database, "chat_log").await, 1_000_000);
    let [(few_sums, few_steps), (many_sums, many_steps)] = cost[..] else { panic!("{cost:?}") };
    assert_eq!(few_sums, many_sums);
    // Sorting other numbers may take a few turns more or less; a hundred times the lines would be told at once.
    assert!(few_steps.abs_diff(many_steps) * 100 < few_steps, "{few_steps} and {many_steps} steps");
    assert!(few_steps > few_sums, "steps are counted: {few_steps}");

    execute(&database, "ALTER TABLE chat_log RENAME TO away").await;
    check(&reader, &Told::by(1_000)).await;
}

async fn execute(database: &Database, sql: &str) {
    database.pool.execute_unprepared(sql).await.unwrap();
}

/// Counts what the database does on the one connection of a reader.
enum Steps<'a> {
    /// Turns of its loops.
    Sqlite(Arc<AtomicU64>),
    /// Rows that it takes from a table or an index.
    MariaDb(&'a Database),
}

impl<'a> Steps<'a> {
    async fn of(reader: &'a Database) -> Self {
        if reader.pool.get_database_backend() == sea_orm::DatabaseBackend::MySql {
            return Self::MariaDb(reader);
        }
        let taken = Arc::<AtomicU64>::default();
        let counter = Arc::clone(&taken);
        let mut connection = reader.pool.get_sqlite_connection_pool().acquire().await.unwrap();
        let count = move || counter.fetch_add(1, Ordering::Relaxed) < u64::MAX;
        connection.lock_handle().await.unwrap().set_progress_handler(1, count);
        Self::Sqlite(taken)
    }

    async fn taken(&self) -> u64 {
        match self {
            Self::Sqlite(taken) => taken.load(Ordering::Relaxed),
            Self::MariaDb(reader) => {
                let sql = "SHOW SESSION STATUS LIKE 'Handler_read%'";
                let backend = reader.pool.get_database_backend();
                let rows = reader.pool.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
                rows.iter().map(|row| row.try_get_by_index::<String>(1).unwrap().parse::<u64>().unwrap()).sum()
            }
        }
    }
}
