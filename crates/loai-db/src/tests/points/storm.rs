//! Whatever is told how often by how many, and whoever is killed meanwhile: nothing is made, lost or counted twice.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use loai_core::{Account, Points as _, PointsError, PointsKind, Refund, Transfer, Visit};
use rand::{Rng, RngExt as _, SeedableRng as _, rngs::Xoshiro256PlusPlus};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
    sqlx::{AssertSqlSafe, Connection as _, mysql::MySqlConnection, query_scalar, raw_sql},
};

use super::{AT, assert_sound, bot, channel, ledger, member, system};
use crate::{
    Database, Options, PointsBook,
    entity::point_account::{Column, Entity},
    tests::{
        Stage, on_every_database,
        stage::{column, count, runtime},
    },
};

on_every_database!(sixty_four_workers_and_their_deaths_leave_every_sum_as_it_was);

const WORKERS: u64 = 64;
/// So often each worker does something.
const DEEDS: usize = 25;
const MEMBERS: u64 = 5;
/// So many different transfers there are, so most are told by several workers at once.
const PLANNED: u64 = 150;
const DAYS: i32 = 6;
/// So many processes are killed while they move points.
const PROCESSES: usize = 4;
/// Tells a process of this test that it is one of those, with the address of the database and the seed.
const VICTIM: (&str, &str) = ("LOAI_TEST_POINTS_VICTIM", "LOAI_TEST_POINTS_SEED");

/// The transfer with this number: always the same one.
fn planned(seed: u64, number: u64) -> Transfer {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ (number << 32));
    let some = |rng: &mut Xoshiro256PlusPlus| match rng.random_range(0..=MEMBERS) {
        0 => Account::room(&bot(), &channel()),
        number => member(&number.to_string()),
    };
    let (one, mut other) = (some(&mut rng), some(&mut rng));
    while one == other {
        other = some(&mut rng);
    }
    let (from, to, kind) = match rng.random_range(0..10) {
        0..3 => (system(), one, PointsKind::Grant),
        3..6 => (one, system(), PointsKind::Spend),
        _ => (one, other, PointsKind::Send),
    };
    let (reference, amount) = (format!("planned:{number}"), rng.random_range(1..100));
    Transfer { from, to, amount, kind, reference, actor: String::new(), note: String::new(), at: AT }
}

/// Does something; gives back the number of a transfer of which it was told that it counts now.
async fn deed(points: &PointsBook, seed: u64, rng: &mut impl Rng) -> Result<Option<u64>, PointsError> {
    let number = rng.random_range(0..PLANNED);
    let transfer = planned(seed, number);
    match rng.random_range(0..10) {
        0 => {
            let (day, who) = (rng.random_range(1..=DAYS), rng.random_range(1..=MEMBERS).to_string());
            let visit =
                Visit { member: member(&who), also: Vec::new(), day, points: 7, bonus_days: 3, bonus: 20, at: AT };
            points.attend(visit).await.map(|_| None)
        }
        1 => {
            let (subject, reference) = (transfer.subject().clone(), transfer.reference.clone());
            let refund = Refund { subject, reference, actor: String::new(), note: String::new(), at: AT };
            points.refund(refund).await.map(|_| None)
        }
        _ => Ok(points.transfer(transfer).await?.new.then_some(number)),
    }
}

/// A worker with a connection of its own. Sometimes it does not wait for an answer, as a command that is out of time.
async fn work(url: &str, seed: u64, worker: u64, told: &Mutex<Vec<u64>>) {
    let options = Options { max_connections: 1, ..Options::default() };
    let points = loop {
        if let Ok(database) = Database::connect(url, options).await {
            break ledger(&database);
        }
    };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ worker.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for _ in 0..DEEDS {
        let patience = if rng.random_ratio(1, 6) { rng.random_range(0..20) } else { 60_000 };
        let deed = deed(&points, seed, &mut rng);
        match tokio::time::timeout(Duration::from_millis(patience), deed).await {
            Ok(Ok(Some(number))) => told.lock().unwrap().push(number),
            Ok(Err(PointsError::Conflict | PointsError::Invalid(_))) => panic!("two meanings of a reference"),
            // Too little is there, there is nothing to give back, the connection was killed too often, or it took long.
            Ok(Ok(None) | Err(_)) | Err(_) => {}
        }
    }
}

/// Not a test of its own: what [`kill_processes`] starts and kills. In any other run there is nothing to do here.
#[test]
fn a_process_that_is_going_to_be_killed() {
    let word = |name| std::env::var_os(name).and_then(|word| word.into_string().ok());
    let (Some(url), Some(seed)) = (word(VICTIM.0), word(VICTIM.1)) else { return };
    let seed = seed.parse().unwrap();
    println!("\nready");
    thread::scope(|scope| {
        for worker in 0..8 {
            let url = &url;
            scope.spawn(move || {
                for round in 1..1_000 {
                    runtime().block_on(work(url, seed, WORKERS * round + worker, &Mutex::default()));
                }
            });
        }
    });
}

/// Starts processes that move points, and kills each in the middle of it.
fn kill_processes(url: &str, seed: u64) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    for _ in 0..PROCESSES {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "tests::points::storm::a_process_that_is_going_to_be_killed"])
            .envs([(VICTIM.0, url), (VICTIM.1, &seed.to_string())])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "ready"));
        // At any moment of its work; nothing waits for the time itself.
        thread::sleep(Duration::from_millis(rng.random_range(20..120)));
        victim.kill().unwrap();
        victim.wait().unwrap();
    }
}

/// Kills connections to a database of MariaDB, one after the other, as long as there is work.
async fn kill_connections(server: &str, name: &str, seed: u64, working: &AtomicBool) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut connection = MySqlConnection::connect(server).await.unwrap();
    while working.load(SeqCst) {
        let list = format!("SELECT id FROM information_schema.processlist WHERE db = '{name}'");
        let ids: Vec<i64> = query_scalar(AssertSqlSafe(list)).fetch_all(&mut connection).await.unwrap();
        if !ids.is_empty() {
            let victim = ids[rng.random_range(0..ids.len())];
            // It may have ended by itself.
            let _ = raw_sql(AssertSqlSafe(format!("KILL {victim}"))).execute(&mut connection).await;
        }
        // Most transfers have to get through between two deaths.
        tokio::time::sleep(Duration::from_millis(8)).await;
    }
}

/// Looks at the sum while everybody works; tells how often it could. Each look has a connection of its own, since the
/// one before may have been killed.
async fn watch(url: &str, working: &AtomicBool) -> u32 {
    let mut looks = 0;
    while working.load(SeqCst) {
        let options = Options { max_connections: 1, acquire_timeout: Duration::from_millis(500) };
        let Ok(database) = Database::connect(url, options).await else { continue };
        let sum = Expr::col(Column::Balance).sum().cast_as("SIGNED");
        let seen = Entity::find().select_only().column_as(sum, "sum").into_tuple::<Option<i64>>().one(&database.pool);
        if let Ok(Some(sum)) = seen.await {
            assert_eq!(sum.unwrap_or(0), 0, "the sum has moved");
            looks += 1;
        }
        let debts = Entity::find().filter(Column::Kind.ne("system")).filter(Column::Balance.lt(0)).one(&database.pool);
        assert!(!matches!(debts.await, Ok(Some(_))), "a debt");
        database.close().await;
    }
    looks
}

async fn sixty_four_workers_and_their_deaths_leave_every_sum_as_it_was(stage: Stage) {
    let seed = rand::random();
    println!("seed {seed}");
    let database = stage.database().await;
    let (told, working) = (Mutex::default(), AtomicBool::new(true));
    let looks = thread::scope(|scope| {
        let url = stage.url();
        let watcher = scope.spawn(|| runtime().block_on(watch(url, &working)));
        if let Some((server, name)) = stage.server() {
            scope.spawn(|| runtime().block_on(kill_connections(server, name, seed, &working)));
        }
        let told = &told;
        let workers = (0..WORKERS).map(|worker| scope.spawn(move || runtime().block_on(work(url, seed, worker, told))));
        let workers: Vec<_> = workers.collect();
        kill_processes(url, seed);
        let failed = workers.into_iter().filter_map(|worker| worker.join().err()).count();
        working.store(false, SeqCst);
        assert_eq!(failed, 0, "seed {seed}");
        watcher.join().unwrap()
    });
    assert!(looks > 0);
    assert_sound(&database).await;

    // Nobody is in the way any more: all that was planned is decided now, and what was told is there.
    let points = ledger(&database);
    let mut told = told.into_inner().unwrap();
    told.sort_unstable();
    assert!(told.is_sorted_by(|one, next| one < next), "seed {seed}: one transfer was told to be new twice");
    assert!(!told.is_empty());
    for number in told {
        assert!(!points.transfer(planned(seed, number)).await.unwrap().new, "seed {seed}: {number} was lost");
    }
    for number in 0..PLANNED {
        let decided = points.transfer(planned(seed, number)).await;
        assert!(matches!(decided, Ok(_) | Err(PointsError::Short { .. })), "seed {seed}: {number} {decided:?}");
    }
    assert_sound(&database).await;
    let twice =
        "(SELECT reference FROM point_transfers WHERE kind = 'refund' GROUP BY reference HAVING COUNT(*) > 1) d";
    assert_eq!(count(&database, twice).await, 0, "seed {seed}");
    let days = column(&database, "SELECT CAST(SUM(days) AS SIGNED) FROM point_attendance").await;
    assert_eq!(days[0], count(&database, "point_transfers WHERE kind = 'attendance'").await.to_string(), "seed {seed}");
}
