//! The same at two real terminals: what a person types and sees.

use anyhow::Result;

use super::without_numbers;
use crate::harness::{CTRL_C, CTRL_D, Setup, skipped};

const GREETING: &str = "LOA.i: 안녕하세요, 나님! 무엇을 할 수 있는지는 #도움말 이라고 보내 보세요.";
const SILENCE: &str = "(대답 없음) 이 말에 맞는 명령어나 자동응답이 없어요. config/settings/LOA.i.json 의 defaults.auto_replies 에 추가하면 대답해요.";

#[tokio::test]
async fn the_first_two_minutes_at_two_terminals() -> Result<()> {
    if !Setup::has_terminals() {
        return skipped("script");
    }
    let setup = Setup::new()?;
    let mut server = setup.terminal("loai-server", &["--phones", "127.0.0.1:0"])?;
    server.shows("멈추려면 Ctrl+C").await?;
    let screen = server.screen();
    for words in ["준비됐어요 (", "처음이라 새로 만들었어요: ", "봇: LOA.i\n", "#관리자등록 ", "-p loai-phone -- chat"]
    {
        assert!(screen.contains(words), "{words}: {screen}");
    }

    let mut chat = setup.terminal("loai-phone", &["chat"])?;
    chat.shows("\"연습방\"에 '나'로 들어왔어요.").await?;
    chat.shows("나> ").await?;
    for (typed, answer) in
        [("안녕", GREETING), ("#도움말", "더 알려 드려요."), ("#로또", "보너스 "), ("심심해", SILENCE)]
    {
        chat.types(&format!("{typed}\n"))?;
        chat.shows(answer).await?;
    }
    let screen = chat.screen();
    // The terminal shows what is typed; an answer stands on a line of its own, and then one is asked to type again.
    let order = ["나> ", "안녕\n", GREETING, "나> ", "심심해\n", SILENCE, "나> "];
    let mut rest = screen.as_str();
    for words in order {
        let (_, after) = rest.split_once(words).unwrap_or_else(|| panic!("{words:?} is not next in {screen}"));
        rest = after;
    }
    chat.types(CTRL_D)?;
    chat.ended().await?;

    server.types(CTRL_C)?;
    let screen = server.ended().await?;
    assert!(screen.contains("받은 말 4 · 답한 말 3 · 실패 0 · 저장 7 · 켜져 있던 시간 "), "{screen}");
    assert!(without_numbers(&screen).ends_with("\n멈췄어요.\n"), "{screen}");
    Ok(())
}
