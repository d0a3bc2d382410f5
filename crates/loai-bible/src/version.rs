//! The versions of the Bible, and which of them a request or a room chooses.

/// A version, whether its text is here or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The code by which settings name it, such as `kjv1769`.
    pub code: String,
    /// What stands behind `#` in a request, such as `KJV`.
    pub tag: String,
    /// What people read.
    pub name: String,
    /// Whether only admins may read it.
    pub admin_only: bool,
    /// Whether its text is here.
    pub is_here: bool,
}

/// What is known of a version before there is a text.
pub(crate) struct Known {
    pub(crate) code: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) name: &'static str,
    pub(crate) admin_only: bool,
}

const fn known(code: &'static str, tag: &'static str, name: &'static str, admin_only: bool) -> Known {
    Known { code, tag, name, admin_only }
}

/// In the order that strings of bits count.
pub(crate) const KNOWN: [Known; 10] = [
    known("korHRV", "개역한글", "개역한글", false),
    known("korKRV", "개역개정", "개역개정", true),
    known("korSKJV", "표준킹제임스", "표준킹제임스", false),
    known("korESY", "쉬운말", "쉬운말 성경", false),
    known("korMOD", "현대어", "현대어 성경", false),
    known("web", "WEB", "World English Bible", false),
    known("ylt", "YLT", "Young's Literal Translation", false),
    known("asv1901", "ASV", "American Standard Version", false),
    known("kjv1769", "KJV", "King James Version", false),
    known("kjv1611", "KJV1611", "King James Version 1611", false),
];

/// What a room shows when a request names nothing.
#[derive(Clone, Copy, Debug)]
pub enum Defaults<'a> {
    /// Every public version.
    All,
    /// `0` and `1` for each public version, the last one on the right.
    Bits(&'a str),
    /// Codes or tags.
    Codes(&'a [String]),
}

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The request without its tags.
    pub text: String,
    /// The versions to show, all of them here.
    pub versions: Vec<Version>,
    /// The names of those that were asked for and are not here.
    pub missing: Vec<String>,
}

/// What the tags of a request ask for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    All,
    Bits(String),
    Tags(Vec<String>),
}

/// The known version that is meant by a code or tag.
pub(crate) fn known_as(word: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| same(known.code, word) || same(known.tag, word))
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Choice {
    /// Chooses among all versions: what the tags of the request say, else what the room shows.
    pub fn of(text: &str, versions: &[Version], defaults: Defaults<'_>, is_admin: bool) -> Self {
        let (text, asked) = tags(text, versions);
        let permitted: Vec<&Version> = versions.iter().filter(|version| is_admin || !version.admin_only).collect();
        let is_public = |version: &&&Version| !version.admin_only;
        let mut missing = Vec::new();
        let mut chosen: Vec<&Version> = match &asked {
            Asked::All => permitted.clone(),
            Asked::Bits(bits) => {
                let bits = bits.bytes().chain(std::iter::repeat(b'0'));
                permitted
                    .iter()
                    .copied()
                    .zip(bits)
                    .filter(|(_, bit)| *bit == b'1')
                    .map(|(version, _)| version)
                    .collect()
            }
            Asked::Tags(tags) => named(tags, &permitted, &mut missing),
            Asked::Nothing => match defaults {
                Defaults::All => permitted.iter().filter(is_public).copied().collect(),
                Defaults::Codes(codes) => named(codes, &permitted, &mut missing),
                Defaults::Bits(bits) => {
                    // The last bit is the last of the versions that every server knows.
                    let public: Vec<_> = permitted
                        .iter()
                        .filter(is_public)
                        .filter(|version| known_as(&version.code).is_some())
                        .collect();
                    let bits = bits.bytes().rev();
                    let mut chosen: Vec<_> = public.into_iter().rev().zip(bits).collect();
                    chosen.reverse();
                    chosen.into_iter().filter(|(_, bit)| *bit == b'1').map(|(version, _)| *version).collect()
                }
            },
        };
        if is_admin && !matches!(asked, Asked::Bits(_)) {
            let also = permitted.iter().filter(|version| version.admin_only && version.is_here).copied();
            let also: Vec<&Version> = also.filter(|version| !chosen.contains(version)).collect();
            chosen.extend(also);
        }
        let place = |version: &&Version| versions.iter().position(|known| known == *version);
        chosen.sort_by_key(place);
        // Of everything that could be there nobody misses what is not.
        let by_name = !matches!((&asked, defaults), (Asked::All, _) | (Asked::Nothing, Defaults::All));
        let absent = chosen.iter().filter(|version| by_name && !version.is_here);
        missing.extend(absent.map(|version| version.name.clone()));
        chosen.retain(|version| version.is_here);
        let by_tags = matches!(asked, Asked::Tags(_)) && !missing.is_empty();
        if chosen.is_empty() && !by_tags {
            let korean = permitted.iter().copied().find(|version| version.code == KNOWN[0].code && version.is_here);
            let all = || permitted.iter().filter(is_public).filter(|version| version.is_here).copied().collect();
            chosen = korean.map_or_else(all, |korean| vec![korean]);
        }
        Self { text, versions: chosen.into_iter().cloned().collect(), missing }
    }
}

/// The permitted versions with these codes or tags; others are missing.
fn named<'v>(words: &[String], permitted: &[&'v Version], missing: &mut Vec<String>) -> Vec<&'v Version> {
    let mut found: Vec<&Version> = Vec::new();
    for word in words {
        let meant = permitted.iter().find(|version| same(&version.tag, word) || same(&version.code, word));
        match meant {
            Some(version) if !found.contains(version) => found.push(version),
            Some(_) => {}
            None => missing.push(word.clone()),
        }
    }
    found
}

/// The text without its tags, and what they ask for. Of several tags that fit the longest counts, so that `#KJV1611` is
/// no `#KJV`.
fn tags(text: &str, versions: &[Version]) -> (String, Asked) {
    let (mut rest, mut left) = (text, String::new());
    let (mut names, mut asked) = (Vec::new(), Asked::Nothing);
    while let Some(at) = rest.find('#') {
        left.push_str(&rest[..at]);
        left.push(' ');
        rest = &rest[at + 1..];
        let word: &str = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let begins = |tag: &str| word.get(..tag.len()).is_some_and(|start| same(start, tag));
        let longest =
            versions.iter().map(|version| version.tag.as_str()).filter(|tag| begins(tag)).max_by_key(|tag| tag.len());
        let taken = if same(word, "ALL") || word == "전체" {
            asked = Asked::All;
            word.len()
        } else if !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'0' | b'1')) {
            asked = Asked::Bits(word.to_owned());
            word.len()
        } else if let Some(tag) = longest {
            names.push(tag.to_owned());
            tag.len()
        } else {
            names.extend((!word.is_empty()).then(|| word.to_owned()));
            word.len()
        };
        rest = &rest[taken..];
    }
    left.push_str(rest);
    let text = left.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match asked {
        Asked::Nothing if !names.is_empty() => (text.trim().to_owned(), Asked::Tags(names)),
        asked => (text.trim().to_owned(), asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(here: &[&str]) -> Vec<Version> {
        let version = |known: &Known| Version {
            code: known.code.into(),
            tag: known.tag.into(),
            name: known.name.into(),
            admin_only: known.admin_only,
            is_here: here.contains(&known.code),
        };
        KNOWN.iter().map(version).collect()
    }

    const ALL: [&str; 10] =
        ["korHRV", "korKRV", "korSKJV", "korESY", "korMOD", "web", "ylt", "asv1901", "kjv1769", "kjv1611"];
    const EMBEDDED: [&str; 3] = ["web", "asv1901", "kjv1769"];

    fn chosen(text: &str, here: &[&str], defaults: Defaults<'_>, is_admin: bool) -> String {
        let Choice { text, versions, missing } = Choice::of(text, &versions(here), defaults, is_admin);
        let codes: Vec<_> = versions.iter().map(|version| version.code.as_str()).collect();
        let missing: Vec<_> = missing.iter().map(|name| format!(" -{name}")).collect();
        format!("{text}: {}{}", codes.join(" "), missing.concat())
    }

    #[test]
    fn the_tags_of_a_request_choose() {
        for (text, meant) in [
            ("창 1:1", "창 1:1: korHRV korSKJV korESY korMOD web ylt asv1901 kjv1769 kjv1611"),
            ("창 1:1 #KJV", "창 1:1: kjv1769"),
            ("창 1:1#kjv", "창 1:1: kjv1769"),
            ("창 1:1 #KJV1611", "창 1:1: kjv1611"),
            ("#KJV1611 #KJV 창 1:1", "창 1:1: kjv1769 kjv1611"),
            ("창 1:1 #KJV #개역한글", "창 1:1: korHRV kjv1769"),
            ("#WEB창 1:1", "창 1:1: web"),
            ("창 1:1 #ALL", "창 1:1: korHRV korSKJV korESY korMOD web ylt asv1901 kjv1769 kjv1611"),
            ("창 1:1 #1", "창 1:1: korHRV"),
            ("창 1:1 #1100010", "창 1:1: korHRV korSKJV ylt"),
            ("창 1:1 #000000001", "창 1:1: kjv1611"),
            ("창 1:1 #0", "창 1:1: korHRV"),
            ("창 1:1 #개역개정", "창 1:1:  -개역개정"),
            ("창 1:1 #나의성경 #KJV", "창 1:1: kjv1769 -나의성경"),
        ] {
            assert_eq!(chosen(text, &ALL, Defaults::All, false), meant, "{text}");
        }
    }

    #[test]
    fn admins_read_what_only_admins_may() {
        assert_eq!(chosen("창 1:1 #KJV", &ALL, Defaults::All, true), "창 1:1: korKRV kjv1769");
        assert_eq!(chosen("창 1:1 #01", &ALL, Defaults::All, true), "창 1:1: korKRV");
        assert_eq!(chosen("창 1:1 #10", &ALL, Defaults::All, true), "창 1:1: korHRV");
        assert_eq!(chosen("창 1:1 #KJV", &EMBEDDED, Defaults::All, true), "창 1:1: kjv1769");
    }

    #[test]
    fn a_room_chooses_where_a_request_does_not() {
        let codes = ["korHRV".to_owned(), "asv".to_owned()];
        assert_eq!(chosen("창 1", &ALL, Defaults::Codes(&codes), false), "창 1: korHRV asv1901");
        assert_eq!(chosen("창 1", &ALL, Defaults::Bits("1011"), false), "창 1: ylt kjv1769 kjv1611");
        assert_eq!(chosen("창 1", &ALL, Defaults::Bits("100000000"), false), "창 1: korHRV");
        assert_eq!(chosen("창 1", &ALL, Defaults::Bits("11100000000"), false), "창 1: korHRV");
        assert_eq!(chosen("창 1 #WEB", &ALL, Defaults::Bits("100000000"), false), "창 1: web");
    }

    #[test]
    fn what_is_not_here_is_named_and_something_is_shown_where_nobody_asked_for_it() {
        assert_eq!(chosen("창 1", &EMBEDDED, Defaults::All, false), "창 1: web asv1901 kjv1769");
        assert_eq!(chosen("창 1 #ALL", &EMBEDDED, Defaults::All, false), "창 1: web asv1901 kjv1769");
        assert_eq!(chosen("창 1 #개역한글", &EMBEDDED, Defaults::All, false), "창 1:  -개역한글");
        assert_eq!(
            chosen("창 1", &EMBEDDED, Defaults::Bits("100000000"), false),
            "창 1: web asv1901 kjv1769 -개역한글"
        );
        assert_eq!(chosen("창 1", &EMBEDDED, Defaults::Bits("100000010"), false), "창 1: kjv1769 -개역한글");
    }
}
