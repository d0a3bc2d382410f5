//! What a call must pass before its service runs, the same on every way in (core 2.8, step 12).

use std::{borrow::Cow, sync::Arc, time::Instant};

use loai_core::{Command, Flow, Message, ParameterKind, Reply, Role, Silence, Way};
use loai_texts::{Texts, Value};

use crate::{
    Lane, Limits, ParameterFault,
    limits::{Reached, Run, day},
    parameters,
};

/// A refusal is said at most so often in a room, in milliseconds.
const REFUSAL_GAP: i64 = 10_000;

/// In their order; a gate that returns something keeps the call from running.
const GATES: [(&str, Gate); 7] = [
    ("category", |_, command, message| category(command, message)),
    ("role", Gates::role),
    ("schedule_only", |_, command, message| schedule_only(command, message)),
    ("parameters", Gates::parameters),
    ("prompt", Gates::prompt),
    ("cooldown", Gates::cooldown),
    ("daily_limit", Gates::daily_limit),
];

type Gate = fn(&Gates, &Arc<Command>, &mut Message<'_, Lane>) -> Option<Flow>;

/// The gates, and what they count.
pub(crate) struct Gates {
    pub(crate) texts: Arc<Texts>,
    pub(crate) limits: Arc<Limits>,
}

impl Gates {
    /// Takes the message's call through all gates; `None` when it may run, which is then counted.
    pub(crate) fn check(&self, message: &mut Message<'_, Lane>) -> Option<Flow> {
        let command = Arc::clone(&message.called.as_ref()?.command);
        for (name, gate) in GATES {
            message.stage = name;
            let started = message.trace.is_some().then(Instant::now);
            let flow = gate(self, &command, message);
            if let Some(started) = started {
                message.note(name, flow.as_ref().unwrap_or(&Flow::Continue), started.elapsed());
            }
            if flow.is_some() {
                return flow;
            }
        }
        if command.limits.cooldown_ms > 0 {
            message.plan.ran.insert(Arc::clone(&command.key), message.at);
        }
        None
    }

    fn role(&self, command: &Arc<Command>, message: &mut Message<'_, Lane>) -> Option<Flow> {
        (message.role < command.role).then(|| self.refuse(message, role_key(command.role), &[]))
    }

    fn parameters(&self, command: &Arc<Command>, message: &mut Message<'_, Lane>) -> Option<Flow> {
        let called = message.called.as_mut()?;
        let prompt = std::mem::replace(&mut called.prompt, Cow::Borrowed(""));
        match parameters::read(&command.parameters, prompt, message.role) {
            Ok((arguments, prompt)) => {
                (called.arguments, called.prompt) = (arguments, prompt);
                None
            }
            Err(fault) => {
                let (key, words) = fault_words(fault);
                Some(self.refuse(message, key, &words))
            }
        }
    }

    fn prompt(&self, command: &Arc<Command>, message: &mut Message<'_, Lane>) -> Option<Flow> {
        let missing = command.prompt_required && message.called.as_ref()?.prompt.is_empty();
        let words = || [("command", command.shown().to_owned().into())];
        missing.then(|| self.refuse(message, "command-prompt-missing", &words()))
    }

    fn cooldown(&self, command: &Arc<Command>, message: &mut Message<'_, Lane>) -> Option<Flow> {
        let ran = *message.plan.ran.get(&command.key)?;
        let left = command.limits.cooldown_ms - (message.at - ran);
        // A clock that was set back must not lock the command up.
        let cooling = (1..=command.limits.cooldown_ms).contains(&left);
        let words =
            || [("command", command.shown().to_owned().into()), ("seconds", left.unsigned_abs().div_ceil(1000).into())];
        cooling.then(|| self.refuse(message, "command-cooling-down", &words()))
    }

    fn daily_limit(&self, command: &Arc<Command>, message: &mut Message<'_, Lane>) -> Option<Flow> {
        let limits = &command.limits;
        limits.user.or(limits.room).or(limits.user_in_room)?;
        let day = day(message.at, message.plan.plan.zone);
        let run = Run { command, room: message.room, user: message.incoming.user, day };
        match self.limits.reserve(&run) {
            Ok(()) => {
                message.facts.push(&run.fact(1, message.at));
                message.called.as_mut()?.counted_on = Some(day);
                None
            }
            Err(Reached { setting, limit }) => {
                let key = match setting {
                    "daily_limit_room" => "command-room-limit",
                    _ => "command-user-limit",
                };
                let words = [("command", command.shown().to_owned().into()), ("limit", u64::from(limit).into())];
                Some(self.refuse(message, key, &words))
            }
        }
    }

    /// Says a refusal, unless one was said a moment ago.
    fn refuse(&self, message: &mut Message<'_, Lane>, key: &str, words: &[(&str, Value<'_>)]) -> Flow {
        if may_refuse(&mut message.plan.refused_at, message.at) {
            Flow::Answer(Reply::text(self.texts.get(key, words)))
        } else {
            Flow::Stop(Silence::RefusedAgain)
        }
    }
}

fn category(command: &Command, message: &Message<'_, Lane>) -> Option<Flow> {
    (!message.plan.plan.allows(command)).then_some(Flow::Stop(Silence::CategoryNotAllowed))
}

fn schedule_only(command: &Command, message: &Message<'_, Lane>) -> Option<Flow> {
    (command.schedule_only && message.way != Way::Schedule).then_some(Flow::Stop(Silence::ScheduleOnly))
}

/// Whether a room may read a refusal now; then it may not for a while.
pub(crate) fn may_refuse(refused_at: &mut i64, now: i64) -> bool {
    let may = now - *refused_at >= REFUSAL_GAP;
    if may {
        *refused_at = now;
    }
    may
}

fn role_key(role: Role) -> &'static str {
    if role == Role::Admin { "command-admin-only" } else { "command-owner-only" }
}

fn fault_words(fault: ParameterFault) -> (&'static str, Vec<(&'static str, Value<'static>)>) {
    let named = |name: String| vec![("name", name.into())];
    match fault {
        ParameterFault::Unknown { name, meant: None } => ("parameter-unknown", named(name)),
        ParameterFault::Unknown { name, meant: Some(meant) } => {
            ("parameter-misspelt", vec![("name", name.into()), ("meant", meant.into())])
        }
        ParameterFault::NoValue(name) => ("parameter-no-value", named(name)),
        ParameterFault::WrongValue(name, kind) => ("parameter-wrong", expected(name, &kind)),
        ParameterFault::Missing(name, kind) => ("parameter-missing", expected(name, &kind)),
        ParameterFault::NotAllowed(name, Role::Admin) => ("parameter-admin-only", named(name)),
        ParameterFault::NotAllowed(name, _) => ("parameter-owner-only", named(name)),
    }
}

/// The option's name and what its value must be: a kind with its bounds or words.
fn expected(name: String, kind: &ParameterKind) -> Vec<(&'static str, Value<'static>)> {
    let bounds = |kind: &'static str, min: String, max: String| {
        vec![("kind", kind.into()), ("min", min.into()), ("max", max.into())]
    };
    let mut words = match kind {
        ParameterKind::Text => vec![("kind", "text".into())],
        ParameterKind::Flag => vec![("kind", "flag".into())],
        ParameterKind::Integer { min: i64::MIN, max: i64::MAX } => vec![("kind", "any-integer".into())],
        ParameterKind::Decimal { min: f64::MIN, max: f64::MAX } => vec![("kind", "any-number".into())],
        ParameterKind::Integer { min, max } => bounds("integer", min.to_string(), max.to_string()),
        ParameterKind::Decimal { min, max } => bounds("number", min.to_string(), max.to_string()),
        ParameterKind::Choice(words) => vec![("kind", "choice".into()), ("choices", words.join(", ").into())],
    };
    words.push(("name", name.into()));
    words
}
