//! Amounts as people write them, and as they are shown.

/// Larger amounts are not reckoned with.
pub(crate) const MOST: f64 = 1e16;

/// The amounts that a text without blanks and commas may begin with, and what follows: the longest first.
pub(crate) fn starting(text: &str) -> impl Iterator<Item = (f64, &str)> {
    let ends = text.char_indices().map_while(|(at, letter)| is_part(letter).then_some(at + letter.len_utf8()));
    let mut ends: Vec<usize> = ends.collect();
    ends.reverse();
    ends.into_iter().filter_map(|end| Some((parse(&text[..end])?, &text[end..])))
}

/// A number in digits, in words or mixed: `1500`, `3만`, `1억2천만`, `삼십만`, `1.5억`. Commas are gone already.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let mut number = Number::default();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        if digits > 0 {
            number.digits(&rest[..digits])?;
            rest = &rest[digits..];
        } else {
            number.word(letter)?;
            rest = &rest[letter.len_utf8()..];
        }
    }
    number.end()
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_digit() || letter == '.' || digit(letter).is_some() || unit(letter).is_some()
}

fn digit(letter: char) -> Option<f64> {
    let digits = ['영', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'];
    digits.iter().position(|known| *known == letter).map(|digit| digit as f64)
}

fn unit(letter: char) -> Option<f64> {
    let units = [('십', 1e1), ('백', 1e2), ('천', 1e3), ('만', 1e4), ('억', 1e8), ('조', 1e12), ('경', 1e16)];
    units.iter().find(|(known, _)| *known == letter).map(|(_, unit)| *unit)
}

/// A number that is being read.
#[derive(Default)]
struct Number {
    /// What is behind a large unit.
    total: f64,
    /// What stands before the next large unit, such as the 1,200 of `1천2백만`.
    section: Option<f64>,
    /// Digits without a unit so far.
    digits: Option<f64>,
    /// The last small and large unit, since they fall from left to right.
    small: Option<f64>,
    large: Option<f64>,
}

impl Number {
    fn digits(&mut self, text: &str) -> Option<()> {
        let well_formed =
            text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(|c: char| c.is_ascii_digit());
        if self.digits.is_some() || !well_formed {
            return None;
        }
        self.digits = Some(text.parse().ok()?);
        Some(())
    }

    fn word(&mut self, letter: char) -> Option<()> {
        if let Some(digit) = digit(letter) {
            return self.digits.replace(digit).is_none().then_some(());
        }
        let unit = unit(letter)?;
        if unit < 1e4 {
            if self.small.is_some_and(|small| unit >= small) {
                return None;
            }
            self.section = Some(self.section.unwrap_or(0.0) + self.digits.take().unwrap_or(1.0) * unit);
            self.small = Some(unit);
            return Some(());
        }
        if self.large.is_some_and(|large| unit >= large) {
            return None;
        }
        let before = self.take_section().unwrap_or(1.0);
        self.total += before * unit;
        self.large = Some(unit);
        Some(())
    }

    fn take_section(&mut self) -> Option<f64> {
        self.small = None;
        match (self.section.take(), self.digits.take()) {
            (None, None) => None,
            (section, digits) => Some(section.unwrap_or(0.0) + digits.unwrap_or(0.0)),
        }
    }

    fn end(mut self) -> Option<f64> {
        let section = self.take_section();
        if section.is_none() && self.large.is_none() {
            return None;
        }
        Some(self.total + section.unwrap_or(0.0))
    }
}

/// A number with so many digits behind the point and commas between thousands.
pub(crate) fn grouped(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').map_or((&*text, None), |(whole, part)| (whole, Some(part)));
    let mut grouped = String::with_capacity(text.len() * 4 / 3 + 1);
    if number < 0.0 {
        grouped.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A number as somebody would write it: without zeros at the end, with at most four digits behind the point.
pub(crate) fn plainly(number: f64) -> String {
    let text = grouped(number, 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many digits behind the point a number needs: `usual`, and more where the number is so small that it would lose
/// its first four.
pub(crate) fn needed(number: f64, usual: usize) -> usize {
    let number = number.abs();
    if number >= 1.0 || number == 0.0 {
        return usual;
    }
    let zeros = -number.log10().floor() as i32 - 1;
    usual.max(usize::try_from(zeros + 4).unwrap_or(4)).min(12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_in_words_and_mixed() {
        for (text, number) in [
            ("100", 100.0),
            ("0", 0.0),
            ("1500", 1_500.0),
            ("1.5", 1.5),
            ("3만", 30_000.0),
            ("3.3만", 33_000.0),
            ("1.5억", 150_000_000.0),
            ("만", 10_000.0),
            ("천", 1_000.0),
            ("백만", 1_000_000.0),
            ("2천5백", 2_500.0),
            ("3만5천", 35_000.0),
            ("1만5000", 15_000.0),
            ("1억2천만", 120_000_000.0),
            ("1억2천3백4십5만6789", 123_456_789.0),
            ("삼십만", 300_000.0),
            ("오천", 5_000.0),
            ("이백오십", 250.0),
            ("십", 10.0),
            ("일", 1.0),
            ("100만", 1_000_000.0),
            ("2조", 2e12),
            ("1조2억", 1_000_200_000_000.0),
            ("억", 1e8),
            ("1억", 1e8),
            ("1억5", 100_000_005.0),
        ] {
            assert_eq!(parse(text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_read_as_one() {
        for text in
            ["", ".", "1.", ".5", "1.2.3", "만억", "3만5만", "백천", "일이", "3이", "달러", "1 0", "만천천", "-1"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_reading_of_a_beginning_is_tried_the_longest_first() {
        let found: Vec<_> = starting("3만이란리알").collect();
        assert_eq!(found, [(30_002.0, "란리알"), (30_000.0, "이란리알"), (3.0, "만이란리알")]);
        assert_eq!(starting("달러").count(), 0);
    }

    #[test]
    fn numbers_are_shown_with_commas_and_the_digits_that_they_need() {
        for (number, decimals, text) in [
            (0.0, 2, "0.00"),
            (999.0, 0, "999"),
            (1_000.0, 0, "1,000"),
            (1_234_567.891, 2, "1,234,567.89"),
            (-1_234.5, 1, "-1,234.5"),
            (999.999, 2, "1,000.00"),
        ] {
            assert_eq!(grouped(number, decimals), text);
        }
        assert_eq!([plainly(1_500.0), plainly(1.5), plainly(0.12345)], ["1,500", "1.5", "0.1235"]);
        assert_eq!([needed(1_432.1, 2), needed(0.5, 2), needed(0.058_9, 2), needed(0.0, 2)], [2, 4, 5, 2]);
        assert_eq!(grouped(0.000_034_12, needed(0.000_034_12, 2)), "0.00003412");
    }
}
