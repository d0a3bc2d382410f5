//! Saturation of both servers, the drain behind the real one, and latency at a steady rate.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::bench::control;
use crate::bench::figures::Figures;
use crate::bench::load::{Load, Outcome, Pace};
use crate::bench::server::Server;
use crate::bench::settings::Home;
use crate::bench::site::Site;
use crate::bench::usage::Cpu;

/// Enough messages under way that no server ever waits for traffic.
const SATURATION: Pace = Pace::InFlight(64);
const PHONES: u32 = 8;
const ROOMS: u32 = 300;
const DRAIN: Duration = Duration::from_mins(10);

/// Rooms that a server's settings name where the number does not matter.
pub const CONFIGURED: usize = 10;

/// Traffic as fast as it is answered.
pub fn saturating(rooms: u32, seconds: u32) -> Load {
    Load { phones: PHONES, rooms, seconds, pace: SATURATION }
}

/// What one kind of server has used for its answers, over all its stretches.
#[derive(Default)]
struct Used {
    replies: f64,
    time: f64,
    path: Duration,
    rows: u64,
    database: Duration,
    drain: Duration,
}

impl Used {
    fn add(&mut self, outcome: &Outcome, path: Duration) {
        self.replies += outcome.replies;
        self.time += outcome.replies / outcome.rps;
        self.path += path;
    }

    fn cost(&self) -> f64 {
        micros(self.path) / self.replies
    }

    fn rps(&self) -> f64 {
        self.replies / self.time
    }
}

/// What the real server needs for a reply and what storing its rows needs behind, beside the least that the same
/// traffic costs. Returns the home of the real server, which has heard all of it.
///
/// The two take turns, so that a change of the machine's pace meets both alike.
pub fn saturation(site: &Site, seconds: u32, figures: &mut Figures) -> Result<Home> {
    let home = Home::create(&site.path("path"), CONFIGURED)?;
    let (mut limit, mut path) = (Used::default(), Used::default());
    add_limit(site, seconds, &mut limit)?;
    add_path(site, &home, seconds, &mut path)?;
    add_path(site, &home, seconds, &mut path)?;
    add_limit(site, seconds, &mut limit)?;
    figures.note("limit_cpu_us", limit.cost());
    figures.note("limit_rps", limit.rps());
    figures.note("path_cpu_us", path.cost());
    figures.note("server_rps", path.rps());
    figures.note("ratio", limit.cost() / path.cost());
    figures.note("drain_cpu_us_per_row", micros(path.database) / path.rows as f64);
    figures.note("drain_s", path.drain.as_secs_f64());
    figures.note("rows_per_reply", path.rows as f64 / path.replies);
    Ok(home)
}

fn add_limit(site: &Site, seconds: u32, used: &mut Used) -> Result<()> {
    let server = Server::limit(site)?;
    let before = Cpu::of(server.pid())?;
    let outcome = saturating(ROOMS, seconds).run(site, &server)?;
    used.add(&outcome, (Cpu::of(server.pid())? - before).all);
    server.stop()
}

/// The threads that store rows are counted from the start of the traffic to the end of the drain.
fn add_path(site: &Site, home: &Home, seconds: u32, used: &mut Used) -> Result<()> {
    let server = Server::loai(site, home)?;
    let rows_before = control::status(&home.control())?.rows_stored;
    let before = Cpu::of(server.pid())?;

    let outcome = saturating(ROOMS, seconds).run(site, &server)?;
    let traffic = Cpu::of(server.pid())? - before;
    let newest = control::status(&home.control())?.journal_seq;
    let (status, drain) = control::wait(&home.control(), DRAIN, |status| status.stored_seq >= newest)?;
    let whole = Cpu::of(server.pid())? - before;

    let rows = status.rows_stored.saturating_sub(rows_before);
    ensure!(rows == 2 * outcome.replies as u64, "{rows} rows were stored for {} replies", outcome.replies);
    used.add(&outcome, traffic.path());
    used.rows += rows;
    used.database += whole.database;
    used.drain += drain;
    server.stop()
}

/// Time to the answer at 1,000 messages per second.
pub fn latency(site: &Site, seconds: u32, figures: &mut Figures) -> Result<()> {
    let home = Home::create(&site.path("latency"), CONFIGURED)?;
    let server = Server::loai(site, &home)?;
    let load = Load { phones: PHONES, rooms: ROOMS, seconds, pace: Pace::Rate(1000) };
    let outcome = load.run(site, &server)?;
    figures.note("p50_ms", outcome.p50_ms);
    figures.note("p99_ms", outcome.p99_ms);
    server.stop()?;
    home.remove()
}

/// A time in microseconds.
pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
