//! What it costs to find the command that a text calls, with few and many commands, in few and many rooms.
//!
//! Prints one JSON object with nanoseconds of CPU time for each text; `cargo xtask bench resolve` compares them.
#![expect(clippy::print_stdout, reason = "prints its figures for whoever started it")]

use std::{fmt::Write as _, fs, hint::black_box, sync::Arc};

use anyhow::{Result, anyhow};
use cpu_time::ThreadTime;
use loai_config::Environment;
use loai_core::{Approval, Batch, BotName, ChannelId, Rooms};
use loai_pipeline::{Calls, Matcher, Plans, RoomPlan};

/// Texts that call something, nothing, and almost something.
const TEXTS: [&str; 8] = [
    "오늘 저녁에 뭐 먹을까",
    "# 명령7 서울 내일",
    "#별명31",
    "# 없는명령 서울",
    "> 사람의 내면과 성격 차이를 설명해줘",
    "#명령49",
    "ㅋㅋㅋㅋㅋ",
    "# 찾기11 지난 주 소식",
];
/// How often all texts are asked in one measurement, and how many are made; the least one counts.
const ROUNDS: u32 = 20_000;
const ATTEMPTS: u32 = 7;

fn main() -> Result<()> {
    let [few, many] = [commands(50), commands(5_000)];
    let [of_few, of_many] = [matcher(&few)?, matcher(&many)?].map(|matcher| {
        least(|at| {
            black_box(matcher.find(TEXTS[at as usize % TEXTS.len()], &Calls::default()));
        })
    });
    let [in_few, in_many] = [10, 10_000].map(rooms);
    let (in_few, in_many) = (in_few?, in_many?);
    let in_rooms = |plans: &Vec<Arc<RoomPlan>>| {
        least(|at| {
            // A stride without a pattern, so that no room is near the one before.
            let plan = &plans[(at as usize).wrapping_mul(7_919) % plans.len()];
            black_box(plan.find(TEXTS[at as usize % TEXTS.len()], false, true));
        })
    };
    let (in_few, in_many) = (in_rooms(&in_few), in_rooms(&in_many));
    println!(
        "{}",
        serde_json::json!({
            "ns_50_commands": of_few, "ns_5000_commands": of_many, "ns_10_rooms": in_few, "ns_10000_rooms": in_many,
        })
    );
    Ok(())
}

/// A commands file with so many commands: each with two aliases, every tenth with keywords.
fn commands(count: usize) -> String {
    let mut text = "{\"global_commands\": {\">\": {\"type\": \"echo\", \"prompt_required\": true}".to_owned();
    for at in 0..count {
        let _ =
            write!(text, ", \"# 명령{at}\": {{\"type\": \"echo\", \"aliases\": [\"# 별명{at}\", \"! 짧은 별명{at}\"]");
        if at % 10 == 1 {
            let _ = write!(text, ", \"keywords\": [\"찾기{at}\", \"소식\"], \"optional_words\": [\"지난\", \"주\"]");
        }
        text.push('}');
    }
    text + "}}"
}

fn settings(commands: &str, settings: &str) -> Result<loai_config::Settings> {
    let folder = tempfile::tempdir()?;
    for (name, text) in [("settings", settings), ("commands", commands)] {
        fs::create_dir(folder.path().join(name))?;
        fs::write(folder.path().join(name).join("LOA.i.json"), text)?;
    }
    let loaded = loai_config::load(folder.path(), &Environment::empty());
    loaded.map(|(settings, _)| settings).map_err(|problems| anyhow!("{problems:?}"))
}

fn matcher(commands: &str) -> Result<Matcher> {
    let settings = settings(commands, "{}")?;
    Ok(Matcher::of_bot(&settings.bots["LOA.i"]))
}

/// The plans of so many rooms that all differ, as the rooms hold them.
fn rooms(count: usize) -> Result<Vec<Arc<RoomPlan>>> {
    let own: Vec<_> = (0..count).map(|at| format!("\"{at}\": {{\"bot_nickname\": \"봇{at}\"}}")).collect();
    let settings = settings(&commands(50), &format!("{{\"rooms\": {{{}}}}}", own.join(", ")))?;
    let known = Rooms::new(Approval::Approved, count);
    let bot = BotName::new("LOA.i")?;
    for at in 0..count {
        known.add(&bot, &ChannelId::new(&at.to_string())?, "방", Approval::Approved, 0, &mut Batch::default());
    }
    let plans = Plans::new(&settings);
    Ok(known.all().iter().filter_map(|room| plans.of(room)).collect())
}

/// Nanoseconds of one call, at best.
fn least(mut call: impl FnMut(u32)) -> f64 {
    let calls = ROUNDS * TEXTS.len() as u32;
    (0..calls).for_each(&mut call);
    let measured = (0..ATTEMPTS).map(|_| {
        let started = ThreadTime::now();
        (0..calls).for_each(&mut call);
        started.elapsed().as_nanos() as f64 / f64::from(calls)
    });
    measured.fold(f64::INFINITY, f64::min)
}
