//! `loai-phone`: see the library of the same name.

use std::process::ExitCode;

use clap::Parser;
use loai_phone::args::Arguments;

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(loai_phone::run(arguments));
    // A thread that still waits for the keyboard must not keep the process alive.
    runtime.shutdown_background();
    Ok(code)
}
