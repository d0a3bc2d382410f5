//! The server's executable; everything is in the library, so that tests start it as `main` does.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The system's allocator asks the kernel over and over for what it has just given back, in the midst of messages.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    loai_server::main()
}
