//! The phone that speaks dies in the middle of a conversation.

use std::time::Duration;

use super::{robot::Death, *};

/// How often it dies.
const DEATHS: usize = 1_000;
/// How long an answer is worth saying.
const LIFETIME: Duration = Duration::from_secs(30);

#[tokio::test(start_paused = true)]
async fn whenever_and_however_the_speaker_dies_the_other_phone_answers_once_and_in_time() {
    let world = World::new(Options::default(), 1, 3).with_phones(&["a", "b"]).await;
    let mut talk = Talk { world: &world, asked: Vec::new() };
    for robot in &world.robots {
        robot.slow_ms.store(200, Ordering::Relaxed);
    }
    let (mut known, mut delays): ([Vec<Duration>; 3], [Vec<Duration>; 3]) = Default::default();
    for _ in 0..4 {
        talk.ask().await;
    }
    for death in 0..DEATHS {
        let kind = [Death::Closed, Death::Frozen, Death::HalfOpen][death % 3];
        let speaker = talk.speaker();
        // Something is on its way at any stage: asked, handed over, being said, said, told.
        talk.ask_only();
        pass(u64::from(world.truth.below(600))).await;
        let robot = &world.robots[speaker];
        robot.die(kind);
        let died = Instant::now();
        // People go on talking.
        for _ in 0..3 {
            talk.ask_only();
        }
        let detected = talk.detected(speaker, died).await;
        pass(LIFETIME.as_millis() as u64).await;
        let answered = talk.first_by_another(speaker, died);
        known[death % 3].extend(detected);
        delays[death % 3].extend(answered.zip(detected).map(|(answered, known)| answered.saturating_sub(known)));
        // A frozen phone may come back soon, or after it was given up.
        pass(u64::from(world.truth.below(150_000))).await;
        robot.live(kind, &world);
        while world.hub.parts.registry.speakers(BOT).iter().filter(|c| c.health() == loai_core::Health::Well).count()
            < 2
        {
            pass(1_000).await;
        }
        // Both learn again to see each other.
        for _ in 0..5 {
            talk.ask().await;
        }
        talk.all_answered_once();
    }
    for (kind, known) in ["closed", "frozen", "half-open"].iter().zip(&mut known) {
        println!("{kind}: known as gone after {}", spread(known));
    }
    for (kind, delays) in ["closed", "frozen", "half-open"].iter().zip(&mut delays) {
        println!("{kind}: the other phone answers, from then on, after {}", spread(delays));
    }
    world.assert_nothing_is_said_twice();
    world.assert_nothing_is_told_that_was_not_said();
}

fn spread(times: &mut [Duration]) -> String {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    format!("p50 {:?}, p90 {:?}, p99 {:?}, max {:?} ({} times)", at(50), at(90), at(99), at(100), times.len())
}

/// What people have asked, and whether they were answered.
struct Talk<'a> {
    world: &'a Arc<World>,
    asked: Vec<(String, Instant)>,
}

impl Talk<'_> {
    fn ask_only(&mut self) {
        let number = self.world.logs.load(Ordering::Relaxed);
        self.world.hear(&room(0), "민수", &format!("# echo {number}"), None);
        self.asked.push((format!("{number} 들었어요"), Instant::now()));
    }

    async fn ask(&mut self) {
        self.ask_only();
        pass(1_500).await;
    }

    /// The index of the phone that spoke last.
    fn speaker(&self) -> usize {
        let said = self.world.truth.said();
        let name = &said.last().unwrap().phone;
        self.world.robots.iter().position(|robot| robot.name == *name).unwrap()
    }

    /// How long it took until the server no longer took the phone for one that is well, or had another one speak.
    async fn detected(&self, dead: usize, died: Instant) -> Option<Duration> {
        let name = &self.world.robots[dead].name;
        for _ in 0..12_000 {
            let all = self.world.hub.parts.registry.all();
            let well = |phone: &Arc<loai_core::Connection>| {
                phone.phone.device.as_str() == name && phone.health() == loai_core::Health::Well
            };
            let moved = lock(&self.world.truth.moved).iter().rfind(|at| **at >= died).copied();
            if let Some(at) = moved.or_else(|| (!all.iter().any(well)).then(Instant::now)) {
                return Some(at - died);
            }
            pass(10).await;
        }
        None
    }

    fn first_by_another(&self, dead: usize, died: Instant) -> Option<Duration> {
        let dead = &self.world.robots[dead].name;
        let said = self.world.truth.said();
        said.iter().find(|line| line.at > died && line.phone != *dead).map(|line| line.at - died)
    }

    /// Every question has one answer, while it was worth saying.
    fn all_answered_once(&mut self) {
        let said = self.world.truth.said();
        for (answer, asked) in self.asked.drain(..) {
            let answers: Vec<_> = said.iter().filter(|line| line.text == answer).collect();
            assert_eq!(answers.len(), 1, "{answer}: {answers:?}");
            assert!(answers[0].at - asked <= LIFETIME, "{answer} came after {:?}", answers[0].at - asked);
        }
    }
}
