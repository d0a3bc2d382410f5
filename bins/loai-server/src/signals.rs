//! How a person or the system stops the server, or lets it read its settings again.

use std::io::IsTerminal;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Waits for the first request to stop.
///
/// # Errors
/// When the handlers cannot be installed.
pub(crate) async fn stop_requested() -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Ends the process at a second request.
pub(crate) async fn end_at_the_second() {
    if stop_requested().await.is_ok() {
        #[expect(clippy::disallowed_methods, reason = "the second request means now")]
        std::process::exit(130);
    }
}

/// The signal HUP, which means one of two things.
pub(crate) struct Hangups {
    signal: Signal,
    at_terminal: bool,
}

/// What it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hangup {
    /// Somebody wishes that the settings are read again.
    ReadAgain,
    /// The terminal at which the server was started is gone.
    TerminalGone,
}

impl Hangups {
    /// From now on the signal ends the process no more.
    ///
    /// # Errors
    /// When the handler cannot be installed.
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self { signal: signal(SignalKind::hangup())?, at_terminal: std::io::stdout().is_terminal() })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) -> Hangup {
        let _ = self.signal.recv().await;
        if self.at_terminal && !std::io::stdout().is_terminal() { Hangup::TerminalGone } else { Hangup::ReadAgain }
    }
}
