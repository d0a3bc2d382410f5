//! Every spelling that the help texts of the original server taught calls its command.

use std::sync::Arc;

use loai_config::Environment;
use loai_core::{Approval, Batch, BotName, Rooms};

use super::{Calls, Matcher};
use crate::plan::{Plans, RoomPlan};

/// The commands of the original server, as an import takes them over.
const COMMANDS: &str = include_str!("../../../loai-import/src/tree/built_in.json");

/// Texts with the command that they call and its prompt, beside the plain spellings.
const TEXTS: &[(&str, &str, &str)] = &[
    // A question behind a bare sigil stays one.
    ("> 사람의 내면과 성격 차이를 설명해줘", ">", "사람의 내면과 성격 차이를 설명해줘"),
    ("> 성격이 급한 사람과 잘 지내는 법", ">", "성격이 급한 사람과 잘 지내는 법"),
    ("> mbti가 뭐야?", ">", "mbti가 뭐야?"),
    ("> 내 성격은 어떤 사람", "> 나는 누구인가요?", ""),
    ("> 나의 성격 분석해줘", "> 나는 누구인가요?", ""),
    ("> 내 mbti 알려줘", "> 나의 mbti는?", ""),
    ("> 저의 에니어그램", "> 나의 애니어그램은?", ""),
    ("> @홍길동 성격", ">", "@홍길동 성격"),
    ("> @홍길동 mbti", ">", "@홍길동 mbti"),
    ("[나를 멘션] @LOA.i 오늘 어때", "[나를 멘션]", "@LOA.i 오늘 어때"),
    // References and searches of the Bible.
    ("! 창 1:1", "!", "창 1:1"),
    ("!요 3:16~18", "!", "요 3:16~18"),
    ("! 성경 사랑", "! 전체", "사랑"),
    ("! 전체 사랑 소망", "! 전체", "사랑 소망"),
    ("! 사랑 #WEB", "!", "사랑 #WEB"),
    ("! random", "! 랜덤", ""),
    // What the help texts taught and the original did not understand.
    ("# 도움말", "# help", ""),
    ("# 매일성경", "# [매일성경]", ""),
    ("# 매일의 말씀", "# [매일성경]", ""),
    ("# 오늘의 말씀 묵상", "# [오늘의 성경묵상]", ""),
    ("# 오늘의 투자격언 인내", "# [오늘의 투자격언]", "인내"),
    ("# 환율", "# [환율]", ""),
    ("# [자동응답] 환율조회", "# [환율]", ""),
    ("# 기상 서울", "# 날씨", "서울"),
    ("# weather Seoul", "# 날씨", "Seoul"),
    ("# 오늘의 대화 요약!", "# 오늘의 대화 요약!", ""),
    // Neighbours that only their length tells apart.
    ("# IMG EXT", "# IMG", "EXT"),
    ("# imgext 가 나", "# IMGEXT", "가 나"),
    ("# IMGURL 가", "# IMGURL", "가"),
    ("# 채팅순위!", "# 채팅순위!", ""),
    ("# 주간채팅순위!", "# 주간채팅순위!", ""),
    ("# 최근 대화 요약 30분", "# 최근 대화 요약", "30분"),
    ("# 유저 대화 요약 --recent-days=3", "# 유저 대화 요약", "--recent-days=3"),
    ("# tts 한국어 안녕", "# tts 한국어", "안녕"),
    ("# tts 한국 안녕", "# tts", "한국 안녕"),
    ("# 오목 현황", "# 오목 현황", ""),
    ("# 오목 참여", "# 오목", "참여"),
    ("# youtube https://youtu.be/abc", "# youtube", "https://youtu.be/abc"),
];

/// What people say without meaning a command.
const TALK: &[&str] = &[
    ">_<",
    "><",
    "> <",
    ">.<",
    "!!",
    "!!!",
    "!",
    "&",
    "&&",
    ">",
    ">>",
    ">>>",
    ">>>>",
    "#",
    "##",
    "> ",
    "!?",
    "ㅋㅋ",
    "멘션",
    "도움말",
];

/// What a room resolves to whose bot has these commands.
fn plan() -> Arc<RoomPlan> {
    let dir = tempfile::tempdir().unwrap();
    for (folder, content) in [("settings", "{}"), ("commands", COMMANDS)] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join("B.json"), content).unwrap();
    }
    let (settings, warnings) = loai_config::load(dir.path(), &Environment::empty()).unwrap();
    assert_eq!(warnings, []);
    let rooms = Rooms::new(Approval::Approved, 1);
    let room = rooms.see(&BotName::new("B").unwrap(), "100", "방", 1, &mut Batch::default()).unwrap();
    Plans::new(&settings).of(&room).unwrap()
}

fn check(matcher: &Matcher, text: &str, expected: Option<(&str, &str)>) {
    let found = matcher.find(text, &Calls::default());
    let found = found.as_ref().map(|found| (&*found.command.key, &*found.prompt));
    assert_eq!(found, expected, "{text:?}");
}

/// The spelling without, with one and with several blanks after its sigil.
fn spaced(spelling: &str) -> [String; 3] {
    let words = spelling.trim_start_matches(['#', '>', '!', '&', '<']);
    let sigil = &spelling[..spelling.len() - words.len()];
    let words = words.trim_start();
    ["", " ", "  "].map(|blank| format!("{sigil}{blank}{words}"))
}

#[test]
fn every_spelling_calls_its_command_with_and_without_the_blank() {
    let plan = plan();
    let matcher = &plan.commands.matcher;
    assert!(plan.commands.all.len() > 60);
    for command in &plan.commands.all {
        for spelling in std::iter::once(&command.key).chain(&command.aliases) {
            let bare = super::head::is_bare(spelling);
            for text in spaced(spelling) {
                if !bare {
                    check(matcher, &text, Some((&command.key, "")));
                    check(matcher, &text.to_lowercase(), Some((&command.key, "")));
                }
                let text = if bare { text.trim_end().to_owned() } else { text };
                check(matcher, &format!("{text} 서울 시청"), Some((&command.key, "서울 시청")));
                if bare {
                    check(matcher, &format!("{text}서울 시청"), Some((&command.key, "서울 시청")));
                }
            }
        }
    }
}

#[test]
fn ordinary_texts_call_what_they_mean() {
    let plan = plan();
    for (text, key, prompt) in TEXTS {
        for text in spaced(text) {
            check(&plan.commands.matcher, &text, Some((key, prompt)));
        }
    }
}

#[test]
fn signs_alone_call_nothing() {
    let plan = plan();
    for text in TALK {
        check(&plan.commands.matcher, text, None);
    }
}
