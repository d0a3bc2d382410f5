use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use loai_core::{
    Arguments, Command, Role,
    testing::{incoming, room},
};

use super::*;
use crate::fixture::Fixture;

/// What is read after these words by somebody of this role.
fn told(fixture: &Fixture, role: Role, prompt: &str) -> String {
    let (command, incoming, room) =
        (Arc::new(Command::new("# reload", "reload")), incoming(prompt), room("1", "연습방"));
    let arguments = Arguments::default();
    let call = Call { command: &command, prompt, arguments: &arguments, incoming: &incoming, room: &room, role, at: 0 };
    let result = match Reload::new(&fixture.ports).call(&call) {
        Outcome::Ready(result) => result,
        Outcome::Later(mut work) => match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => panic!("the answer is not there"),
        },
    };
    let said = |reply: Reply| reply.parts().iter().map(loai_core::Part::log_text).collect::<Vec<_>>().join("\n");
    result.map_or_else(|error| error.to_string(), said)
}

#[test]
fn every_target_can_be_named_in_either_language() {
    let targets = |prompt: &str| parse(prompt).map(|(target, bot)| (target, bot.unwrap_or_default()));
    for (prompt, target, bot) in [
        ("commands", ReloadTarget::Commands, ""),
        ("Auto_Replies", ReloadTarget::AutoReplies, ""),
        ("commands  LOA.i", ReloadTarget::Commands, "LOA.i"),
        ("자동응답 LOA.i", ReloadTarget::AutoReplies, "LOA.i"),
        ("bot settings LOA.i", ReloadTarget::Settings, "LOA.i"),
        ("json", ReloadTarget::All, ""),
    ] {
        assert_eq!(targets(prompt), Some((target, bot.to_owned())), "{prompt}");
    }
    for unknown in ["", "뭐든", "설정들", "command"] {
        assert_eq!(targets(unknown), None, "{unknown}");
    }
}

#[test]
fn an_admin_reads_how_it_went() {
    let fixture = Fixture::new();
    assert_eq!(told(&fixture, Role::Admin, "commands"), "다시 읽은 것: commands LOA.i, 나 (…2d3c)");
    assert_eq!(told(&fixture, Role::Admin, "all"), "다시 읽은 것: all 모두, 나 (…2d3c)");
    insta::assert_snapshot!(told(&fixture, Role::Admin, "all 없는봇"), @"그런 이름의 봇이 없어요: 없는봇");
    insta::assert_snapshot!(told(&fixture, Role::Admin, "뭐든"), @"무엇을 다시 읽을지 알려 주세요: settings, commands, schedules, auto-replies, help, filters, pricing, profile-analysis, auth, devices, all");
}

#[test]
fn only_an_admin_may_do_this() {
    for role in [Role::User, Role::Owner] {
        assert_eq!(told(&Fixture::new(), role, "all"), "관리자만 쓸 수 있어요.");
    }
}
