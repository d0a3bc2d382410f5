//! What a misspelt word probably meant.

/// The nearest of the known words, if it is near enough to be a slip of the fingers.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = word.chars().count().div_ceil(3).min(3);
    let word = word.to_lowercase();
    let away = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let shortened = word.len() > 2 && candidate.starts_with(&word);
        if shortened { 1 } else { distance(&word, &candidate) }
    };
    known
        .into_iter()
        .map(|candidate| (away(candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let width = right.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for i in 1..=left.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let replaced = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            row[j] = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
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
