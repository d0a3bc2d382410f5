//! What has changed in the server, from its changelog.

use std::sync::{Arc, LazyLock};

use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Language, Texts, plain};

use crate::{Ports, lines::page};

static CHANGES: LazyLock<Vec<Version>> = LazyLock::new(|| read(include_str!("../../../CHANGELOG.md")));

/// One version with its changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Version {
    /// The heading, such as `0.1.0 (unreleased)`.
    name: String,
    english: Vec<String>,
    korean: Vec<String>,
}

/// The service `version_history`.
pub(crate) struct History {
    texts: Arc<Texts>,
    version: &'static str,
}

impl History {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), version: ports.version }
    }

    fn say(&self, changes: &[Version], wanted: &str) -> String {
        let head = self.texts.get("history-title", &[("version", self.version.into())]);
        let is_wanted =
            |version: &&Version| wanted.is_empty() || version.number() == wanted.trim_start_matches(['v', 'V']);
        let chosen: Vec<_> = changes.iter().filter(is_wanted).collect();
        if chosen.is_empty() && !wanted.is_empty() {
            let versions = changes.iter().map(Version::number).collect::<Vec<_>>().join(", ");
            let values = [("version", plain(wanted, 30).into()), ("versions", versions.into())];
            return self.texts.get("history-unknown", &values);
        }
        let lines = chosen.iter().flat_map(|version| {
            let name = self.texts.get("history-version", &[("version", version.name.as_str().into())]);
            let changes = if self.texts.language() == Language::Korean { &version.korean } else { &version.english };
            std::iter::once(name).chain(changes.iter().cloned())
        });
        page(&self.texts, &head, lines.collect(), usize::MAX)
    }
}

impl CommandService for History {
    fn name(&self) -> &'static str {
        "version_history"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.say(&CHANGES, call.prompt))
    }
}

impl Version {
    /// The heading up to its first blank.
    fn number(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or_default()
    }
}

/// Reads a changelog: versions as headings of the second level, newest first, each with a part in English and one in
/// Korean. A part begins with a paragraph in its language; a list item may go on over several lines.
fn read(changelog: &str) -> Vec<Version> {
    let (mut versions, mut in_korean): (Vec<Version>, _) = (Vec::new(), false);
    for line in changelog.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(name) = line.strip_prefix("## ") {
            versions.push(Version { name: name.trim().to_owned(), ..Version::default() });
            in_korean = false;
            continue;
        }
        let Some(version) = versions.last_mut() else { continue };
        let is_paragraph = !line.starts_with(['-', ' ', '#']);
        if is_paragraph {
            in_korean = line.chars().any(|c| ('가'..='힣').contains(&c));
        }
        let part = if in_korean { &mut version.korean } else { &mut version.english };
        let text = line.trim().trim_start_matches('#').trim().replace('`', "");
        match part.last_mut().filter(|_| line.starts_with(' ')) {
            Some(item) => {
                item.push(' ');
                item.push_str(&text);
            }
            None => part.push(text),
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    const LOG: &str = "# Changelog\n\nWritten for operators.\n\n## 0.2.0\n\nMore.\n\n- A `#b`\n  and c.\n- d\n\n\
        더 많아요.\n\n- 가 `#나`\n  그리고 다.\n\n## 0.1.0 (old)\n\nFirst, with `#history`.\n\n처음이에요.\n";

    fn history(language: Language) -> History {
        History { texts: Arc::new(Texts::new(language)), ..History::new(&Fixture::new().ports) }
    }

    #[test]
    fn each_language_reads_its_own_part() {
        insta::assert_snapshot!(history(Language::Korean).say(&read(LOG), ""), @"
        📋 LOA.i 버전 기록 (지금 1.2.3)
        ■ 0.2.0
        더 많아요.
        - 가 #나 그리고 다.
        ■ 0.1.0 (old)
        처음이에요.
        ");
        insta::assert_snapshot!(history(Language::English).say(&read(LOG), "v0.2.0"), @"
        📋 History of LOA.i (now 1.2.3)
        ■ 0.2.0
        More.
        - A #b and c.
        - d
        ");
    }

    #[test]
    fn a_version_that_is_not_there_is_answered_with_those_that_are() {
        let said = history(Language::Korean).say(&read(LOG), "9.9");
        assert_eq!(said, "9.9 버전의 기록은 없어요. 있는 버전: 0.2.0, 0.1.0");
    }

    #[test]
    fn the_changelog_of_this_server_is_read_in_both_languages() {
        for version in CHANGES.iter() {
            assert!(!version.english.is_empty() && !version.korean.is_empty(), "{}", version.name);
            assert!(version.korean.iter().all(|line| line.chars().any(|c| ('가'..='힣').contains(&c))), "{version:?}");
        }
        let said = ask(&history(Language::Korean), "");
        assert!(said.contains(&"\u{200B}".repeat(500)), "a long list folds");
    }
}
