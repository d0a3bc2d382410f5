//! `loai-server settings …`: the documents with the settings of bots, and their revisions.

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Local};
use loai_config::{DocumentName, Documents};
use loai_db::{DbError, SettingsRevision};
use similar::TextDiff;

use super::{Done, Scene, Told, offline, run};
use crate::{
    ChangeRefused, Current, Source,
    args::Settings,
    output,
    source::{COMMAND_LINE, FILE, IMPORT},
};

/// What the note of a revision begins with that brings an earlier one back.
const RESTORED: &str = "revision ";
/// After so long a difference is shown that is right and not the shortest.
const DIFF: Duration = Duration::from_secs(5);

pub(super) fn settings(scene: &Scene, command: Settings) -> Done {
    let server = run::server(scene)?;
    let work = async {
        let source = offline::source(scene, &server).await?;
        let done = answer(scene, &source, command).await;
        source.database().close().await;
        done
    };
    run::block_on(work).map_err(|error| offline::told(scene, &error))
}

async fn answer(scene: &Scene, source: &Source, command: Settings) -> anyhow::Result<()> {
    let current = source.current().await?;
    let mut wanted = current.documents.clone();
    match command {
        Settings::List => list(scene, &current),
        Settings::Revisions { name } => {
            let name = document(scene, &name)?;
            let revisions = source.database().settings_revisions(&name.to_string()).await?;
            if revisions.is_empty() {
                return Err(unknown(scene, &name).into());
            }
            print(scene, "revision", &revisions, |revision| revision.id.to_string());
        }
        Settings::Show { name, revision } => {
            let shown = text(scene, source, &current, &document(scene, &name)?, revision).await?;
            output::text(&shown.1.unwrap_or_default());
        }
        Settings::Diff { name, from, to } => {
            let name = document(scene, &name)?;
            let (from, before) = text(scene, source, &current, &name, Some(from)).await?;
            let (to, after) = text(scene, source, &current, &name, to).await?;
            output::text(&difference(&name, (from, &before.unwrap_or_default()), (to, &after.unwrap_or_default())));
        }
        Settings::Restore { name, revision } => {
            let name = document(scene, &name)?;
            match text(scene, source, &current, &name, Some(revision)).await?.1 {
                Some(text) => wanted.insert(name, text),
                None => wanted.remove(&name),
            }
            change(scene, source, current, wanted, &format!("{RESTORED}{revision}")).await?;
        }
        Settings::Export { dir } => {
            let written = current.documents.write(&dir)?;
            let path = dir.display().to_string();
            output::line(&scene.texts.get("settings-exported", &[("count", written.into()), ("path", path.into())]));
        }
        Settings::Import { dir } => {
            let given = Documents::read(&dir);
            if given.names().next().is_none() {
                let path = dir.display().to_string();
                return Err(scene.tell("settings-nothing-found", &[("path", path.into())]).into());
            }
            wanted.extend(given);
            change(scene, source, current, wanted, "").await?;
        }
        Settings::Set { name, file, expect } => {
            let name = document(scene, &name)?;
            refuse_surprise(scene, &current, &name, expect)?;
            wanted.insert_file(name, &file);
            change(scene, source, current, wanted, "").await?;
        }
        Settings::Remove { name, expect } => {
            let name = document(scene, &name)?;
            refuse_surprise(scene, &current, &name, expect)?;
            if !wanted.contains(&name) {
                return Err(unknown(scene, &name).into());
            }
            wanted.remove(&name);
            change(scene, source, current, wanted, "").await?;
        }
    }
    Ok(())
}

fn list(scene: &Scene, current: &Current) {
    if current.heads().len() == 0 {
        return output::line(&scene.texts.say("settings-empty"));
    }
    let heads: Vec<_> = current.heads().cloned().collect();
    print(scene, "document", &heads, |head| head.name.clone());
}

fn print(scene: &Scene, first: &str, revisions: &[SettingsRevision], of: impl Fn(&SettingsRevision) -> String) {
    let mut columns = vec![first, "at", "author", "note"];
    let is_list = first != "revision";
    if is_list {
        columns.insert(1, "revision");
    }
    let row = |revision: &SettingsRevision| {
        let mut row = vec![of(revision), time(revision.at), author(scene, revision), note(scene, revision)];
        if is_list {
            row.insert(1, revision.id.to_string());
        }
        row
    };
    let headings: Vec<_> = columns.iter().map(|column| scene.texts.say(&format!("column-{column}"))).collect();
    output::table(&headings, &revisions.iter().map(row).collect::<Vec<_>>());
}

/// The number and the text of a revision, the newest one by default.
async fn text(
    scene: &Scene,
    source: &Source,
    current: &Current,
    name: &DocumentName,
    revision: Option<i64>,
) -> anyhow::Result<(i64, Option<String>)> {
    let Some(id) = revision.or_else(|| Some(current.head(name)?.id)) else { return Err(unknown(scene, name).into()) };
    match source.database().settings_revision(&name.to_string(), id).await? {
        Some((_, text)) => Ok((id, text)),
        None => {
            let words = [("name", name.to_string().into()), ("revision", id.to_string().into())];
            Err(scene.tell("settings-unknown-revision", &words).into())
        }
    }
}

fn difference(name: &DocumentName, (from, before): (i64, &str), (to, after): (i64, &str)) -> String {
    let lines = TextDiff::configure().timeout(DIFF).diff_lines(before, after);
    lines.unified_diff().header(&format!("{name} ({from})"), &format!("{name} ({to})")).to_string()
}

/// Somebody else's change must not be replaced by accident.
fn refuse_surprise(scene: &Scene, current: &Current, name: &DocumentName, expect: Option<i64>) -> Result<(), Told> {
    let newest = current.head(name).map(|head| head.id);
    if expect.is_none() || expect == newest {
        return Ok(());
    }
    let newest = newest.map(|id| id.to_string()).unwrap_or_default();
    Err(scene.tell("settings-unexpected", &[("name", name.to_string().into()), ("revision", newest.into())]))
}

async fn change(scene: &Scene, source: &Source, current: Current, wanted: Documents, note: &str) -> anyhow::Result<()> {
    let changed = match source.change(current, wanted, note).await {
        Ok(changed) => changed,
        Err(ChangeRefused::Broken(problems)) => return Err(run::refused(scene, &problems).into()),
        Err(ChangeRefused::Database(DbError::SettingsChanged { name })) => {
            return Err(scene.tell("settings-conflict", &[("name", name.into())]).into());
        }
        Err(refused) => return Err(refused).context("settings"),
    };
    run::print(&run::report(scene, &changed.warnings));
    if changed.documents.is_empty() {
        output::line(&scene.texts.say("settings-same"));
        return Ok(());
    }
    for name in &changed.documents {
        let key = if changed.current.documents.contains(name) { "settings-changed" } else { "settings-removed" };
        let revision = changed.current.head(name).map(|head| head.id.to_string()).unwrap_or_default();
        let words = [("name", name.to_string().into()), ("revision", revision.into())];
        output::line(&scene.texts.get(key, &words));
    }
    output::line(&scene.texts.say("settings-effect"));
    Ok(())
}

fn document(scene: &Scene, name: &str) -> Result<DocumentName, Told> {
    name.parse().map_err(|_| scene.tell("settings-bad-name", &[("name", name.to_owned().into())]))
}

fn unknown(scene: &Scene, name: &DocumentName) -> Told {
    scene.tell("settings-unknown", &[("name", name.to_string().into())])
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
        other => loai_texts::plain(other, 40),
    }
}

fn note(scene: &Scene, revision: &SettingsRevision) -> String {
    match revision.note.strip_prefix(RESTORED) {
        _ if revision.sha256.is_none() => scene.texts.say("settings-note-removed"),
        Some(earlier) => scene.texts.get("settings-note-restored", &[("revision", earlier.to_owned().into())]),
        None => loai_texts::plain(&revision.note, 40),
    }
}
