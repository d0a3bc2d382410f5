//! What the server costs, read from its process entry.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Memory and processor time of one process at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Resident memory in bytes.
    pub rss: u64,
    /// Processor time of all its tasks, in user and system.
    pub cpu: Duration,
}

/// Reads a process of this machine; `None` when there is none or the system has no `/proc`.
pub fn usage(pid: u32) -> Option<Usage> {
    read(&PathBuf::from(format!("/proc/{pid}")))
}

fn read(process: &Path) -> Option<Usage> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = rss.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(Usage { rss: kib * 1024, cpu: cpu(process)? })
}

/// Nanoseconds on a processor, task by task.
fn cpu(process: &Path) -> Option<Duration> {
    let tasks = fs::read_dir(process.join("task")).ok()?;
    let times = tasks.flatten().filter_map(|task| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(times.sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_time_are_read_from_the_process_entry() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("status"), "Name:\tserver\nVmPeak:\t 9 kB\nVmRSS:\t   2048 kB\n").unwrap();
        for (task, time) in [("1", "1500 20 3\n"), ("2", "500 1 1\n")] {
            fs::create_dir_all(dir.path().join("task").join(task)).unwrap();
            fs::write(dir.path().join("task").join(task).join("schedstat"), time).unwrap();
        }
        let expected = Usage { rss: 2_097_152, cpu: Duration::from_micros(2) };
        assert_eq!(read(dir.path()), Some(expected));
    }

    #[test]
    fn no_process_has_no_usage() {
        assert_eq!(read(Path::new("nowhere")), None);
    }
}
