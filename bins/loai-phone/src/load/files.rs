//! Every connection is an open file, and systems allow few of them at first.

use std::fs;
use std::process::{self, Command};

use anyhow::{Result, ensure};

/// What the process needs besides its connections.
const SPARE: u64 = 64;

/// Makes sure that so many connections may be open, raising the process's own limit where the system lets it.
///
/// # Errors
/// When the limit stays too low.
pub fn make_room(connections: u32) -> Result<()> {
    let needed = u64::from(connections) + SPARE;
    let Some((soft, hard)) = limits() else {
        return Ok(());
    };
    if soft >= needed {
        return Ok(());
    }
    let limit = format!("--nofile={hard}:{hard}");
    // There is no safe call for this in the standard library; whether it worked is read back.
    let _ = Command::new("prlimit").args(["--pid", &process::id().to_string(), &limit]).status();
    let soft = limits().map_or(soft, |(soft, _)| soft);
    ensure!(soft >= needed, "{needed} open files are needed and {soft} are allowed; try: ulimit -n {needed}");
    Ok(())
}

/// The soft and the hard limit of this process.
fn limits() -> Option<(u64, u64)> {
    parse(&fs::read_to_string("/proc/self/limits").ok()?)
}

fn parse(limits: &str) -> Option<(u64, u64)> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let mut words = line.split_whitespace().map(|word| if word == "unlimited" { Ok(u64::MAX) } else { word.parse() });
    Some((words.next()?.ok()?, words.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_a_process_are_read() {
        let text = "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files     \n";
        assert_eq!(parse(text), Some((1024, 524_288)));
        assert_eq!(parse("Max open files  20000 unlimited files"), Some((20_000, u64::MAX)));
        assert_eq!(parse(""), None);
    }

    #[test]
    fn more_files_than_any_system_has_are_refused() {
        assert!(make_room(1).is_ok());
        assert!(make_room(u32::MAX).is_err());
    }
}
