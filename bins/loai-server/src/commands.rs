//! What each command of the command line does.

mod bible;
mod bots;
mod config;
mod deliveries;
mod explain;
mod import;
mod lists;
mod notify;
mod offline;
mod people;
mod privacy;
mod rehearse;
mod run;
mod script;
mod secrets;
mod settings;

use std::process::ExitCode;

use loai_config::{ChangeError, Environment};
use loai_core::{Approval, ReloadTarget};
use loai_texts::Texts;
use serde_json::Value;

use crate::{
    Args, Change, Command, Folders, Request,
    args::{Admins, Notify, Phones, Rooms, Which},
    control, output,
};

/// What a command needs to know of this process.
pub(crate) struct Scene {
    pub(crate) folders: Folders,
    pub(crate) environment: Environment,
    pub(crate) texts: Texts,
}

/// Runs the command; the exit code tells a script how it went.
pub(crate) fn run(args: &Args) -> ExitCode {
    let mut environment = Environment::from_process();
    if !args.phones.is_empty() {
        let list: Vec<_> = args.phones.iter().map(ToString::to_string).collect();
        environment = environment.with("LOAI__PHONES__LISTEN", list.join(","));
    }
    if let Some(admin) = args.admin {
        environment = environment.with("LOAI__ADMIN__LISTEN", admin.to_string());
    }
    let texts = Texts::new(environment.language());
    let scene = Scene { folders: args.folders.clone(), environment, texts };
    let done = match args.command.clone().unwrap_or(Command::Run) {
        Command::Run => run::run(&scene, args),
        Command::Check => run::check(&scene),
        Command::Import(import) => import::import(&scene, &import),
        Command::Config(command) => config::config(&scene, command),
        Command::Migrate => offline::migrate(&scene),
        Command::Audit { last } => offline::audit(&scene, last),
        Command::Reload { target, bot } => reload(&scene, target, bot),
        Command::Status => ask(&scene, &Request::Status).map(|answer| output::line(&format!("{answer:#}"))),
        Command::Explain(question) => explain::explain(&scene, question),
        Command::Rehearse(period) => rehearse::rehearse(&scene, &period),
        Command::Phones(command) => phones(&scene, command),
        Command::Rooms(command) => rooms(&scene, command),
        Command::Privacy(command) => privacy::run(&scene, command),
        Command::People(command) => people::people(&scene, command),
        Command::Bots(command) => bots::run(&scene, command),
        Command::Bible(command) => bible::run(&scene, command),
        Command::Secrets(command) => secrets::run(&scene, command),
        Command::Admins(command) => admins(&scene, command),
        Command::Script(args) => script::run(&scene, &args),
        Command::Settings(command) => settings::settings(&scene, command),
        Command::Notify(Notify::Test) => notify::test(&scene),
        Command::Deliveries { command } => deliveries::deliveries(&scene, command),
        Command::Halt { state, bot } => deliveries::halt(&scene, state, bot),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Told) => ExitCode::FAILURE,
    }
}

/// The operator has been told what is wrong.
#[derive(Debug, thiserror::Error)]
#[error("the operator has been told")]
pub(crate) struct Told;

type Done = Result<(), Told>;

impl Scene {
    pub(crate) fn tell(&self, key: &str, words: &[(&str, loai_texts::Value<'_>)]) -> Told {
        output::error(&self.texts.get(key, words));
        Told
    }

    /// Says why a settings file was not changed.
    pub(crate) fn unchanged(&self, error: ChangeError) -> Told {
        if let ChangeError::Broken(problem) = &error {
            output::error(&problem.render(self.texts.language()));
            return Told;
        }
        self.tell("change-not-stored", &[("reason", format!("{:#}", anyhow::Error::from(error)).into())])
    }

    pub(crate) fn fail(&self, error: &anyhow::Error) -> Told {
        self.tell("start-failed", &[("reason", format!("{error:#}").into())])
    }
}

fn phones(scene: &Scene, command: Phones) -> Done {
    let (which, state) = match command {
        Phones::List => {
            lists::phones(scene, &ask(scene, &Request::Phones)?);
            return Ok(());
        }
        Phones::Show { which } => return lists::phone(scene, &ask(scene, &Request::Phones)?, &which),
        Phones::Approve(which) => (which, Approval::Approved),
        Phones::Deny(which) => (which, Approval::Denied),
        Phones::Revoke(which) => (which, Approval::Revoked),
        Phones::Block(which) => (which, Approval::Blocked),
    };
    let answer = ask(scene, &Request::SetPhones(change(which, state)))?;
    lists::changed(scene, "phones", state, &answer)
}

fn rooms(scene: &Scene, command: Rooms) -> Done {
    let (which, state) = match command {
        Rooms::List => {
            lists::rooms(scene, &ask(scene, &Request::Rooms)?);
            return Ok(());
        }
        Rooms::Approve(which) => (which, Approval::Approved),
        Rooms::Deny(which) => (which, Approval::Denied),
        Rooms::Revoke(which) => (which, Approval::Revoked),
        Rooms::Block(which) => (which, Approval::Blocked),
    };
    let answer = ask(scene, &Request::SetRooms(change(which, state)))?;
    lists::changed(scene, "rooms", state, &answer)
}

fn admins(scene: &Scene, command: Admins) -> Done {
    match command {
        Admins::List => lists::admins(scene, &ask(scene, &Request::Admins)?),
        Admins::Add { user, room, bot } => {
            let bot = only_bot(scene, bot)?;
            ask(scene, &Request::AddAdmin { bot, room, user: user.clone() })?;
            output::line(&scene.texts.get("admins-added", &[("user", user.into())]));
        }
        Admins::Remove { user, bot } => {
            let bot = only_bot(scene, bot)?;
            ask(scene, &Request::RemoveAdmin { bot, user: user.clone() })?;
            output::line(&scene.texts.get("admins-removed", &[("user", user.into())]));
        }
        Admins::Code => {
            let answer = ask(scene, &Request::AdminCode)?;
            let code = answer["code"].as_str().unwrap_or_default().to_owned();
            output::line(&scene.texts.get("admins-code", &[("code", code.into())]));
            output::line(&scene.texts.say("admins-code-lifetime"));
        }
    }
    Ok(())
}

fn reload(scene: &Scene, target: ReloadTarget, bot: Option<String>) -> Done {
    let answer = ask(scene, &Request::Reload { target: target.to_string(), bot })?;
    output::line(answer["text"].as_str().unwrap_or_default());
    Ok(())
}

/// The bot that was named, or the only one there is.
fn only_bot(scene: &Scene, named: Option<String>) -> Result<String, Told> {
    if let Some(bot) = named {
        return Ok(bot);
    }
    let names = run::bot_names(scene)?;
    match names.as_slice() {
        [only] => Ok(only.to_string()),
        [] => Err(scene.tell("bots-empty", &[])),
        _ => Err(scene.tell("bots-choose", &[])),
    }
}

/// Asks the running server, or answers from the state when none is running.
fn ask(scene: &Scene, request: &Request) -> Result<Value, Told> {
    let path = || control::path(&scene.folders.data).display().to_string();
    let answer = match control::ask(&scene.folders.data, request) {
        Ok(Some(answer)) => answer,
        Ok(None) => offline::answer(scene, request)?,
        Err(_) => return Err(scene.tell("control-unreachable", &[("path", path().into())])),
    };
    if answer["ok"] == Value::Bool(true) {
        return Ok(answer);
    }
    if let Some(text) = answer["text"].as_str() {
        output::error(text);
        return Err(Told);
    }
    let told = |key: &str| answer[key].as_str().map_or_else(|| answer[key].to_string(), str::to_owned);
    let reason = answer["reason"].as_str().unwrap_or_default().to_owned();
    let (bot, room, user) = match request {
        Request::Reload { bot, .. } | Request::Halt { bot, .. } => (bot.as_deref().unwrap_or_default(), "", ""),
        Request::AddAdmin { bot, room, user } => (bot.as_str(), room.as_str(), user.as_str()),
        Request::RemoveAdmin { bot, user } => (bot.as_str(), "", user.as_str()),
        Request::People { room } | Request::Person { room, .. } | Request::Merge { room, .. } => {
            ("", room.as_str(), "")
        }
        Request::MergeSuggestions { room } | Request::Merges { room } => ("", room.as_deref().unwrap_or_default(), ""),
        Request::Explain(asked) => (asked.bot.as_str(), asked.room.as_str(), ""),
        Request::About(whose) | Request::ExportMember(whose) | Request::EraseMember(whose) => {
            (whose.bot.as_str(), whose.room.as_str(), whose.member.as_str())
        }
        _ => Default::default(),
    };
    Err(match answer["error"].as_str().unwrap_or_default() {
        "not_running" => scene.tell("control-not-running", &[("path", path().into())]),
        "unknown_bot" => scene.tell("bots-unknown", &[("bot", bot.to_owned().into())]),
        "unknown_room" => scene.tell("rooms-unknown", &[("number", room.to_owned().into())]),
        "unknown_admin" => scene.tell("admins-unknown", &[("user", user.to_owned().into())]),
        "unknown_delivery" => {
            let id = match request {
                Request::SayAgain { id } | Request::GiveUp { id } => id.to_string(),
                _ => String::new(),
            };
            scene.tell("deliveries-unknown", &[("id", id.into())])
        }
        "unknown_member" => scene.tell("privacy-unknown-member", &[("member", user.to_owned().into())]),
        "several_members" => {
            let members = answer["members"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let members = members.collect::<Vec<_>>().join(", ");
            scene.tell("privacy-several", &[("members", members.into())])
        }
        "is_admin" => scene.tell("privacy-admin", &[]),
        "unknown_person" => scene.tell("people-unknown", &[("user", told("who").into())]),
        "ambiguous_person" => {
            let numbers = answer["numbers"].as_array().map(Vec::as_slice).unwrap_or_default();
            let numbers = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            scene.tell("people-ambiguous", &[("numbers", numbers.into())])
        }
        "same_person" => scene.tell("people-same", &[]),
        "merged_before" => scene.tell("people-before", &[("number", told("number").into())]),
        "merged_onward" => scene.tell("people-onward", &[("number", told("number").into())]),
        "unknown_merge" => {
            let number = if let Request::Unmerge { number } = request { number.to_string() } else { String::new() };
            scene.tell("people-unknown-merge", &[("number", number.into())])
        }
        "points_away" => scene.tell("people-points-away", &[]),
        "notices_off" => scene.tell("notify-off", &[]),
        "busy" => scene.tell("reload-busy", &[]),
        "not_stored" => scene.tell("change-not-stored", &[("reason", reason.into())]),
        other => scene.tell("change-not-stored", &[("reason", format!("{other} {reason}").into())]),
    })
}

fn change(which: Which, state: Approval) -> Change {
    Change { which: which.which, all: which.all, state }
}
