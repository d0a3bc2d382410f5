//! What goes in comes out: every character, every letter's case, every length.

use loai_core::{
    Record,
    record::{Kind, Said},
};

use super::{
    Stage, on_every_database, said,
    stage::{column, count},
};

on_every_database!(
    a_line_comes_back_as_it_was_said,
    long_and_colourful_texts_are_kept_whole,
    keys_differ_by_case_and_by_trailing_blanks,
    an_over_long_name_is_cut_and_its_line_kept,
);

fn room(channel: &str) -> Record<'_> {
    Record::Room(loai_core::record::RoomFact {
        bot: "LOA.i",
        channel,
        number: 7,
        name: "방",
        state: "approved",
        actor: "",
        at: 1,
    })
}

async fn a_line_comes_back_as_it_was_said(stage: Stage) {
    let line = Said {
        sender: "나",
        kind: Kind::Command,
        command: Some("lotto"),
        flags: Said::GROUP | Said::MENTION,
        log_id: Some("3200000000000000001"),
        client_at: Some(1_752_990_000_000),
        ..said("100", "0f1e2d3c", "#로또", 1_752_990_000_123)
    };
    let own = Said { user: None, sender: "", text: "1 2 3", flags: Said::OWN, log_id: None, client_at: None, ..line };
    let nameless = Said { user: None, command: None, flags: 0, kind: Kind::Chat, at: line.at + 1, ..line };
    let database = stage.stored(&[room("100"), Record::Said(line), Record::Said(own), Record::Said(nameless)]).await;
    let rows = database.recent_chat(7, 10).await.unwrap();
    assert_eq!(rows.len(), 3);
    let (first, answer, third) = (&rows[0], &rows[1], &rows[2]);
    assert_eq!((first.sender.as_str(), first.message.as_str(), first.kind.as_str()), ("나", "#로또", "command"));
    assert_eq!((first.command.as_deref(), first.flags), (Some("lotto"), Said::GROUP | Said::MENTION));
    assert_eq!((first.log_id.as_deref(), first.client_at), (line.log_id, line.client_at));
    assert_eq!((first.server_at, first.user_id.is_some()), (line.at, true));
    assert_eq!((answer.user_id, answer.command.as_deref(), answer.flags), (None, Some("lotto"), Said::OWN));
    assert_eq!((answer.log_id.as_deref(), answer.client_at), (None, None));
    assert_eq!((third.sender.as_str(), third.command.as_deref()), ("나", None));
    assert_eq!(column(&database, "SELECT hash FROM users ORDER BY id").await, ["0f1e2d3c", "name:나"]);
    assert_eq!(database.recent_chat(7, 1).await.unwrap()[0].id, third.id);
}

async fn long_and_colourful_texts_are_kept_whole(stage: Stage) {
    let texts =
        ["😀👨‍👩‍👧‍👦🇰🇷".to_owned(), "가".repeat(65_000), "😀".repeat(65_000), "a\u{0}b\n\"'\\%_".to_owned(), String::new()];
    let lines: Vec<_> = texts.iter().map(|text| Record::Said(said("100", "a", text, 1))).collect();
    // Enough of them that one statement cannot hold all.
    let records: Vec<_> = std::iter::once(room("100")).chain(lines.iter().cycle().take(60).cloned()).collect();
    let database = stage.stored(&records).await;
    let rows = database.recent_chat(7, 100).await.unwrap();
    assert_eq!(rows.len(), 60);
    for (row, text) in rows.iter().zip(texts.iter().cycle()) {
        assert!(row.message == *text, "{} is not {}", row.message.len(), text.len());
    }
}

async fn keys_differ_by_case_and_by_trailing_blanks(stage: Stage) {
    let names = ["abc", "ABC", "abc ", "가", "가 ", "\u{1100}\u{1161}", "ａbc", "äbc"];
    let lines = names.iter().map(|name| Said { command: Some(name), ..said(name, name, name, 1) });
    let records: Vec<_> = lines.clone().chain(lines).map(Record::Said).collect();
    let database = stage.stored(&records).await;
    for table in ["rooms", "users", "commands"] {
        assert_eq!(count(&database, table).await, 8, "{table}");
    }
    assert_eq!(database.count_chat().await.unwrap(), 16);
}

async fn an_over_long_name_is_cut_and_its_line_kept(stage: Stage) {
    let long = "가😀".repeat(300);
    let line = Said { sender: &long, command: Some(&long), log_id: Some(&long), ..said(&long, &long, &long, 1) };
    let database = stage.stored(&[Record::Said(line), Record::Said(line)]).await;
    assert_eq!(database.count_chat().await.unwrap(), 2);
    let cut = |characters| long.chars().take(characters).collect::<String>();
    assert_eq!(column(&database, "SELECT name FROM users").await, [cut(255)]);
    assert_eq!(column(&database, "SELECT hash FROM users").await, [cut(191)]);
    assert_eq!(column(&database, "SELECT channel FROM rooms").await, [cut(191)]);
    assert_eq!(column(&database, "SELECT name FROM commands").await, [cut(191)]);
    assert_eq!(column(&database, "SELECT log_id FROM chat_log").await, [cut(128), cut(128)]);
}
