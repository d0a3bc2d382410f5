//! Keyword rules: a sigil, and words of which each stands for a keyword in any of its forms.
//!
//! A keyword stands where a word consists of keywords and optional words, written together or not, with a particle
//! behind them or without. What is left is the prompt. Where the sigil alone is a command as well (`>` asks an AI), an
//! ordinary sentence must not be taken for a keyword call: then a rule whose command needs a prompt holds only when its
//! keywords come first, and any other only when nothing is left.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use loai_core::{Command, Keywords};

use super::{Found, How, head::Head};

/// Words and characters that a text may have and still be looked at; a longer one is talk.
const MAX_WORDS: usize = 24;
const MAX_CHARS: usize = 200;
/// Words over which one keyword may be written.
const SPREAD: usize = 4;
/// Particles and endings that may stand behind a keyword.
const PARTICLES: &[&str] = &[
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "도",
    "만",
    "에",
    "에서",
    "로",
    "으로",
    "와",
    "과",
    "랑",
    "이랑",
    "요",
    "야",
    "이야",
    "이에요",
    "예요",
    "인가요",
    "인가",
    "이란",
    "란",
    "좀",
    "은요",
    "는요",
    "님",
];

/// The keyword rules of a set of commands.
#[derive(Debug, Default)]
pub(super) struct KeywordRules {
    rules: Vec<Rule>,
    /// For each sigil: rules by every form of their first keyword.
    by_form: HashMap<Box<str>, HashMap<Box<str>, Vec<usize>>>,
    /// The longest form of a first keyword, in characters.
    longest: usize,
}

#[derive(Debug)]
struct Rule {
    command: Arc<Command>,
    keywords: usize,
    /// Every form of every keyword with the keyword's number, and every optional word; folded, without blanks, the
    /// longest first.
    pieces: Vec<(Box<str>, Option<usize>)>,
}

impl KeywordRules {
    pub(super) fn add(&mut self, key: &str, rule: &Keywords, command: &Arc<Command>) {
        let sigil = Head::read(key, 0).sigil().to_owned();
        if sigil.is_empty() || rule.all.is_empty() {
            return;
        }
        let by_form = self.by_form.entry(sigil.into()).or_default();
        for form in folded(&rule.all[0]) {
            self.longest = self.longest.max(form.chars().count());
            by_form.entry(form).or_default().push(self.rules.len());
        }
        let forms =
            rule.all.iter().enumerate().flat_map(|(number, forms)| folded(forms).map(move |form| (form, Some(number))));
        let mut pieces: Vec<_> = forms.chain(folded(&rule.optional).map(|word| (word, None))).collect();
        pieces.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        self.rules.push(Rule { command: Arc::clone(command), keywords: rule.all.len(), pieces });
    }

    /// The first rule, in order of definition, that holds for the text.
    pub(super) fn find<'t>(&self, head: &Head, text: &'t str, strict: bool) -> Option<Found<'t>> {
        let by_form = self.by_form.get(head.sigil())?;
        let talk = head.after_sigil(text);
        let words: Vec<&str> = talk.split_whitespace().take(MAX_WORDS + 1).collect();
        if words.len() > MAX_WORDS || talk.chars().nth(MAX_CHARS).is_some() {
            return None;
        }
        let squeezed: Vec<String> = words.iter().map(|word| squeeze(word)).collect();
        self.candidates(by_form, &squeezed.concat()).into_iter().find_map(|at| {
            let prompt = self.rules[at].holds(&words, &squeezed, strict)?;
            let command = Arc::clone(&self.rules[at].command);
            Some(Found { command, prompt: Cow::Owned(prompt), how: How::Keywords })
        })
    }

    /// The rules whose first keyword may stand somewhere in this text, in order of definition.
    fn candidates(&self, by_form: &HashMap<Box<str>, Vec<usize>>, text: &str) -> BTreeSet<usize> {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let spans = ends.iter().enumerate().flat_map(|(index, start)| {
            ends.iter().skip(index + 1).take(self.longest).filter_map(|end| by_form.get(&text[*start..*end]))
        });
        spans.flatten().copied().collect()
    }
}

impl Rule {
    /// The prompt, when every keyword stands in these words.
    fn holds(&self, words: &[&str], squeezed: &[String], strict: bool) -> Option<String> {
        let mut open = vec![true; self.keywords];
        let (mut left, mut keywords_first) = (Vec::new(), true);
        let mut at = 0;
        while at < words.len() {
            let taken = self.take(&squeezed[at..], &mut open);
            if taken == 0 {
                keywords_first &= !open.contains(&true);
                left.push(words[at]);
            }
            at += taken.max(1);
        }
        let complete = !open.contains(&true);
        let allowed = !strict || left.is_empty() || (self.command.prompt_required && keywords_first);
        (complete && allowed).then(|| left.join(" "))
    }

    /// How many of the first words consist of keywords and optional words; those keywords are closed.
    fn take(&self, words: &[String], open: &mut [bool]) -> usize {
        (1..=words.len().min(SPREAD)).rev().find(|count| self.consists(&words[..*count].concat(), open)).unwrap_or(0)
    }

    /// Whether a word is made of the longest pieces that fit, one after the other, and perhaps a particle.
    fn consists(&self, word: &str, open: &mut [bool]) -> bool {
        let (mut rest, mut met) = (word, Vec::new());
        while met.is_empty() || !is_particle(rest) {
            let Some((form, number)) = self.pieces.iter().find(|(form, _)| rest.starts_with(&**form)) else {
                return false;
            };
            met.push(*number);
            rest = &rest[form.len()..];
        }
        met.into_iter().flatten().for_each(|number| open[number] = false);
        true
    }
}

/// Whether nothing but a particle and punctuation is left of a word.
fn is_particle(rest: &str) -> bool {
    let word = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
    word.is_empty() || PARTICLES.contains(&word)
}

/// In lower case and without blanks.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn folded(forms: &[Box<str>]) -> impl Iterator<Item = Box<str>> {
    forms.iter().map(|form| squeeze(form)).filter(|form| !form.is_empty()).map(Into::into)
}
