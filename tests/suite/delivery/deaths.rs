//! Over TCP, the phone that speaks dies thirty times in the middle of a conversation.

use std::{
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use loai_core::DeliveryId;
use loai_protocol::phone::Say;
use tokio::{task::JoinSet, time::sleep};

use super::{Act, App, Death, Robot, robot::lock};
use crate::harness::Setup;

/// So many pairs of phones, each in a room of its own, die at the same time; each three times, in each way.
const PAIRS: usize = 10;
/// How long an answer is worth saying.
const LIFETIME: Duration = Duration::from_secs(30);

/// Two phones in one room, and what was read there.
#[derive(Default)]
struct Room {
    id: String,
    phones: OnceLock<[Arc<Robot>; 2]>,
    read: Mutex<Vec<(Instant, DeliveryId, String, String)>>,
    logs: AtomicU64,
}

impl App for Room {
    fn act(&self, _: &Robot, say: &Say<'_>) -> Act {
        // The apps of other rooms' phones know nothing of this one.
        if say.channel_id == self.id { Act::Say } else { Act::Tell("no_session") }
    }

    fn read(&self, robot: &Robot, id: DeliveryId, _: &str, text: &str) {
        lock(&self.read).push((Instant::now(), id, text.to_owned(), robot.name.clone()));
        // The other phone sees what this one says.
        self.hear(&format!("로아 {}", robot.name), text, Some(&robot.name));
    }
}

impl Room {
    fn hear(&self, sender: &str, text: &str, except: Option<&str>) {
        let log = self.logs.fetch_add(10, Ordering::Relaxed);
        for (index, phone) in self.phones.get().into_iter().flatten().enumerate() {
            if except != Some(phone.name.as_str()) {
                phone.notice(&self.id, sender, text, log + index as u64);
            }
        }
    }

    /// Somebody asks something; when, and what the answer is.
    fn ask(&self) -> (Instant, String) {
        let number = self.logs.load(Ordering::Relaxed);
        self.hear("민수", &format!("#echo 질문 {number}"), None);
        (Instant::now(), format!("질문 {number}"))
    }

    async fn answered(&self, asked: &[(Instant, String)]) -> Result<()> {
        let until = Instant::now() + LIFETIME + Duration::from_secs(5);
        let missing = || {
            let read = lock(&self.read);
            asked.iter().find(|(_, answer)| !read.iter().any(|(_, _, text, _)| text == answer)).cloned()
        };
        while let Some((_, answer)) = missing() {
            anyhow::ensure!(Instant::now() < until, "no answer to {answer} in {}", self.id);
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn dies(self: Arc<Self>, deaths: [Death; 3]) -> Result<Vec<(Death, Duration)>> {
        let mut delays = Vec::new();
        for death in deaths {
            // Both phones learn to see each other.
            for _ in 0..6 {
                let asked = self.ask();
                self.answered(&[asked]).await?;
                sleep(Duration::from_millis(300)).await;
            }
            let speaker = lock(&self.read).last().context("nothing was read")?.3.clone();
            let phones = self.phones.get().context("no phones")?;
            let phone = phones.iter().find(|phone| phone.name == speaker).context("no speaker")?;
            let mut asked = vec![self.ask()];
            sleep(Duration::from_millis(rand::random_range(0..6))).await;
            phone.die(death);
            let died = Instant::now();
            for _ in 0..3 {
                asked.push(self.ask());
                sleep(Duration::from_millis(100)).await;
            }
            self.answered(&asked).await?;
            let read = lock(&self.read).clone();
            let other = read.iter().find(|(at, _, _, by)| *at > died && *by != speaker);
            delays.extend(other.map(|(at, ..)| (death, *at - died)));
            for (when, answer) in &asked {
                let answers: Vec<_> = read.iter().filter(|(_, _, text, _)| text == answer).collect();
                anyhow::ensure!(answers.len() == 1, "{death:?}: {answer} was said {} times", answers.len());
                anyhow::ensure!(answers[0].0 - *when <= LIFETIME, "{death:?}: {answer} came too late");
            }
            let welcomes = phone.welcomes.load(Ordering::Relaxed);
            phone.live(death);
            while death != Death::Frozen && phone.welcomes.load(Ordering::Relaxed) == welcomes {
                sleep(Duration::from_millis(20)).await;
            }
            sleep(Duration::from_millis(500)).await;
        }
        Ok(delays)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_and_however_the_speaker_dies_the_other_phone_answers_once_and_in_time() -> Result<()> {
    let server = Setup::open()?.with("delivery.window_seconds", 3).with("delivery.ack_seconds", 1).start().await?;
    let mut talks = JoinSet::new();
    let mut rooms = Vec::new();
    for pair in 0..PAIRS {
        let room = Arc::new(Room { id: format!("1000000000000{pair:05}"), ..Room::default() });
        let phone = |side| Robot::new(&server, &format!("pair{pair}-{side}"), Arc::clone(&room) as Arc<dyn App>);
        let phones = [phone("a"), phone("b")];
        phones.iter().for_each(Robot::start);
        let _ = room.phones.set(phones);
        rooms.push(room);
    }
    for room in &rooms {
        for phone in room.phones.get().into_iter().flatten() {
            while phone.welcomes.load(Ordering::Relaxed) == 0 {
                sleep(Duration::from_millis(10)).await;
            }
        }
    }
    let ways = [Death::Closed, Death::Frozen, Death::HalfOpen];
    for (index, room) in rooms.iter().enumerate() {
        let mut deaths = ways;
        deaths.rotate_left(index % 3);
        talks.spawn(Arc::clone(room).dies(deaths));
    }
    let mut delays = Vec::new();
    while let Some(done) = talks.join_next().await {
        delays.extend(done??);
    }
    for way in ways {
        let mut of: Vec<_> = delays.iter().filter(|(death, _)| *death == way).map(|(_, delay)| *delay).collect();
        of.sort();
        println!(
            "{way:?}: {} deaths, first answer by the other phone: median {:?}, max {:?}",
            of.len(),
            of.get(of.len() / 2),
            of.last()
        );
    }
    // Nobody reads a name twice.
    for room in &rooms {
        let read = lock(&room.read);
        let names: std::collections::HashSet<_> = read.iter().map(|(_, id, ..)| id).collect();
        assert_eq!(names.len(), read.len(), "{}", room.id);
    }
    Ok(())
}
