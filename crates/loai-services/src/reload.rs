//! Reading the settings again, for admins.

use loai_core::{
    Call, CommandService, Language, Outcome, ReloadRefusal, ReloadRequest, ReloadTarget, Reply, ServiceError,
};
use loai_texts::plain;

use crate::{Ports, approval};

/// What people may also say for a target; the words of earlier servers are among them.
const WORDS: [(&str, ReloadTarget); 16] = [
    ("전체", ReloadTarget::All),
    ("모두", ReloadTarget::All),
    ("json", ReloadTarget::All),
    ("설정", ReloadTarget::Settings),
    ("env", ReloadTarget::Settings),
    ("bot settings", ReloadTarget::Settings),
    ("bots-config", ReloadTarget::Settings),
    ("명령어", ReloadTarget::Commands),
    ("예약", ReloadTarget::Schedules),
    ("자동응답", ReloadTarget::AutoReplies),
    ("도움말", ReloadTarget::Help),
    ("필터", ReloadTarget::Filters),
    ("요금", ReloadTarget::Pricing),
    ("프로필", ReloadTarget::ProfileAnalysis),
    ("인증", ReloadTarget::Auth),
    ("폰", ReloadTarget::Devices),
];

/// The service `reload`.
pub(crate) struct Reload {
    ports: Ports,
}

impl Reload {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for Reload {
    fn name(&self) -> &'static str {
        "reload"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let texts = &self.ports.texts;
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return Outcome::text(refusal);
        }
        let Some((target, bot)) = parse(call.prompt) else {
            return Outcome::text(texts.get("reload-targets", &[("targets", ReloadTarget::list().into())]));
        };
        let (actor, language) = (approval::actor(call), Language::Korean);
        let bot = bot.or_else(|| (target != ReloadTarget::All).then(|| call.room.bot.to_string()));
        let work = self.ports.reload.reload(ReloadRequest { target, bot, actor, language });
        let texts = std::sync::Arc::clone(texts);
        Outcome::later(async move {
            Ok(Reply::text(match work.await {
                Ok(report) => report.text,
                Err(ReloadRefusal::Busy) => texts.say("reload-busy"),
                Err(ReloadRefusal::UnknownBot(bot)) => {
                    texts.get("reload-unknown-bot", &[("bot", plain(&bot, 30).into())])
                }
                Err(error @ ReloadRefusal::Broken) => return Err(ServiceError::Failed(error.to_string())),
            }))
        })
    }
}

/// `TARGET [BOT]`
fn parse(prompt: &str) -> Option<(ReloadTarget, Option<String>)> {
    let prompt = prompt.trim();
    let spoken = WORDS.iter().filter_map(|(word, target)| Some((*target, prompt.strip_prefix(word)?)));
    let (word, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
    let written = word.parse().ok().map(|target| (target, rest));
    let whole = |(_, rest): &(ReloadTarget, &str)| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let (target, rest) = written.or_else(|| spoken.into_iter().find(whole))?;
    let bot = rest.trim();
    Some((target, (!bot.is_empty()).then(|| bot.to_owned())))
}

#[cfg(test)]
mod tests;
