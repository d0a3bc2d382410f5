//! Somebody who clearly tried to call a command and mistyped it is told which one was probably meant.
//!
//! Only a short line with a sigil counts, never talk; and no more often than other refusals.

use std::sync::Arc;

use loai_core::{Command, Flow, Kind, Message, Reply, Silence, Stage};
use loai_texts::Texts;

use crate::{Lane, gates, matcher};

/// A longer text is no slip, in characters.
const LONGEST: usize = 60;
/// So many commands are named at most.
const MOST: usize = 3;

pub(super) struct Suggest {
    texts: Arc<Texts>,
}

impl Suggest {
    pub(super) fn new(texts: Arc<Texts>) -> Self {
        Self { texts }
    }
}

impl Stage<Lane> for Suggest {
    fn name(&self) -> &'static str {
        "suggest"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        let text = message.incoming.text.trim();
        let plan = Arc::clone(&message.plan.plan);
        if !plan.suggests || !is_call(text) {
            return Flow::Stop(Silence::NothingFits);
        }
        let usable = |command: &Command| {
            command.in_help && !command.schedule_only && command.role <= message.role && plan.allows(command)
        };
        let mut meant: Vec<(&Arc<Command>, String)> = Vec::new();
        for (command, spelling) in plan.commands.meant_by(text) {
            let is_new = meant.iter().all(|(other, _)| other.key != command.key);
            if is_new && usable(command) && meant.len() < MOST {
                let (sigil, words) = matcher::parted(spelling);
                meant.push((command, format!("{sigil}{words}")));
            }
        }
        if meant.is_empty() || !gates::may_refuse(&mut message.plan.refused_at, message.at) {
            return Flow::Stop(Silence::NothingFits);
        }
        message.kind = Kind::AutoReply;
        let names: Vec<_> = meant.into_iter().map(|(_, name)| name).collect();
        Flow::Answer(Reply::text(self.texts.get("suggest-command", &[("commands", names.join(", ").into())])))
    }
}

/// Whether a text looks like a call: a short line with one sigil, and no row of hashtags.
fn is_call(text: &str) -> bool {
    let tags = || text.split_whitespace().skip(1).filter(|word| matcher::has_sigil(word) && word.len() > 1);
    matcher::has_sigil(text) && !text.contains('\n') && text.chars().nth(LONGEST).is_none() && tags().next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_line_with_one_sigil_is_a_call() {
        for text in ["#날시", "# 날시 서울", "!전채 사랑", "# 에코 >", "#ㄴㅆ"] {
            assert!(is_call(text), "{text}");
        }
        let long = format!("#{}", "가".repeat(60));
        for text in ["날시", "오늘 #날시", "#맛집 #날시", "#날시\n서울", "", &long] {
            assert!(!is_call(text), "{text}");
        }
    }
}
