use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{Environment, ensure_initial, load, load_from};

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

fn name(text: &str) -> DocumentName {
    text.parse().unwrap()
}

/// The same texts, without the files.
fn copied(documents: &Documents) -> Documents {
    let mut copy = Documents::default();
    for name in documents.names() {
        copy.insert(name.clone(), documents.text(name).unwrap());
    }
    copy
}

fn problems(dir: &Path, documents: &Documents) -> String {
    let problems = match load_from(dir, documents, &Environment::empty()) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    };
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n").replace(&format!("{}/", dir.display()), "DIR/")
}

#[test]
fn files_and_texts_of_elsewhere_give_the_same_snapshot() {
    let dir = folder(&[("settings/B.json", "\u{feff}{\"rooms\": {\"1\": {\"help\": [\"x\"]}}}\r\n".as_bytes())]);
    ensure_initial(dir.path()).unwrap();
    let documents = Documents::read(dir.path());
    let (of_files, _) = load(dir.path(), &Environment::empty()).unwrap();
    let (of_texts, _) = load_from(dir.path(), &copied(&documents), &Environment::empty()).unwrap();
    assert!(of_files.says_the_same_as(&of_texts), "{of_files:#?} {of_texts:#?}");
    assert_eq!(of_texts.bots.len(), 1);
}

#[test]
fn problems_have_the_same_places_and_name_the_document() {
    let dir = folder(&[
        ("settings/B.json", b"{\"bot\": {\"nick\": 1},\n \"defaults\": {\"help\": \"x\"}}"),
        ("commands/C.json", b"{"),
        ("commands/B.json", b"{\"global_commands\": []}"),
    ]);
    let documents = Documents::read(dir.path());
    let of_files = problems(dir.path(), &documents);
    insta::assert_snapshot!(of_files, @r"
    DIR/commands/B.json:1:21: error: global_commands: expected an object, found a list
    DIR/settings/B.json:1:10: warning: bot.nick: unknown key; did you mean 'nickname'?
    DIR/settings/B.json:2:23: error: defaults.help: expected a list of strings, found a string
    DIR/commands/C.json: warning: not used, since the bot has no settings file
    ");
    assert_eq!(problems(dir.path(), &copied(&documents)), of_files.replace("DIR/", ""));
}

#[test]
fn a_file_in_the_place_of_a_document_is_named_by_its_problems() {
    let dir =
        folder(&[("settings/B.json", b"{}"), ("new/euc.json", b"{\"a\": \"\xb0\xa1\"}"), ("new/open.json", b"{")]);
    let mut documents = copied(&Documents::read(dir.path()));
    for (file, expected) in [("new/euc.json", "1:8: error: not UTF-8"), ("new/open.json", "1:1: error: ")] {
        documents.insert_file(name("settings/B.json"), &dir.path().join(file));
        let told = problems(dir.path(), &documents);
        assert!(told.contains(&format!("DIR/{file}:{expected}")), "{told}");
    }
    documents.insert_file(name("settings/B.json"), &dir.path().join("new/none.json"));
    assert!(problems(dir.path(), &documents).contains("DIR/new/none.json: error: "));
    assert_eq!(documents.text(&name("settings/B.json")), None);
    assert_eq!(documents.names().count(), 1);
    documents.remove(&name("settings/B.json"));
    assert_eq!(problems(dir.path(), &documents), "");
}

#[test]
fn what_is_written_is_what_is_read() {
    let (from, to) = (folder(&[]), folder(&[]));
    ensure_initial(from.path()).unwrap();
    let mut documents = Documents::read(from.path());
    documents.insert(name("settings/B.json"), "\u{feff}{}\r\n");
    for name in documents.names() {
        write_document(to.path(), name, documents.text(name)).unwrap();
    }
    let read = Documents::read(to.path());
    assert!(read.names().eq(documents.names()));
    for name in read.names() {
        assert_eq!(read.text(name), documents.text(name), "{name}");
    }
    for _ in 0..2 {
        write_document(to.path(), &name("settings/B.json"), None).unwrap();
        assert!(!to.path().join("settings/B.json").exists());
    }
    let left: Vec<_> =
        fs::read_dir(to.path().join("settings")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["LOA.i.json"]);
}
