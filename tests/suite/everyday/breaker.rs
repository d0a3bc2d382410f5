//! One slow or broken outside service slows only those who ask it.

use std::sync::{
    Arc, Condvar, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result, ensure};
use loai_http::testing::{Act, FakeServer, Seen};
use loai_phone::Heard;
use tokio::time::Instant;

use super::{HERE, THERE, World, providers};
use crate::harness::{PATIENCE, Place, ask, eventually};

const DOWN: &str = "지금은 날씨를 가져올 수 없어요. 잠시 뒤에 다시 물어봐 주세요.";
/// So many slow commands of a room run beside each other.
const BESIDE: usize = 3;
/// A part of every request about the weather of 강남, and of no other.
const GANGNAM: &str = "latitude=37.49";

/// Requests wait here until it opens.
#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.opened.notify_all();
    }

    fn wait(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        while !*open {
            open = self.opened.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Opens the gate when the test ends, however it ends.
struct Opens(Arc<Gate>);

impl Drop for Opens {
    fn drop(&mut self) {
        self.0.open();
    }
}

fn is_forecast(seen: &Seen, part: &str) -> bool {
    seen.path.starts_with("/good/forecast") && seen.path.contains(part)
}

/// The next answer, and the room that it is for.
async fn next(world: &mut World) -> Result<(String, String)> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if let Heard::Text { room, text, .. } = world.phone.next(left).await?.context("nothing was said")? {
            return Ok((room, text.replace('\u{200B}', "")));
        }
    }
}

#[tokio::test]
async fn while_one_place_is_waited_for_everybody_else_is_answered_at_once() -> Result<()> {
    let gate = Arc::<Gate>::default();
    let opens = Opens(Arc::clone(&gate));
    let outside = FakeServer::start(move |seen| {
        if is_forecast(seen, GANGNAM) {
            gate.wait();
            return Act::Close;
        }
        providers::answer(seen)
    })?;
    let mut world = World::with(outside, "good").await?;
    world.without_the_weather_office(30)?;

    for _ in 0..BESIDE - 1 {
        world.phone.say_with(&HERE.says("#날씨 강남")).await?;
    }
    let asked = || world.outside.seen().iter().any(|seen| is_forecast(seen, GANGNAM));
    eventually("a request that is not answered", || Ok(asked().then_some(()))).await?;

    // Nothing of it has been said when these answers come, and they come in the order in which they were asked.
    world
        .all_answered(&[
            (HERE, "#echo 하나", "하나"),
            (THERE, "#echo 둘", "둘"),
            (HERE, "#계산 1+2", "🧮 1+2 = 3"),
            (HERE, "#날씨 부산", "🌈 부산 날씨"),
            (THERE, "#날씨 대구", "🌈 대구 날씨"),
            (HERE, "#환율 100달러", "💱 100 USD = 139,320원"),
            (HERE, "! 요 3:16", "📖 World English Bible"),
            (HERE, "#포인트", "💰 지우님의 포인트는"),
            (THERE, "#오늘날씨", "🌈 전국 날씨"),
        ])
        .await?;

    // A room in which no more slow commands run beside each other still says what needs no waiting.
    for _ in 0..BESIDE {
        world.phone.say_with(&HERE.says("#날씨 강남")).await?;
    }
    world
        .all_answered(&[
            (HERE, "#echo 셋", "셋"),
            (HERE, "#주사위", "🎲"),
            (HERE, "#도움말 로또", "# 로또"),
            (THERE, "#날씨 제주", "🌈 제주 날씨"),
            (THERE, "! 요 3:16", "📖 World English Bible"),
        ])
        .await?;

    drop(opens);
    for _ in 0..2 * BESIDE - 1 {
        let (room, answer) = next(&mut world).await?;
        ensure!(room == HERE.name && answer == DOWN, "{room}: {answer}");
    }
    Ok(())
}

#[tokio::test]
async fn a_hanging_service_costs_its_time_limit_and_nothing_of_it_is_kept() -> Result<()> {
    let hangs = Arc::new(AtomicBool::new(true));
    let switch = Arc::clone(&hangs);
    let outside = FakeServer::start(move |seen| {
        if is_forecast(seen, "") && switch.load(Ordering::Acquire) { Act::Hang } else { providers::answer(seen) }
    })?;
    let mut world = World::with(outside, "good").await?;
    world.without_the_weather_office(1)?;
    assert_eq!(ask(&mut world.phone, HERE, "#날씨 강남").await?, DOWN);
    assert_eq!(ask(&mut world.phone, HERE, "#echo 아직 있어요").await?, "아직 있어요");
    hangs.store(false, Ordering::Release);
    let answer = ask(&mut world.phone, HERE, "#날씨 강남").await?;
    ensure!(answer.starts_with("🌈 서울 강남구 날씨") && answer.contains("8.4℃"), "{answer}");
    Ok(())
}

#[tokio::test]
async fn a_service_that_keeps_failing_is_left_alone_and_the_rest_goes_on() -> Result<()> {
    let outside =
        FakeServer::start(
            |seen| {
                if is_forecast(seen, "") { Act::status(500, "hunter2") } else { providers::answer(seen) }
            },
        )?;
    let mut world = World::with(outside, "good").await?;
    world.without_the_weather_office(5)?;
    let requests = |world: &World| world.outside.seen().iter().filter(|seen| is_forecast(seen, "")).count();
    let mut before = 0;
    let mut people = 0;
    loop {
        people += 1;
        assert_eq!(ask(&mut world.phone, HERE, "#날씨 강남").await?, DOWN);
        let now = requests(&world);
        if now == before {
            break;
        }
        ensure!(people < 10, "it is asked again and again: {now}");
        before = now;
    }
    assert_eq!(before, 5, "the breaker opens after five failures");
    let elsewhere = Place { name: "셋째 방", channel: "18412345678900003" };
    for place in [HERE, THERE, elsewhere] {
        for text in ["#날씨 부산", "#오늘날씨", "#미세먼지 제주"] {
            assert_eq!(ask(&mut world.phone, place, text).await?, DOWN);
        }
        assert!(ask(&mut world.phone, place, "#환율 100달러").await?.starts_with("💱 100 USD"));
        assert_eq!(ask(&mut world.phone, place, "#echo 여기 있어요").await?, "여기 있어요");
    }
    assert_eq!(requests(&world), before, "nobody is asked during the pause");
    Ok(())
}

impl World {
    /// Asks these one after the other; each answer begins as it should, and nothing else is said between.
    async fn all_answered(&mut self, asked: &[(Place, &str, &str)]) -> Result<()> {
        for (place, text, expected) in asked {
            self.phone.say_with(&place.says(text)).await?;
            let (room, answer) = next(self).await.with_context(|| format!("{text} in {}", place.name))?;
            ensure!(room == place.name && answer.starts_with(expected), "{text}: {room}: {answer}");
        }
        Ok(())
    }
}
