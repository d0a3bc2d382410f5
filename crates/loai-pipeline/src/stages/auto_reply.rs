//! Automatic answers: the first one whose trigger fits the start of the text (core 2.4.2).

use std::sync::Arc;

use loai_core::{Called, Flow, Kind, Message, Reply, Silence, Stage, Way};

use crate::{Lane, Moment, runner::Runner};

pub(super) struct AutoReply(pub(super) Arc<Runner>);

impl Stage<Lane> for AutoReply {
    fn name(&self) -> &'static str {
        "auto_reply"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        if !message.automatic {
            return Flow::Stop(Silence::IgnoredPattern);
        }
        let text = message.incoming.text.trim();
        let Lane { plan, used, .. } = &mut *message.plan;
        if !plan.replies.may_fit(text) {
            return Flow::Continue;
        }
        let mut fitting = plan.replies.all.iter().enumerate();
        let found = fitting.find_map(|(at, reply)| Some((at, reply, reply.trigger.match_end(text)?)));
        let Some((position, rule, end)) = found else { return Flow::Continue };
        if rule.cooldown_ms > 0 {
            if used.get(&position).is_some_and(|used| message.at - used < rule.cooldown_ms) {
                return Flow::Stop(Silence::CoolingDown);
            }
            used.insert(position, message.at);
        }
        message.kind = Kind::AutoReply;
        let moment =
            Moment { at: message.at, zone: plan.zone, user: message.incoming.sender, room: message.incoming.room };
        let said = rule.reply.as_ref().map_or_else(Reply::silence, |reply| Reply::text(reply.fill(&moment)));
        let Some(command) = &rule.command else { return Flow::Answer(said) };
        let prompt = if rule.pass_text { rest_or_all(text, end) } else { "" };
        message.called = Some(Called::new(Arc::clone(command), prompt.to_owned()));
        message.way = Way::AutoReply;
        let flow = self.0.run(message);
        follow(said, flow)
    }
}

/// What follows the trigger, or all of it when nothing does.
fn rest_or_all(text: &str, end: usize) -> &str {
    let rest = text[end..].trim();
    if rest.is_empty() { text } else { rest }
}

/// The rule's own text at once, then what the command says.
fn follow(said: Reply, flow: Flow) -> Flow {
    match flow {
        Flow::Answer(reply) => Flow::Answer(said.and(reply)),
        Flow::Run { first, outcome } => Flow::Run { first: said.and(first), outcome },
        Flow::Stop(_) | Flow::Continue if !said.is_silence() => Flow::Answer(said),
        flow => flow,
    }
}
