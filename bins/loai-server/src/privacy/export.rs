//! All that is kept of a member, in a file for the operator to hand over.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use loai_core::{Member, PrivacyError};
use loai_db::MemberData;
use serde_json::{Value, json};

/// How long a file waits to be handed over.
const KEEP: Duration = Duration::from_hours(7 * 24);

fn folder(data: &Path) -> PathBuf {
    data.join("exports")
}

/// Writes a file that only this user may read; its path comes back.
pub(super) fn write(data: &Path, member: &Member, kept: &MemberData, at: i64) -> Result<String, PrivacyError> {
    let path = folder(data).join(format!("{:08x}.json", rand::random::<u32>()));
    let shown = path.display().to_string();
    let content = json!({
        "bot": member.bot,
        "channel": member.channel,
        "user": member.user,
        "made_at": at,
        "kept": kept,
    });
    let is_same = |bot: &str, channel: &str, user: &str| {
        (bot, channel, user) == (member.bot.as_str(), member.channel.as_str(), member.user.as_str())
    };
    let write = || {
        // The one before is of no more use, and a folder must not be filled by asking.
        remove(data, is_same)?;
        DirBuilder::new().recursive(true).mode(0o700).create(folder(data))?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(serde_json::to_string_pretty(&content)?.as_bytes())
    };
    write().map(|()| shown.clone()).map_err(|error| PrivacyError::File(shown, error))
}

/// Removes the exports of a member.
pub(super) fn remove(data: &Path, is_meant: impl Fn(&str, &str, &str) -> bool) -> io::Result<()> {
    for path in all(data)? {
        let content: Value = serde_json::from_slice(&fs::read(&path)?).unwrap_or_default();
        let [bot, channel, user] = ["bot", "channel", "user"].map(|key| content[key].as_str().unwrap_or_default());
        // One that cannot be read may be about anybody.
        if content.is_null() || is_meant(bot, channel, user) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Removes exports that nobody has fetched for a week.
pub(crate) fn clean(data: &Path, now: SystemTime) -> io::Result<()> {
    for path in all(data)? {
        let made = fs::metadata(&path)?.modified()?;
        if now.duration_since(made).is_ok_and(|age| age >= KEEP) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn all(data: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder(data)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let files = entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    Ok(files.map(|entry| entry.path()).collect())
}

#[cfg(test)]
mod tests {
    use loai_core::{BotName, ChannelId, UserHash};

    use super::*;

    #[test]
    fn an_export_goes_with_its_member_or_after_a_week() {
        let dir = tempfile::tempdir().unwrap();
        let member = |user: &str| Member {
            bot: BotName::new("LOA.i").unwrap(),
            channel: ChannelId::new("1").unwrap(),
            user: UserHash::new(user).unwrap(),
            name: "나".into(),
            at: 0,
        };
        let made: Vec<_> =
            ["a", "b"].map(|user| write(dir.path(), &member(user), &MemberData::default(), 5).unwrap()).into();
        remove(dir.path(), |_, _, user| user == "a").unwrap();
        assert!(!Path::new(&made[0]).exists());
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&made[1]).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        clean(dir.path(), SystemTime::UNIX_EPOCH).unwrap();
        assert!(Path::new(&made[1]).exists());
        clean(dir.path(), fs::metadata(&made[1]).unwrap().modified().unwrap() + KEEP).unwrap();
        assert!(!Path::new(&made[1]).exists());
    }
}
