//! What a process has used, as Linux counts it.

use std::fs;
use std::ops::Sub;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process;

/// Threads that store rows: the batch writer `db-writer`, and `db-writer-io`, on which SQLite runs for it.
/// Those that read (`db-read-0` and so on) belong to the path.
const DATABASE_THREADS: &str = "db-writer";

/// CPU time, user and system.
#[derive(Clone, Copy, Default)]
pub struct Cpu {
    /// Of the whole process, threads that have ended included.
    pub all: Duration,
    /// Of the threads that store rows.
    pub database: Duration,
}

impl Cpu {
    /// What a process has used so far.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn of(pid: u32) -> Result<Self> {
        let directory = Path::new("/proc").join(pid.to_string());
        Ok(Self { all: ticks(&read(&directory.join("stat"))?)?, database: database(&directory)? })
    }

    /// Everything but the storing of rows.
    pub fn path(&self) -> Duration {
        self.all.saturating_sub(self.database)
    }
}

impl Sub for Cpu {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self { all: self.all.saturating_sub(earlier.all), database: self.database.saturating_sub(earlier.database) }
    }
}

/// Resident memory in bytes.
///
/// # Errors
/// When the process is gone.
pub fn resident(pid: u32) -> Result<u64> {
    // The sum over all mappings is exact; `VmRSS` lags behind by some pages per thread.
    let rollup = read(format!("/proc/{pid}/smaps_rollup").as_ref())?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).context("reading resident memory")?;
    Ok(kib.parse::<u64>().context("reading resident memory")? * 1024)
}

/// The threads are counted in nanoseconds by the scheduler; all of them live as long as the process.
fn database(process: &Path) -> Result<Duration> {
    let mut sum = Duration::ZERO;
    for entry in fs::read_dir(process.join("task")).context("listing threads")? {
        let thread = entry.context("listing threads")?.path();
        let Ok(name) = fs::read_to_string(thread.join("comm")) else {
            continue;
        };
        if name.starts_with(DATABASE_THREADS) {
            let used = read(&thread.join("schedstat"))?;
            let nanoseconds = used.split_whitespace().next().context("reading a thread's CPU time")?;
            sum += Duration::from_nanos(nanoseconds.parse().context("reading a thread's CPU time")?);
        }
    }
    Ok(sum)
}

/// User and system time out of `/proc/PID/stat` (proc(5): fields 14 and 15).
fn ticks(stat: &str) -> Result<Duration> {
    let (_, rest) = stat.rsplit_once(')').context("reading a process's CPU time")?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut field = || -> Result<u64> {
        let text = fields.next().context("reading a process's CPU time")?;
        text.parse().context("reading a process's CPU time")
    };
    let ticks = field()? + field()?;
    let per_second = process::output(process::program("getconf").arg("CLK_TCK"))?;
    let per_second: f64 = per_second.trim().parse().context("reading the clock's ticks")?;
    Ok(Duration::from_secs_f64(ticks as f64 / per_second))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{Cpu, resident, ticks};

    #[test]
    fn the_name_of_a_process_may_hold_anything() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 12 0 0";
        assert_eq!(ticks(stat).unwrap().as_millis(), 3000);
    }

    #[test]
    fn this_process_uses_time_and_memory() {
        let pid = std::process::id();
        let used = Cpu::of(pid).unwrap();
        assert_eq!(used.path(), used.all);
        assert!(resident(pid).unwrap() > 100_000);
    }
}
