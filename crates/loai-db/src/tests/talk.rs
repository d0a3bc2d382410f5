//! Who talks how much is added up beside the lines.

mod much;

use loai_core::{
    Counted, Rank, Record, TalkBook, TalkSpan,
    record::{RoomFact, Said},
};
use migrations::{Migrator, MigratorTrait};

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, follow, quick},
};
use crate::{Calendar, Database, WriterOptions};

on_every_database!(
    the_most_talkative_come_first_and_bots_do_not_count,
    a_day_is_one_of_the_bots_zone,
    a_new_name_does_not_split_a_person,
    a_card_says_what_one_member_said_and_when,
    sums_go_on_after_a_restart_and_count_each_line_once,
    what_was_said_before_the_sums_existed_counts,
    a_room_takes_its_sums_along_to_its_number,
);

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Noon in Korea, on day 20,000.
const NOON: i64 = 20_000 * DAY + 3 * HOUR;
const TODAY: i32 = 20_000;

fn room() -> Record<'static> {
    Record::Room(RoomFact { bot: "LOA.i", channel: "100", number: 1, name: "방", state: "approved", actor: "", at: 1 })
}

fn line(user: &'static str, flags: u16, at: i64) -> Record<'static> {
    Record::Said(Said { flags: Said::GROUP | flags, ..said("100", user, "안녕하세요", at) })
}

fn talk(user: &'static str, at: i64) -> Record<'static> {
    line(user, Said::MEANINGFUL, at)
}

async fn rank(database: &Database, days: Option<(i32, i32)>, counted: Counted) -> Rank {
    let days = days.map(|(from, to)| from..=to);
    TalkBook::rank(database, TalkSpan { room: 1, days, counted }, 2).await.unwrap()
}

/// Forgets all sums and lets the schema's step make them of the lines.
async fn add_up_anew(database: &Database) {
    let steps = Migrator::migrations().iter().rev().position(|step| step.name() == "m0010_talk").unwrap() as u32 + 1;
    Migrator::down(&database.pool, Some(steps)).await.unwrap();
    Migrator::up(&database.pool, None).await.unwrap();
}

fn first(rank: &Rank) -> Vec<(&str, u64)> {
    rank.first.iter().map(|(name, lines)| (name.as_str(), *lines)).collect()
}

async fn the_most_talkative_come_first_and_bots_do_not_count(stage: Stage) {
    let elsewhere = Record::Said(Said { flags: Said::MEANINGFUL, ..said("200", "z", "안녕하세요", NOON) });
    let mut records = vec![room(), elsewhere, line("b", 0, NOON), line("b", 0, NOON)];
    records.extend(
        [("a", NOON), ("c", NOON - DAY), ("a", NOON), ("b", NOON), ("c", NOON)].map(|(user, at)| talk(user, at)),
    );
    records.extend(
        [("other bot", Said::BOT), ("me", Said::OWN)].map(|(bot, flag)| line(bot, flag | Said::MEANINGFUL, NOON)),
    );
    let database = stage.stored(&records).await;
    let today = rank(&database, Some((TODAY, TODAY)), Counted::Talk).await;
    assert_eq!((first(&today), today.people, today.lines), (vec![("a", 2), ("b", 1)], 3, 4));
    let ever = rank(&database, None, Counted::Talk).await;
    assert_eq!((first(&ever), ever.people, ever.lines), (vec![("a", 2), ("c", 2)], 3, 5));
    assert_eq!(first(&rank(&database, None, Counted::All).await), [("b", 3), ("a", 2)]);
    assert_eq!(rank(&database, Some((TODAY - 9, TODAY - 2)), Counted::All).await, Rank::default());
}

async fn a_day_is_one_of_the_bots_zone(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let calendar = Calendar::new(|bot, at| if bot == "LOA.i" && at < NOON { -5 * HOUR } else { 14 * HOUR });
    let writer = follow(&database, &journal, WriterOptions { calendar, ..quick() }).await;
    append(&journal, &[talk("a", NOON - 1), talk("a", NOON + 6 * HOUR), talk("a", NOON + 7 * HOUR), room()]);
    await_all(&writer, &journal);
    assert_eq!(column(&database, "SELECT day FROM talk_days ORDER BY day").await, ["19999", "20000", "20001"]);
    assert_eq!(column(&database, "SELECT hour FROM talk_hours ORDER BY hour").await, ["0", "21", "23"]);
}

async fn a_new_name_does_not_split_a_person(stage: Stage) {
    let renamed =
        Said { sender: "새 이름", flags: Said::MEANINGFUL, ..said("100", "a", "안녕하세요", NOON + 1) };
    let database = stage.stored(&[room(), talk("a", NOON), Record::Said(renamed)]).await;
    assert_eq!(first(&rank(&database, None, Counted::Talk).await), [("새 이름", 2)]);
}

async fn a_card_says_what_one_member_said_and_when(stage: Stage) {
    let mut records = vec![room(), line("a", 0, NOON + HOUR), talk("b", NOON), talk("b", NOON), talk("b", NOON)];
    records.extend([NOON, NOON + 1, NOON - DAY, NOON - 400 * DAY].map(|at| talk("a", at)));
    let database = stage.stored(&records).await;
    let span = TalkSpan { room: 1, days: Some(TODAY - 29..=TODAY), counted: Counted::All };
    let card = database.card("a".into(), span.clone(), TODAY).await.unwrap();
    assert_eq!((card.said, card.talked, card.place, card.people), (5, 4, Some((1, 4)), 2));
    assert_eq!((card.hours[12], card.hours[13], card.hours.iter().sum::<u64>()), (4, 1, 5));
    assert_eq!(card.days, [(TODAY, 3), (TODAY - 1, 1)]);
    let nobody = database.card("nobody".into(), span, TODAY).await.unwrap();
    assert_eq!((nobody.said, nobody.place, nobody.people, nobody.days.len()), (0, None, 2, 0));
}

async fn sums_go_on_after_a_restart_and_count_each_line_once(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &[room()]);
    for round in 1..=3 {
        append(&journal, &vec![talk("a", NOON); 40]);
        let writer = follow(&database, &journal, WriterOptions { max_records: 7, ..quick() }).await;
        await_all(&writer, &journal);
        drop(writer);
        assert_eq!(first(&rank(&database, None, Counted::Talk).await), [("a", 40 * round)]);
        assert_eq!(first(&rank(&database, Some((TODAY, TODAY)), Counted::Talk).await), [("a", 40 * round)]);
    }
}

async fn what_was_said_before_the_sums_existed_counts(stage: Stage) {
    let bot = line("other bot", Said::BOT | Said::MEANINGFUL, NOON);
    let late = NOON + 12 * HOUR;
    let database = stage.stored(&[room(), talk("a", NOON), line("a", 0, late), talk("b", NOON - DAY), bot]).await;
    let kept = |database| async move {
        let days =
            column(database, "SELECT CONCAT(user_id, ' ', day, ' ', said, ' ', talked) FROM talk_days ORDER BY 1");
        let hours = column(database, "SELECT CONCAT(user_id, ' ', hour, ' ', said) FROM talk_hours ORDER BY 1");
        (days.await, hours.await)
    };
    let before = kept(&database).await;
    assert_eq!((before.0.len(), before.1.len()), (3, 3));
    add_up_anew(&database).await;
    assert_eq!(kept(&database).await, before);
}

async fn a_room_takes_its_sums_along_to_its_number(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[talk("a", NOON)]);
    await_all(&writer, &journal);
    append(&journal, &[room(), talk("a", NOON)]);
    await_all(&writer, &journal);
    assert_eq!(first(&rank(&database, None, Counted::Talk).await), [("a", 2)]);
    assert_eq!(first(&rank(&database, Some((TODAY, TODAY)), Counted::Talk).await), [("a", 2)]);
}
