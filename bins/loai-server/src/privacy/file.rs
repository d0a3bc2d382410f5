//! The file that remembers erasures, so that a database that was restored from a backup forgets again.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use loai_db::Seal;
use serde_json::{Value, json};

/// Lines of `{"bot","channel","salt","digest","at"}`; they say nothing of who it was.
#[derive(Debug)]
pub(crate) struct Erasures(PathBuf);

/// One erasure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) bot: &'a str,
    pub(crate) channel: &'a str,
    pub(crate) seal: Seal,
    pub(crate) at: i64,
}

/// One that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) bot: String,
    pub(crate) channel: String,
    pub(crate) seal: Seal,
    pub(crate) at: i64,
}

impl Erasures {
    pub(crate) fn new(data: &Path) -> Self {
        Self(data.join("erasures.jsonl"))
    }

    pub(crate) fn name(&self) -> String {
        self.0.display().to_string()
    }

    /// Adds one; it is on the disk afterwards.
    pub(crate) fn add(&self, entry: &Entry<'_>) -> io::Result<()> {
        let (salt, digest) = entry.seal.words();
        let line = json!({"bot": entry.bot, "channel": entry.channel, "salt": salt, "digest": digest, "at": entry.at});
        let before = self.read()?;
        // A write that did not finish must not take this one along.
        let start = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.0)?;
        file.write_all(format!("{start}{line}\n").as_bytes())?;
        file.sync_all()?;
        self.0.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
    }

    /// Takes one back that was not recorded.
    pub(crate) fn take_back(&self, seal: &Seal) -> io::Result<()> {
        let (_, digest) = seal.words();
        let kept = self.read()?;
        let kept: String = kept.split_inclusive('\n').filter(|line| !line.contains(&digest)).collect();
        let beside = self.0.with_extension("new");
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(kept.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &self.0)
    }

    fn read(&self) -> io::Result<String> {
        match fs::read(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            bytes => Ok(String::from_utf8_lossy(&bytes?).into_owned()),
        }
    }

    /// Every one that can be read; a line that cannot is told in the log.
    pub(crate) fn all(&self) -> io::Result<Vec<Known>> {
        let text = self.read()?;
        let read = |(number, line): (usize, &str)| {
            let known = known(line);
            if known.is_none() {
                tracing::error!(file = %self.0.display(), line = number + 1, "an erasure cannot be read");
            }
            known
        };
        Ok(text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).filter_map(read).collect())
    }
}

fn known(line: &str) -> Option<Known> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let seal = Seal::read(&text("salt")?, &text("digest")?)?;
    Some(Known { bot: text("bot")?, channel: text("channel")?, seal, at: value["at"].as_i64()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erasures_are_read_back_and_a_broken_line_costs_itself() {
        let dir = tempfile::tempdir().unwrap();
        let file = Erasures::new(dir.path());
        assert_eq!(file.all().unwrap(), []);
        let seals = [Seal::new("LOA.i", "1", "a"), Seal::new("LOA.i", "2", "b")];
        file.add(&Entry { bot: "LOA.i", channel: "1", seal: seals[0], at: 5 }).unwrap();
        // A write that ended within a letter, without a line's end.
        let half = [b"{\"bot\":\"".as_slice(), &"로".as_bytes()[..2]].concat();
        OpenOptions::new().append(true).open(&file.0).unwrap().write_all(&half).unwrap();
        file.add(&Entry { bot: "LOA.i", channel: "2", seal: seals[1], at: 6 }).unwrap();
        let all = file.all().unwrap();
        assert_eq!(
            all.iter().map(|known| (known.channel.as_str(), known.at)).collect::<Vec<_>>(),
            [("1", 5), ("2", 6)]
        );
        assert!(all[1].seal.fits("LOA.i", "2", "b"));
        assert!(!file.read().unwrap().contains("\"a\""));
        file.take_back(&seals[0]).unwrap();
        assert_eq!(file.all().unwrap().len(), 1);
    }
}
