//! Writes the JSON Schemas of the settings files into a directory: `cargo xtask schema`.
#![expect(clippy::print_stderr, reason = "a developer's tool speaks on the terminal")]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: schema DIR");
        return ExitCode::FAILURE;
    };
    for schema in loai_config::schemas() {
        let path = folder.join(schema.name);
        if let Err(error) = std::fs::write(&path, schema.text()) {
            eprintln!("cannot write {}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
