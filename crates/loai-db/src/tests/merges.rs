//! Members who count as one, and do no longer.

use loai_core::{
    Counted, MemberBook, Rank, Record, TalkBook, TalkCard, TalkSpan,
    members::suggestions,
    record::{MergeFact, NameFact, RoomFact, Said},
};

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, count, follow, quick},
};
use crate::Database;

on_every_database!(
    a_merge_joins_ranks_and_cards_and_undoing_it_parts_them_exactly,
    merges_in_a_row_and_a_circle_of_a_broken_table_end,
    merges_are_as_the_last_facts_say_and_in_the_audit_once,
    members_are_listed_with_lines_and_names,
    a_merge_costs_no_row_and_no_room_its_number,
);

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Noon in Korea, on day 20,000.
const NOON: i64 = 20_000 * DAY + 3 * HOUR;
const TODAY: i32 = 20_000;

fn room(number: u32) -> Record<'static> {
    Record::Room(RoomFact { bot: "LOA.i", channel: "100", number, name: "방", state: "approved", actor: "", at: 1 })
}

fn talk(user: &'static str, name: &'static str, at: i64) -> Record<'static> {
    Record::Said(Said {
        sender: name, flags: Said::GROUP | Said::MEANINGFUL, ..said("100", user, "안녕하세요", at)
    })
}

fn merge(number: u32, user: &'static str, into: &'static str) -> MergeFact<'static> {
    let (bot, channel, actor, at) = ("LOA.i", "100", "나 (…2d3c)", NOON);
    MergeFact { bot, channel, number, user, into, undone: false, moved: None, actor, since: at, at }
}

fn undone(merge: MergeFact<'static>) -> Record<'static> {
    Record::Merge(MergeFact { undone: true, at: merge.at + 1, ..merge })
}

fn span(days: Option<(i32, i32)>) -> TalkSpan {
    TalkSpan { room: 1, days: days.map(|(from, to)| from..=to), counted: Counted::Talk }
}

async fn rank(database: &Database, days: Option<(i32, i32)>) -> Rank {
    TalkBook::rank(database, span(days), 9).await.unwrap()
}

async fn card(database: &Database, user: &str) -> TalkCard {
    database.card(user.to_owned(), span(Some((TODAY - 29, TODAY))), TODAY).await.unwrap()
}

fn first(rank: &Rank) -> Vec<(&str, u64)> {
    rank.first.iter().map(|(name, lines)| (name.as_str(), *lines)).collect()
}

/// `old` spoke on two days, `new` on the second one and today, `other` today.
fn lines() -> Vec<Record<'static>> {
    let mut records = vec![room(1)];
    records.extend([NOON - 2 * DAY, NOON - DAY, NOON - DAY + HOUR].map(|at| talk("old", "민수", at)));
    records.extend([NOON - DAY + 2 * HOUR, NOON].map(|at| talk("new", "새 민수", at)));
    records.extend([NOON, NOON + 1, NOON + 2, NOON + 3].map(|at| talk("other", "영희", at)));
    records
}

async fn a_merge_joins_ranks_and_cards_and_undoing_it_parts_them_exactly(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &lines());
    await_all(&writer, &journal);
    let seen = async || {
        let ranks = [rank(&database, None).await, rank(&database, Some((TODAY - 1, TODAY))).await];
        (ranks, card(&database, "old").await, card(&database, "new").await, card(&database, "other").await)
    };
    let apart = seen().await;
    assert_eq!(first(&apart.0[0]), [("영희", 4), ("민수", 3), ("새 민수", 2)]);

    append(&journal, &[Record::Merge(merge(1, "old", "new"))]);
    await_all(&writer, &journal);
    let (ranks, old, new, other) = seen().await;
    assert_eq!((first(&ranks[0]), ranks[0].people, ranks[0].lines), (vec![("새 민수", 5), ("영희", 4)], 2, 9));
    assert_eq!((first(&ranks[1]), ranks[1].people), (vec![("새 민수", 4), ("영희", 4)], 2));
    assert_eq!((old == new, new.said, new.place, new.people), (true, 5, Some((1, 5)), 2));
    assert_eq!(new.days, [(TODAY, 1), (TODAY - 1, 3), (TODAY - 2, 1)]);
    assert_eq!((new.hours[12], new.hours[13], new.hours[14], other.place), (3, 1, 1, Some((2, 4))));
    // The other room does not know of it.
    assert_eq!(TalkBook::rank(&database, TalkSpan { room: 2, ..span(None) }, 9).await.unwrap(), Rank::default());

    append(&journal, &[undone(merge(1, "old", "new"))]);
    await_all(&writer, &journal);
    assert_eq!(seen().await, apart);
}

async fn merges_in_a_row_and_a_circle_of_a_broken_table_end(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[lines(), [merge(1, "old", "new"), merge(2, "new", "other")].map(Record::Merge).into()].concat());
    await_all(&writer, &journal);
    assert_eq!(first(&rank(&database, None).await), [("영희", 9)]);
    append(&journal, &[Record::Merge(merge(3, "other", "old"))]);
    await_all(&writer, &journal);
    assert_eq!(rank(&database, None).await.lines, 9);
}

async fn merges_are_as_the_last_facts_say_and_in_the_audit_once(stage: Stage) {
    let one = merge(1, "old", "new");
    let two = merge(2, "a", "b");
    let settled = |fact: MergeFact<'static>, moved| Record::Merge(MergeFact { moved: Some(moved), ..fact });
    let back = MergeFact { undone: true, actor: "cli", at: NOON + 1, ..one };
    let facts = [Record::Merge(one), settled(one, 100), Record::Merge(two), Record::Merge(back), settled(back, 70)];
    let database = stage.stored(&facts).await;
    let merges = database.load_merges().await.unwrap();
    assert_eq!(
        merges.iter().map(crate::MergeRow::fact).collect::<Vec<_>>(),
        [MergeFact { moved: Some(70), ..back }, two]
    );
    let deeds = database.recent_audit(9).await.unwrap();
    let told: Vec<_> = deeds.iter().map(|deed| format!("{} {} {}", deed.actor, deed.action, deed.detail)).collect();
    assert_eq!(told, ["나 (…2d3c) merge merged", "나 (…2d3c) merge merged", "cli merge undone"]);
    assert_eq!(deeds[0].target, "LOA.i 100 1: old -> new");
}

async fn members_are_listed_with_lines_and_names(stage: Stage) {
    let mut records = lines();
    records.push(Record::Said(Said { flags: Said::BOT, ..said("100", "bot", "봇", NOON) }));
    records.push(talk("new", "새 이름", NOON + HOUR));
    records.push(Record::Name(NameFact { bot: "LOA.i", channel: "100", user: "old", name: "꼬마", at: 5 }));
    let returned = Said { sender: "민수", ..said("100", "again", "안녕", NOON + HOUR) };
    records.push(Record::Said(returned));
    let database = stage.stored(&records).await;
    let members = MemberBook::members(&database, 1).await.unwrap();
    let mut told: Vec<_> = members
        .iter()
        .map(|member| (member.user.as_str(), member.name.as_str(), member.lines, member.is_bot))
        .collect();
    // Who is new in one transaction comes in the order of the hashes.
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("again", "민수", 1, false),
            ("bot", "bot", 0, true),
            ("new", "새 이름", 3, false),
            ("old", "민수", 3, false),
            ("other", "영희", 4, false)
        ]
    );
    let names = database.names(1).await.unwrap();
    let old = members.iter().find(|member| member.user == "old").unwrap().number;
    let told: Vec<_> =
        names.iter().filter(|name| name.number == old).map(|name| (name.name.as_str(), name.since)).collect();
    assert_eq!(told, [("민수", NOON - 2 * DAY), ("꼬마", 5)]);
    assert!(names.is_sorted_by_key(|name| std::cmp::Reverse(name.since)));
    let found = suggestions(&members, &names, |_| false);
    let pairs: Vec<_> = found.iter().map(|pair| (pair.old.user.as_str(), pair.new.user.as_str())).collect();
    assert_eq!(pairs, [("old", "again")]);
    assert_eq!(MemberBook::members(&database, 2).await.unwrap(), []);
}

async fn a_merge_costs_no_row_and_no_room_its_number(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &lines()[1..]);
    append(&journal, &[Record::Merge(merge(1, "old", "new"))]);
    await_all(&writer, &journal);
    append(&journal, &[room(1)]);
    await_all(&writer, &journal);
    assert_eq!(first(&rank(&database, None).await), [("새 민수", 5), ("영희", 4)]);
    assert_eq!((count(&database, "users").await, count(&database, "talk_days").await), (3, 5));
    assert_eq!(count(&database, "chat_log").await, 9);
}
