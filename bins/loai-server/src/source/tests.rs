use std::{fs, path::Path};

use loai_config::Environment;
use loai_core::SystemClock;
use loai_db::Options;
use tempfile::TempDir;

use super::*;

const BOTH: [SettingsSource; 2] = [SettingsSource::Files, SettingsSource::Database];
/// Settings that can be used, all different.
const TEXTS: [&str; 4] =
    ["{}", "{\"rooms\": {\"1\": {\"help\": [\"가\"]}}}", "\u{feff}{ }\r\n", "{\"bot\": {\"nickname\": \"나\"}}"];

/// A configuration of the bot B, and a database beside it.
struct Ground(TempDir);

impl Ground {
    fn new() -> Self {
        let ground = Self(tempfile::tempdir().unwrap());
        ground.put("settings/B.json", TEXTS[0]);
        ground.put("commands/B.json", r##"{"global_commands": {"# echo": {"type": "echo"}}}"##);
        ground
    }

    fn config(&self) -> std::path::PathBuf {
        self.0.path().join("config")
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.config().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn file(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.config().join(name)).ok()
    }

    /// As after a restart.
    async fn open(&self, kind: SettingsSource) -> Source {
        let url = format!("sqlite://{}", self.0.path().join("loai.db").display());
        let database = Database::connect(&url, Options::default()).await.unwrap();
        database.migrate::<migrations::Migrator>().await.unwrap();
        let files = Files { dir: self.config(), environment: Environment::empty() };
        let source = Source::new(database, files, kind, Arc::new(SystemClock));
        if kind == SettingsSource::Database {
            let mut current = source.current().await.unwrap();
            source.take_over(&mut current).await.unwrap();
        }
        source
    }
}

fn name(text: &str) -> DocumentName {
    text.parse().unwrap()
}

fn settings() -> DocumentName {
    name("settings/B.json")
}

async fn put(source: &Source, name: &DocumentName, text: Option<&str>) -> Result<Changed, ChangeRefused> {
    let current = source.current().await.unwrap();
    let mut wanted = current.documents.clone();
    match text {
        Some(text) => wanted.insert(name.clone(), text),
        None => wanted.remove(name),
    }
    source.change(current, wanted, "").await
}

async fn authors(source: &Source, name: &DocumentName) -> Vec<String> {
    let revisions = source.database().settings_revisions(&name.to_string()).await.unwrap();
    revisions.into_iter().rev().map(|revision| revision.author).collect()
}

async fn shown(source: &Source) -> String {
    let read = source.load().await.unwrap().unwrap();
    format!("{:#?} {:#?}", read.0.server, read.0.bots)
}

fn broken(refused: Result<Changed, ChangeRefused>) -> Vec<String> {
    match refused {
        Err(ChangeRefused::Broken(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn files_and_database_give_the_same_settings() {
    let ground = Ground::new();
    loai_config::ensure_keys(&ground.config(), settings().bot()).unwrap();
    for text in TEXTS {
        ground.put("settings/B.json", text);
        let of_files = shown(&ground.open(SettingsSource::Files).await).await;
        let of_database = shown(&ground.open(SettingsSource::Database).await).await;
        assert_eq!(of_files, of_database);
        assert!(of_files.contains("\"# echo\""), "{of_files}");
    }
}

#[tokio::test]
async fn every_revision_can_be_restored_and_survives_a_restart() {
    for kind in BOTH {
        let ground = Ground::new();
        let source = ground.open(kind).await;
        let mut ids = Vec::new();
        for text in [Some(TEXTS[1]), None, Some(TEXTS[2]), Some(TEXTS[3])] {
            let changed = put(&source, &settings(), text).await.unwrap();
            assert_eq!(changed.documents, [settings()]);
            ids.push((changed.current.head(&settings()).unwrap().id, text));
        }
        source.database().close().await;
        for (id, expected) in ids {
            let source = ground.open(kind).await;
            let (_, text) = source.database().settings_revision("settings/B.json", id).await.unwrap().unwrap();
            assert_eq!(text.as_deref(), expected);
            let changed = put(&source, &settings(), text.as_deref()).await.unwrap();
            assert!(changed.current.head(&settings()).unwrap().holds(expected));
            source.database().close().await;
            let source = ground.open(kind).await;
            assert_eq!(source.current().await.unwrap().documents.text(&settings()), expected, "{kind:?}");
            if kind == SettingsSource::Files {
                assert_eq!(ground.file("settings/B.json").as_deref(), expected);
            } else {
                assert_eq!(ground.file("settings/B.json").as_deref(), Some(TEXTS[0]));
            }
        }
        let first = if kind == SettingsSource::Files { "file" } else { "import" };
        let mut expected = vec![first];
        expected.extend(["cli"; 8]);
        assert_eq!(authors(&ground.open(kind).await, &settings()).await, expected);
    }
}

#[tokio::test]
async fn a_broken_document_is_refused_with_all_places_and_nothing_is_stored() {
    for kind in BOTH {
        let ground = Ground::new();
        let source = ground.open(kind).await;
        let text = "{\"bot\": 1,\n \"defaults\": {\"help\": \"x\"}, \"colour\": 2}";
        let told = broken(put(&source, &settings(), Some(text)).await);
        let places: Vec<_> = told.iter().filter_map(|line| line.split_once("settings/B.json:")).collect();
        let places: Vec<_> = places.iter().map(|(_, rest)| rest.split_once(": ").unwrap().0).collect();
        assert_eq!(places, ["1:9", "2:23", "2:29"], "{told:?}");
        assert_eq!(authors(&source, &settings()).await.len(), 1);
        assert_eq!(ground.file("settings/B.json").as_deref(), Some(TEXTS[0]));
        assert!(source.load().await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn broken_files_are_mended_one_by_one_and_are_not_lost() {
    let ground = Ground::new();
    let source = ground.open(SettingsSource::Files).await;
    source.load().await.unwrap().unwrap();
    for file in ["settings/B.json", "commands/B.json"] {
        ground.put(file, "{");
    }
    assert_eq!(source.load().await.unwrap().unwrap_err().len(), 2);
    assert_eq!(authors(&source, &settings()).await, ["file"]);
    let changed = put(&source, &settings(), Some(TEXTS[1])).await.unwrap();
    assert!(changed.warnings.iter().any(|problem| problem.file.ends_with("commands/B.json")));
    assert_eq!(authors(&source, &settings()).await, ["file", "file", "cli"]);
    assert_eq!(broken(put(&source, &settings(), Some("[]")).await).len(), 2);
    put(&source, &name("commands/B.json"), None).await.unwrap();
    assert_eq!(ground.file("commands/B.json"), None);
    assert!(source.load().await.unwrap().is_ok());
}

#[tokio::test]
async fn an_unreadable_file_can_be_replaced_by_the_text_that_it_had() {
    let ground = Ground::new();
    let source = ground.open(SettingsSource::Files).await;
    source.load().await.unwrap().unwrap();
    ground.put("settings/B.json", b"{\"a\": \"\xb0\xa1\"}");
    let changed = put(&source, &settings(), Some(TEXTS[0])).await.unwrap();
    assert_eq!(changed.documents, [settings()]);
    assert_eq!(ground.file("settings/B.json").as_deref(), Some(TEXTS[0]));
    assert_eq!(authors(&source, &settings()).await, ["file"]);
}

#[tokio::test]
async fn an_edited_file_becomes_a_revision_when_it_is_read() {
    let ground = Ground::new();
    let source = ground.open(SettingsSource::Files).await;
    for text in [TEXTS[0], TEXTS[1], TEXTS[1], TEXTS[0]] {
        ground.put("settings/B.json", text);
        source.load().await.unwrap().unwrap();
    }
    assert_eq!(authors(&source, &settings()).await, ["file"; 3]);
    fs::remove_file(ground.config().join("settings/B.json")).unwrap();
    source.load().await.unwrap().unwrap();
    let current = source.current().await.unwrap();
    assert_eq!(current.head(&settings()).unwrap().sha256, None);
    assert_eq!(authors(&source, &name("commands/B.json")).await, ["file"]);
}

#[tokio::test]
async fn a_database_with_settings_does_not_look_at_the_files() {
    let ground = Ground::new();
    put(&ground.open(SettingsSource::Database).await, &settings(), Some(TEXTS[1])).await.unwrap();
    ground.put("settings/B.json", "{");
    ground.put("settings/C.json", "{}");
    let source = ground.open(SettingsSource::Database).await;
    let read = source.load().await.unwrap().unwrap();
    assert_eq!(read.0.bots.len(), 1);
    assert_eq!(source.current().await.unwrap().documents.text(&settings()), Some(TEXTS[1]));
}

#[tokio::test]
async fn who_comes_second_is_refused_and_other_documents_are_left_alone() {
    for kind in BOTH {
        let ground = Ground::new();
        let source = ground.open(kind).await;
        let early = source.current().await.unwrap();
        put(&source, &settings(), Some(TEXTS[1])).await.unwrap();

        let mut wanted = early.documents.clone();
        wanted.insert(settings(), TEXTS[3]);
        let refused = source.change(early.clone(), wanted, "").await;
        assert!(
            matches!(refused, Err(ChangeRefused::Database(DbError::SettingsChanged { name })) if name == "settings/B.json")
        );

        let mut wanted = early.documents.clone();
        wanted.remove(&name("commands/B.json"));
        source.change(early, wanted, "").await.unwrap();
        let current = source.current().await.unwrap();
        assert_eq!(current.documents.text(&settings()), Some(TEXTS[1]));
        assert!(!current.documents.contains(&name("commands/B.json")));
    }
}

#[tokio::test]
async fn what_was_exported_is_imported_without_a_difference() {
    for kind in BOTH {
        let ground = Ground::new();
        ground.put("settings/B.json", TEXTS[2]);
        let source = ground.open(kind).await;
        let exported = ground.0.path().join("exported");
        let current = source.current().await.unwrap();
        assert_eq!(current.documents.write(&exported).unwrap(), 2);
        assert!(import(&source, &exported).await.documents.is_empty());

        let before = shown(&source).await;
        put(&source, &settings(), Some(TEXTS[3])).await.unwrap();
        assert_ne!(shown(&source).await, before);
        assert_eq!(import(&source, &exported).await.documents, [settings()]);
        assert_eq!(shown(&source).await, before);
        assert_eq!(source.current().await.unwrap().documents.text(&settings()), Some(TEXTS[2]));
    }
}

async fn import(source: &Source, dir: &Path) -> Changed {
    let current = source.current().await.unwrap();
    let mut wanted = current.documents.clone();
    wanted.extend(Documents::read(dir));
    source.change(current, wanted, "").await.unwrap()
}
