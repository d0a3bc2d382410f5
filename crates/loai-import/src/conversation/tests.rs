use std::fs;

use loai_core::{Approval, BotName, ChannelId};
use loai_db::ChatRow;
use loai_texts::{Language, Texts};
use tempfile::TempDir;

use super::*;
use crate::testing::Server;

/// The messages of a file as `time sender: text`, and the numbers of events and of lines that cannot be read.
fn read(text: &str) -> (Vec<String>, usize, Vec<usize>) {
    let (mut parser, mut messages, mut events, mut unreadable) = (Parser::default(), Vec::new(), 0, Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let ended = match parser.line(line) {
            Read::Ended(ended) => ended,
            Read::Event(ended) => {
                events += 1;
                ended
            }
            Read::Unreadable(ended) => {
                unreadable.push(number);
                ended
            }
        };
        messages.extend(ended);
    }
    messages.extend(parser.end());
    let shown = |message: Message| format!("{} {}: {}", message.at.format("%m-%d %H:%M"), message.sender, message.text);
    (messages.into_iter().map(shown).collect(), events, unreadable)
}

const ANDROID: &str = "가족방 님과 카카오톡 대화\n저장한 날짜 : 2024년 1월 6일 오후 3:14\n\n2024년 1월 5일 오후 3:10\n\
    2024년 1월 5일 오후 3:10, 홍길동 : 안녕하세요\n둘째 줄\n\n넷째 줄\n2024년 1월 5일 오후 3:11, 김영희님이 들어왔습니다.\n\
    2024년 1월 5일 오전 12:05, 김영희 : 비율은 3 : 4\n\n2024년 1월 6일 오전 9:00\n2024년 1월 6일 오전 9:00, 홍길동 : 사진\n";

#[test]
fn an_export_of_android_is_read() {
    let (messages, events, unreadable) = read(ANDROID);
    assert_eq!(
        messages,
        [
            "01-05 15:10 홍길동: 안녕하세요\n둘째 줄\n\n넷째 줄",
            "01-05 00:05 김영희: 비율은 3 : 4",
            "01-06 09:00 홍길동: 사진"
        ]
    );
    assert_eq!((events, unreadable), (1, vec![]));
}

#[test]
fn an_export_of_ios_is_read() {
    let korean = "가족방 카카오톡 대화\n저장한 날짜 : 2024. 1. 6. 오후 3:14\n\n2024년 1월 5일 금요일\n\
        2024. 1. 5. 오후 3:10, 홍길동 : 안녕\n2024. 1. 5. 15:11, 김영희 : 네\n";
    let english = "KakaoTalk Chats with Family\nDate Saved : Jan 6, 2024 at 15:14\n\nFriday, January 5, 2024\n\
        Jan 5, 2024 at 15:10, Hong : hi\nJan 5, 2024 at 3:11\u{202f}PM, Kim : yes\nJan 5, 2024 at 3:12 PM, Kim left this chatroom.\n";
    assert_eq!(read(korean), (vec!["01-05 15:10 홍길동: 안녕".into(), "01-05 15:11 김영희: 네".into()], 0, vec![]));
    assert_eq!(read(english), (vec!["01-05 15:10 Hong: hi".into(), "01-05 15:11 Kim: yes".into()], 1, vec![]));
}

#[test]
fn an_export_of_a_computer_is_read() {
    let korean = "가족방 님과 카카오톡 대화\r\n저장한 날짜 : 2024-01-06 15:14:20\r\n\r\n\
        --------------- 2024년 1월 5일 금요일 ---------------\r\n[홍[길]동] [오후 3:10] [공지] 안녕\r\n2024년 1월 9일\r\n\
        김영희님이 들어왔습니다.\r\n[김영희] [오전 12:00] \r\n--------------- 2024년 1월 6일 토요일 ---------------\r\n\
        [김영희] [오전 9:00] 네\r\n";
    let english = "KakaoTalk Chats with Family\nDate Saved : 2024-01-06 15:14:20\n\n\
        --------------- Friday, January 5, 2024 ---------------\n[Hong] [3:10 PM] hi\nKim joined this chatroom.\n";
    let expected =
        ["01-05 15:10 홍[길]동: [공지] 안녕\n2024년 1월 9일", "01-05 00:00 김영희: ", "01-06 09:00 김영희: 네"];
    assert_eq!(read(korean), (expected.map(str::to_owned).to_vec(), 1, vec![]));
    assert_eq!(read(english), (vec!["01-05 15:10 Hong: hi".into()], 1, vec![]));
}

#[test]
fn what_cannot_be_read_is_counted_by_line() {
    let text = "가족방 님과 카카오톡 대화\n저장한 날짜 : 2024년 1월 6일 오후 3:14\n앞에 온 말\n[홍길동] [오후 3:10] 날짜가 없다\n\
        --------------- 2024년 13월 5일 ---------------\n--------------- 2024년 1월 5일 금요일 ---------------\n[홍길동] [오후 3:10] 된다\n";
    assert_eq!(read(text), (vec!["01-05 15:10 홍길동: 된다".into()], 0, vec![3, 4, 5]));
}

/// A server with the room of the conversation, and the file.
struct Scene {
    server: Server,
    dir: TempDir,
    room: Arc<Room>,
}

impl Scene {
    async fn new() -> Self {
        let server = Server::start().await;
        let (bot, channel) = (BotName::new("LOA.i").unwrap(), ChannelId::new("100").unwrap());
        let mut report = Report::default();
        server.intake.approve(&[(bot, channel, "가족방".to_owned())], &mut report).unwrap();
        let room = server.intake.rooms.find("LOA.i", "100").unwrap();
        assert_eq!(room.state(), Approval::Approved);
        Self { server, dir: tempfile::tempdir().unwrap(), room }
    }

    async fn import(&self, content: impl AsRef<[u8]>) -> Report {
        let path = self.dir.path().join("KakaoTalk.txt");
        fs::write(&path, content).unwrap();
        let conversation = Conversation::open(&path).unwrap();
        let (zone, intake) = (Tz::Asia__Seoul, &self.server.intake);
        conversation.import(&self.room, &["로아"], zone, intake, &mut |_| {}).await.unwrap()
    }

    async fn lines(&self) -> Vec<ChatRow> {
        self.server.database().recent_chat(self.room.number, 1_000).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_becomes_lines_of_its_room_and_only_once() {
    let scene = Scene::new().await;
    let text =
        format!("\u{feff}{ANDROID}2024년 1월 6일 오전 9:00, 로아 : 답\n2024년 1월 6일 오전 9:00, 홍길동 : 사진\n");
    let report = scene.import(&text).await;
    assert_eq!((report.count(Outcome::Taken), report.count(Outcome::Noted)), (5, 1));
    let lines = scene.lines().await;
    let shown: Vec<_> =
        lines.iter().map(|line| (line.server_at, line.sender.as_str(), line.message.as_str())).collect();
    let morning = 1_704_499_200_000;
    assert_eq!(
        shown,
        [
            (1_704_380_700_000, "김영희", "비율은 3 : 4"),
            (1_704_435_000_000, "홍길동", "안녕하세요\n둘째 줄\n\n넷째 줄"),
            (morning, "홍길동", "사진"),
            (morning + 1, "", "답"),
            (morning + 2, "홍길동", "사진"),
        ]
    );
    assert!(lines.iter().all(|line| line.flags & Said::IMPORTED != 0));
    assert_eq!(lines[3].flags & Said::OWN, Said::OWN);
    // The same file, and a later export with one line more.
    assert_eq!(scene.import(&text).await.count(Outcome::Present), 5);
    let later = format!("{text}2024년 1월 6일 오전 9:00, 홍길동 : 사진\n2024년 1월 7일 오전 9:00, 홍길동 : 끝\n");
    assert_eq!(scene.import(&later).await.count(Outcome::Taken), 2);
    assert_eq!(scene.lines().await.len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_interrupted_ends_with_every_line_once() {
    let scene = Scene::new().await;
    let days: Vec<_> = (1..=9)
        .map(|day| {
            format!("2024년 1월 {day}일 오전 9:00, 홍길동 : 하나\n2024년 1월 {day}일 오전 9:00, 홍길동 : 하나\n")
        })
        .collect();
    // The process ends after some days, in the middle of one.
    scene.import(&days[..4].concat()).await;
    scene.import(&days[4][..days[4].len() / 2]).await;
    let report = scene.import(&days.concat()).await;
    assert_eq!((report.count(Outcome::Present), report.count(Outcome::Taken)), (9, 9));
    assert_eq!(scene.lines().await.len(), 18);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_that_are_no_text_are_named() {
    let scene = Scene::new().await;
    let mut text = b"2024\xeb\x85\x84".to_vec();
    text.truncate(4);
    text.extend(b"\xb0\xa1\n");
    text.extend("2024년 1월 5일 오후 3:10, 홍길동 : 말\n".as_bytes());
    let report = scene.import(&text).await;
    assert_eq!((report.count(Outcome::Taken), report.count(Outcome::Lost)), (1, 1));
    let english = report.render(&Texts::new(Language::English)).join("\n");
    assert!(english.contains("lines that are not UTF-8 [1]"), "{english}");
}

#[test]
fn the_header_names_the_room() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.txt");
    for (text, room) in
        [(ANDROID, Some("가족방")), ("KakaoTalk Chats with A B\n", Some("A B")), ("2024년 1월 5일\n", None)]
    {
        fs::write(&path, text).unwrap();
        assert_eq!(Conversation::open(&path).unwrap().room(), room);
    }
    assert!(Conversation::open(&dir.path().join("none")).is_err());
}
