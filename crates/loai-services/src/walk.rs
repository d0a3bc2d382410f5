//! The command of "Adding a command, step by step" in `crates/README.md`, built and tried as that page shows it.

#[path = "../walk/coin.rs"]
mod coin;

use std::{fs, sync::Arc};

use loai_config::Environment;
use loai_core::CommandService;
use loai_texts::{Language, Texts};

use crate::{
    Ports,
    fixture::{Fixture, ask},
};

/// The page.
const PAGE: &str = include_str!("../../README.md");
const TITLE: &str = "### Adding a command, step by step";
/// What the page shows, as it shows it.
const SERVICE: &str = include_str!("../walk/coin.rs");
pub(crate) const KOREAN: &str = include_str!("../walk/ko.ftl");
const ENGLISH: &str = include_str!("../walk/en.ftl");
const DEFINITION: &str = include_str!("../walk/commands.json");
const REGISTERED: &str = include_str!("../walk/lib.txt");
const ASKED: &str = include_str!("../walk/table.txt");

/// The service as `all` has it.
fn service(ports: &Ports) -> Arc<dyn CommandService> {
    Arc::new(coin::Coin::new(ports))
}

/// What stands between fences of these kinds on the page, below the title.
fn shown() -> Vec<String> {
    let (_, walk) = PAGE.split_once(TITLE).expect("the page has the walk");
    let walk = walk.split("\n## ").next().unwrap_or_default();
    let blocks = walk.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n')).map(|(_, block)| block.to_owned()).collect()
}

#[test]
fn the_page_shows_what_is_built_here_in_less_than_60_lines() {
    let parts = [SERVICE, REGISTERED, DEFINITION, KOREAN, ENGLISH, ASKED];
    let shown = shown();
    for part in parts {
        assert!(shown.iter().any(|block| block == part), "the page does not show\n{part}\nbut\n{shown:#?}");
    }
    let lines: usize = parts.iter().map(|part| part.lines().count()).sum();
    assert!(lines < 60, "{lines} lines");
    // Its lines in `lib.rs` are those of this file, and the service's name.
    let (own, name) = (include_str!("walk.rs"), format!("\"{}\"", service(&Fixture::new().ports).name()));
    for line in REGISTERED.lines().map(|line| line.trim().trim_end_matches(',')) {
        assert!(line == name || own.contains(line), "{line} is not built");
    }
}

#[test]
fn the_definition_refers_to_the_service() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("commands")).unwrap();
    fs::create_dir_all(folder.path().join("settings")).unwrap();
    let commands = format!("{{\"global_commands\": {{\n{DEFINITION}\"# echo\": {{\"type\": \"echo\"}}}}}}");
    fs::write(folder.path().join("commands/LOA.i.json"), commands).unwrap();
    fs::write(folder.path().join("settings/LOA.i.json"), "{}").unwrap();
    let (settings, _) = loai_config::load(folder.path(), &Environment::empty()).unwrap();
    let service = service(&Fixture::new().ports);
    let defined = settings.bots["LOA.i"].commands.global();
    assert_eq!(defined[0].kind, service.name());
    assert_eq!((defined[0].key.as_str(), defined.len()), ("# 동전", 2));
}

#[test]
fn it_speaks_both_languages() {
    for (language, texts, sides) in [
        (Language::Korean, KOREAN, ["🪙 앞면이 나왔어요.", "🪙 뒷면이 나왔어요."]),
        (Language::English, ENGLISH, ["🪙 Heads.", "🪙 Tails."]),
    ] {
        let mut fixture = Fixture::new();
        fixture.ports.texts = Arc::new(Texts::with_more(language, texts));
        let service = service(&fixture.ports);
        let said: Vec<_> = (0..200).map(|_| ask(&*service, "")).collect();
        assert!(sides.iter().all(|side| said.iter().any(|answer| answer == side)), "{said:?}");
        assert!(said.iter().all(|answer| sides.contains(&answer.as_str())));
    }
}
