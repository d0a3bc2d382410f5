//! The token of the HTTP side.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::change::ChangeError;
use crate::first_start::random;
use crate::source::readable_by_others;
use crate::write::{self, SECRET_MODE};
use crate::{AdminSettings, Secret};

/// The file's name in the configuration directory.
const FILE: &str = "admin-token";
const BYTES: usize = 32;

/// Why there is no token.
#[derive(Debug, Error)]
pub enum TokenError {
    /// Other users of the machine can read the file.
    #[error("other users can read {}", .0.display())]
    ReadableByOthers(PathBuf),
    /// The file is empty.
    #[error("{} is empty", .0.display())]
    Empty(PathBuf),
    /// The file cannot be read or made.
    #[error("cannot use {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// The operating system gave no random bytes.
    #[error("no token could be made")]
    NoRandom(#[source] ChangeError),
}

/// The token of the HTTP side: that of the settings, else that of the file `admin-token` in the configuration directory,
/// which is made with mode 0600 when it is not there.
///
/// # Errors
/// [`TokenError`]; a file that other users can read is refused.
pub fn admin_token(dir: &Path, settings: &AdminSettings) -> Result<Secret, TokenError> {
    if let Some(token) = &settings.token {
        return Ok(token.clone());
    }
    let path = dir.join(FILE);
    let failed = |error| TokenError::Io(path.clone(), error);
    let fresh = random(BYTES).map_err(TokenError::NoRandom)?;
    write::create(&path, &format!("{fresh}\n"), Some(SECRET_MODE)).map_err(failed)?;
    if readable_by_others(&path) {
        return Err(TokenError::ReadableByOthers(path));
    }
    let token = fs::read_to_string(&path).map_err(failed)?.trim().to_owned();
    if token.is_empty() { Err(TokenError::Empty(path)) } else { Ok(Secret::new(token)) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_token_is_made_once_and_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let settings = AdminSettings::default();
        let token = admin_token(dir.path(), &settings).unwrap();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(admin_token(dir.path(), &settings).unwrap(), token);
        let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_token_of_the_settings_comes_first() {
        let dir = tempfile::tempdir().unwrap();
        let settings = AdminSettings { token: Some(Secret::new("own")), ..AdminSettings::default() };
        assert_eq!(admin_token(dir.path(), &settings).unwrap().expose(), "own");
        assert!(!dir.path().join(FILE).exists());
    }

    #[test]
    fn a_file_that_others_can_read_or_that_is_empty_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let refused = |text: &str, mode| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            admin_token(dir.path(), &AdminSettings::default()).unwrap_err()
        };
        assert!(matches!(refused("token", 0o640), TokenError::ReadableByOthers(_)));
        assert!(matches!(refused(" \n", 0o600), TokenError::Empty(_)));
    }
}
