use proptest::prelude::*;

use super::*;

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[test]
fn what_fits_is_one_piece_and_nothing_is_none() {
    assert_eq!(split("가나다", 3), ["가나다"]);
    assert_eq!(split("", 3), Vec::<&str>::new());
}

#[test]
fn a_paragraph_goes_before_a_line_a_line_before_a_sentence_a_sentence_before_a_blank() {
    let table: [(&str, usize, &[&str]); 8] = [
        ("가나다.\n\n라마\n바. 사 아자차", 12, &["가나다.\n\n", "라마\n바. 사 아자차"]),
        ("가나다라\n마바. 사 아자차", 11, &["가나다라\n", "마바. 사 아자차"]),
        ("가나다라마\n바. 사 아자차카타파", 10, &["가나다라마\n", "바. 사 ", "아자차카타파"]),
        ("가나다라. 마 바사아자", 9, &["가나다라. ", "마 바사아자"]),
        ("가나다라” 마바사아자", 9, &["가나다라” ", "마바사아자"]),
        ("그래요?” 네 알겠습니다", 10, &["그래요?” ", "네 알겠습니다"]),
        ("했다.그리고나서갔다", 8, &["했다.그리고나서", "갔다"]),
        ("갔습니다.그리고나서", 8, &["갔습니다.", "그리고나서"]),
    ];
    for (text, max, pieces) in table {
        assert_eq!(split(text, max), pieces, "{text}");
    }
}

#[test]
fn numbers_and_addresses_are_no_sentences() {
    assert_eq!(split("값은 약 3.14159265", 12), ["값은 약 ", "3.14159265"]);
    assert_eq!(split("여기 주소 a.kr/?q=1234", 15), ["여기 주소 ", "a.kr/?q=1234"]);
}

#[test]
fn a_cut_early_in_a_piece_is_not_worth_it() {
    assert_eq!(split("가. 나다라마바 사아자차카", 11), ["가. 나다라마바 ", "사아자차카"]);
    assert_eq!(split("가\n나다라마바 사아자차카", 11), ["가\n나다라마바 ", "사아자차카"]);
}

#[test]
fn a_word_is_cut_only_when_it_is_longer_than_a_piece() {
    assert_eq!(split("가 나다라마바사아자차", 10), ["가 ", "나다라마바사아자차"]);
    assert_eq!(split("나다라마바사아자차카타", 10), ["나다라마바사아자차카", "타"]);
}

#[test]
fn what_people_see_as_one_character_stays_whole() {
    let family = "👩\u{200D}👩\u{200D}👧\u{200D}👦";
    let accented = "e\u{301}\u{302}";
    let flag = "🇰🇷";
    let jamo = "\u{1112}\u{1161}\u{11AB}";
    let skin = "👍🏽";
    for whole in [family, accented, flag, jamo, skin, "😀"] {
        let text = format!("{}{whole}{}", "가".repeat(19), "나".repeat(19));
        for max in 20..=19 + units(whole) {
            assert!(split(&text, max).iter().any(|piece| piece.contains(whole)), "{whole} {max}");
        }
    }
}

#[test]
fn one_that_is_longer_than_a_piece_is_cut_between_letters() {
    let text = format!("e{}", "\u{301}".repeat(9));
    assert_eq!(split(&text, 5).concat(), text);
    assert_eq!(split("😀나", 1), ["😀", "나"]);
    assert_eq!(split("가나", 0), ["가", "나"]);
}

#[test]
fn a_fold_stays_whole() {
    let fold = "\u{200B}".repeat(50);
    let text = format!("{}{fold}{}", "가".repeat(60), "나".repeat(60));
    assert_eq!(split(&text, 100), [&*"가".repeat(60), &*format!("{fold}{}", "나".repeat(50)), &*"나".repeat(10)]);
}

#[test]
fn pieces_are_numbered_only_where_there_are_several() {
    assert_eq!(numbered(&split("가나다라\n마바사아", 5)), ["가나다라 (1/2)", "마바사아 (2/2)"]);
    assert_eq!(numbered(&["가"]), ["가"]);
}

proptest! {
    #[test]
    fn nothing_is_lost_no_piece_is_empty_or_too_long(
        text in r"([가-힣a-z0-9]{0,4}|[ .!?…\n]|😀|👩\u{200D}👧|e\u{301}|\u{200B}{1,9}|🇰🇷){0,60}",
        max in 1_usize..40,
    ) {
        let pieces = split(&text, max);
        prop_assert_eq!(pieces.concat(), text.clone());
        let mut at = 0;
        for piece in &pieces {
            prop_assert!(!piece.is_empty());
            prop_assert!(units(piece) <= max || piece.chars().count() == 1);
            at += piece.len();
            // No emoji or letter of the pattern has more than eight units.
            prop_assert!(max < 8 || is_between(&text, at));
        }
    }
}
