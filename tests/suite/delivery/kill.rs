//! The server is killed while 10,000 items are in every state.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use loai_core::DeliveryId;
use loai_protocol::phone::Say;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use tokio::time::sleep;

use super::{Act, App, Robot, robot::lock};
use crate::harness::{Server, Setup};

const ROOMS: usize = 500;
const EACH: usize = 20;
const PHONES: usize = 4;

/// Rooms of which each is known to one phone, and an app on which much goes wrong until the server was killed.
#[derive(Default)]
struct Town {
    read: Mutex<HashMap<DeliveryId, (usize, String)>>,
    tried: Mutex<HashMap<DeliveryId, usize>>,
    outcomes: Mutex<BTreeMap<String, &'static str>>,
    calm: AtomicBool,
}

impl App for Town {
    fn act(&self, robot: &Robot, say: &Say<'_>) -> Act {
        let loai_protocol::phone::What::Text(text) = &say.what else { return Act::Lose };
        let room: usize = say.channel_id[13..].parse().unwrap_or(0);
        if robot.name != format!("phone{}", room % PHONES) {
            return Act::Tell("no_session");
        }
        let tries = {
            let mut tried = lock(&self.tried);
            let tries = tried.entry(say.id).or_default();
            *tries += 1;
            *tries
        };
        let luck = BuildHasherDefault::<DefaultHasher>::default().hash_one(say.id) % 100;
        let act = match luck {
            70..78 => Act::SayAndForget,
            78..86 if tries < 3 => Act::Lose,
            86..93 if tries < 2 && !self.calm.load(Ordering::Relaxed) => Act::Tell("no_session"),
            93..97 => Act::Tell("false"),
            97..100 => Act::Tell("error"),
            _ => Act::Say,
        };
        if let Act::Tell(outcome @ ("false" | "error")) = act {
            lock(&self.outcomes).insert(text.to_string(), outcome);
        }
        act
    }

    fn read(&self, _: &Robot, id: DeliveryId, _: &str, text: &str) {
        let mut read = lock(&self.read);
        read.entry(id).or_insert_with(|| (0, text.to_owned())).0 += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_with_10_000_items_in_every_state_says_the_rest_and_nothing_twice() -> Result<()> {
    let mut server = Setup::open()?
        .with("delivery.reply_seconds", 600)
        .with("delivery.ack_seconds", 1)
        .with("delivery.window_seconds", 2)
        .start()
        .await?;
    let town = Arc::<Town>::default();
    let robots: Vec<_> =
        (0..PHONES).map(|number| Robot::new(&server, &format!("phone{number}"), Arc::clone(&town) as _)).collect();
    robots.iter().for_each(Robot::start);
    for item in 0..EACH {
        for room in 0..ROOMS {
            let log = (item * ROOMS + room) as u64;
            robots[room % PHONES].notice(&id(room), "민수", &format!("#echo {room}-{item}"), log);
        }
    }
    // All are taken, and a part is said: then something is in every state.
    server.counted("received", (ROOMS * EACH) as u64).await?;
    while lock(&town.read).len() < ROOMS * EACH / 3 {
        sleep(Duration::from_millis(5)).await;
    }
    server.kill()?;
    let known: Vec<_> = robots.iter().map(|robot| lock(&robot.confirmed).clone()).collect();
    let before_the_kill: Vec<_> = robots.iter().map(|robot| robot.welcomes.load(Ordering::Relaxed)).collect();
    let before = lock(&town.read).len();
    town.calm.store(true, Ordering::Relaxed);
    server.restart().await?;
    drained(&server, &robots, &town).await?;

    let read = lock(&town.read).clone();
    let twice: Vec<_> = read.iter().filter(|(_, (times, _))| *times > 1).collect();
    assert!(twice.is_empty(), "said twice: {twice:?}");
    for ((robot, known), before) in robots.iter().zip(&known).zip(before_the_kill) {
        let by_the_next = |(id, connection): &&(DeliveryId, u64)| *connection > before && known.contains(id);
        let again: Vec<_> = lock(&robot.again).iter().filter(by_the_next).copied().collect();
        assert!(again.is_empty(), "{}: handed over although the outcome was known: {again:?}", robot.name);
    }
    // Every question has one end: it was answered, or the app said that it does not know.
    let said: HashMap<_, usize> = read.values().fold(HashMap::new(), |mut said, (_, text)| {
        *said.entry(text.clone()).or_default() += 1;
        said
    });
    let unclear = lock(&town.outcomes).clone();
    for room in 0..ROOMS {
        for item in 0..EACH {
            let text = format!("{room}-{item}");
            let times = said.get(&text).copied().unwrap_or(0);
            let end = (times, unclear.contains_key(&text));
            assert!(matches!(end, (1, false) | (0, true)), "{text} was said {times} times, unclear: {}", end.1);
        }
    }
    let states = states(&server).await?;
    let stored: i64 = states.iter().map(|(_, items)| items).sum();
    let [acked, unknown] =
        ["acked", "unknown"].map(|state| states.iter().find(|(of, _)| of == state).map_or(0, |(_, n)| *n));
    assert_eq!((stored, acked + unknown), ((ROOMS * EACH) as i64, stored), "{states:?}");
    assert_eq!(unknown, unclear.len() as i64, "{states:?}");
    println!(
        "said {before} before and {} after the kill; unclear {}; states {states:?}",
        read.len() - before,
        unclear.len()
    );
    Ok(())
}

/// Waits until nothing is under way any more; people speak in every room, which wakes it.
async fn drained(server: &Server, robots: &[Arc<Robot>], town: &Town) -> Result<()> {
    let started = Instant::now();
    for wave in 0.. {
        let open = server.http_as_admin("GET /deliveries").await?.1;
        let items = open["items"].as_array().cloned().unwrap_or_default();
        let under_way: Vec<_> = items.iter().filter(|item| item["state"] != "unknown").collect();
        if under_way.is_empty() {
            return Ok(());
        }
        ensure!(
            started.elapsed() < Duration::from_secs(150),
            "{} of {} are left: {:?}",
            under_way.len(),
            lock(&town.read).len(),
            under_way[0]
        );
        for item in &under_way {
            if item["held"] == "no-session" {
                let room: usize = item["channel"].as_str().unwrap_or_default()[13..].parse()?;
                robots[room % PHONES].notice(&id(room), "민수", "좋아요", 1_000_000 + wave * 1_000 + room as u64);
            }
        }
        sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}

async fn states(server: &Server) -> Result<Vec<(String, i64)>> {
    server.wait_stored().await?;
    let database = Database::connect(format!("sqlite://{}?mode=ro", server.path("data/loai.db").display())).await?;
    let query = "SELECT state, COUNT(*) AS items FROM deliveries GROUP BY state ORDER BY state";
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Sqlite, query)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "state")?, row.try_get("", "items")?))).collect()
}

fn id(room: usize) -> String {
    format!("1000000000000{room:05}")
}
