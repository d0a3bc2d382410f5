use std::sync::Arc;

use loai_core::{
    Arguments, Incoming, Part, Role,
    testing::{incoming, room},
};

use super::*;
use crate::fixture::{Fixture, NOW, command};

/// What a member of a room reads; an empty user is one whom the app does not name.
fn ask(service: &Link, channel: &str, user: &str, prompt: &str) -> String {
    let command = Arc::new(command("# link", "", "", &["# 내연결"]));
    let incoming = Incoming { user: (!user.is_empty()).then_some(user), sender: "나\u{202E}", ..incoming(prompt) };
    let (room, arguments) = (room(channel, "방"), Arguments::default());
    let (incoming, arguments) = (&incoming, &arguments);
    let call = Call { command: &command, prompt, arguments, incoming, room: &room, role: Role::User, at: NOW };
    let Outcome::Ready(Ok(reply)) = service.call(&call) else { panic!("no answer at once") };
    reply.parts().iter().map(Part::log_text).collect()
}

/// The code in an answer.
fn code(answer: &str) -> &str {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    answer.split(|letter: char| !letter.is_ascii_digit()).find(is_code).unwrap()
}

fn hidden(answer: &str) -> String {
    answer.replace(code(answer), "######")
}

/// Says both codes; what is answered to the second one.
fn link(service: &Link, (here, me): (&str, &str), (there, same): (&str, &str)) -> String {
    let first = ask(service, here, me, "");
    let second = ask(service, there, same, code(&first));
    ask(service, here, me, code(&second))
}

#[test]
fn two_rooms_are_linked_in_three_steps() {
    let fixture = Fixture::new();
    let service = Link::new(&fixture.ports);
    let first = ask(&service, "1", "a", "");
    insta::assert_snapshot!(hidden(&first), @"
    나님의 번호: ######
    10분 안에 다른 방에서 이렇게 보내 주세요.
    # 내연결 ######
    ");
    let second = ask(&service, "2", "b", code(&first));
    insta::assert_snapshot!(hidden(&second), @"
    나님, 하나 남았어요. 번호를 받았던 방에서 이렇게 보내 주세요.
    # 내연결 ######
    남이 시킨 일이면 여기서 이렇게 보내 주세요: # 내연결 해제
    ");
    insta::assert_snapshot!(ask(&service, "1", "a", code(&second)), @"두 방을 이었어요. 이제 방 2개에서 같은 사람으로 알아봐요.");
    insta::assert_snapshot!(fixture.recorded().join("\n"), @"
    1/a linked 1
    2/b linked 1
    ");
    assert!(fixture.ports.people.person_of("LOA.i", "2", "b").is_some());
    insta::assert_snapshot!(ask(&service, "2", "b", code(&ask(&service, "1", "a", ""))), @"이미 이어진 방이에요.");
}

#[test]
fn a_link_is_taken_away() {
    let fixture = Fixture::new();
    let service = Link::new(&fixture.ports);
    insta::assert_snapshot!(ask(&service, "2", "b", "해제"), @"이 방은 이어져 있지 않아요.");
    link(&service, ("1", "a"), ("2", "b"));
    insta::assert_snapshot!(ask(&service, "2", "b", "해제"), @"이 방을 떼어 냈어요. 다른 방의 권한은 이제 여기서 쓸 수 없어요.");
    insta::assert_snapshot!(fixture.recorded()[2..].join("\n"), @"
    1/a unlinked 1
    2/b unlinked 1
    ");
    assert!(fixture.ports.people.person_of("LOA.i", "1", "a").is_none());
}

#[test]
fn a_code_that_does_not_count_is_explained() {
    let fixture = Fixture::new();
    let service = Link::new(&fixture.ports);
    let first = ask(&service, "1", "a", "");
    insta::assert_snapshot!(ask(&service, "1", "b", code(&first)), @"이 번호는 다른 방에서 보내 주세요.");
    let wrong = format!("{:06}", (code(&first).parse::<u32>().unwrap() + 1) % 1_000_000);
    insta::assert_snapshot!(ask(&service, "2", "b", &wrong), @"번호가 맞지 않거나 10분이 지났어요. 새 번호를 받으려면 이렇게 보내 주세요: # 내연결");
    for _ in 0..4 {
        ask(&service, "2", "b", &wrong);
    }
    insta::assert_snapshot!(ask(&service, "2", "b", code(&first)), @"틀린 번호가 많았어요. 한 시간 뒤에 다시 해 주세요.");
    insta::assert_snapshot!(ask(&service, "2", "b", "12345"), @"
    이렇게 써 주세요.
    # 내연결 – 번호를 받아요
    # 내연결 123456 – 다른 방에서 받은 번호를 보내요
    # 내연결 해제 – 이 방을 떼어 내요
    ");
    insta::assert_snapshot!(ask(&service, "2", "", ""), @"누가 보냈는지 알 수 없어서 이을 수 없어요.");
}

#[test]
fn what_cannot_be_recorded_does_not_happen() {
    let fixture = Fixture::new();
    let service = Link::new(&fixture.ports);
    link(&service, ("1", "a"), ("2", "b"));
    let fixture = fixture.with_a_full_ledger();
    insta::assert_snapshot!(link(&service, ("1", "a"), ("3", "c")), @"기록을 저장하지 못해서 바꾸지 않았어요. 서버의 로그를 봐 주세요.");
    assert_eq!(ask(&service, "2", "b", "해제"), link(&service, ("1", "a"), ("3", "c")));
    assert!(fixture.ports.people.person_of("LOA.i", "3", "c").is_none());
    assert_eq!(fixture.ports.people.person_of("LOA.i", "2", "b").unwrap().members.len(), 2);
}

#[test]
fn what_is_recorded_and_not_safe_yet_stays() {
    let fixture = Fixture::new().with_a_failing_disk();
    link(&Link::new(&fixture.ports), ("1", "a"), ("2", "b"));
    assert!(fixture.ports.people.person_of("LOA.i", "1", "a").is_some());
}
