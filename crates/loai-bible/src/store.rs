//! Adding a text to the folder of an operator.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use ring::digest;
use thiserror::Error;

use crate::{
    pack::{self, PackError},
    version::known_as,
};

/// The end of the name of a file that is not whole; none that is read ends so.
const PART: &str = ".part";

/// A text that can be added by its name.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Its name.
    pub name: &'static str,
    /// The code of its version, by which its standing is looked up as well.
    pub code: &'static str,
    /// Where it is.
    pub url: &'static str,
}

/// Every text with a name.
pub const NAMED: [Named; 1] = [Named {
    name: "개역한글",
    code: "korHRV",
    url: "https://raw.githubusercontent.com/thiagobodruk/bible/master/json/ko_krv.json",
}];

/// Where a text comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// A text with a name.
    Named(&'static Named),
    /// An address.
    Url(&'a str),
    /// A file.
    File(&'a Path),
}

/// What somebody means by a name, address or file.
pub fn origin(source: &str) -> Origin<'_> {
    let named = |named: &&Named| named.name == source || named.code.eq_ignore_ascii_case(source);
    if let Some(named) = NAMED.iter().find(named) {
        return Origin::Named(named);
    }
    let is_url = source.starts_with("https://") || source.starts_with("http://");
    if is_url { Origin::Url(source) } else { Origin::File(Path::new(source)) }
}

/// A text that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The code of its version.
    pub code: String,
    /// Where it is now.
    pub path: PathBuf,
    /// How many verses it has.
    pub verses: usize,
    /// Its SHA-256 in hexadecimal digits; it is remembered beside the text.
    pub checksum: String,
    /// The checksum of the text that it replaces, when that was another one.
    pub before: Option<String>,
}

/// Why a text was not added.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Its name cannot be one of a file.
    #[error("the name cannot be that of a version")]
    Name,
    /// It is no text.
    #[error("it is no text of the Bible")]
    Pack(#[from] PackError),
    /// It cannot be kept.
    #[error("the text cannot be stored")]
    Write(#[from] io::Error),
}

/// The SHA-256 of a text in hexadecimal digits.
pub fn checksum(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    digest::digest(&digest::SHA256, bytes).as_ref().iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Adds a text to a folder under the name of its version. What is no text replaces none.
///
/// # Errors
/// When it is no text, or cannot be stored.
pub fn store(folder: &Path, name: &str, bytes: &[u8]) -> Result<Stored, StoreError> {
    let code = known_as(name).map_or(name, |known| known.code);
    let is_name = !code.is_empty() && code.chars().count() <= 40 && code.chars().all(char::is_alphanumeric);
    if !is_name {
        return Err(StoreError::Name);
    }
    let verses = pack::read(bytes)?.len();
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && **byte < 0x80).copied();
    let ending = match first {
        Some(b'{' | b'[') => "json",
        Some(b'<') => "xml",
        _ => "csv",
    };
    fs::create_dir_all(folder)?;
    sweep(folder);
    let (path, note) = (folder.join(format!("{code}.{ending}")), folder.join(format!("{code}.sha256")));
    let remembered = fs::read_to_string(&note).ok().and_then(|line| line.split(' ').next().map(str::to_owned));
    let checksum = checksum(bytes);
    whole(&path, bytes)?;
    for other in ["json", "xml", "csv"].into_iter().filter(|other| *other != ending) {
        let _ = fs::remove_file(folder.join(format!("{code}.{other}")));
    }
    whole(&note, format!("{checksum}  {code}.{ending}\n").as_bytes())?;
    let before = remembered.filter(|before| *before != checksum);
    Ok(Stored { code: code.to_owned(), path, verses, checksum, before })
}

/// Writes a file that is there whole or not at all.
fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(PART);
    let partial = PathBuf::from(name);
    let written = fs::File::create(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let kept = written.and_then(|()| fs::rename(&partial, path));
    if kept.is_err() {
        let _ = fs::remove_file(&partial);
    }
    kept
}

/// Takes away what a process left that was killed while it wrote.
fn sweep(folder: &Path) {
    let left = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    left.filter(|path| path.to_string_lossy().ends_with(PART)).for_each(|path| drop(fs::remove_file(path)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Library;

    const JSON: &[u8] = "{\"창1:1\": \"태초에\"}".as_bytes();
    const CSV: &[u8] = "book,chapter,verse,text\n1,1,1,처음에\n1,1,2,땅이\n".as_bytes();

    #[test]
    fn a_text_is_kept_under_its_code_and_its_checksum_is_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("bibles");
        let stored = store(&folder, "개역한글", JSON).unwrap();
        assert_eq!((stored.code.as_str(), stored.verses, &stored.before), ("korHRV", 1, &None));
        assert_eq!(stored.checksum.len(), 64);
        let note = fs::read_to_string(folder.join("korHRV.sha256")).unwrap();
        assert_eq!(note, format!("{}  korHRV.json\n", stored.checksum));
        let library = Library::new(&folder);
        assert_eq!(library.text("korHRV").unwrap().words(0), "태초에");
        assert_eq!(store(&folder, "korHRV", JSON).unwrap().before, None);
        let other = store(&folder, "korHRV", CSV).unwrap();
        assert_eq!((other.before, other.verses), (Some(stored.checksum), 2));
        assert_eq!(library.text("korHRV").unwrap().words(0), "처음에");
        assert_eq!(library.added().len(), 1);
    }

    #[test]
    fn what_is_no_text_replaces_none() {
        let dir = tempfile::tempdir().unwrap();
        store(dir.path(), "korHRV", JSON).unwrap();
        assert!(matches!(store(dir.path(), "korHRV", b"<html>404</html>"), Err(StoreError::Pack(_))));
        assert_eq!(fs::read(dir.path().join("korHRV.json")).unwrap(), JSON);
        for name in ["", "../x", "a/b", "a b", ".."] {
            assert!(matches!(store(dir.path(), name, JSON), Err(StoreError::Name)), "{name}");
        }
    }

    #[test]
    fn nothing_half_stays_whether_a_write_fails_or_its_process_was_killed() {
        let dir = tempfile::tempdir().unwrap();
        let files = || {
            let names = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
            names.sort();
            names
        };
        store(dir.path(), "korHRV", JSON).unwrap();
        fs::write(dir.path().join("korHRV.json.part"), "{\"창1").unwrap();
        store(dir.path(), "korHRV", JSON).unwrap();
        assert_eq!(files(), ["korHRV.json", "korHRV.sha256"]);
        // A full disk takes what is written there.
        std::os::unix::fs::symlink("/dev/full", dir.path().join("other.csv.part")).unwrap();
        let full = whole(&dir.path().join("other.csv"), CSV).unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        assert_eq!(files(), ["korHRV.json", "korHRV.sha256"]);
    }

    #[test]
    fn names_addresses_and_files_are_told_apart() {
        assert!(matches!(origin("개역한글"), Origin::Named(named) if named.code == "korHRV"));
        assert!(matches!(origin("https://example.org/x.json"), Origin::Url(_)));
        assert!(matches!(origin("개역한글.json"), Origin::File(_)));
        for named in &NAMED {
            assert!(known_as(named.name).is_some_and(|known| known.code == named.code && !known.admin_only));
        }
    }
}
