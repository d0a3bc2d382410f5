//! What the server costs, read from its process entry (proc(5)).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The server's threads that store rows: the batch writer, and the one on which SQLite runs for it.
const DATABASE_THREADS: &str = "db-writer";

/// Memory and processor time of one process at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Resident memory in bytes.
    pub rss: u64,
    /// Processor time of the whole process, in user and system, threads that have ended included.
    pub cpu: Duration,
    /// What of it went to the threads that store rows.
    pub database: Duration,
}

/// Reads a process of this machine; `None` when there is none or the system has no `/proc`.
pub fn usage(pid: u32) -> Option<Usage> {
    let ticks = Command::new("getconf").arg("CLK_TCK").output().ok()?;
    let ticks = std::str::from_utf8(&ticks.stdout).ok()?.trim().parse().ok()?;
    read(&PathBuf::from(format!("/proc/{pid}")), ticks)
}

fn read(process: &Path, ticks_per_second: f64) -> Option<Usage> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = rss.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let ticks = ticks(&fs::read_to_string(process.join("stat")).ok()?)?;
    let cpu = Duration::from_secs_f64(ticks as f64 / ticks_per_second);
    Some(Usage { rss: kib * 1024, cpu, database: database(process)? })
}

/// Fields 14 and 15 of `stat`; the second field is a name that may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11).map(str::parse::<u64>);
    Some(fields.next()?.ok()? + fields.next()?.ok()?)
}

/// Nanoseconds on a processor of the threads that store rows; they live as long as the process.
fn database(process: &Path) -> Option<Duration> {
    let threads = fs::read_dir(process.join("task")).ok()?;
    let times = threads.flatten().filter_map(|thread| {
        let name = fs::read_to_string(thread.path().join("comm")).ok()?;
        let used = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let used = used.split_whitespace().next()?.parse::<u64>().ok()?;
        name.starts_with(DATABASE_THREADS).then_some(used)
    });
    Some(Duration::from_nanos(times.sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_time_are_read_from_the_process_entry() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("status", "Name:\tserver\nVmPeak:\t 9 kB\nVmRSS:\t   2048 kB\n");
        write("stat", "7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 12 0 0");
        for (thread, name, time) in
            [("1", "loai\n", "900 1 1\n"), ("2", "db-writer\n", "1500 20 3\n"), ("3", "db-writer-io\n", "500 1 1\n")]
        {
            write(&format!("task/{thread}/comm"), name);
            write(&format!("task/{thread}/schedstat"), time);
        }
        let expected = Usage { rss: 2_097_152, cpu: Duration::from_secs(3), database: Duration::from_micros(2) };
        assert_eq!(read(dir.path(), 100.0), Some(expected));
    }

    #[test]
    fn this_process_has_a_usage_and_none_has_none() {
        assert!(usage(std::process::id()).is_some_and(|usage| usage.rss > 100_000));
        assert_eq!(usage(u32::MAX), None);
    }
}
