//! Documents, revisions and differences, as people read them.

use std::time::Duration;

use chrono::{DateTime, Local};
use loai_config::DocumentName;
use loai_db::SettingsRevision;
use similar::TextDiff;

use super::{Numbered, RESTORED};
use crate::{
    Current,
    commands::Scene,
    output,
    source::{COMMAND_LINE, FILE, IMPORT},
};

/// After so long, what is shown of a difference is right and not the shortest.
const DIFF: Duration = Duration::from_secs(5);
/// A foreign text takes no more letters of a line than this.
const MOST: usize = 40;

/// Every document with its newest revision.
pub(super) fn documents(scene: &Scene, current: &Current) {
    let row = |head: &SettingsRevision| [vec![head.name.clone()], cells(scene, head)].concat();
    let rows: Vec<_> = current.heads().map(row).collect();
    if rows.is_empty() {
        return output::line(&scene.texts.say("settings-empty"));
    }
    print(scene, &["document", "revision", "at", "author", "note"], &rows);
}

/// The revisions of one document.
pub(super) fn revisions(scene: &Scene, revisions: &[SettingsRevision]) {
    let rows: Vec<_> = revisions.iter().map(|revision| cells(scene, revision)).collect();
    print(scene, &["revision", "at", "author", "note"], &rows);
}

/// What differs between two numbered texts of a document, in the unified format; none counts as empty.
pub(super) fn difference(name: &DocumentName, before: &Numbered, after: &Numbered) -> String {
    let (old, new) = (before.1.as_deref().unwrap_or_default(), after.1.as_deref().unwrap_or_default());
    let lines = TextDiff::configure().timeout(DIFF).diff_lines(old, new);
    let header = |numbered: &Numbered| format!("{name} ({})", numbered.0);
    lines.unified_diff().header(&header(before), &header(after)).to_string()
}

fn print(scene: &Scene, columns: &[&str], rows: &[Vec<String>]) {
    let headings: Vec<_> = columns.iter().map(|column| scene.texts.say(&format!("column-{column}"))).collect();
    output::table(&headings, rows);
}

fn cells(scene: &Scene, revision: &SettingsRevision) -> Vec<String> {
    vec![revision.id.to_string(), time(revision.at), author(scene, revision), note(scene, revision)]
}

fn time(ms: i64) -> String {
    let time = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    time.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn author(scene: &Scene, revision: &SettingsRevision) -> String {
    match revision.author.as_str() {
        FILE => scene.texts.say("settings-author-file"),
        IMPORT => scene.texts.say("settings-author-import"),
        COMMAND_LINE => scene.texts.say("settings-author-cli"),
        other => loai_texts::plain(other, MOST),
    }
}

fn note(scene: &Scene, revision: &SettingsRevision) -> String {
    match revision.note.strip_prefix(RESTORED) {
        _ if revision.sha256.is_none() => scene.texts.say("settings-note-removed"),
        Some(earlier) => scene.texts.get("settings-note-restored", &[("revision", earlier.to_owned().into())]),
        None => loai_texts::plain(&revision.note, MOST),
    }
}
