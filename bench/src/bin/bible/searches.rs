//! What is looked for, and what each search means for one verse.

use crate::verse::Verse;

/// A search beside what it means.
pub struct Search {
    /// As people write it.
    pub text: &'static str,
    /// The books to look in, by their numbers.
    pub books: &'static [(u8, u8)],
    /// Whether a verse is one of those that are looked for.
    pub means: fn(&Verse) -> bool,
}

const EVERYWHERE: &[(u8, u8)] = &[(1, 66)];

const fn anywhere(text: &'static str, means: fn(&Verse) -> bool) -> Search {
    within(text, EVERYWHERE, means)
}

const fn within(text: &'static str, books: &'static [(u8, u8)], means: fn(&Verse) -> bool) -> Search {
    Search { text, books, means }
}

/// As many as a search may have, each of them frequent: words, beginnings, parts of words, and phrases that are rare
/// though their words are not.
const EITHER: [&str; 20] = [
    "the", "unto", "his", "her", "hat", "that", "this", "all", "with", "for", "there", "then", "they", "thou", "thee",
    "shall", "were", "was", "which", "said",
];
const PARTS: [&str; 20] = [
    "the", "ing", "unto", "of", "to", "in", "he", "that", "a", "i", "for", "be", "is", "his", "her", "with", "it",
    "as", "all", "me",
];
const PHRASES: [&str; 20] = [
    "of the",
    "in the",
    "and the",
    "to the",
    "unto the",
    "the lord",
    "and he",
    "shall be",
    "and they",
    "for the",
    "all the",
    "it is",
    "is the",
    "from the",
    "he said",
    "of his",
    "with the",
    "to him",
    "of israel",
    "out of",
];
const TURNED: [&str; 20] = [
    "the of", "the and", "and of", "in of", "to of", "of to", "of in", "to and", "of unto", "of that", "the to",
    "the in", "the that", "of for", "the he", "of he", "of is", "the for", "of shall", "the with",
];

/// Frequent and rare words, beginnings and endings, parts of words, phrases, operators and places.
pub const SEARCHES: &[Search] = &[
    anywhere("love", |v| v.whole("love")),
    anywhere("grace", |v| v.whole("grace")),
    anywhere("xylophone", |v| v.whole("xylophone")),
    anywhere("Selah", |v| v.whole("selah")),
    anywhere("the", |v| v.whole("the")),
    anywhere("e", |v| v.whole("e")),
    anywhere("I", |v| v.whole("i")),
    anywhere("\"and\"", |v| v.whole("and")),
    anywhere("god's", |v| v.whole("god's")),
    anywhere("Beth-el", |v| v.whole("beth-el")),
    anywhere(",", |v| v.anywhere(",")),
    anywhere("lov*", |v| v.beginning("lov")),
    anywhere("t*", |v| v.beginning("t")),
    anywhere("*ing", |v| v.ending("ing")),
    anywhere("*e", |v| v.ending("e")),
    anywhere("*'s", |v| v.ending("'s")),
    anywhere("*ove*", |v| v.anywhere("ove")),
    anywhere("*the*", |v| v.anywhere("the")),
    anywhere("*e*", |v| v.anywhere("e")),
    anywhere("*zz*", |v| v.anywhere("zz")),
    anywhere("*xylophone*", |v| v.anywhere("xylophone")),
    anywhere("lov* -love -*ing", |v| v.beginning("lov") && !v.whole("love") && !v.ending("ing")),
    anywhere("the unto of", |v| v.all(&["the", "unto", "of"])),
    anywhere("the AND lord AND said", |v| v.all(&["the", "lord", "said"])),
    anywhere("love|hate|fear", |v| v.any(&["love", "hate", "fear"])),
    anywhere("that OR for OR the", |v| v.any(&["that", "for", "the"])),
    anywhere("love -hate", |v| v.whole("love") && !v.whole("hate")),
    anywhere("-the", |v| !v.whole("the")),
    anywhere("-the -\"and\" -for", |v| !v.any(&["the", "and", "for"])),
    anywhere("NOT (God OR Lord)", |v| !v.any(&["god", "lord"])),
    anywhere("-*the* -*ing", |v| !v.anywhere("the") && !v.ending("ing")),
    anywhere("-\"of the\"", |v| !v.whole("of the")),
    anywhere("(love|hate) -the", |v| v.any(&["love", "hate"]) && !v.whole("the")),
    anywhere("(the|\"and\") (that|for) -(lord|god)", |v| {
        v.any(&["the", "and"]) && v.any(&["that", "for"]) && !v.any(&["lord", "god"])
    }),
    anywhere("\"God said\"", |v| v.whole("god said")),
    anywhere("\"of the\"", |v| v.whole("of the")),
    anywhere("\"the of\"", |v| v.whole("the of")),
    anywhere("\"*nd th*\"", |v| v.anywhere("nd th")),
    anywhere("\"of th*\"", |v| v.beginning("of th")),
    anywhere("\"*ing the\"", |v| v.ending("ing the")),
    anywhere("\", and\"", |v| v.whole(", and")),
    anywhere("\"and the lord said unto moses\"", |v| v.whole("and the lord said unto moses")),
    anywhere("\"the lord is my shepherd\"", |v| v.whole("the lord is my shepherd")),
    anywhere("\"there is not there\"", |v| v.whole("there is not there")),
    anywhere("\"of the\" -\"in the\" (*ing|*ed) lord", |v| {
        v.all(&["of the", "lord"]) && !v.whole("in the") && (v.ending("ing") || v.ending("ed"))
    }),
    within("창 light", &[(1, 1)], |v| v.whole("light")),
    within("시,잠 wisdom", &[(19, 20)], |v| v.whole("wisdom")),
    within("마~요 \"kingdom of heaven\"", &[(40, 43)], |v| v.whole("kingdom of heaven")),
    within("구약 the", &[(1, 39)], |v| v.whole("the")),
    within("신약 grace", &[(40, 66)], |v| v.whole("grace")),
    within("구약 (king|queen) -David", &[(1, 39)], |v| v.any(&["king", "queen"]) && !v.whole("david")),
    // As many words as a search may have: all of them in a verse, and any of them.
    anywhere(
        "*the* *ing* *unto* *of* *to* *in* *he* *that* *a* *i* *for* *be* *is* *his* *her* *with* *it* *as* *all* *me*",
        |v| PARTS.iter().all(|part| v.anywhere(part)),
    ),
    anywhere(
        "*the* | *ing* | *unto* | *of* | *to* | *in* | *he* | *that* | *a* | *i* | *for* | *be* | *is* | *his* | *her* \
         | *with* | *it* | *as* | *all* | *me*",
        |v| PARTS.iter().any(|part| v.anywhere(part)),
    ),
    anywhere("the|unto|his|her|hat|that|this|all|with|for|there|then|they|thou|thee|shall|were|was|which|said", |v| {
        v.any(&EITHER)
    }),
    anywhere(
        "-the -unto -his -her -hat -that -this -all -with -for -there -then -they -thou -thee -shall -were -was -which \
         -said",
        |v| !v.any(&EITHER),
    ),
    anywhere(
        "\"of the\"|\"in the\"|\"and the\"|\"to the\"|\"unto the\"|\"the lord\"|\"and he\"|\"shall be\"|\"and they\"|\
         \"for the\"|\"all the\"|\"it is\"|\"is the\"|\"from the\"|\"he said\"|\"of his\"|\"with the\"|\"to him\"|\
         \"of israel\"|\"out of\"",
        |v| v.any(&PHRASES),
    ),
    anywhere(
        "\"the of\"|\"the and\"|\"and of\"|\"in of\"|\"to of\"|\"of to\"|\"of in\"|\"to and\"|\"of unto\"|\"of that\"|\
         \"the to\"|\"the in\"|\"the that\"|\"of for\"|\"the he\"|\"of he\"|\"of is\"|\"the for\"|\"of shall\"|\
         \"the with\"",
        |v| v.any(&TURNED),
    ),
];
