//! A database with lines of chat, as a server without sums left it and as it is afterwards.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use loai_db::{Database, Options};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use sea_orm_migration::{MigrationTrait, prelude::DynIden};

use crate::{
    Outcome,
    lines::{DAYS, Line, PEOPLE, ROOMS},
};

/// Lines in one statement, and in one transaction.
const STATEMENT: u64 = 2_000;
const TRANSACTION: u64 = 200_000;

/// The schema before there were sums.
struct BeforeSums;

impl MigratorTrait for BeforeSums {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Migrator::migrations().into_iter().take_while(|step| step.name() != "m0010_talk").collect()
    }

    fn migration_table_name() -> DynIden {
        Migrator::migration_table_name()
    }
}

/// What was put in: the lines of each person on each day, all of them and those that are talk.
pub struct Told {
    pub said: Vec<[u64; 2]>,
    pub seconds: f64,
}

impl Told {
    /// Lines of a person on days, counted from 0.
    pub fn of(&self, person: u64, days: std::ops::RangeInclusive<u64>, talk: bool) -> u64 {
        days.map(|day| self.said[(person * DAYS + day) as usize][usize::from(talk)]).sum()
    }
}

pub struct Store {
    pub lines: u64,
    pub database: Database,
    /// For statements that the product has no use for.
    raw: DatabaseConnection,
    /// The server, and the database's name on it.
    server: Option<(DatabaseConnection, String)>,
}

impl Store {
    /// An empty database in a folder or on a server.
    pub async fn create(place: &str, lines: u64) -> Outcome<Self> {
        let (url, server) = if place.contains("://") {
            let (server, name) =
                (sea_orm::Database::connect(place).await?, format!("loai_bench_{}_{lines}", std::process::id()));
            server.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
            (format!("{}/{name}", place.trim_end_matches('/')), Some((server, name)))
        } else {
            (format!("sqlite://{place}/{lines}.db"), None)
        };
        let database = Database::connect(&url, Options::default()).await?;
        database.migrate::<BeforeSums>().await?;
        Ok(Self { lines, database, raw: sea_orm::Database::connect(url).await?, server })
    }

    /// Stores the rooms' people and all lines.
    pub async fn fill(&self) -> Outcome<Told> {
        let started = Instant::now();
        let mut people =
            "INSERT INTO users (id, room_id, hash, name, is_bot, first_seen, last_seen) VALUES ".to_owned();
        for person in 0..PEOPLE {
            let comma = if person == 0 { "" } else { ", " };
            write!(people, "{comma}({}, {}, '{person}', '사람{person}', FALSE, 1, 1)", person + 1, person % ROOMS + 1)?;
        }
        self.raw.execute_unprepared(&people).await?;
        let mut said = vec![[0, 0]; (PEOPLE * DAYS) as usize];
        for first in (0..self.lines).step_by(TRANSACTION as usize) {
            let transaction = self.raw.begin().await?;
            let end = self.lines.min(first + TRANSACTION);
            for from in (first..end).step_by(STATEMENT as usize) {
                transaction.execute_unprepared(&self.statement(from, end.min(from + STATEMENT), &mut said)?).await?;
            }
            transaction.commit().await?;
        }
        let seconds = started.elapsed().as_secs_f64();
        eprintln!("ranks: {} lines stored in {seconds:.1} s", self.lines);
        Ok(Told { said, seconds })
    }

    fn statement(&self, from: u64, to: u64, told: &mut [[u64; 2]]) -> Outcome<String> {
        let mut sql = "INSERT INTO chat_log (room_id, user_id, kind, flags, message, server_at) VALUES ".to_owned();
        for number in from..to {
            let line = Line::new(number, self.lines);
            let comma = if number == from { "" } else { "," };
            let user = line.person.map_or_else(|| "NULL".to_owned(), |person| (person + 1).to_string());
            write!(sql, "{comma}({},{user},'chat',{},'{}',{})", line.room, line.flags, line.text(), line.at)?;
            if let Some((person, talk)) = line.counts() {
                let sums = &mut told[(person * DAYS + line.day) as usize];
                *sums = [sums[0] + 1, sums[1] + u64::from(talk)];
            }
        }
        Ok(sql)
    }

    /// Brings the schema up to date, which adds up what was said.
    pub async fn add_up(&self) -> Outcome<Duration> {
        let started = Instant::now();
        self.database.migrate::<Migrator>().await?;
        eprintln!("ranks: {} lines added up in {:.2?}", self.lines, started.elapsed());
        Ok(started.elapsed())
    }

    /// How many sums there are, by day and by hour.
    pub async fn sums(&self) -> Outcome<(i64, i64)> {
        let mut counts = [0, 0];
        for (count, table) in counts.iter_mut().zip(["talk_days", "talk_hours"]) {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let statement = sea_orm::Statement::from_string(self.raw.get_database_backend(), sql);
            let row = self.raw.query_one_raw(statement).await?.ok_or("nothing was counted")?;
            *count = row.try_get_by_index(0)?;
        }
        Ok(counts.into())
    }

    /// Closes it, and leaves nothing of it on a server; files are the caller's.
    pub async fn remove(self) -> Outcome<()> {
        self.database.close().await;
        self.raw.close().await?;
        if let Some((server, name)) = self.server {
            server.execute_unprepared(&format!("DROP DATABASE {name}")).await?;
        }
        Ok(())
    }
}
