//! `loai-server settings …`: the documents with the settings of bots, and their revisions.

mod shown;

use loai_config::{DocumentName, Documents};
use loai_core::ReloadTarget;
use loai_db::DbError;

use super::{Done, Scene, Told, offline, run};
use crate::{ChangeRefused, Current, Request, Source, args::Settings, control, output};

/// What the note of a revision begins with that brings an earlier one back.
const RESTORED: &str = "revision ";

/// A revision's number and text; a removed document has none.
type Numbered = (i64, Option<String>);

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
    let mut note = String::new();
    match command {
        Settings::List => {
            shown::documents(scene, &current);
            return Ok(());
        }
        Settings::Revisions { name } => {
            let name = document(scene, &name)?;
            let revisions = source.database().settings_revisions(&name.to_string()).await?;
            if revisions.is_empty() {
                return Err(unknown(scene, &name).into());
            }
            shown::revisions(scene, &revisions);
            return Ok(());
        }
        Settings::Show { name, revision } => {
            let (_, text) = text(scene, source, &current, &document(scene, &name)?, revision).await?;
            output::text(&text.unwrap_or_default());
            return Ok(());
        }
        Settings::Diff { name, from, to } => {
            let name = document(scene, &name)?;
            let before = text(scene, source, &current, &name, Some(from)).await?;
            let after = text(scene, source, &current, &name, to).await?;
            output::text(&shown::difference(&name, &before, &after));
            return Ok(());
        }
        Settings::Export { dir } => {
            let written = current.documents.write(&dir)?;
            let path = dir.display().to_string();
            output::line(&scene.texts.get("settings-exported", &[("count", written.into()), ("path", path.into())]));
            return Ok(());
        }
        Settings::Restore { name, revision } => {
            let name = document(scene, &name)?;
            match text(scene, source, &current, &name, Some(revision)).await?.1 {
                Some(text) => wanted.insert(name, text),
                None => wanted.remove(&name),
            }
            note = format!("{RESTORED}{revision}");
        }
        Settings::Import { dir } => {
            let given = Documents::read(&dir);
            if given.names().next().is_none() {
                let path = dir.display().to_string();
                return Err(scene.tell("settings-nothing-found", &[("path", path.into())]).into());
            }
            wanted.extend(given);
        }
        Settings::Set { name, file, expect } => {
            let name = document(scene, &name)?;
            refuse_surprise(scene, &current, &name, expect)?;
            wanted.insert_file(name, &file);
        }
        Settings::Remove { name, expect } => {
            let name = document(scene, &name)?;
            refuse_surprise(scene, &current, &name, expect)?;
            if !wanted.contains(&name) {
                return Err(unknown(scene, &name).into());
            }
            wanted.remove(&name);
        }
    }
    change(scene, source, current, wanted, &note).await
}

/// The number and the text of a revision, the newest one by default.
async fn text(
    scene: &Scene,
    source: &Source,
    current: &Current,
    name: &DocumentName,
    revision: Option<i64>,
) -> anyhow::Result<Numbered> {
    let Some(id) = revision.or_else(|| Some(current.head(name)?.id)) else { return Err(unknown(scene, name).into()) };
    match source.database().settings_revision(&name.to_string(), id).await? {
        Some((_, text)) => Ok((id, text)),
        None => {
            let words = [("name", name.to_string().into()), ("revision", id.to_string().into())];
            Err(scene.tell("settings-unknown-revision", &words).into())
        }
    }
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
        Err(refused) => {
            let reason = format!("{:#}", anyhow::Error::from(refused));
            return Err(scene.tell("change-not-stored", &[("reason", reason.into())]).into());
        }
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
    output::line(&told_server(scene).unwrap_or_else(|| scene.texts.say("settings-effect")));
    Ok(())
}

/// Lets a running server read its settings again; what it says of them, `None` when it does not.
fn told_server(scene: &Scene) -> Option<String> {
    let request = Request::Reload { target: ReloadTarget::All.to_string(), bot: None };
    let answer = control::ask(&scene.folders.data, &request).ok()??;
    answer["text"].as_str().map(str::to_owned)
}

fn document(scene: &Scene, name: &str) -> Result<DocumentName, Told> {
    name.parse().map_err(|_| scene.tell("settings-bad-name", &[("name", name.to_owned().into())]))
}

fn unknown(scene: &Scene, name: &DocumentName) -> Told {
    scene.tell("settings-unknown", &[("name", name.to_string().into())])
}
