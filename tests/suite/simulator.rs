//! The simulated phone as a program, at work on a real server.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::harness::Setup;

/// Its page, whose example has to work.
const PAGE: &str = include_str!("../../bins/loai-phone/README.md");

/// Everybody is approved, which the simulator finds in its settings only where the server listens on this machine.
fn on_this_machine() -> Result<Setup> {
    Ok(Setup::open()?.with("phones.listen", "127.0.0.1:0"))
}

#[tokio::test]
async fn the_scenario_of_its_page_goes_as_it_says() -> Result<()> {
    let (_, after) = PAGE.split_once("```text\n").context("the page has no scenario")?;
    let (scenario, _) = after.split_once("```").context("the scenario has no end")?;
    let server = Setup::new()?.write("greeting.txt", scenario)?.start().await?;
    let said = server.simulator(&["scenario", "greeting.txt"], "")?.good()?;
    assert_eq!(said, "greeting.txt: 6 steps, all as expected\n");
    Ok(())
}

#[tokio::test]
async fn a_scenario_ends_at_its_first_unmet_expectation_and_names_the_line() -> Result<()> {
    let server =
        Setup::new()?.write("wrong.txt", "phone a 3.3.3\na> 안녕\n\na= 반가워요\nraw a never sent\n")?.start().await?;
    let said = server.simulator(&["scenario", "wrong.txt"], "")?.refused()?;
    assert!(said.contains("wrong.txt:4") && said.contains("반가워요") && said.contains("#도움말"), "{said}");
    Ok(())
}

#[tokio::test]
async fn the_server_behaves_under_every_fault() -> Result<()> {
    // A slow reader is cut off as soon as its window is full for a second, so that a few seconds do for each fault.
    let server = on_this_machine()?.with("phones.write_stall_seconds", 1).start().await?;
    // Long for the reader, and no work for a server that is not optimised.
    let long = format!("#echo {}", "가".repeat(400));
    let said = server.simulator(&["fault", "all", "--seconds", "6", "--count", "60", "--long", &long], "")?.good()?;
    assert_eq!(said.lines().count(), 9, "{said}");
    assert!(said.lines().all(|line| line.starts_with("ok    ") && line.contains("the other phone got ")), "{said}");
    assert!(server.counter("slow_consumers")? >= 1);
    Ok(())
}

#[tokio::test]
async fn a_load_of_a_second_gets_every_answer_and_reports_it() -> Result<()> {
    let server = on_this_machine()?.start().await?;
    for (name, pace) in [("rate.json", ["--rate", "100"]), ("window.json", ["--in-flight", "4"])] {
        let told = ["load", "--seconds", "1", "--phones", "3", "--rooms", "20", "--json", name];
        let said = server.simulator(&[told.as_slice(), &pace].concat(), "")?.good()?;
        let report: Value = serde_json::from_str(&fs::read_to_string(server.path(name))?)?;
        assert_eq!((&report["phones"], &report["rooms"]), (&3.into(), &20.into()), "{report}");
        assert!(report["sent"].as_u64().is_some_and(|sent| sent > 10), "{report}");
        assert_eq!(report["replies"], report["sent"], "{report}");
        for nothing in ["lost", "duplicate", "errors"] {
            assert_eq!(report[nothing], 0, "{report}");
        }
        // The server's process is known from its ready file.
        for measured in ["rps", "p50_ms", "p99_ms", "p999_ms", "connect_per_s", "server_rss_bytes"] {
            assert!(report[measured].as_f64().is_some_and(|value| value > 0.0), "{measured}: {report}");
        }
        assert!(report["server_cpu_us_per_reply"].is_f64() && report["server_database_cpu_us_per_reply"].is_f64());
        assert!(said.contains(" answered, ") && said.contains("MiB resident"), "{said}");
    }
    Ok(())
}
