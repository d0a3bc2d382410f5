//! Settings in the database: revisions, and writers that come at once.

use super::{
    Stage, on_every_database,
    stage::{column, count},
};
use crate::{Database, DbError, KEPT_REVISIONS, SettingsAuthor, SettingsChange};

on_every_database!(
    every_change_is_a_revision_with_its_whole_text,
    a_change_counts_only_on_the_revision_that_was_expected,
    several_documents_change_together_or_not_at_all,
    of_two_writers_exactly_one_wins,
    the_oldest_revisions_are_forgotten,
);

const NAME: &str = "settings/B.json";

fn by(name: &str) -> SettingsAuthor<'_> {
    SettingsAuthor { name, at: 7, note: "왜" }
}

async fn put(database: &Database, text: Option<&str>, expected: Option<i64>) -> Result<i64, DbError> {
    let change = SettingsChange { name: NAME, text, expected };
    Ok(database.change_settings(&[change], by("나")).await?[0])
}

async fn text_of(database: &Database, id: i64) -> Option<Option<String>> {
    database.settings_revision(NAME, id).await.unwrap().map(|(_, text)| text)
}

async fn every_change_is_a_revision_with_its_whole_text(stage: Stage) {
    let database = stage.database().await;
    assert_eq!(database.settings_heads().await.unwrap(), []);
    let long = "가😀\u{0}\r\n".repeat(600_000);
    let texts = [Some("\u{feff}{}\r\n"), Some(""), None, Some(&long), None];
    let mut ids = Vec::new();
    for text in texts {
        ids.push(put(&database, text, ids.last().copied()).await.unwrap());
    }
    assert!(ids.is_sorted_by(|a, b| a < b));
    for (id, text) in ids.iter().zip(texts) {
        assert!(text_of(&database, *id).await.unwrap().as_deref() == text, "{id}");
    }
    let revisions = database.settings_revisions(NAME).await.unwrap();
    assert!(revisions.iter().map(|revision| &revision.id).eq(ids.iter().rev()));
    for (revision, text) in revisions.iter().rev().zip(texts) {
        assert!(revision.holds(text));
        assert!(!revision.holds(Some("else")));
        assert_eq!((revision.author.as_str(), revision.at, revision.note.as_str()), ("나", 7, "왜"));
    }
    assert_eq!(database.settings_heads().await.unwrap(), revisions[..1]);
    assert_eq!(database.settings_texts().await.unwrap(), [(revisions[0].clone(), None)]);
    assert_eq!(database.settings_revision("settings/C.json", ids[0]).await.unwrap(), None);
    let empty = "SELECT sha256 FROM settings_revisions WHERE text = ''";
    assert_eq!(column(&database, empty).await, ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]);
}

async fn a_change_counts_only_on_the_revision_that_was_expected(stage: Stage) {
    let database = stage.database().await;
    let first = put(&database, Some("1"), None).await.unwrap();
    let second = put(&database, Some("2"), Some(first)).await.unwrap();
    for expected in [None, Some(first), Some(second + 1)] {
        let refused = put(&database, Some("3"), expected).await;
        assert!(matches!(refused, Err(DbError::SettingsChanged { name }) if name == NAME), "{expected:?}");
    }
    assert_eq!(count(&database, "settings_revisions").await, 2);
    assert_eq!(database.settings_heads().await.unwrap()[0].id, second);
}

async fn several_documents_change_together_or_not_at_all(stage: Stage) {
    let database = stage.database().await;
    let change = |name, expected| SettingsChange { name, text: Some("{}"), expected };
    let changes = [change("commands/B.json", None), change(NAME, None)];
    let ids = database.change_settings(&changes, by("a")).await.unwrap();
    let heads = database.settings_heads().await.unwrap();
    let heads: Vec<_> = heads.iter().map(|head| (head.name.as_str(), head.id)).collect();
    assert_eq!(heads, [("commands/B.json", ids[0]), (NAME, ids[1])]);

    let changes = [change("commands/B.json", Some(ids[0])), change(NAME, None)];
    assert!(database.change_settings(&changes, by("b")).await.is_err());
    assert_eq!(count(&database, "settings_revisions").await, 2);
    assert_eq!(database.settings_heads().await.unwrap()[0].id, ids[0]);
}

async fn of_two_writers_exactly_one_wins(stage: Stage) {
    let (here, there) = (stage.database().await, stage.database().await);
    let mut newest = None;
    for _ in 0..20 {
        let (a, b) = tokio::join!(put(&here, Some("a"), newest), put(&there, Some("b"), newest));
        let winner = match (a, b) {
            (Ok(id), Err(DbError::SettingsChanged { .. })) => (id, "a"),
            (Err(DbError::SettingsChanged { .. }), Ok(id)) => (id, "b"),
            other => panic!("{other:?}"),
        };
        assert_eq!(here.settings_heads().await.unwrap()[0].id, winner.0);
        assert_eq!(text_of(&there, winner.0).await, Some(Some(winner.1.to_owned())));
        newest = Some(winner.0);
    }
    assert_eq!(count(&here, "settings_revisions").await, 20);
}

async fn the_oldest_revisions_are_forgotten(stage: Stage) {
    let database = stage.database().await;
    let other = SettingsChange { name: "commands/B.json", text: None, expected: None };
    database.change_settings(&[other], by("a")).await.unwrap();
    let mut ids = Vec::new();
    for number in 0..KEPT_REVISIONS + 3 {
        let text = number.to_string();
        ids.push(put(&database, Some(&text), ids.last().copied()).await.unwrap());
    }
    let kept = database.settings_revisions(NAME).await.unwrap();
    assert!(kept.iter().map(|revision| &revision.id).eq(ids[3..].iter().rev()));
    assert_eq!(text_of(&database, ids[2]).await, None);
    assert_eq!(text_of(&database, ids[3]).await, Some(Some("3".to_owned())));
    assert_eq!(database.settings_revisions("commands/B.json").await.unwrap().len(), 1);
}
