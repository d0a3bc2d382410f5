//! Sums: the four operations, powers, roots, percent and brackets, with numbers as people in Korea write them.

use std::sync::Arc;

use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Texts, plain};
use unicode_normalization::UnicodeNormalization;

use crate::{
    Ports,
    amount::{self, grouped, needed},
};

/// Longer sums are not read, in characters.
const LONGEST: usize = 200;
/// Brackets and signs within each other.
const DEPTH: usize = 50;
/// Numbers are exact up to here, 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The service `calculator`.
pub(crate) struct Calculator {
    texts: Arc<Texts>,
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    Unclear,
    Zero,
    TooLarge,
}

/// Words and signs that mean an operator.
const SIGNS: [(&str, char); 16] = [
    ("더하기", '+'),
    ("빼기", '-'),
    ("곱하기", '*'),
    ("나누기", '/'),
    ("제곱근", '√'),
    ("루트", '√'),
    ("sqrt", '√'),
    ("제곱", '²'),
    ("**", '^'),
    ("×", '*'),
    ("✕", '*'),
    ("x", '*'),
    ("÷", '/'),
    ("의", '*'),
    ("퍼센트", '%'),
    ("프로", '%'),
];

/// The sum in one form: one sign for each operator, no blanks, no commas.
fn signs(prompt: &str) -> String {
    // `²` is kept apart from a plain 2, which is what compatibility forms would make of it.
    let text: String = prompt.replace('²', "제곱").nfkc().flat_map(char::to_lowercase).collect();
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let text = text.trim_end_matches(['=', '?', '은', '는']);
    SIGNS.iter().fold(text.replace('−', "-"), |text, (word, sign)| text.replace(word, &sign.to_string()))
}

/// Reads a sum from left to right.
struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.rest.strip_prefix(sign);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn sum(&mut self) -> Result<f64, Flaw> {
        let mut total = self.product()?;
        loop {
            if self.take('+') {
                total += self.product()?;
            } else if self.take('-') {
                total -= self.product()?;
            } else {
                return Ok(total);
            }
        }
    }

    fn product(&mut self) -> Result<f64, Flaw> {
        let mut total = self.signed()?;
        loop {
            if self.take('*') {
                total *= self.signed()?;
            } else if self.take('/') {
                let by = self.signed()?;
                total = if by == 0.0 { return Err(Flaw::Zero) } else { total / by };
            } else {
                return Ok(total);
            }
        }
    }

    /// A sign binds less than a power: -2^2 is -4.
    fn signed(&mut self) -> Result<f64, Flaw> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Flaw::Unclear);
        }
        let value = if self.take('-') {
            -self.signed()?
        } else if self.take('+') {
            self.signed()?
        } else {
            self.power()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn power(&mut self) -> Result<f64, Flaw> {
        let base = self.single()?;
        if !self.take('^') {
            return Ok(base);
        }
        let exponent = self.signed()?;
        match base.powf(exponent) {
            _ if base == 0.0 && exponent < 0.0 => Err(Flaw::Zero),
            power if power.is_nan() => Err(Flaw::Unclear),
            power => Ok(power),
        }
    }

    fn single(&mut self) -> Result<f64, Flaw> {
        let mut value = if self.take('(') {
            let inner = self.sum()?;
            if !self.take(')') {
                return Err(Flaw::Unclear);
            }
            inner
        } else if self.take('√') {
            let of = self.signed()?;
            if of < 0.0 {
                return Err(Flaw::Unclear);
            }
            of.sqrt()
        } else {
            let (number, rest) = amount::starting(self.rest).next().ok_or(Flaw::Unclear)?;
            self.rest = rest;
            number
        };
        while let Some(sign @ ('%' | '²')) = self.peek() {
            self.take(sign);
            value = if sign == '%' { value / 100.0 } else { value * value };
        }
        Ok(value)
    }
}

fn calculate(prompt: &str) -> Result<f64, Flaw> {
    if prompt.chars().nth(LONGEST).is_some() {
        return Err(Flaw::Unclear);
    }
    let text = signs(prompt);
    let mut reader = Reader { rest: &text, depth: 0 };
    let value = reader.sum()?;
    match value {
        _ if !reader.rest.is_empty() => Err(Flaw::Unclear),
        value if value.abs() <= EXACT => Ok(value),
        _ => Err(Flaw::TooLarge),
    }
}

/// A result without the noise of binary fractions: as many digits as are right.
fn shown(value: f64) -> String {
    let whole = value.abs().max(1.0).log10().floor() as usize + 1;
    let decimals = needed(value, 10).min(14_usize.saturating_sub(whole));
    let text = grouped(value, decimals);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

impl Calculator {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts) }
    }
}

impl CommandService for Calculator {
    fn name(&self) -> &'static str {
        "calculator"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let (texts, command) = (&self.texts, call.command.shown());
        Outcome::text(match calculate(call.prompt) {
            Ok(value) => {
                let sum = plain(call.prompt.trim_end_matches(['=', '?', ' ']), LONGEST);
                texts.get("calculator-answer", &[("sum", sum.into()), ("result", shown(value).into())])
            }
            Err(Flaw::Zero) => texts.say("calculator-zero"),
            Err(Flaw::TooLarge) => texts.say("calculator-too-large"),
            Err(Flaw::Unclear) => texts.get("calculator-usage", &[("command", command.into())]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn sums_are_calculated_as_people_write_them() {
        for (sum, result) in [
            ("1+2*3", "7"),
            ("(1 + 2) * 3", "9"),
            ("10/4", "2.5"),
            ("0.1+0.2", "0.3"),
            ("1/3", "0.3333333333"),
            ("1,000 + 2,500", "3,500"),
            ("3만*12", "360,000"),
            ("1억 2천만 / 4", "30,000,000"),
            ("15000의 10%", "1,500"),
            ("200*15%", "30"),
            ("2^10", "1,024"),
            ("2**3", "8"),
            ("2^3^2", "512"),
            ("-2^2", "-4"),
            ("2^-1", "0.5"),
            ("3²", "9"),
            ("5제곱", "25"),
            ("루트 16", "4"),
            ("√(9+16)", "5"),
            ("삼 더하기 오", "8"),
            ("10 나누기 4는?", "2.5"),
            ("3x4", "12"),
            ("3×4÷2=", "6"),
            ("１２＋３", "15"),
            ("5−3", "2"),
            ("--3", "3"),
            ("1-1", "0"),
            ("0*-1", "0"),
            ("9007199254740992", "9,007,199,254,740,992"),
            ("100000*1.1", "110,000"),
        ] {
            assert_eq!(calculate(sum).map(shown).as_deref(), Ok(result), "{sum}");
        }
    }

    #[test]
    fn what_has_no_result_is_told_apart() {
        for (sum, flaw) in [
            ("1/0", Flaw::Zero),
            ("0^-1", Flaw::Zero),
            ("9^99", Flaw::TooLarge),
            ("9^9^9^9", Flaw::TooLarge),
            ("", Flaw::Unclear),
            ("1+", Flaw::Unclear),
            ("(1", Flaw::Unclear),
            ("1)", Flaw::Unclear),
            ("1 2 a", Flaw::Unclear),
            ("√-1", Flaw::Unclear),
            ("(-1)^0.5", Flaw::Unclear),
            ("사랑", Flaw::Unclear),
        ] {
            assert_eq!(calculate(sum), Err(flaw), "{sum}");
        }
        assert_eq!(calculate(&"(".repeat(200)), Err(Flaw::Unclear), "and nothing overflows");
        assert_eq!(calculate(&"1+".repeat(200)), Err(Flaw::Unclear), "too long");
    }

    #[test]
    fn the_answer_repeats_the_sum() {
        let calculator = Calculator::new(&Fixture::new().ports);
        assert_eq!(ask(&calculator, "3만 * 12 ="), "🧮 3만 * 12 = 360,000");
        assert_eq!(ask(&calculator, "1/0"), "0으로는 나눌 수 없어요.");
        assert!(ask(&calculator, "사랑").starts_with("식을 읽지 못했어요."));
    }
}
