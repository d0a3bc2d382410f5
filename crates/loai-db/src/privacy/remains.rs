//! What is left of deleted rows in the file of a database.
//!
//! Deleted content is overwritten (`secure_delete`), but pages that were rearranged earlier may hold copies. So after an
//! erasure the file itself is searched, and written anew where something is left.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    time::Duration,
};

use aho_corasick::AhoCorasick;
use sea_orm::{ConnectionTrait, Statement};

use crate::{Database, DbError, target::Target};

/// A larger file is not written anew: that takes as much memory, and everybody who writes waits meanwhile.
const LARGEST: u64 = 256 << 20;
/// How long readers may keep the write-ahead log from being emptied: so many tries, and the pause between two.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// What a search of the database's file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// Nothing is left in it.
    None,
    /// Something is left, since it could not be written anew.
    Left,
    /// The database is on a server, whose files are not looked into.
    Elsewhere,
}

impl Database {
    /// Whether the app's word for somebody is still in a table: as a member of another room, or since they came back.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn knows(&self, user: &str) -> Result<bool, DbError> {
        const KNOWN: [&str; 5] = [
            "SELECT COUNT(*) FROM users WHERE hash = ?",
            "SELECT COUNT(*) FROM todos WHERE user_hash = ?",
            "SELECT COUNT(*) FROM person_links WHERE user_hash = ?",
            "SELECT COUNT(*) FROM admins WHERE user_hash = ?",
            "SELECT COUNT(*) FROM point_accounts WHERE user = ?",
        ];
        for sql in KNOWN {
            let asked = Statement::from_sql_and_values(self.pool.get_database_backend(), sql, [user.into()]);
            let row = self.pool.query_one_raw(asked).await?;
            if row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Searches the file for words that are to be gone, and writes it anew where one is found. May take long for a
    /// large file; others can read meanwhile.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn wipe(&self, words: Vec<String>) -> Result<Remains, DbError> {
        let Target::Sqlite(options) = &self.target else { return Ok(Remains::Elsewhere) };
        let file = options.get_filename().to_owned();
        self.empty_log().await?;
        if !found(&file, &words).await? {
            return Ok(Remains::None);
        }
        let bytes = std::fs::metadata(&file).map_err(DbError::Search)?.len();
        if bytes > LARGEST {
            return Ok(Remains::Left);
        }
        tracing::info!("the file of the database is written anew, since deleted words are left in it");
        self.pool.execute_unprepared("VACUUM").await?;
        self.empty_log().await?;
        Ok(if found(&file, &words).await? { Remains::Left } else { Remains::None })
    }

    /// Moves everything from the write-ahead log to the file and cuts the log.
    async fn empty_log(&self) -> Result<(), DbError> {
        for _ in 0..TRIES {
            let checkpoint =
                Statement::from_string(self.pool.get_database_backend(), "PRAGMA wal_checkpoint(TRUNCATE)");
            let row = self.pool.query_one_raw(checkpoint).await?;
            let busy: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
            if busy == 0 {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }
}

/// Whether one of the words is in the database's file or in its log.
async fn found(file: &Path, words: &[String]) -> Result<bool, DbError> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let (files, words) = ([file.to_owned(), log.into()], words.to_vec());
    let search = move || files.iter().try_fold(false, |found, file| Ok(found || holds(file, &words)?));
    let searched =
        tokio::task::spawn_blocking(search).await.map_err(|error| DbError::Search(io::Error::other(error)))?;
    searched.map_err(DbError::Search)
}

fn holds(file: &Path, words: &[String]) -> io::Result<bool> {
    let words: Vec<_> = words.iter().filter(|word| !word.is_empty()).collect();
    let longest = words.iter().map(|word| word.len()).max().unwrap_or_default();
    let words = AhoCorasick::new(words).map_err(io::Error::other)?;
    let mut file = match File::open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    let mut buffer = vec![0; (1 << 20) + longest];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        if words.is_match(&buffer[..kept + read]) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        // A word may begin at the end of this part.
        let tail = (kept + read).min(longest);
        buffer.copy_within(kept + read - tail..kept + read, 0);
        kept = tail;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for before in [0, (1 << 20) - 3, 1 << 20, (1 << 20) + 3, (2 << 20) + 1] {
            let mut bytes = vec![b'.'; before];
            bytes.extend("찾을말".as_bytes());
            std::fs::write(&path, &bytes).unwrap();
            assert!(holds(&path, &["다른말".to_owned(), "찾을말".to_owned()]).unwrap(), "{before}");
            assert!(!holds(&path, &["찾을밀".to_owned()]).unwrap());
        }
        assert!(!holds(&dir.path().join("none"), &["말".to_owned()]).unwrap());
    }
}
