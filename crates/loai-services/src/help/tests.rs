use loai_core::{Role, Room};

use super::*;
use crate::fixture::{Fixture, ask, ask_as_admin, command};

/// A book in which admins may use more than users.
struct Shelf {
    lines: Vec<String>,
    long: bool,
}

impl CommandBook for Shelf {
    fn usable(&self, _room: &Room, role: Role) -> Vec<Arc<Command>> {
        let mut commands = vec![
            command("#도움말", "일반", "쓸 수 있는 명령어를 알려 줘요", &["#help", "#사용법"]),
            Command {
                prompt_required: true, ..command("# echo", "일반", "적은 말을 그대로 해요", &["#에코"])
            },
            Command { in_help: false, ..command("#비밀", "일반", "보이지 않아요", &[]) },
            command("#로또", "놀이", "", &[]),
            command("#놀이", "놀이", "놀이를 골라 줘요", &[]),
        ];
        if self.long {
            commands.extend((1..=7).map(|n| command(&format!("#게임{n}"), "놀이", "놀아요", &[])));
        }
        if role == Role::Admin {
            commands.push(command("#폰", "관리", "폰을 승인해요", &[]));
        }
        commands.into_iter().map(Arc::new).collect()
    }

    fn help_lines(&self, _room: &Room) -> Vec<String> {
        self.lines.clone()
    }
}

fn shelf(lines: &[&str], long: bool) -> Help {
    let fixture = Fixture::new();
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    assert!(fixture.ports.book.set(Arc::new(Shelf { lines, long })).is_ok());
    Help::new(&fixture.ports)
}

/// Makes the fold visible.
fn unfolded(text: &str) -> String {
    text.replace(&"\u{200B}".repeat(500), " [전체보기]")
}

#[test]
fn what_a_caller_may_use_is_listed_by_category() {
    let help = shelf(&[], false);
    insta::assert_snapshot!(ask(&help, ""), @"
    [도움말]
    ■ 일반
    #도움말 – 쓸 수 있는 명령어를 알려 줘요
    #에코 – 적은 말을 그대로 해요
    ■ 놀이
    #로또
    #놀이 – 놀이를 골라 줘요
    #도움말 뒤에 분류나 명령어 이름을 적으면 더 알려 드려요.
    ");
    insta::assert_snapshot!(ask_as_admin(&help, ""), @"
    [도움말]
    ■ 일반
    #도움말 – 쓸 수 있는 명령어를 알려 줘요
    #에코 – 적은 말을 그대로 해요
    ■ 놀이
    #로또
    #놀이 – 놀이를 골라 줘요
    ■ 관리
    #폰 – 폰을 승인해요
    #도움말 뒤에 분류나 명령어 이름을 적으면 더 알려 드려요.
    ");
}

#[test]
fn the_lines_of_the_operator_come_first() {
    let help = shelf(&["우리 방 봇이에요.", "문의는 방장에게"], false);
    insta::assert_snapshot!(ask(&help, ""), @"
    [도움말]
    우리 방 봇이에요.
    문의는 방장에게
    ■ 일반
    #도움말 – 쓸 수 있는 명령어를 알려 줘요
    #에코 – 적은 말을 그대로 해요
    ■ 놀이
    #로또
    #놀이 – 놀이를 골라 줘요
    #도움말 뒤에 분류나 명령어 이름을 적으면 더 알려 드려요.
    ");
}

#[test]
fn a_long_list_shows_its_categories_and_folds() {
    let help = shelf(&[], true);
    insta::assert_snapshot!(unfolded(&ask(&help, "")), @"
    [도움말]
    일반 2개
    놀이 9개
    #도움말 뒤에 분류나 명령어 이름을 적으면 더 알려 드려요. [전체보기]
    ■ 일반
    #도움말 – 쓸 수 있는 명령어를 알려 줘요
    #에코 – 적은 말을 그대로 해요
    ■ 놀이
    #로또
    #놀이 – 놀이를 골라 줘요
    #게임1 – 놀아요
    #게임2 – 놀아요
    #게임3 – 놀아요
    #게임4 – 놀아요
    #게임5 – 놀아요
    #게임6 – 놀아요
    #게임7 – 놀아요
    ");
}

#[test]
fn many_lines_of_the_operator_fold_too() {
    let help = shelf(&["가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카"], false);
    let said = unfolded(&ask(&help, ""));
    let (head, rest) = said.split_once(" [전체보기]\n").unwrap();
    assert!(head.contains("\n차\n") && !head.contains('카'));
    assert!(rest.starts_with("카\n■ 일반"));
}

#[test]
fn a_word_explains_a_category_or_a_command() {
    let help = shelf(&[], false);
    insta::assert_snapshot!(ask(&help, "일반"), @"
    ■ 일반
    #도움말 – 쓸 수 있는 명령어를 알려 줘요
    #에코 – 적은 말을 그대로 해요
    ");
    insta::assert_snapshot!(ask(&help, "# 사용법"), @"
    #도움말 – 쓸 수 있는 명령어를 알려 줘요
    다른 이름: #help, #사용법
    ");
    insta::assert_snapshot!(ask(&help, "ECHO"), @"
    #에코 – 적은 말을 그대로 해요
    뒤에 내용을 적어야 해요.
    다른 이름: #에코
    ");
}

#[test]
fn a_sigil_means_the_command_where_a_category_has_the_same_name() {
    let help = shelf(&[], false);
    insta::assert_snapshot!(ask(&help, "놀이"), @"
    ■ 놀이
    #로또
    #놀이 – 놀이를 골라 줘요
    ");
    insta::assert_snapshot!(ask(&help, "#놀이"), @"#놀이 – 놀이를 골라 줘요");
}

#[test]
fn an_unknown_word_is_told_politely_and_shortly() {
    let help = shelf(&[], false);
    insta::assert_snapshot!(ask(&help, "하늘을\n나는 법"), @"‘하늘을 나는 법’에 맞는 분류나 명령어가 없어요. ‘#도움말’만 보내면 전체 목록이 나와요.");
    assert!(ask(&help, "!?").starts_with("‘!?’에 맞는"));
    assert!(ask(&help, &"가".repeat(10_000)).chars().count() < 100);
}

#[test]
fn what_a_caller_may_not_use_or_see_is_unknown() {
    let help = shelf(&[], false);
    assert!(ask(&help, "#폰").starts_with("‘#폰’에 맞는"));
    assert!(ask(&help, "#비밀").starts_with("‘#비밀’에 맞는"));
}

#[test]
fn a_room_without_commands_is_told_so() {
    let fixture = Fixture::new();
    insta::assert_snapshot!(ask(&Help::new(&fixture.ports), ""), @"
    [도움말]
    이 방에서 쓸 수 있는 명령어가 없어요.
    ");
}

#[test]
fn a_command_is_explained_with_examples_and_the_options_that_its_caller_may_use() {
    struct One(Arc<Command>);
    impl CommandBook for One {
        fn usable(&self, _: &Room, _: Role) -> Vec<Arc<Command>> {
            vec![Arc::clone(&self.0)]
        }

        fn help_lines(&self, _: &Room) -> Vec<String> {
            Vec::new()
        }
    }
    let option = |name: &str, role| loai_core::Parameter {
        name: name.into(),
        description: "며칠 동안".into(),
        role,
        kind: loai_core::ParameterKind::Integer { min: 1, max: 7 },
        required: false,
        default: None,
    };
    let command = Command {
        examples: vec!["#날씨 서울".into(), "#날씨 부산 --days 3".into()],
        parameters: vec![option("days", Role::User), option("debug", Role::Admin)],
        ..command("# 날씨", "날씨", "날씨를 알려 줘요", &[])
    };
    let fixture = Fixture::new();
    assert!(fixture.ports.book.set(Arc::new(One(Arc::new(command)))).is_ok());
    let help = Help::new(&fixture.ports);
    insta::assert_snapshot!(ask(&help, "#날씨"), @"
    # 날씨 – 날씨를 알려 줘요
    예: #날씨 서울, #날씨 부산 --days 3
    옵션:
    --days (1~7) 며칠 동안
    ");
    assert!(ask_as_admin(&help, "#날씨").ends_with("\n--debug (1~7) 며칠 동안"));
}

#[test]
fn a_slip_is_answered_with_what_was_probably_meant() {
    let help = shelf(&[], false);
    insta::assert_snapshot!(ask(&help, "ㄹㄸ"), @"‘ㄹㄸ’에 맞는 분류나 명령어가 없어요. 혹시 #로또 말인가요?");
    assert!(ask(&help, "#도움맔").contains("혹시 #도움말 말인가요?"));
    assert!(ask(&help, "ehco").contains("혹시 #에코 말인가요?"));
    assert!(!ask(&help, "ㅂㅁ").contains("비밀"), "what is not shown is not suggested");
}
