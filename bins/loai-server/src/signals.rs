//! How a person or the system stops the server.

use tokio::signal::unix::{SignalKind, signal};

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
