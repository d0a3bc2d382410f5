//! Fetching a text from an address that the operator named.

use std::{
    io::{self, IsTerminal as _},
    sync::Arc,
    time::Duration,
};

use loai_bible::LARGEST;
use loai_core::SystemClock;
use loai_http::{Http, Options, Reach, Request, header::ACCEPT_ENCODING};
use loai_texts::Texts;

use super::{
    super::run::block_on,
    meter::{Meter, Screen},
    refusal::Refusal,
};
use crate::signals;

/// An attempt lasts at most so long, and ends when nothing has come for so long.
const LONGEST: Duration = Duration::from_hours(1);
const SILENCE: Duration = Duration::from_secs(30);

/// What an address holds. It is kept in memory until it is whole, so nothing is left of what breaks off.
pub(super) fn fetch(texts: &Texts, url: &str) -> anyhow::Result<Vec<u8>> {
    let screen = io::stderr().is_terminal().then(|| Screen::new(texts, io::stderr()));
    block_on(async {
        let mut meter = Meter::new(screen);
        tokio::select! {
            bytes = download(url, (LARGEST, SILENCE), &mut meter) => bytes,
            stopped = signals::stop_requested() => Err(stopped.map_or_else(Into::into, |()| Refusal::Stopped.into())),
        }
    })
}

/// Downloads what is not larger than a limit.
pub(super) async fn download(
    url: &str,
    (largest, silence): (u64, Duration),
    meter: &mut Meter<'_, impl io::Write + Send>,
) -> anyhow::Result<Vec<u8>> {
    let options = Options { reach: Reach::Any, time: LONGEST, body: largest as usize, ..Options::default() };
    let service = Http::new()?.service("bible", options, Arc::new(SystemClock));
    // Of what is packed on its way nobody knows how much there will be.
    let request = Request::get(url)?.header(ACCEPT_ENCODING, "identity");
    Ok(service.download(request, silence, &mut |here, all| meter.tell(here as u64, all)).await?.body.to_vec())
}

#[cfg(test)]
mod tests;
