//! Whether a message costs more when many rooms are configured.

use anyhow::Result;

use super::traffic::{micros, saturating};
use crate::bench::figures::Figures;
use crate::bench::server::Server;
use crate::bench::settings::Home;
use crate::bench::site::Site;
use crate::bench::usage::Cpu;

const FEW: usize = 10;
const MANY: usize = 10_000;

/// Alternates, so that a change of the machine's pace meets both alike.
const ORDER: [usize; 6] = [FEW, MANY, MANY, FEW, FEW, MANY];

/// Notes the cost of a reply with 10,000 rooms configured over the cost with 10, traffic in the same 10.
pub fn measure(site: &Site, seconds: u32, figures: &mut Figures) -> Result<()> {
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for (run, rooms) in ORDER.into_iter().enumerate() {
        let home = Home::create(&site.path(format!("rooms-{run}")), rooms)?;
        let server = Server::loai(site, &home)?;
        let before = Cpu::of(server.pid())?;
        let outcome = saturating(FEW as u32, seconds).run(site, &server)?;
        let used = Cpu::of(server.pid())? - before;
        let cost = micros(used.path()) / outcome.replies;
        if rooms == FEW {
            few.push(cost);
        } else {
            many.push(cost);
        }
        server.stop()?;
        home.remove()?;
    }
    let (few, many) = (median(few), median(many));
    figures.note("cost_us_10_rooms", few);
    figures.note("cost_us_10000_rooms", many);
    figures.note("cost_ratio_10000_rooms", many / few);
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
