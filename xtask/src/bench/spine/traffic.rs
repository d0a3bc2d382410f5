//! Saturation of both servers, the drain behind the real one, and latency at a steady rate.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::bench::control;
use crate::bench::figures::Figures;
use crate::bench::load::{Load, Pace};
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

/// The least that the same traffic costs.
pub fn limit(site: &Site, seconds: u32, figures: &mut Figures) -> Result<()> {
    let server = Server::limit(site)?;
    let before = Cpu::of(server.pid())?;
    let outcome = saturating(ROOMS, seconds).run(site, &server)?;
    let used = Cpu::of(server.pid())? - before;
    figures.note("limit_cpu_us", micros(used.all) / outcome.replies);
    figures.note("limit_rps", outcome.rps);
    server.stop()
}

/// What the real server needs for a reply, and what storing its rows needs behind.
///
/// The threads that store rows are counted from the start of the traffic to the end of the drain.
pub fn path(site: &Site, seconds: u32, figures: &mut Figures) -> Result<()> {
    let home = Home::create(&site.path("path"), CONFIGURED)?;
    let server = Server::loai(site, &home)?;
    let rows_before = control::status(&home.control())?.rows_stored;
    let before = Cpu::of(server.pid())?;

    let outcome = saturating(ROOMS, seconds).run(site, &server)?;
    let traffic = Cpu::of(server.pid())? - before;
    let newest = control::status(&home.control())?.journal_seq;
    let (status, drain) = control::wait(&home.control(), DRAIN, |status| status.stored_seq >= newest)?;
    let whole = Cpu::of(server.pid())? - before;

    let rows = status.rows_stored.saturating_sub(rows_before);
    ensure!(rows as f64 >= outcome.replies, "{rows} rows were stored for {} replies", outcome.replies);
    let path = micros(traffic.path()) / outcome.replies;
    figures.note("path_cpu_us", path);
    figures.note("server_rps", outcome.rps);
    figures.note("ratio", figures.value("limit_cpu_us").unwrap_or_default() / path);
    figures.note("drain_cpu_us_per_row", micros(whole.database) / rows as f64);
    figures.note("drain_s", drain.as_secs_f64());
    figures.note("rows_per_reply", rows as f64 / outcome.replies);
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
    server.stop()
}

/// A time in microseconds.
pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
