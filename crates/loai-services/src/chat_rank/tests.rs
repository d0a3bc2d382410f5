use std::sync::Mutex;

use loai_core::{TalkBook, TalkError, TalkFuture};

use super::*;
use crate::fixture::{Fixture, NOW, ask_later};

/// Answers what it was given and remembers what it was asked.
#[derive(Default)]
struct Book {
    rank: Rank,
    card: TalkCard,
    fails: bool,
    asked: Mutex<Vec<TalkSpan>>,
}

impl TalkBook for Book {
    fn rank(&self, span: TalkSpan, most: usize) -> TalkFuture<'_, Rank> {
        assert_eq!(most, NAMED);
        self.asked.lock().unwrap().push(span);
        Box::pin(async { if self.fails { Err(TalkError("away".into())) } else { Ok(self.rank.clone()) } })
    }

    fn card(&self, user: String, span: TalkSpan, _: i32) -> TalkFuture<'_, TalkCard> {
        assert!(!user.is_empty());
        self.asked.lock().unwrap().push(span);
        Box::pin(async { if self.fails { Err(TalkError("away".into())) } else { Ok(self.card.clone()) } })
    }
}

/// 15:00 of this day in Korea is [`NOW`].
const TODAY: i32 = 20_289;

fn with(book: Book) -> (Ports, Arc<Book>) {
    let book = Arc::new(book);
    let mut ports = Fixture::new().ports;
    ports.talk = Arc::clone(&book) as _;
    (ports, book)
}

fn some() -> Rank {
    let first = [("민수", 60), ("영희", 25), ("철수", 10), ("새 친구", 5)];
    Rank { first: first.map(|(name, lines)| (name.to_owned(), lines)).into(), people: 4, lines: 100 }
}

#[tokio::test]
async fn a_rank_names_places_lines_and_shares() {
    let (ports, _) = with(Book { rank: some(), ..Book::default() });
    let [rank, ..] = ChatRank::all(&ports);
    insta::assert_snapshot!(ask_later(&rank, "").await, @"
    🏆 대화 순위 (최근 30일)
    🥇 민수 60마디 (60.0%)
    🥈 영희 25마디 (25.0%)
    🥉 철수 10마디 (10.0%)
    [4] 새 친구 5마디 (5.0%)
    모두 4명, 100마디 · 웃음, 링크, 명령어는 빼고 셌어요
    ");
}

#[tokio::test]
async fn each_service_has_its_span_and_words_change_it() {
    let (ports, book) = with(Book::default());
    let [month, month_all, week, week_all] = ChatRank::all(&ports);
    let table = [
        (&month, "", Some(TODAY - 29), Counted::Talk),
        (&month_all, "", Some(TODAY - 29), Counted::All),
        (&week, "", Some(TODAY - 6), Counted::Talk),
        (&week_all, "", Some(TODAY - 6), Counted::All),
        (&month, "오늘", Some(TODAY), Counted::Talk),
        (&month, "주간 모두", Some(TODAY - 6), Counted::All),
        (&week, "월간", Some(TODAY - 29), Counted::Talk),
        (&week, "모두 전체", None, Counted::All),
    ];
    for (service, prompt, from, counted) in table {
        let answer = ask_later(service, prompt).await;
        assert!(answer.contains("아직 순위를 매길 말이 없어요"), "{answer}");
        let asked = book.asked.lock().unwrap().pop().unwrap();
        let days = from.map(|from| from..=TODAY);
        assert_eq!((asked.days, asked.counted), (days, counted), "{} {prompt}", service.name());
    }
    assert!(ask_later(&month, "내년").await.contains("오늘, 주간, 월간, 전체"));
    assert!(book.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn when_nobody_can_be_asked_it_says_so() {
    let (ports, _) = with(Book { fails: true, ..Book::default() });
    let [rank, ..] = ChatRank::all(&ports);
    assert_eq!(ask_later(&rank, "").await, "지금은 순위를 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.");
    assert_eq!(ask_later(&Card::new(&ports), "").await, "지금은 순위를 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.");
}

#[tokio::test]
async fn a_card_says_place_sums_hours_and_days_in_a_row() {
    let mut card = TalkCard { said: 1_234, talked: 900, place: Some((3, 120)), people: 12, ..TalkCard::default() };
    (card.hours[21], card.hours[22], card.hours[9], card.hours[3]) = (400, 500, 300, 34);
    card.days = [0, 1, 2, 10, 11, 12, 13, 14].map(|ago| (TODAY - 1 - ago, 5)).into();
    let (ports, book) = with(Book { card, ..Book::default() });
    insta::assert_snapshot!(ask_later(&Card::new(&ports), "").await, @"
    📊 나님의 대화
    최근 30일 3위 (12명 가운데) · 120마디
    지금까지 1234마디, 그 가운데 대화 900마디
    자주 말하는 때: 9시, 21시, 22시
    3일째 이어서 말하는 중 (가장 길게 5일)
    ");
    assert_eq!(book.asked.lock().unwrap()[0].days, Some(TODAY - 29..=TODAY));
}

#[test]
fn days_in_a_row_end_today_or_yesterday() {
    let card = |days: &[i32]| TalkCard { days: days.iter().map(|day| (*day, 1)).collect(), ..TalkCard::default() };
    assert_eq!(streaks(&card(&[]), 10), (0, 0));
    assert_eq!(streaks(&card(&[10, 9, 8]), 10), (3, 3));
    assert_eq!(streaks(&card(&[9, 8]), 10), (2, 2));
    assert_eq!(streaks(&card(&[8, 7, 6]), 10), (0, 3));
}

#[test]
fn a_day_begins_where_the_bot_lives() {
    let ports = Fixture::new().ports;
    let bot = BotName::new("LOA.i").unwrap();
    assert_eq!(today(&ports, &bot, NOW), TODAY);
    let midnight = i64::from(TODAY) * 86_400_000 - 9 * 3_600_000;
    assert_eq!((today(&ports, &bot, midnight), today(&ports, &bot, midnight - 1)), (TODAY, TODAY - 1));
}
