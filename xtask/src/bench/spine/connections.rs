//! Memory of connections that are identified and silent.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::traffic::CONFIGURED;
use crate::bench::control;
use crate::bench::figures::Figures;
use crate::bench::load::{self, Idle};
use crate::bench::server::Server;
use crate::bench::settings::Home;
use crate::bench::site::Site;
use crate::bench::usage;

const NUMBERS: [u32; 2] = [1000, 10_000];

/// Notes `(RSS with N identified − RSS before) / N` on a fresh server for each N.
pub fn measure(site: &Site, figures: &mut Figures) -> Result<()> {
    for phones in NUMBERS {
        let home = Home::create(&site.path(format!("idle-{phones}")), CONFIGURED)?;
        let server = Server::loai(site, &home)?;
        let before = usage::resident(server.pid())?;
        let idle = Idle::connect(site, &server, phones)?;
        control::wait(&home.control(), load::patience(phones), |status| status.connections >= u64::from(phones))?;
        let with = settled(server.pid())?;
        drop(idle);
        let each = with.saturating_sub(before) as f64 / f64::from(phones);
        figures.note(&format!("bytes_per_idle_connection_{phones}"), each);
        server.stop()?;
        home.remove()?;
    }
    Ok(())
}

/// Resident memory once it stays the same for half a second.
fn settled(pid: u32) -> Result<u64> {
    let mut last = usage::resident(pid)?;
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(500));
        let now = usage::resident(pid)?;
        if now == last {
            break;
        }
        last = now;
    }
    Ok(last)
}
