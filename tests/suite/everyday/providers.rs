//! The outside services on this machine. What one of them does is the beginning of the path by which it is asked.

use anyhow::Result;
use loai_http::testing::{Act, FakeServer, Seen};
use loai_services::testing::{frankfurter, with_the_weather_office};

/// The line of `loai.toml` with which the weather office is asked as well.
pub const KEY: &str = "data_go_kr_key = \"key\"\n";

/// Services that do what the path says.
pub fn start() -> Result<FakeServer> {
    Ok(FakeServer::start(answer)?)
}

/// The sections of `loai.toml` that lead to these services.
pub fn settings(outside: &FakeServer, act: &str, timeout: u32) -> String {
    let url = format!("{}/{act}", outside.url());
    format!(
        "[weather]\nforecast_url = \"{url}/forecast\"\nair_url = \"{url}/air\"\nplaces_url = \"{url}/search\"\n\
         kma_url = \"{url}/kma\"\nairkorea_url = \"{url}/airkorea\"\n{KEY}\
         timeout_seconds = {timeout}\n\
         [exchange]\nproviders = [\"frankfurter\"]\nfrankfurter_url = \"{url}\"\ntimeout_seconds = {timeout}\n"
    )
}

/// What is done with a request such as `/500/forecast?…`.
pub fn answer(seen: &Seen) -> Act {
    let (act, path) = seen.path[1..].split_once('/').unwrap_or_default();
    match act {
        "good" if path.starts_with("v2/rates") => frankfurter(),
        "good" => with_the_weather_office(&Seen { path: format!("/{path}"), ..seen.clone() }),
        "429" => Act::Answer(429, vec![("retry-after".into(), "60".into())], b"hunter2".to_vec()),
        "broken" => Act::Cut(b"[{\"current\":".to_vec()),
        "page" => Act::Answer(200, Vec::new(), b"<html>maintenance</html>".to_vec()),
        "hang" => Act::Hang,
        "down" => Act::Close,
        status => Act::status(status.parse().unwrap_or(404), "hunter2"),
    }
}
