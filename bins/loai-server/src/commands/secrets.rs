//! `loai-server secrets`: sealed secrets. Values come from a prompt or the standard input and go nowhere else.

use std::{
    io::{IsTerminal as _, Read as _},
    path::Path,
};

use loai_config::{Secret, SecretName, Vault};
use loai_core::{Clock as _, SystemClock};

use super::{Done, Scene, Told};
use crate::{args::Secrets, output};

/// The longest value, in bytes.
const LONGEST: u64 = 64 << 10;

pub(super) fn run(scene: &Scene, command: Secrets) -> Done {
    match command {
        Secrets::Set { name, stdin } => set(scene, name, stdin),
        Secrets::Unset { name } => unset(scene, &name),
        Secrets::List => list(scene),
        Secrets::Rotate => {
            Vault::rotate(&scene.folders.config).map_err(|error| scene.unchanged(error))?;
            output::line(&scene.texts.say("secrets-rotated"));
            Ok(())
        }
        Secrets::Convert { file, key } => convert(scene, file.as_deref().zip(key.as_deref())),
    }
}

fn set(scene: &Scene, name: SecretName, stdin: bool) -> Done {
    let value = if stdin { from_stdin(scene)? } else { from_prompt(scene, &name)? };
    let text = name.to_string();
    edit(scene, |vault| vault.set(name, value, SystemClock.now()))?;
    output::line(&scene.texts.get("secrets-set", &[("name", text.into())]));
    Ok(())
}

fn unset(scene: &Scene, name: &SecretName) -> Done {
    let text = name.as_str();
    if edit(scene, |vault| vault.unset(name))? {
        output::line(&scene.texts.get("secrets-unset", &[("name", text.into())]));
        Ok(())
    } else {
        Err(scene.tell("secrets-unknown", &[("name", text.to_owned().into())]))
    }
}

fn list(scene: &Scene) -> Done {
    let vault = Vault::open(&scene.folders.config).map_err(|problem| scene.unchanged(problem.into()))?;
    let now = SystemClock.now();
    let variables: Vec<SecretName> = scene.environment.secret_names().collect();
    let sealed = vault.names().filter(|(name, _)| !variables.contains(name));
    let mut rows: Vec<_> =
        sealed.map(|(name, changed_at)| vec![name.to_string(), scene.texts.ago(now - changed_at)]).collect();
    rows.extend(variables.iter().map(|name| vec![name.to_string(), scene.texts.say("word-variable")]));
    if rows.is_empty() {
        output::line(&scene.texts.say("secrets-empty"));
        return Ok(());
    }
    rows.sort_unstable();
    output::table(&["column-name", "column-changed"].map(|column| scene.texts.say(column)), &rows);
    Ok(())
}

fn convert(scene: &Scene, original: Option<(&Path, &Path)>) -> Done {
    let converted = Vault::convert(&scene.folders.config, original, SystemClock.now());
    let converted = converted.map_err(|error| scene.unchanged(error))?;
    let Some(converted) = converted else { return Err(scene.tell("secrets-nothing-to-convert", &[])) };
    for name in &converted.taken {
        output::line(name.as_str());
    }
    for name in &converted.kept {
        output::line(&scene.texts.get("secrets-kept", &[("name", name.as_str().into())]));
    }
    for path in &converted.empty {
        output::line(&scene.texts.get("secrets-left", &[("path", path.as_str().into())]));
    }
    output::line(&scene.texts.get("secrets-converted", &[("count", converted.taken.len().into())]));
    Ok(())
}

fn edit<T>(scene: &Scene, change: impl FnOnce(&mut Vault) -> T) -> Result<T, Told> {
    Vault::edit(&scene.folders.config, change).map_err(|error| scene.unchanged(error))
}

fn from_prompt(scene: &Scene, name: &SecretName) -> Result<Secret, Told> {
    if !std::io::stdin().is_terminal() {
        return Err(scene.tell("secrets-no-terminal", &[]));
    }
    let prompt = scene.texts.get("secrets-prompt", &[("name", name.as_str().into())]);
    let typed = rpassword::prompt_password(format!("{prompt} "));
    checked(scene, Secret::new(typed.map_err(|error| scene.unreadable(&error))?))
}

/// The standard input without the end of its last line.
fn from_stdin(scene: &Scene) -> Result<Secret, Told> {
    let mut text = String::new();
    let read = std::io::stdin().take(LONGEST + 1).read_to_string(&mut text);
    let text = Secret::new(text);
    read.map_err(|error| scene.unreadable(&error))?;
    let line = text.expose();
    let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    checked(scene, Secret::new(line))
}

fn checked(scene: &Scene, value: Secret) -> Result<Secret, Told> {
    match value.expose().len() as u64 {
        0 => Err(scene.tell("secrets-no-value", &[])),
        length if length > LONGEST => Err(scene.tell("secrets-too-long", &[("kib", (LONGEST >> 10).into())])),
        _ => Ok(value),
    }
}

impl Scene {
    fn unreadable(&self, error: &std::io::Error) -> Told {
        self.tell("secrets-unreadable", &[("reason", error.to_string().into())])
    }
}
