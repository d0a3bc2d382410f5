//! Writing files so that a crash leaves either the old or the new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::source::is_there;

/// The mode of files with secrets.
pub(crate) const SECRET_MODE: u32 = 0o600;

/// Replaces a file; the mode is the given one, else that of the replaced file.
pub(crate) fn replace(path: &Path, content: &str, mode: Option<u32>) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let temporary = write_temporary(&path, content, mode)?;
    let replaced = keep_mode(&path, &temporary, mode).and_then(|()| fs::rename(&temporary, &path));
    if replaced.is_err() {
        fs::remove_file(&temporary).ok();
    }
    replaced?;
    sync_folder(&path)
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    sync_folder(path)
}

/// Creates a file with its folders unless it is already there; tells whether it was created.
pub(crate) fn create(path: &Path, content: &str, mode: Option<u32>) -> io::Result<bool> {
    if is_there(path) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = write_temporary(path, content, mode)?;
    // A hard link, unlike a rename, never replaces what another process just created.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary).ok();
    match linked {
        Ok(()) => sync_folder(path).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(_) => create_directly(path, content, mode),
    }
}

/// For file systems without hard links.
fn create_directly(path: &Path, content: &str, mode: Option<u32>) -> io::Result<bool> {
    match open_new(path, mode) {
        Ok(file) => fill(file, path, content).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_temporary(path: &Path, content: &str, mode: Option<u32>) -> io::Result<PathBuf> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    loop {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        let temporary = path.with_file_name(format!(".{name}.{process}.{number}.tmp"));
        match open_new(&temporary, mode) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            opened => return fill(opened?, &temporary, content).map(|()| temporary),
        }
    }
}

/// Writes a new file whole, or takes it away again.
fn fill(mut file: File, path: &Path, content: &str) -> io::Result<()> {
    let written = file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        fs::remove_file(path).ok();
    }
    written
}

fn keep_mode(path: &Path, temporary: &Path, mode: Option<u32>) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if mode.is_none() => fs::set_permissions(temporary, metadata.permissions()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn open_new(path: &Path, mode: Option<u32>) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = mode.unwrap_or(0o644);
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn open_new(path: &Path, _mode: Option<u32>) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_could_not_be_written_whole_is_taken_away() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, "").unwrap();
        let read_only = File::open(&path).unwrap();
        assert!(fill(read_only, &path, "content").is_err());
        assert!(!path.exists());
    }
}
