//! What people look for: words, AND, OR, NOT, parentheses, exact phrases, and where to look.

mod plan;

use plan::Plan;

use crate::{
    Book, Text,
    bits::Bits,
    fold::{fold, folded},
    spelling,
    term::Term,
};

/// So many words may be looked for at once.
pub const WORDS: usize = 20;

/// A search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Runs of books to look in, the first and the last of each; empty for all.
    pub scope: Vec<(Book, Book)>,
    /// What stands on both sides of what was found; nothing unless somebody wishes it.
    pub mark: String,
    /// The search as it was written, without the mark.
    pub text: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Words(Term),
    All(Vec<What>),
    Any(Vec<What>),
    Not(Box<What>),
}

/// Why a text is no search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadQuery {
    /// There is nothing to look for.
    Nothing,
    /// A quote or parenthesis has no partner, or an operator no word.
    Unbalanced,
    /// There are more than [`WORDS`].
    TooMany,
}

/// The verses that were found in one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// Positions of all verses, rising.
    pub positions: Vec<usize>,
    /// How many of them are in the Old Testament.
    pub old: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Or,
    And,
    Not,
    Words(Term),
}

impl Query {
    /// Reads a search: an optional place (`전체`, `구약`, `신약`, `창`, `창~신`, `창,요`), the words, and an optional mark
    /// (`with ★`).
    ///
    /// # Errors
    /// When there is nothing to look for or it cannot be read.
    pub fn parse(text: &str) -> Result<Self, BadQuery> {
        let (text, mark) = marked(text.trim());
        let (scope, words) = scoped(text);
        let tokens = tokens(words)?;
        if tokens.iter().filter(|token| matches!(token, Token::Words(_))).count() > WORDS {
            return Err(BadQuery::TooMany);
        }
        if tokens.is_empty() {
            return Err(BadQuery::Nothing);
        }
        let mut rest = &tokens[..];
        let what = any(&mut rest, 0)?;
        if rest.is_empty() { Ok(Self { scope, mark, text: text.to_owned(), what }) } else { Err(BadQuery::Unbalanced) }
    }

    /// Looks in these books only.
    #[must_use]
    pub fn within(mut self, first: Book, last: Book) -> Self {
        let inside = |(from, to): (Book, Book)| (from.max(first), to.min(last));
        let narrowed: Vec<_> = self.scope.iter().copied().map(inside).filter(|(from, to)| from <= to).collect();
        // A place that lies outside of these books does not count.
        self.scope = if narrowed.is_empty() { vec![(first, last)] } else { narrowed };
        self
    }

    /// Whether a word is written in Hangul.
    pub fn is_korean(&self) -> bool {
        let mut korean = false;
        self.what.each_word(true, &mut |word| korean |= word.is_korean());
        korean
    }

    /// What is looked for, for people: the words as they are compared.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        self.what.each_word(true, &mut |word| words.push(word.letters.clone()));
        words
    }

    /// Looks in a text.
    pub fn run(&self, text: &Text) -> Hits {
        let everywhere = self.scope.is_empty();
        let mut within = if everywhere { Bits::all(text.len()) } else { Bits::none(text.len()) };
        for (first, last) in &self.scope {
            within.add_all(text.books(*first, *last));
        }
        let found = Plan::new(&self.what, text).find(text, &within);
        let positions: Vec<usize> = found.iter().collect();
        let old = positions.partition_point(|at| text.id(*at).book().is_old());
        Hits { positions, old }
    }

    /// The words of a verse with the mark on both sides of everything that was looked for.
    pub fn marked(&self, verse: &str) -> String {
        if self.mark.is_empty() {
            return verse.to_owned();
        }
        let letters: Vec<char> = verse.chars().collect();
        let mut inside = vec![false; letters.len()];
        self.what.each_word(true, &mut |word| word.mark(&letters, &mut inside));
        let (mut told, mut was) = (String::with_capacity(verse.len() + 8), false);
        for (letter, is) in letters.into_iter().zip(inside) {
            if is != was {
                told.push_str(&self.mark);
            }
            was = is;
            told.push(letter);
        }
        told + if was { &self.mark } else { "" }
    }
}

impl What {
    /// Every word that is looked for, and not those that must be absent.
    fn each_word(&self, wanted: bool, tell: &mut impl FnMut(&Term)) {
        match self {
            Self::Words(words) if wanted => tell(words),
            Self::Words(_) => {}
            Self::Not(what) => what.each_word(!wanted, tell),
            Self::All(all) | Self::Any(all) => all.iter().for_each(|what| what.each_word(wanted, tell)),
        }
    }

    /// What it means for a folded verse, without an index.
    #[cfg(test)]
    fn holds(&self, verse: &str) -> bool {
        match self {
            Self::Words(words) if !verse.contains(&words.letters) => false,
            Self::Words(words) => {
                let letters: Vec<char> = verse.chars().collect();
                let mut marked = vec![false; letters.len()];
                words.mark(&letters, &mut marked);
                marked.contains(&true)
            }
            Self::Not(what) => !what.holds(verse),
            Self::All(all) => all.iter().all(|what| what.holds(verse)),
            Self::Any(all) => all.iter().any(|what| what.holds(verse)),
        }
    }
}

/// The text without `with ★`, and the mark. A mark of letters would be a word to look for.
fn marked(text: &str) -> (&str, String) {
    let found = text.rsplit_once(char::is_whitespace).and_then(|(rest, mark)| {
        let rest = rest.trim_end();
        let before = rest.strip_suffix("with").or_else(|| rest.strip_suffix("WITH"))?;
        let is_mark = !mark.chars().any(char::is_alphanumeric) && mark.chars().count() <= 5;
        (is_mark && before.ends_with(char::is_whitespace)).then(|| (before.trim_end(), mark.to_owned()))
    });
    found.unwrap_or((text, String::new()))
}

/// Where to look, and the rest.
fn scoped(text: &str) -> (Vec<(Book, Book)>, &str) {
    let Some((first, rest)) = text.split_once(char::is_whitespace) else { return (Vec::new(), text) };
    match (runs(first), rest.trim_start()) {
        (Some(scope), rest) if !rest.is_empty() => (scope, rest),
        _ => (Vec::new(), text),
    }
}

fn runs(word: &str) -> Option<Vec<(Book, Book)>> {
    let testament = |from, to| Some(vec![(Book::numbered(from)?, Book::numbered(to)?)]);
    match word {
        "전체" | "성경" => return Some(Vec::new()),
        "구약" => return testament(1, Book::OLD),
        "신약" => return testament(Book::OLD + 1, Book::COUNT),
        _ => {}
    }
    let run = |part: &str| match part.split_once(['~', '-', '∼', '～', '–']) {
        Some((from, to)) => {
            let (from, to) = (spelling::scope_of(from.trim())?, spelling::scope_of(to.trim())?);
            (from <= to).then_some((from, to))
        }
        None => spelling::scope_of(part.trim()).map(|book| (book, book)),
    };
    word.split([',', '·', '、'])
        .filter(|part| !part.is_empty())
        .map(run)
        .collect::<Option<Vec<_>>>()
        .filter(|runs| !runs.is_empty())
}

fn tokens(text: &str) -> Result<Vec<Token>, BadQuery> {
    let letters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(&letter) = letters.get(at) {
        let begins = at == 0 || letters[at - 1].is_whitespace() || matches!(letters[at - 1], '(' | '|' | '-' | '!');
        match letter {
            c if c.is_whitespace() => at += 1,
            '(' => (tokens.push(Token::Open), at += 1).1,
            ')' => (tokens.push(Token::Close), at += 1).1,
            '|' => (tokens.push(Token::Or), at += 1).1,
            '-' if begins => (tokens.push(Token::Not), at += 1).1,
            open @ ('"' | '\'' | '“' | '”' | '‘' | '’') if begins => {
                let ends = |c: &char| fold(*c) == fold(open);
                let len = letters[at + 1..].iter().position(ends).ok_or(BadQuery::Unbalanced)?;
                let phrase: String = letters[at + 1..at + 1 + len].iter().collect();
                let phrase = folded(&phrase).split_whitespace().collect::<Vec<_>>().join(" ");
                tokens.extend(Term::new(&phrase).map(Token::Words));
                at += len + 2;
            }
            _ => {
                let ends = |c: &char| c.is_whitespace() || matches!(c, '(' | ')' | '|');
                let len = letters[at..].iter().position(ends).unwrap_or(letters.len() - at);
                let word: String = letters[at..at + len].iter().collect();
                tokens.extend(operator(&word).or_else(|| Term::new(&folded(&word)).map(Token::Words)));
                at += len;
            }
        }
    }
    Ok(tokens)
}

/// AND, OR and NOT in letters; in quotes they are words like others.
fn operator(word: &str) -> Option<Token> {
    match word {
        "AND" | "and" | "그리고" => Some(Token::And),
        "OR" | "or" | "또는" => Some(Token::Or),
        "NOT" | "not" => Some(Token::Not),
        _ => None,
    }
}

/// Parentheses may stand in each other so deep.
const DEPTH: usize = 20;

fn any(rest: &mut &[Token], depth: usize) -> Result<What, BadQuery> {
    if depth > DEPTH {
        return Err(BadQuery::TooMany);
    }
    let mut all = vec![all(rest, depth)?];
    while let [Token::Or, others @ ..] = rest {
        *rest = others;
        all.push(self::all(rest, depth)?);
    }
    Ok(if all.len() == 1 { all.remove(0) } else { What::Any(all) })
}

fn all(rest: &mut &[Token], depth: usize) -> Result<What, BadQuery> {
    let mut all: Vec<What> = Vec::new();
    let mut waits = false;
    loop {
        match rest {
            [Token::And, others @ ..] if !all.is_empty() && !waits => {
                (*rest, waits) = (others, true);
            }
            [] | [Token::Or | Token::Close, ..] => break,
            _ => {
                all.push(one(rest, depth)?);
                waits = false;
            }
        }
    }
    match all.len() {
        _ if waits => Err(BadQuery::Unbalanced),
        0 => Err(BadQuery::Unbalanced),
        1 => Ok(all.remove(0)),
        // What has to be there narrows more than what must be absent.
        _ => {
            all.sort_by_key(|what| matches!(what, What::Not(_)));
            Ok(What::All(all))
        }
    }
}

fn one(rest: &mut &[Token], depth: usize) -> Result<What, BadQuery> {
    match rest {
        [Token::Not, others @ ..] if depth <= DEPTH => {
            *rest = others;
            Ok(What::Not(Box::new(one(rest, depth + 1)?)))
        }
        [Token::Words(words), others @ ..] => {
            *rest = others;
            Ok(What::Words(words.clone()))
        }
        [Token::Open, others @ ..] => {
            *rest = others;
            let inner = any(rest, depth + 1)?;
            match rest {
                [Token::Close, others @ ..] => {
                    *rest = others;
                    Ok(inner)
                }
                _ => Err(BadQuery::Unbalanced),
            }
        }
        _ => Err(BadQuery::Unbalanced),
    }
}

#[cfg(test)]
mod tests;
