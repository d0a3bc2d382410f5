//! One of several things, by chance alone.

use std::sync::Arc;

use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Texts, plain};

use crate::Ports;

/// At most so many characters of a choice are shown.
const SHOWN: usize = 100;

/// The service `choose`.
pub(crate) struct Choose {
    texts: Arc<Texts>,
    pick: fn(usize) -> usize,
}

impl Choose {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), pick: |count| rand::random_range(0..count) }
    }
}

/// What there is to choose from: between lines, commas, slashes or `vs`, else between blanks.
fn choices(prompt: &str) -> Vec<&str> {
    let parted: Vec<&str> = prompt
        .split(['\n', ',', '/', '|', '、', '，'])
        .flat_map(|part| part.split(" vs "))
        .flat_map(|part| part.split(" VS "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parted.len() > 1 { parted } else { prompt.split_whitespace().collect() }
}

impl CommandService for Choose {
    fn name(&self) -> &'static str {
        "choose"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let choices = choices(call.prompt);
        if choices.len() < 2 {
            return Outcome::text(self.texts.get("choose-usage", &[("command", call.command.shown().into())]));
        }
        let choice = plain(choices[(self.pick)(choices.len())], SHOWN);
        Outcome::text(self.texts.get("choose-answer", &[("choice", choice.into())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn choices_are_parted_as_people_part_them() {
        for (prompt, expected) in [
            ("짜장면, 짬뽕", &["짜장면", "짬뽕"][..]),
            ("짜장면 vs 짬뽕 VS 우동", &["짜장면", "짬뽕", "우동"]),
            ("짜장면/짬뽕", &["짜장면", "짬뽕"]),
            ("간다 안 간다", &["간다", "안", "간다"]),
            ("간다, 안 간다", &["간다", "안 간다"]),
            ("가,,나,", &["가", "나"]),
            ("하나\n둘", &["하나", "둘"]),
            ("하나", &["하나"]),
            ("하나,", &["하나,"]),
            ("", &[]),
        ] {
            assert_eq!(choices(prompt), expected, "{prompt}");
        }
    }

    #[test]
    fn one_of_them_is_the_answer() {
        let mut choose = Choose::new(&Fixture::new().ports);
        let all: Vec<String> = (0..200).map(|_| ask(&choose, "가, 나, 다")).collect();
        assert!(["🤔 가", "🤔 나", "🤔 다"].iter().all(|answer| all.iter().any(|said| said == answer)));
        choose.pick = |count| count - 1;
        assert_eq!(ask(&choose, "짜장면, 짬뽕"), "🤔 짬뽕");
        assert!(ask(&choose, "짜장면").starts_with("고를 것을"));
    }
}
