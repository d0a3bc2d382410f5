//! The one place that writes to the terminal.
//!
//! A closed pipe is no error: whoever stopped reading has seen enough.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Standard output, decorated only for people.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    terminal: bool,
}

impl Output {
    /// Standard output as it is: colours and prompts only on a terminal.
    pub fn standard() -> Self {
        Self { terminal: io::stdout().is_terminal() }
    }

    /// Whether a person looks at it.
    pub fn is_terminal(self) -> bool {
        self.terminal
    }

    /// One line.
    pub fn line(self, text: impl Display) {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        write(&format!("{clear}{text}\n"));
    }

    /// One line that is less important than the others.
    pub fn dim(self, text: impl Display) {
        if self.terminal {
            self.line(format_args!("\x1b[2m{text}\x1b[0m"));
        } else {
            self.line(text);
        }
    }

    /// An invitation to type, without a line end; nothing unless a person looks.
    pub fn prompt(self, text: impl Display) {
        if self.terminal {
            write(&format!("\r\x1b[K{text}"));
        }
    }
}

/// What went wrong, on standard error.
pub fn error(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn write(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}
