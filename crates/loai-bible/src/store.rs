//! Adding a text to the folder of an operator.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ring::digest;
use thiserror::Error;

use crate::{
    pack::{self, PackError},
    version::known_as,
};

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
    let (path, note) = (folder.join(format!("{code}.{ending}")), folder.join(format!("{code}.sha256")));
    let remembered = fs::read_to_string(&note).ok().and_then(|line| line.split(' ').next().map(str::to_owned));
    let checksum = checksum(bytes);
    // The name of a file that is not whole is none that is read.
    let partial = folder.join(format!("{code}.part"));
    fs::write(&partial, bytes)?;
    fs::rename(&partial, &path)?;
    for other in ["json", "xml", "csv"].into_iter().filter(|other| *other != ending) {
        let _ = fs::remove_file(folder.join(format!("{code}.{other}")));
    }
    fs::write(&note, format!("{checksum}  {code}.{ending}\n"))?;
    let before = remembered.filter(|before| *before != checksum);
    Ok(Stored { code: code.to_owned(), path, verses, checksum, before })
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
    fn names_addresses_and_files_are_told_apart() {
        assert!(matches!(origin("개역한글"), Origin::Named(named) if named.code == "korHRV"));
        assert!(matches!(origin("https://example.org/x.json"), Origin::Url(_)));
        assert!(matches!(origin("개역한글.json"), Origin::File(_)));
        for named in &NAMED {
            assert!(known_as(named.name).is_some_and(|known| known.code == named.code && !known.admin_only));
        }
    }
}
