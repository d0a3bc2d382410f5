//! How soon a server is ready on a database that holds data, and what it then occupies.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::bench::figures::Figures;
use crate::bench::server::Server;
use crate::bench::settings::Home;
use crate::bench::site::Site;
use crate::bench::usage;

const STARTS: usize = 5;

/// Notes the median of several starts on the home of a server that has been under load.
pub fn measure(site: &Site, home: Home, figures: &mut Figures) -> Result<()> {
    let mut times = Vec::new();
    let mut resident = 0;
    for _ in 0..STARTS {
        let server = Server::loai(site, &home)?;
        times.push(server.ready());
        // What runs once after the start has ended by then.
        thread::sleep(Duration::from_secs(1));
        resident = resident.max(usage::resident(server.pid())?);
        server.stop()?;
    }
    times.sort();
    figures.note("ready_ms", times[times.len() / 2].as_secs_f64() * 1000.0);
    figures.note("idle_rss_bytes", resident as f64);
    home.remove()
}
