//! `loai-phone load`: many phones, measured.

mod book;
mod echoes;
mod files;
mod pace;
mod plan;
mod report;
mod ring;
mod rooms;
mod tally;
mod unanswered;
mod usage;
mod wire;
mod worker;

use std::fs::{self, OpenOptions};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::AsyncReadExt;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::args::LoadArgs;
use crate::identity::Identity;
use crate::output::Output;
use crate::practice;
use echoes::Echoes;
use plan::{News, Plan};
use report::{Figures, Moment};
use tally::Tally;
use worker::Worker;

/// How many phones connect at the same time; a server's backlog may be as short as 128.
const CONNECTING: usize = 100;
const DEFAULT_WINDOW: usize = 64;
/// Phones end by themselves soon after the last answer or their patience.
const ENDING: Duration = Duration::from_secs(10);

/// The sending ends of a plan.
struct Signals {
    start: watch::Sender<Option<Instant>>,
    news: mpsc::Receiver<News>,
}

/// Connects all phones, lets them speak, and reports.
pub async fn run(args: LoadArgs) -> Result<()> {
    files::make_room(args.phones)?;
    let (plan, mut signals) = plan(&args).await?;
    let tracker = TaskTracker::new();
    let began = Instant::now();
    for phone in 0..plan.phones {
        tracker.spawn(Worker::new(Arc::clone(&plan), phone).run());
    }
    tracker.close();
    let done = match all_ready(&plan, &mut signals.news, began).await {
        Err(error) => Err(error),
        Ok(_) if args.hold_idle => hold(plan.phones).await,
        Ok(connecting) => measure(&args, &plan, &signals, &tracker, connecting).await,
    };
    plan.stop.cancel();
    done
}

async fn plan(args: &LoadArgs) -> Result<(Arc<Plan>, Signals)> {
    let server = practice::find(&args.server).await?;
    let device = String::new();
    let identity = Identity { bot: server.bot, secret: server.secret, salt: server.salt, device, client: args.client };
    let log = args.expect_log.as_ref().map(|path| {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.with_context(|| format!("cannot open {}", path.display()))
    });
    let text = args.text.clone().unwrap_or_else(|| if args.echo { "# echo" } else { "안녕" }.to_owned());
    let window = if args.rate.is_some() { usize::MAX } else { DEFAULT_WINDOW };
    let (start, started) = watch::channel(None);
    let (news, heard) = mpsc::channel(1024);
    let plan = Plan {
        address: server.address,
        identity,
        seed: args.seed,
        phones: args.phones,
        rooms: args.rooms,
        text,
        echoes: args.echo.then(|| Arc::new(Mutex::new(Echoes::new(args.phones as usize)))),
        resend: args.resend,
        hold: args.hold_idle,
        in_flight: args.in_flight.map_or(window, |count| count as usize),
        rate: args.rate,
        length: Duration::from_secs(args.seconds),
        patience: Duration::from_secs(args.patience),
        retry: Duration::from_millis(args.retry_ms),
        left: args.max_messages.map(AtomicU64::new),
        tally: Tally::new(log.transpose()?),
        start: started,
        stop: CancellationToken::new(),
        connecting: Semaphore::new(CONNECTING),
        news,
    };
    Ok((Arc::new(plan), Signals { start, news: heard }))
}

/// Waits until every phone is identified and has signed its lines; returns how long the first took.
async fn all_ready(plan: &Plan, news: &mut mpsc::Receiver<News>, began: Instant) -> Result<Duration> {
    let (mut identified, mut ready, mut connecting) = (0, 0, Duration::ZERO);
    while ready < plan.phones {
        match news.recv().await {
            Some(News::Identified) => identified += 1,
            Some(News::Ready) => ready += 1,
            Some(News::Failed(error)) => return Err(error),
            None => bail!("the phones ended before they were connected"),
        }
        if identified == plan.phones && connecting.is_zero() {
            connecting = began.elapsed();
        }
    }
    Ok(connecting)
}

/// Keeps the connections until standard input ends.
async fn hold(phones: u32) -> Result<()> {
    Output::standard().line(format_args!("{{\"held\":{phones}}}"));
    let mut input = tokio::io::stdin();
    let mut ignored = [0; 256];
    while input.read(&mut ignored).await.context("cannot read standard input")? > 0 {}
    Ok(())
}

async fn measure(
    args: &LoadArgs,
    plan: &Plan,
    signals: &Signals,
    tracker: &TaskTracker,
    connecting: Duration,
) -> Result<()> {
    let moment = || Moment { replies: plan.tally.replies.load(Relaxed), usage: args.server_pid.and_then(usage::usage) };
    let (from, began) = (moment(), Instant::now());
    signals.start.send(Some(began)).context("no phone is left")?;
    tokio::select! {
        // Phones end early only when all allowed messages are sent and answered.
        () = tracker.wait() => {}
        () = sleep(plan.length) => {}
        _ = tokio::signal::ctrl_c() => plan.stop.cancel(),
        () = progress(plan), if !args.quiet => {}
    }
    let (to, measured) = (moment(), began.elapsed());
    if timeout(plan.patience + ENDING, tracker.wait()).await.is_err() {
        plan.stop.cancel();
    }
    plan.tally.flush().context("cannot write the log of answered messages")?;
    let figures = Figures::new(plan, connecting, measured, from, to);
    if let Some(path) = &args.json {
        let json = serde_json::to_vec_pretty(&figures)?;
        fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if !args.quiet {
        figures.lines().iter().for_each(|line| Output::standard().line(line));
    }
    Ok(())
}

/// Says every second how far it is; never ends by itself.
async fn progress(plan: &Plan) {
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    seconds.tick().await;
    let mut before = 0;
    loop {
        seconds.tick().await;
        let replies = plan.tally.replies.load(Relaxed);
        let sent = plan.tally.sent.load(Relaxed);
        Output::standard().dim(format_args!("{sent} sent, {replies} answered, {}/s", replies - before));
        before = replies;
    }
}

#[cfg(test)]
mod tests;
