//! The emergency stop of a bot, for admins: nothing is said any more until somebody ends it.
//!
//! The stop counts at once. The answer that tells of it leaves all the same ([`loai_core::Origin::STEERING`]).

use loai_core::{Call, CommandService, Outcome};
use loai_texts::plain;

use crate::{Ports, approval};

/// At most so many characters of who stopped it are shown.
const NAME: usize = 30;

/// The service `emergency_stop`.
pub(crate) struct EmergencyStop {
    ports: Ports,
}

impl EmergencyStop {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return refusal;
        }
        match call.prompt.trim().to_lowercase().as_str() {
            "" | "시작" | "켜기" | "on" => self.stop(call),
            "해제" | "풀기" | "끄기" | "off" => self.go_on(call),
            _ => self.told("halt-usage", call, None),
        }
    }

    fn stop(&self, call: &Call<'_>) -> String {
        let (outbox, bot) = (&self.ports.outbox, call.room.bot.as_str());
        let before = outbox.halted(bot);
        if before.is_none() && outbox.halt(Some(bot), true, &approval::actor(call)) {
            return self.told("halt-on", call, None);
        }
        self.told("halt-on-already", call, before.or_else(|| outbox.halted(bot)))
    }

    fn go_on(&self, call: &Call<'_>) -> String {
        let (outbox, bot) = (&self.ports.outbox, call.room.bot.as_str());
        let was = outbox.halt(Some(bot), false, &approval::actor(call));
        match outbox.halted(bot) {
            Some(everywhere) => self.told("halt-off-everywhere", call, Some(everywhere)),
            None if was => self.told("halt-off", call, None),
            None => self.told("halt-off-already", call, None),
        }
    }

    fn told(&self, key: &str, call: &Call<'_>, halt: Option<(String, i64)>) -> String {
        let (ports, bot) = (&self.ports, call.room.bot.as_str());
        let waiting = ports.outbox.open().iter().filter(|item| *item.bot == *bot).count();
        let (actor, since) = halt.unwrap_or_default();
        let words = [
            ("command", call.command.shown().into()),
            ("count", waiting.into()),
            ("actor", plain(&actor, NAME).into()),
            ("ago", ports.texts.ago(ports.clock.now() - since).into()),
        ];
        ports.texts.get(key, &words)
    }
}

impl CommandService for EmergencyStop {
    fn name(&self) -> &'static str {
        "emergency_stop"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests {
    use loai_core::{Class, Held, Outbox};

    use super::*;
    use crate::fixture::{Fixture, ask, ask_as_admin};

    #[test]
    fn an_admin_stops_the_bot_and_lets_it_go_on() {
        let fixture = Fixture::new();
        let service = EmergencyStop::new(&fixture.ports);
        fixture.outbox.hold(1, ("101", "연습방"), Class::News, Held::RoomBudget, 0);
        insta::assert_snapshot!(ask_as_admin(&service, ""), @"
        이 봇의 말을 모두 멈췄어요. 기다리는 말: 1개
        다시 말하게 하려면: #긴급정지 해제
        ");
        fixture.clock.advance(180_000);
        insta::assert_snapshot!(ask_as_admin(&service, ""), @"이미 멈춰 있어요 (나 (…2d3c), 3분 전). 다시 말하게 하려면: #긴급정지 해제");
        insta::assert_snapshot!(ask_as_admin(&service, "해제"), @"다시 말할게요. 기다리던 말: 1개");
        insta::assert_snapshot!(ask_as_admin(&service, "해제"), @"멈춰 있지 않아요.");
        assert_eq!(fixture.outbox.done(), ["halt LOA.i true 나 (…2d3c)", "halt LOA.i false 나 (…2d3c)"]);
    }

    #[test]
    fn a_stop_of_the_whole_server_is_ended_there() {
        let fixture = Fixture::new();
        let service = EmergencyStop::new(&fixture.ports);
        assert!(fixture.outbox.halt(None, true, "cli"));
        insta::assert_snapshot!(ask_as_admin(&service, "해제"), @"서버 전체가 멈춰 있어요 (cli, 방금). 서버에서 풀어 주세요: loai-server halt off");
        insta::assert_snapshot!(ask_as_admin(&service, ""), @"이미 멈춰 있어요 (cli, 방금). 다시 말하게 하려면: #긴급정지 해제");
    }

    #[test]
    fn what_is_unclear_stops_nothing() {
        let fixture = Fixture::new();
        insta::assert_snapshot!(ask_as_admin(&EmergencyStop::new(&fixture.ports), "뭐"), @"
        이렇게 써 주세요.
        #긴급정지
        #긴급정지 해제
        ");
        assert!(fixture.outbox.done().is_empty());
    }

    #[test]
    fn only_an_admin_may_do_this() {
        let fixture = Fixture::new();
        assert_eq!(ask(&EmergencyStop::new(&fixture.ports), ""), "관리자만 쓸 수 있어요.");
        assert!(fixture.outbox.done().is_empty());
    }
}
