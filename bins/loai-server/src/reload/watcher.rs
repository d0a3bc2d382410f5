//! Notices that settings files have changed.

use std::{path::Path, sync::Arc, time::Duration};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Changes that follow each other more closely are one: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(500);
/// Changes that never pause are looked at after so long all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// Watches a folder with everything in it, so that files which are replaced and not written are noticed, too.
pub(crate) struct Watcher {
    changed: Arc<Notify>,
    _watching: RecommendedWatcher,
}

impl Watcher {
    /// Begins to watch.
    ///
    /// # Errors
    /// When the system cannot watch the folder.
    pub(crate) fn new(folder: &Path) -> notify::Result<Self> {
        let changed = Arc::<Notify>::default();
        let tell = Arc::clone(&changed);
        let mut watching = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // What the system could not report may have been a change.
            if event.as_ref().map_or(true, is_change) {
                tell.notify_one();
            }
        })?;
        watching.watch(folder, RecursiveMode::Recursive)?;
        Ok(Self { changed, _watching: watching })
    }

    /// Does something after every change, until told to stop.
    pub(crate) async fn run(self, stop: CancellationToken, mut act: impl AsyncFnMut()) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.changed.notified() => {}
            }
            let settle = async { while tokio::time::timeout(QUIET, self.changed.notified()).await.is_ok() {} };
            let _ = tokio::time::timeout(PATIENCE, settle).await;
            act().await;
        }
    }
}

/// Reading is no change, nor is what editors keep beside a file.
fn is_change(event: &Event) -> bool {
    let settings = |path: &Path| path.extension().is_none_or(|end| ["json", "toml", "enc"].iter().any(|it| end == *it));
    !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(|path| settings(path)))
}

#[cfg(test)]
mod tests {
    use notify::{
        EventKind,
        event::{AccessKind, CreateKind, ModifyKind},
    };

    use super::*;

    #[test]
    fn only_changes_of_settings_files_count() {
        let change = |kind, path: &str| is_change(&Event::new(kind).add_path(path.into()));
        let (create, modify) = (EventKind::Create(CreateKind::File), EventKind::Modify(ModifyKind::Any));
        for path in ["config/settings/LOA.i.json", "config/loai.toml", "config/.kakao-bot.enc", "config/settings"] {
            assert!(change(create, path) && change(modify, path), "{path}");
        }
        for path in ["config/settings/.LOA.i.json.swp", "config/settings/LOA.i.json~", "config/.LOA.i.json.1.0.tmp"] {
            assert!(!change(create, path), "{path}");
        }
        assert!(!change(EventKind::Access(AccessKind::Any), "config/loai.toml"));
        assert!(is_change(&Event::new(EventKind::Other)));
    }
}
