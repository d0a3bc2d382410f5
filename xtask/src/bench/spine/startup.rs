//! How soon a server is ready on an existing database, and what it then occupies.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::traffic::CONFIGURED;
use crate::bench::figures::Figures;
use crate::bench::server::Server;
use crate::bench::settings::Home;
use crate::bench::site::Site;
use crate::bench::usage;

const STARTS: usize = 5;

/// Starts the server once to create its database, then notes the median of several starts.
pub fn measure(site: &Site, figures: &mut Figures) -> Result<()> {
    let home = Home::create(&site.path("startup"), CONFIGURED)?;
    Server::loai(site, &home)?.stop()?;
    let mut times = Vec::new();
    let mut resident = 0;
    for _ in 0..STARTS {
        let server = Server::loai(site, &home)?;
        times.push(server.ready());
        // What runs once after the start has ended by then.
        thread::sleep(Duration::from_secs(1));
        resident = usage::resident(server.pid())?;
        server.stop()?;
    }
    times.sort();
    figures.note("ready_ms", times[times.len() / 2].as_secs_f64() * 1000.0);
    figures.note("idle_rss_bytes", resident as f64);
    Ok(())
}
