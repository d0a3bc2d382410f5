use std::sync::Mutex;

use loai_core::{
    Arguments, Incoming, LedgerError, Part, Role,
    points::Later,
    testing::{incoming, room},
};

use super::*;
use crate::fixture::{Fixture, NOW, command};

/// Keeps something of everybody but of nobody named "none", and notes what is asked of it.
#[derive(Default)]
struct Keeper(Mutex<Vec<String>>);

impl Keeper {
    fn note(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }
}

impl Privacy for Keeper {
    fn about(&self, member: Member) -> Later<'_, Result<Option<Kept>, PrivacyError>> {
        let kept = Kept {
            names: vec![("옛이름".into(), NOW - 86_400_000), ("새이름".into(), NOW)],
            lines: 120,
            oldest: Some(NOW - 5 * 86_400_000),
            answers: 2,
            todos: 1,
            linked: 0,
            points: 30,
            excluded: false,
            keep_days: 30,
        };
        Box::pin(std::future::ready(Ok((member.user.as_str() != "none").then_some(kept))))
    }

    fn export(&self, _: Member) -> Later<'_, Result<Option<String>, PrivacyError>> {
        self.note("export".into());
        Box::pin(std::future::ready(Ok(Some("data/exports/1a2b3c4d.json".into()))))
    }

    fn erase(&self, member: Member, by: Wish) -> Later<'_, Result<Erased, PrivacyError>> {
        self.note(format!("erase {} {}", member.user, by.as_str()));
        Box::pin(std::future::ready(match member.user.as_str() {
            "admin" => Err(PrivacyError::Admin),
            "slow" => Ok(Erased::default()),
            "away" => Err(PrivacyError::Unavailable("gone".into())),
            _ => Ok(Erased { done: true, lines: 120, answers: 7, facts: 9, points: 30 }),
        }))
    }

    fn exclude(&self, member: &Member, excluded: bool) -> Result<(), LedgerError> {
        self.note(format!("exclude {} {excluded}", member.user));
        if member.user.as_str() == "full" { Err(LedgerError::Full) } else { Ok(()) }
    }
}

fn stage() -> (MyData, Arc<Keeper>) {
    let (mut fixture, keeper) = (Fixture::new(), Arc::<Keeper>::default());
    fixture.ports.privacy = Arc::clone(&keeper) as _;
    (MyData::new(&fixture.ports), keeper)
}

fn ask_at(service: &MyData, user: &str, prompt: &str, at: i64) -> String {
    let command = Arc::new(command("# 내정보", "", "", &[]));
    let incoming = Incoming { user: (!user.is_empty()).then_some(user), ..incoming(prompt) };
    let (room, arguments) = (room("1", "방"), Arguments::default());
    let call = Call {
        command: &command,
        prompt,
        arguments: &arguments,
        incoming: &incoming,
        room: &room,
        role: Role::User,
        at,
    };
    let reply = match service.call(&call) {
        Outcome::Ready(reply) => reply,
        Outcome::Later(work) => futures_util::future::FutureExt::now_or_never(work).unwrap(),
    };
    reply.unwrap().parts().iter().map(Part::log_text).collect()
}

fn ask(service: &MyData, user: &str, prompt: &str) -> String {
    ask_at(service, user, prompt, NOW)
}

fn code(answer: &str) -> String {
    let is_code = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    answer.split(|letter: char| !letter.is_ascii_digit()).find(is_code).unwrap().to_owned()
}

#[test]
fn a_member_is_told_what_is_kept() {
    let (service, _) = stage();
    insta::assert_snapshot!(ask(&service, "u", ""));
    insta::assert_snapshot!(ask(&service, "none", ""), @"보관하고 있는 자료가 없어요.");
    insta::assert_snapshot!(ask(&service, "u", "뭐야"));
    insta::assert_snapshot!(ask(&service, "", ""), @"이 방에서는 누구인지 확인할 수 없어요. 자료를 보거나 지우려면 운영자에게 부탁해 주세요.");
}

#[test]
fn an_export_is_left_with_the_operator() {
    let (service, _) = stage();
    insta::assert_snapshot!(ask(&service, "u", "내보내기"));
}

#[test]
fn nothing_is_erased_without_the_code_of_the_very_member() {
    let (service, keeper) = stage();
    let first = ask(&service, "u", "삭제");
    insta::assert_snapshot!(first.replace(&code(&first), "####"));
    let own = code(&first);
    assert!(ask(&service, "other", &format!("삭제 {own}")).contains("맞지 않아요"));
    assert!(ask_at(&service, "u", &format!("삭제 {own}"), NOW + 5 * 60_000).contains("맞지 않아요"));
    assert!(keeper.0.lock().unwrap().is_empty());
    let again = code(&ask(&service, "u", "지우기"));
    insta::assert_snapshot!(ask(&service, "u", &format!("삭제 {again}")));
    assert_eq!(*keeper.0.lock().unwrap(), ["erase u member"]);
    assert!(ask(&service, "u", &format!("삭제 {again}")).contains("맞지 않아요"), "a code counts once");
}

#[test]
fn what_is_in_the_way_of_an_erasure_is_told() {
    let (service, _) = stage();
    let erase = |user: &str| {
        let code = code(&ask(&service, user, "삭제"));
        ask(&service, user, &format!("삭제 {code}"))
    };
    insta::assert_snapshot!(erase("admin"), @"관리자는 먼저 관리자 권한을 내려놓아야 지울 수 있어요. 운영자에게 부탁해 주세요.");
    insta::assert_snapshot!(erase("slow"), @"🧹 지우기 시작했어요. 다 지울 때까지 시간이 조금 걸려요.");
    insta::assert_snapshot!(erase("away"), @"지금은 자료를 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.");
}

#[test]
fn a_member_leaves_the_ranks_and_comes_back() {
    let (service, keeper) = stage();
    insta::assert_snapshot!(ask(&service, "u", "제외"), @"🙈 순위, 요약, 분석에서 뺐어요.");
    insta::assert_snapshot!(ask(&service, "u", "포함"), @"🙂 순위, 요약, 분석에 다시 넣었어요.");
    assert_eq!(*keeper.0.lock().unwrap(), ["exclude u true", "exclude u false"]);
    insta::assert_snapshot!(ask(&service, "full", "제외"));
}
