use super::*;

#[test]
fn long_ids_are_told_apart_by_their_last_four_characters() {
    assert_eq!([tail("c0ffee00a1b2"), tail("abcd"), tail("ab"), tail("")], ["a1b2", "abcd", "ab", ""]);
    assert_eq!(tail("가나다라마"), "나다라마");
}
