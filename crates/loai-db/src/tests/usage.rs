//! Uses are added up by day, and answers are archived.

use loai_core::{
    Record,
    record::{Archived, RoomFact, Said, Used},
};

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, count, follow, quick},
};
use crate::{Database, WriterOptions};

on_every_database!(
    uses_are_added_up_for_each_day_room_person_and_command,
    a_sum_goes_on_after_a_restart_and_is_there_once,
    what_was_taken_back_before_it_was_stored_leaves_no_row,
    old_days_are_forgotten,
    answers_are_archived_with_all_that_belongs_to_them,
    a_room_takes_its_uses_and_its_archive_along_to_its_number,
);

const DAY: i32 = 20_289;

fn used(channel: &'static str, user: &'static str, command: &'static str, day: i32, amount: i32) -> Record<'static> {
    let user = (!user.is_empty()).then_some(user);
    Record::Used(Used { bot: "LOA.i", channel, user, command, day, amount, at: 1 })
}

fn archived(sender: &'static str, answer: &'static str, at: i64) -> Record<'static> {
    Record::Archived(Archived {
        bot: "LOA.i",
        channel: "100",
        user: Some("a"),
        sender,
        command: "# 요약",
        prompt: "오늘 \u{1F600}",
        parameters: r#"{"분":30}"#,
        answer,
        version: "0.1.0",
        at,
    })
}

/// The sums since this day, one a line.
async fn sums(database: &Database, day: i32) -> Vec<String> {
    let mut rows = database.usage_since(day).await.unwrap();
    rows.sort();
    let line = |row: &crate::UsageRow| {
        let user = row.user.as_deref().unwrap_or("-");
        format!("{} {} {} {user} {}: {}", row.day - DAY, row.bot, row.channel, row.command, row.used)
    };
    rows.iter().map(line).collect()
}

async fn uses_are_added_up_for_each_day_room_person_and_command(stage: Stage) {
    let records = [
        Record::Said(Said { sender: "나", command: Some("# 로또"), ..said("100", "a", "# 로또", 1) }),
        used("100", "a", "# 로또", DAY, 1),
        used("100", "a", "# 로또", DAY, 1),
        used("100", "a", "# 로또", DAY, -1),
        used("100", "a", "# 로또", DAY + 1, 1),
        used("100", "b", "# 로또", DAY, 2),
        used("100", "", "# 로또", DAY, 3),
        used("200", "a", "# 로또", DAY, 4),
        used("100", "a", "# 요약", DAY, 5),
    ];
    let database = stage.stored(&records).await;
    assert_eq!(
        sums(&database, DAY).await,
        [
            "0 LOA.i 100 - # 로또: 3",
            "0 LOA.i 100 a # 로또: 1",
            "0 LOA.i 100 a # 요약: 5",
            "0 LOA.i 100 b # 로또: 2",
            "0 LOA.i 200 a # 로또: 4",
            "1 LOA.i 100 a # 로또: 1",
        ]
    );
    assert_eq!(sums(&database, DAY + 1).await, ["1 LOA.i 100 a # 로또: 1"]);
    // The person of a use is the one of the lines.
    assert_eq!(column(&database, "SELECT name FROM users WHERE hash = 'a' AND name <> ''").await, ["나"]);
    assert_eq!(count(&database, "users").await, 3);
    assert_eq!(count(&database, "commands").await, 2);
}

async fn a_sum_goes_on_after_a_restart_and_is_there_once(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    for round in 1..=3 {
        append(&journal, &vec![used("100", "a", "# 로또", DAY, 1); 40]);
        append(&journal, &[used("100", "b", "# 로또", DAY, 1)]);
        let options = WriterOptions { max_records: 7, ..quick() };
        let writer = follow(&database, &journal, options).await;
        await_all(&writer, &journal);
        drop(writer);
        let expected = [40 * round, round].map(|sum| sum.to_string());
        assert_eq!(column(&database, "SELECT used FROM command_usage ORDER BY user_id").await, expected);
    }
}

async fn what_was_taken_back_before_it_was_stored_leaves_no_row(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &[used("100", "a", "# 로또", DAY, 1), used("100", "a", "# 로또", DAY, -1)]);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    assert_eq!(count(&database, "command_usage").await, 0);
}

async fn old_days_are_forgotten(stage: Stage) {
    let database = stage.stored(&[-401, -400, 0].map(|day| used("100", "a", "# 로또", DAY + day, 1))).await;
    assert_eq!(database.forget_usage_before(DAY - 400).await.unwrap(), 1);
    assert_eq!(sums(&database, 0).await, ["-400 LOA.i 100 a # 로또: 1", "0 LOA.i 100 a # 로또: 1"]);
}

async fn answers_are_archived_with_all_that_belongs_to_them(stage: Stage) {
    let room = RoomFact { bot: "LOA.i", channel: "100", number: 1, name: "방", state: "approved", actor: "", at: 1 };
    let long: &'static str = "가나다\n".repeat(20_000).leak();
    let records = [Record::Room(room), archived("나", "조용한 하루였어요.", 2), archived("너", long, 3)];
    let database = stage.stored(&records).await;
    let rows = database.recent_archive(1, 9).await.unwrap();
    assert_eq!(rows.len(), 2);
    let first = &rows[0];
    assert_eq!((first.sender.as_str(), first.answer.as_str(), first.at), ("나", "조용한 하루였어요.", 2));
    assert_eq!((first.command.as_str(), first.prompt.as_str()), ("# 요약", "오늘 \u{1F600}"));
    assert_eq!((first.parameters.as_str(), first.server_version.as_str()), (r#"{"분":30}"#, "0.1.0"));
    assert!(rows[1].answer == long && rows[1].user_id == first.user_id && first.user_id.is_some());
    assert_eq!(database.recent_archive(1, 1).await.unwrap()[0].sender, "너");
    assert_eq!(database.recent_archive(2, 9).await.unwrap(), []);
}

async fn a_room_takes_its_uses_and_its_archive_along_to_its_number(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[used("100", "a", "# 로또", DAY, 1), archived("나", "네", 2)]);
    await_all(&writer, &journal);
    let fact =
        RoomFact { bot: "LOA.i", channel: "100", number: 3, name: "방", state: "approved", actor: "나", at: 3 };
    append(&journal, &[Record::Room(fact), used("100", "a", "# 로또", DAY, 1)]);
    await_all(&writer, &journal);
    assert_eq!(sums(&database, DAY).await, ["0 LOA.i 100 a # 로또: 2"]);
    assert_eq!(count(&database, "command_usage WHERE room_id = 3").await, 1);
    assert_eq!(database.recent_archive(3, 9).await.unwrap()[0].answer, "네");
}
