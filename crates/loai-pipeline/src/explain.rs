//! What becomes of a message, step by step, and why: for a message of now, or one that nobody has sent.
//!
//! The stages run on a copy of what the room remembers, and no service runs. What decided is told by the stage or gate
//! where the message ended; this module looks up what that stage looked at.

use std::sync::Arc;

use loai_config::{BotSettings, CommandRecord, RoomSettings};
use loai_core::{
    Approval, Batch, Cause, Command, Flow, Incoming, Kind, Message, Outcome, Role, Room, Silence, Step, Way, nearest,
};

use crate::{
    CommandSet, Lane, RoomPlan,
    matcher::{self, Calls},
    pipeline::run_stages,
    stages::Stages,
};

/// Words of a text that are compared with spellings.
const MAX_WORDS: usize = 4;

/// What would become of a message.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Every stage and gate that looked at it, in order.
    pub steps: Vec<Step>,
    /// What would be said at once; of a command's service only that it would run.
    pub answer: Option<String>,
    /// The command that it calls.
    pub command: Option<Arc<str>>,
    /// What decided.
    pub cause: Cause,
}

/// A message that somebody might send.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// Who would speak; `None` where nobody is known.
    pub user: Option<&'a str>,
    /// The speaker's name.
    pub sender: &'a str,
    /// What would be said.
    pub text: &'a str,
    /// Whether it holds a mention of the bot.
    pub is_mention: bool,
}

/// A message of which somebody wants to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) room: &'a Arc<Room>,
    pub(crate) text: &'a str,
    pub(crate) user: Option<&'a str>,
    pub(crate) sender: &'a str,
    pub(crate) is_mention: bool,
}

/// Where a message ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End<'a> {
    pub(crate) stage: &'static str,
    pub(crate) silence: Option<Silence>,
    pub(crate) command: Option<&'a str>,
}

/// What is known of the settings of its room.
pub(crate) struct Scene<'a> {
    pub(crate) settings: &'a BotSettings,
    pub(crate) plan: &'a RoomPlan,
    pub(crate) has_service: &'a dyn Fn(&str) -> bool,
}

/// Takes a message through stages that rehearse.
pub(crate) fn explain(
    stages: &Stages,
    lane: &mut Lane,
    (subject, role, at): (&Subject<'_>, Role, i64),
    scene: &Scene<'_>,
) -> Explanation {
    let incoming = Incoming {
        channel: subject.room.channel.as_str(),
        room: &subject.room.name(),
        text: subject.text,
        sender: subject.sender,
        user: subject.user,
        log_id: None,
        is_group: true,
        is_mention: subject.is_mention,
        client_at: None,
        age_ms: 0,
        fingerprint: 0,
    };
    let (mut steps, mut facts) = (Vec::new(), Batch::default());
    let mut message = Message {
        incoming: &incoming,
        via: None,
        room: subject.room,
        at,
        role,
        kind: Kind::Chat,
        way: Way::Typed,
        automatic: true,
        called: None,
        keep: true,
        stage: "",
        facts: &mut facts,
        plan: lane,
        trace: Some(&mut steps),
    };
    let flow = run_stages(stages, &mut message);
    let (stage, command) = (message.stage, message.called.map(|called| Arc::clone(&called.command.key)));
    let (silence, answer) = match flow {
        Flow::Stop(silence) => (Some(silence), None),
        Flow::Continue => (Some(Silence::NothingFits), None),
        Flow::Answer(reply) => (None, Some(reply.log_text())),
        Flow::Run { first, outcome: Outcome::Ready(_) | Outcome::Later(_) } => {
            (None, Some(first.log_text()).filter(|first| !first.is_empty()))
        }
    };
    let end = End { stage, silence, command: command.as_deref() };
    let cause = scene.cause(subject, &end);
    Explanation { steps, answer, command, cause }
}

impl Explanation {
    /// Something that no stage had to look at.
    pub(crate) fn only(cause: Cause) -> Self {
        Self { steps: Vec::new(), answer: None, command: None, cause }
    }
}

/// A room of a bot that has no settings.
pub(crate) fn of_unknown_bot(room: &Room) -> Cause {
    let file = format!("config/settings/{}.json", room.bot);
    Cause::new("bot-unknown").at(file, "").with("bot", room.bot.as_str())
}

/// A room whose approval says it all.
pub(crate) fn of_unapproved(room: &Room) -> Cause {
    Cause::new("room-not-approved").with("room", &*room.name()).with("number", room.number.to_string())
}

impl Scene<'_> {
    /// Why the message ended there, and what would change that.
    pub(crate) fn cause(&self, subject: &Subject<'_>, end: &End<'_>) -> Cause {
        if subject.room.state() != Approval::Approved {
            return of_unapproved(subject.room);
        }
        let cause = match (end.stage, end.silence) {
            (_, Some(Silence::RoomFull)) => Cause::new("room-full").at("config/loai.toml".into(), "rooms.concurrency"),
            (_, Some(Silence::AnswerBanned)) => self.room_key("answer-banned", subject, "filters.reply_action"),
            (_, Some(Silence::TooOld)) => Cause::new("too-old"),
            (_, Some(Silence::OwnWords)) => Cause::new("own-words"),
            (_, Some(Silence::AnswerRepeated)) => {
                Cause::new("answer-repeated").at("config/loai.toml".into(), "pacing.identical_times")
            }
            (_, Some(Silence::NothingToSay)) => self.command_key("nothing-to-say", subject, end, "type"),
            ("ignored", _) => self.room_key("ignored", subject, "ignored_users").with("sender", subject.sender),
            ("filter", _) => self.room_key("banned-word", subject, "filters.ban_words"),
            ("category", _) => {
                let category = self.record(subject, end).map(|record| record.category.clone()).unwrap_or_default();
                self.room_key("category", subject, "allowed_categories").with("category", category)
            }
            ("role", _) => match self.record(subject, end) {
                Some(record) if record.admin_only => self.command_key("admin-only", subject, end, "admin_only"),
                _ => self.command_key("owner-only", subject, end, "room_owner_only"),
            },
            ("schedule_only", _) => self.command_key("schedule-only", subject, end, "schedule_only"),
            ("parameters", _) => self.command_key("parameters", subject, end, "parameters"),
            ("prompt", _) => self.command_key("prompt", subject, end, "prompt_required"),
            ("cooldown", _) => self.command_key("cooldown", subject, end, "cooldown_seconds"),
            ("daily_limit", _) => {
                let limits = self.record(subject, end);
                let key = match limits {
                    Some(record) if record.daily_limit_user.is_some() => "daily_limit_user",
                    Some(record) if record.daily_limit_room.is_some() => "daily_limit_room",
                    _ => "daily_limit_user_in_room",
                };
                self.command_key("daily-limit", subject, end, key)
            }
            ("auto_reply", Some(Silence::CoolingDown)) => self.of_reply("reply-cooling", subject, ".cooldown_seconds"),
            ("auto_reply", Some(Silence::IgnoredPattern)) => {
                self.room_key("ignored-pattern", subject, "filters.ignore_patterns")
            }
            ("auto_reply", None) => self.of_reply("answers", subject, ""),
            ("suggest", _) | (_, Some(_)) => self.of_nothing(subject),
            (_, None) => match self.record(subject, end) {
                Some(record) if !(self.has_service)(&record.kind) => {
                    self.command_key("service-missing", subject, end, "type").with("service", &record.kind)
                }
                _ => self.command_key("runs", subject, end, "type"),
            },
        };
        let command = end.command.unwrap_or_default();
        cause.with("command", command).with("room", &*subject.room.name())
    }

    /// Nothing fits the text: something that almost does, or is switched off.
    fn of_nothing(&self, subject: &Subject<'_>) -> Cause {
        let channel = subject.room.channel.as_str();
        let text = subject.text.trim();
        let defined = self.settings.commands.defined_for(channel);
        if let Some(record) = spelled(defined.iter().filter(|record| !record.enabled), text) {
            let end = End { stage: "", silence: None, command: Some(&record.key) };
            return self.command_key("disabled", subject, &end, "enabled").with("command", &record.key);
        }
        let room = self.settings.room(channel);
        if let Some((at, _)) = fitting(room, text).find(|(_, reply)| !reply.enabled) {
            return self.room_key("reply-disabled", subject, &format!("auto_replies[{at}].enabled"));
        }
        if let Some((at, reply)) = fitting(room, text).next() {
            let command = reply.command.clone().unwrap_or_default();
            let cause = self.room_key("reply-lost", subject, &format!("auto_replies[{at}].command"));
            return cause.with("command", command);
        }
        if let Some(cause) = self.switched_off(subject, room) {
            return cause;
        }
        if matcher::is_bare(text) && self.plan.commands.matcher.has_bare(text) {
            return self.room_key("bare-sigil", subject, "auto_replies").with("sigil", text);
        }
        if let Some((command, spelling)) = matcher::has_sigil(text).then(|| self.meant_by(text)).flatten() {
            let file = format!("config/commands/{}.json", self.settings.name);
            let key = format!("global_commands[\"{}\"].aliases", command.key);
            return Cause::new("misspelt").at(file, key).with("meant", spelling);
        }
        self.room_key("nothing-fits", subject, "auto_replies")
    }

    /// The command that was probably meant, and how it is spelt.
    fn meant_by(&self, text: &str) -> Option<(&Arc<Command>, &str)> {
        if let Some(meant) = self.plan.commands.meant_by(text).into_iter().next() {
            return Some(meant);
        }
        let typed = matcher::squeezed(text);
        let commands = &self.plan.commands.all;
        let spellings: Vec<_> =
            commands.iter().flat_map(|command| command.spellings().map(move |spelling| (command, spelling))).collect();
        let squeezed: Vec<_> = spellings.iter().map(|(_, spelling)| matcher::squeezed(spelling)).collect();
        // What follows a command is not part of its name, so shorter starts are compared as well.
        let words: Vec<_> = typed.split(' ').collect();
        (1..=words.len().min(MAX_WORDS)).rev().find_map(|count| {
            let near = nearest(&words[..count].join(" "), squeezed.iter().map(String::as_str))?;
            let (command, spelling) = spellings[squeezed.iter().position(|spelling| spelling == near)?];
            Some((command, &**spelling))
        })
    }

    /// What would call a command if the room had not switched it off.
    fn switched_off(&self, subject: &Subject<'_>, room: &RoomSettings) -> Option<Cause> {
        let everything = Calls::new(
            &room.bot_nickname,
            loai_config::NicknameCalls::Anywhere,
            self.plan.commands.of_service(crate::plan::CALLED_BY_NAME),
            None,
        );
        let found = self.plan.commands.matcher.find(subject.text, &everything);
        Some(match found {
            Some(found) if found.how == matcher::How::Name => self.room_key("name", subject, "nickname_calls"),
            Some(found) => self.room_key("shortcut", subject, "shortcuts").with("command", &*found.command.key),
            None if subject.is_mention && self.plan.commands.of_service(crate::plan::MENTIONED).is_some() => {
                self.room_key("mention", subject, "mention_calls")
            }
            None => return None,
        })
    }

    fn of_reply(&self, reason: &'static str, subject: &Subject<'_>, field: &str) -> Cause {
        let room = self.settings.room(subject.room.channel.as_str());
        let at = fitting(room, subject.text.trim()).find(|(_, reply)| reply.enabled).map_or(0, |(at, _)| at);
        self.room_key(reason, subject, &format!("auto_replies[{at}]{field}"))
    }

    fn record(&self, subject: &Subject<'_>, end: &End<'_>) -> Option<&Arc<CommandRecord>> {
        let defined = self.settings.commands.defined_for(subject.room.channel.as_str());
        defined.iter().find(|record| Some(record.key.as_str()) == end.command)
    }

    /// A key of the room; of the defaults where the room does not differ from them.
    fn room_key(&self, reason: &'static str, subject: &Subject<'_>, key: &str) -> Cause {
        let (channel, defaults) = (subject.room.channel.as_str(), &self.settings.defaults);
        let room = self.settings.room(channel);
        let field = key.split(['.', '[']).next().unwrap_or_default();
        let same = match field {
            "auto_replies" => Arc::ptr_eq(&room.auto_replies, &defaults.auto_replies),
            "allowed_categories" => room.allowed_categories == defaults.allowed_categories,
            "ignored_users" => room.ignored_users == defaults.ignored_users,
            "filters" => room.filters == defaults.filters,
            "shortcuts" => room.shortcuts == defaults.shortcuts,
            "nickname_calls" => room.nickname_calls == defaults.nickname_calls,
            "mention_calls" => room.mention_calls == defaults.mention_calls,
            _ => true,
        };
        let level = if same { "defaults".to_owned() } else { format!("rooms.{channel}") };
        Cause::new(reason).at(format!("config/settings/{}.json", self.settings.name), format!("{level}.{key}"))
    }

    /// A key of a command; of the room's override where it has one.
    fn command_key(&self, reason: &'static str, subject: &Subject<'_>, end: &End<'_>, field: &str) -> Cause {
        let (key, channel) = (end.command.unwrap_or_default(), subject.room.channel.as_str());
        let of = |records: &Arc<[Arc<CommandRecord>]>| records.iter().find(|record| record.key == key).cloned();
        let commands = &self.settings.commands;
        let (own, global) = (of(commands.defined_for(channel)), of(commands.defined()));
        let level = if own == global { "global_commands".to_owned() } else { format!("room_overrides.{channel}") };
        let file = format!("config/commands/{}.json", self.settings.name);
        Cause::new(reason).at(file, format!("{level}[\"{key}\"].{field}"))
    }
}

/// The first of these commands that the text calls.
fn spelled<'r>(records: impl Iterator<Item = &'r Arc<CommandRecord>>, text: &str) -> Option<&'r Arc<CommandRecord>> {
    let records: Vec<_> = records.collect();
    let set = CommandSet::of(records.iter().copied());
    let found = set.matcher.find(text, &Calls::default())?;
    records.into_iter().find(|record| record.key == *found.command.key)
}

/// The automatic answers of a room whose trigger fits.
fn fitting<'r>(room: &'r RoomSettings, text: &'r str) -> impl Iterator<Item = (usize, &'r loai_config::AutoReply)> {
    room.auto_replies.iter().enumerate().filter(move |(_, reply)| reply.trigger.match_end(text).is_some())
}
