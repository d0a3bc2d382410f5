//! What is looked for, and what each search means for one verse.

/// A search beside what it means.
pub struct Search {
    /// As people write it.
    pub text: &'static str,
    /// The books to look in, by their numbers.
    pub books: &'static [(u8, u8)],
    /// Whether a verse in small letters and with straight quotes is one of those that are looked for.
    pub means: fn(&str) -> bool,
}

const EVERYWHERE: &[(u8, u8)] = &[(1, 66)];

const fn anywhere(text: &'static str, means: fn(&str) -> bool) -> Search {
    within(text, EVERYWHERE, means)
}

const fn within(text: &'static str, books: &'static [(u8, u8)], means: fn(&str) -> bool) -> Search {
    Search { text, books, means }
}

/// As many words as a search may have.
const MANY: [&str; 20] = [
    "the", "ing", "unto", "of", "to", "in", "he", "that", "a", "i", "for", "be", "is", "his", "her", "with", "it",
    "as", "all", "me",
];
const EITHER: [&str; 20] = [
    "the", "unto", "his", "her", "hat", "that", "this", "all", "with", "for", "there", "then", "they", "thou", "thee",
    "shall", "were", "was", "which", "said",
];

/// Frequent and rare words, parts of words, phrases, operators and places.
pub const SEARCHES: &[Search] = &[
    anywhere("love", |v| v.contains("love")),
    anywhere("grace", |v| v.contains("grace")),
    anywhere("xylophone", |v| v.contains("xylophone")),
    anywhere("Selah", |v| v.contains("selah")),
    anywhere("god's", |v| v.contains("god's")),
    anywhere("e", |v| v.contains('e')),
    anywhere("q", |v| v.contains('q')),
    anywhere("he", |v| v.contains("he")),
    anywhere("zz", |v| v.contains("zz")),
    anywhere(",", |v| v.contains(',')),
    anywhere("the", |v| v.contains("the")),
    anywhere("\"and\"", |v| v.contains("and")),
    anywhere("nd th", |v| v.contains("nd") && v.contains("th")),
    anywhere("\"nd th\"", |v| v.contains("nd th")),
    anywhere("the unto of", |v| ["the", "unto", "of"].iter().all(|word| v.contains(word))),
    anywhere("the AND lord AND said", |v| ["the", "lord", "said"].iter().all(|word| v.contains(word))),
    anywhere("love|hate|fear", |v| ["love", "hate", "fear"].iter().any(|word| v.contains(word))),
    anywhere("that OR for OR the", |v| ["that", "for", "the"].iter().any(|word| v.contains(word))),
    anywhere("love -hate", |v| v.contains("love") && !v.contains("hate")),
    anywhere("-the", |v| !v.contains("the")),
    anywhere("-the -\"and\" -for", |v| !["the", "and", "for"].iter().any(|word| v.contains(word))),
    anywhere("NOT (God OR Lord)", |v| !v.contains("god") && !v.contains("lord")),
    anywhere("(love|hate) -the", |v| (v.contains("love") || v.contains("hate")) && !v.contains("the")),
    anywhere("(the|\"and\") (that|for) -(lord|god)", |v| {
        (v.contains("the") || v.contains("and"))
            && (v.contains("that") || v.contains("for"))
            && !(v.contains("lord") || v.contains("god"))
    }),
    anywhere("\"God said\"", |v| v.contains("god said")),
    anywhere("\"of the\"", |v| v.contains("of the")),
    anywhere("\"and the lord said unto moses\"", |v| v.contains("and the lord said unto moses")),
    anywhere("\"the lord is my shepherd\"", |v| v.contains("the lord is my shepherd")),
    anywhere("\"there is not there\"", |v| v.contains("there is not there")),
    within("창 light", &[(1, 1)], |v| v.contains("light")),
    within("시,잠 wisdom", &[(19, 20)], |v| v.contains("wisdom")),
    within("마~요 \"kingdom of heaven\"", &[(40, 43)], |v| v.contains("kingdom of heaven")),
    within("구약 the", &[(1, 39)], |v| v.contains("the")),
    within("신약 grace", &[(40, 66)], |v| v.contains("grace")),
    within("구약 (king|queen) -David", &[(1, 39)], |v| {
        (v.contains("king") || v.contains("queen")) && !v.contains("david")
    }),
    // As many words as a search may have: all of them in a verse, and any of them.
    anywhere("the ing unto of to in he that a i for be is his her with it as all me", |v| {
        MANY.iter().all(|word| v.contains(word))
    }),
    anywhere("the|unto|his|her|hat|that|this|all|with|for|there|then|they|thou|thee|shall|were|was|which|said", |v| {
        EITHER.iter().any(|word| v.contains(word))
    }),
];
