//! What a misspelt word probably meant.

/// The nearest of the known words, if it is near enough to be a slip of the fingers.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = word.chars().count().div_ceil(3).min(3);
    let word = word.to_lowercase();
    let away = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let shortened = word.len() > 2 && candidate.starts_with(&word);
        if shortened { 1 } else { strsim::osa_distance(&word, &candidate) }
    };
    known
        .into_iter()
        .map(|candidate| (away(candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_recognised() {
        let known = ["listen", "approval", "max_connections"];
        assert_eq!(nearest("lisetn", known), Some("listen"));
        assert_eq!(nearest("aproval", known), Some("approval"));
        assert_eq!(nearest("max_connection", known), Some("max_connections"));
        assert_eq!(nearest("LISTEN", known), Some("listen"));
        assert_eq!(nearest("max", known), Some("max_connections"));
    }

    #[test]
    fn a_different_word_gets_no_suggestion() {
        assert_eq!(nearest("colour", ["listen", "approval"]), None);
        assert_eq!(nearest("x", ["ab"]), None);
    }
}
