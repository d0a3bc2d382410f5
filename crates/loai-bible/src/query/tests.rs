use std::sync::LazyLock;

use super::*;
use crate::{VerseId, embedded};

static KJV: LazyLock<Text> = LazyLock::new(|| embedded::unpack(embedded::packed("kjv1769").unwrap()).unwrap());
static WEB: LazyLock<Text> = LazyLock::new(|| embedded::unpack(embedded::packed("web").unwrap()).unwrap());

fn naive(query: &Query, text: &Text, verses: &[String]) -> Vec<usize> {
    let inside =
        |book: Book| query.scope.is_empty() || query.scope.iter().any(|(first, last)| (*first..=*last).contains(&book));
    (0..text.len()).filter(|at| inside(text.id(*at).book()) && query.what.holds(&verses[*at])).collect()
}

fn all_folded(text: &Text) -> Vec<String> {
    (0..text.len()).map(|at| folded(text.words(at))).collect()
}

fn korean() -> Text {
    let verses = ["사랑은 오래 참고", "믿음 소망 사랑", "믿음으로 말미암아", "참-빛이 있었나니", "소망의 하나님"];
    let verse = |(at, words): (usize, &&str)| {
        (VerseId::new(Book::numbered(if at < 2 { 1 } else { 43 }).unwrap(), 1, at as u16 + 1), (*words).to_owned())
    };
    Text::new(verses.iter().enumerate().map(verse).collect()).unwrap()
}

fn found(query: &str) -> Vec<usize> {
    Query::parse(query).unwrap().run(&korean()).positions
}

#[test]
fn words_operators_and_places_narrow_a_search() {
    for (query, meant) in [
        ("사랑", &[0, 1][..]),
        ("랑", &[0, 1]),
        ("믿음 사랑", &[1]),
        ("믿음 AND 사랑", &[1]),
        ("믿음 and 사랑", &[1]),
        ("믿음|오래", &[0, 1, 2]),
        ("믿음 OR 오래", &[0, 1, 2]),
        ("믿음 -사랑", &[2]),
        ("믿음 NOT 사랑", &[2]),
        ("-사랑", &[2, 3, 4]),
        ("-(사랑|믿음)", &[3, 4]),
        ("소망 (사랑|하나님)", &[1, 4]),
        ("소망 사랑|오래", &[0, 1]),
        ("\"소망 사랑\"", &[1]),
        ("'소망  사랑'", &[1]),
        ("“오래 참고”", &[0]),
        ("참-빛", &[3]),
        ("창 사랑", &[0, 1]),
        ("요 소망", &[4]),
        ("창,요 소망", &[1, 4]),
        ("창~출 소망", &[1]),
        ("창-요한복음 소망", &[1, 4]),
        ("구약 소망", &[1]),
        ("신약 소망", &[4]),
        ("전체 소망", &[1, 4]),
        ("요한복음 -소망", &[2, 3]),
        ("미움", &[]),
        ("\"and\"", &[]),
        ("믿음*", &[1, 2]),
        ("음*", &[]),
        ("*음으로", &[2]),
        ("*음*", &[1, 2]),
    ] {
        assert_eq!(found(query), meant, "{query}");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    for (query, wrong) in [
        ("", BadQuery::Nothing),
        ("* \"*\"", BadQuery::Nothing),
        ("\"\"", BadQuery::Nothing),
        ("(사랑", BadQuery::Unbalanced),
        ("사랑)", BadQuery::Unbalanced),
        ("사랑 |", BadQuery::Unbalanced),
        ("| 사랑", BadQuery::Unbalanced),
        ("사랑 -", BadQuery::Unbalanced),
        ("사랑 AND", BadQuery::Unbalanced),
        ("AND 사랑", BadQuery::Unbalanced),
        ("\"사랑", BadQuery::Unbalanced),
        ("()", BadQuery::Unbalanced),
        (&"가 ".repeat(WORDS + 1), BadQuery::TooMany),
        (&"(".repeat(10_000), BadQuery::TooMany),
        (&"-".repeat(10_000), BadQuery::Unbalanced),
    ] {
        assert_eq!(Query::parse(query).map(|_| ()), Err(wrong), "{}", &query[..query.len().min(40)]);
    }
}

#[test]
fn the_index_finds_what_a_scan_finds() {
    let queries = [
        "love",
        "LOVE",
        "e",
        "the",
        "thee",
        "God said",
        "\"God said\"",
        "god's",
        "\"the LORD is my shepherd\"",
        "q",
        "love -hate",
        "love|hate|fear",
        "(love|hate) neighbour",
        "-the",
        "-the -a",
        "창 light",
        "시,잠 wisdom",
        "신약 grace",
        "구약 (king|queen) -David",
        "aeneas",
        "æneas",
        "zz",
        "xylophone",
        ",",
        "\"; and\"",
        "love not world",
        "마~요 \"kingdom of heaven\"",
        "NOT (God OR Lord)",
        "don’t",
        "Selah",
        "nd th",
        "\"*nd th*\"",
        "a",
        "I",
        "o",
        "lov*",
        "*ness",
        "*ove*",
        "lov* -love",
        "the* *eth",
        "*e",
        "s",
        "\"son of god\"",
        "\"son of go*\"",
        "*the*",
        "*'s",
        "beth-el",
        "\"of the\"",
        "\"the of\"",
        "\"of the lord\"",
        "\"*ing the\"",
        "\"of the*\"",
        "-\"of the\" -\"in the\"",
        "\"the, and\"",
        "\"the lord's\"",
        "\"there is not there\"",
        "(\"of the\"|*ove*) -(*ing \"in the\") lord|\"; and\"",
        "ñ",
    ];
    for text in [&*KJV, &*WEB] {
        let verses = all_folded(text);
        for query in queries {
            let query = Query::parse(query).unwrap();
            assert_eq!(query.run(text).positions, naive(&query, text, &verses), "{query:?}");
        }
    }
}

#[test]
fn foreign_words_are_found_where_hangul_is_written_with_them() {
    let verses = ["LORD가 이르되", "the LORD", "나의LORD여"];
    let verse = |(at, words): (usize, &&str)| (VerseId::new(Book::FIRST, 1, at as u16 + 1), (*words).to_owned());
    let text = Text::new(verses.iter().enumerate().map(verse).collect()).unwrap();
    for (query, meant) in
        [("lord", &[1][..]), ("lord*", &[0, 1]), ("*lord", &[1]), ("*lord*", &[0, 1, 2]), ("\"lord가 이*\"", &[0])]
    {
        assert_eq!(Query::parse(query).unwrap().run(&text).positions, meant, "{query}");
    }
}

#[test]
fn the_index_is_small() {
    assert!(KJV.index_size() < 4 << 20, "{}", KJV.index_size());
}

#[test]
fn hits_are_counted_by_testament() {
    let love = Query::parse("love").unwrap();
    let hits = love.run(&KJV);
    assert_eq!(hits.positions.len(), naive(&love, &KJV, &all_folded(&KJV)).len());
    assert!(hits.old > 100 && hits.positions.len() - hits.old > 100, "{}", hits.old);
}

#[test]
fn a_mark_stands_on_both_sides_of_what_was_found_when_somebody_wishes_it() {
    let marked = |query: &str, verse: &str| Query::parse(query).unwrap().marked(verse);
    assert_eq!(marked("사랑", "믿음 소망 사랑"), "믿음 소망 사랑");
    assert_eq!(marked("사랑 with *", "믿음 소망 사랑"), "믿음 소망 *사랑*");
    assert_eq!(marked("사랑 with ★", "사랑은 오래"), "★사랑★은 오래");
    assert_eq!(marked("믿음|소망 -미움 with 🔥", "믿음 소망"), "🔥믿음🔥 🔥소망🔥");
    assert_eq!(marked("god's with ★", "and God’s Spirit"), "and ★God’s★ Spirit");
    assert_eq!(marked("love with ★", "beloved, love one another"), "beloved, ★love★ one another");
    assert_eq!(Query::parse("walk with God").unwrap().words(), ["walk", "with", "god"]);
}

#[test]
fn a_testament_narrows_the_place_that_was_named() {
    let of = |query: &str| {
        let (first, last) = (Book::numbered(40).unwrap(), Book::numbered(66).unwrap());
        let scope = Query::parse(query).unwrap().within(first, last).scope;
        scope.iter().map(|(first, last)| format!("{}~{}", first.short(), last.short())).collect::<Vec<_>>().join(",")
    };
    assert_eq!(of("사랑"), "마~계");
    assert_eq!(of("요 사랑"), "요~요");
    assert_eq!(of("말~눅 사랑"), "마~눅");
    assert_eq!(of("창 사랑"), "마~계");
}
