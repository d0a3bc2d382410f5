//! The server's executable; everything is in the library, so that tests start it as `main` does.

use std::process::ExitCode;

fn main() -> ExitCode {
    loai_server::main()
}
