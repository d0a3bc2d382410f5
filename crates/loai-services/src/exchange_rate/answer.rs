//! Rates in words.

use chrono::{Datelike, NaiveDate};
use loai_config::ExchangeProvider;
use loai_texts::{Language, Texts, Value};

use crate::amount::{grouped, needed, plainly};

use super::{
    currency::{Currency, WON},
    rates::Found,
    table::Rate,
};

/// From so many won on an amount is shown in 만 and 억 as well.
const READ_FROM: f64 = 1e8;

/// Makes answers.
pub(super) struct Answer<'a> {
    pub(super) texts: &'a Texts,
    /// When that is, in UTC milliseconds.
    pub(super) now: i64,
}

impl Answer<'_> {
    /// The usual currencies, two lines each.
    pub(super) fn usual(&self, found: &Found) -> String {
        let Some(won) = Currency::of(WON) else { return String::new() };
        let rates: Vec<_> = Currency::usual().map(|it| (it, found.table.rate(it, won))).collect();
        let known: Vec<Rate> = rates.iter().filter_map(|(_, rate)| *rate).collect();
        let date = known.iter().filter_map(|rate| rate.date).max();
        let mut lines = vec![self.texts.get("exchange-title", &[("date", self.date(date).into())]), String::new()];
        for (currency, rate) in rates {
            lines.push(format!("{} {} {}", currency.flag, self.name(currency), of_unit(currency)));
            lines.push(match rate {
                Some(rate) => self.with_change(rate, currency, won),
                None => self.texts.say("exchange-missing"),
            });
        }
        let before = known.iter().filter_map(|rate| rate.before).map(|(date, _)| date).max();
        lines.push(String::new());
        lines.extend(before.map(|date| self.texts.get("exchange-against", &[("date", self.date(Some(date)).into())])));
        lines.extend(self.below(found));
        lines.join("\n")
    }

    /// The rate of one currency in another, and what that is the other way.
    pub(super) fn rate(&self, found: &Found, from: &Currency, to: &Currency) -> Option<String> {
        let rate = found.table.rate(from, to)?;
        let title = if to.is_won() {
            format!("{} {} ({})", from.flag, self.name(from), from.code)
        } else {
            format!("{} {} → {} {}", from.flag, self.name(from), to.flag, self.name(to))
        };
        // What a won is worth is seen in ten thousand of them.
        let back = if to.is_won() { 10_000.0 } else { to.unit() };
        let other = pair(&self.typed(back, to), &self.money(back / rate.value, from));
        let mut lines = vec![title, self.rate_line(rate, from, to), other];
        lines.extend(self.basis(rate));
        lines.extend(self.below(found));
        Some(lines.join("\n"))
    }

    /// An amount in another currency.
    pub(super) fn converted(&self, found: &Found, amount: f64, from: &Currency, to: &Currency) -> Option<String> {
        let rate = found.table.rate(from, to)?;
        let result = self.money(amount * rate.value, to);
        let mut lines = vec![
            format!("💱 {}", pair(&self.typed(amount, from), &result)),
            format!("{} {} → {} {}", from.flag, self.name(from), to.flag, self.name(to)),
        ];
        // Where the won is sold, what is bought is quoted.
        let (quoted, base, quote) =
            if from.is_won() { (found.table.rate(to, from)?, to, from) } else { (rate, from, to) };
        lines.push(self.rate_line(quoted, base, quote));
        lines.extend(self.basis(rate));
        lines.push(self.texts.say("exchange-banks-differ"));
        lines.extend(self.below(found));
        Some(lines.join("\n"))
    }

    /// That nobody knows this currency.
    pub(super) fn unknown(&self, currency: &Currency) -> String {
        let values = [("name", self.name(currency).into()), ("code", currency.code.into())];
        self.texts.get("exchange-unknown", &values)
    }

    fn rate_line(&self, rate: Rate, from: &Currency, to: &Currency) -> String {
        pair(&self.typed(from.unit(), from), &self.with_change(rate, from, to))
    }

    /// A rate for the unit of a currency, with the change against the day before.
    fn with_change(&self, rate: Rate, from: &Currency, to: &Currency) -> String {
        let value = rate.value * from.unit();
        let decimals = needed(value, 2);
        let shown = self.counted(&grouped(value, decimals), to);
        let Some((_, before)) = rate.before else { return shown };
        let change = value - before * from.unit();
        let percent = change / (before * from.unit()) * 100.0;
        let rounded = grouped(change.abs(), decimals);
        let key = match () {
            () if !rounded.contains(|digit: char| ('1'..='9').contains(&digit)) => "exchange-same",
            () if change > 0.0 => "exchange-up",
            () => "exchange-down",
        };
        let values =
            [("rate", shown.into()), ("change", rounded.into()), ("percent", grouped(percent.abs(), 2).into())];
        self.texts.get(key, &values)
    }

    /// An amount as it was typed.
    fn typed(&self, amount: f64, currency: &Currency) -> String {
        self.counted(&plainly(amount), currency)
    }

    /// An amount as it is paid: no pennies where there are none, except in small amounts.
    fn money(&self, amount: f64, currency: &Currency) -> String {
        let decimals = if amount >= 100.0 || amount == 0.0 { currency.decimals.min(2) } else { needed(amount, 2) };
        let shown = self.counted(&grouped(amount, decimals), currency);
        match self.read(amount, currency) {
            Some(read) => format!("{shown} ({read})"),
            None => shown,
        }
    }

    /// A large amount of won as it is read: 약 1억 4,321만 원.
    fn read(&self, amount: f64, currency: &Currency) -> Option<String> {
        if !currency.is_won() || amount < READ_FROM || self.texts.language() != Language::Korean {
            return None;
        }
        let mut rest = (amount / 1e4).round() * 1e4;
        let mut words = Vec::new();
        for (unit, value) in [("경", 1e16), ("조", 1e12), ("억", 1e8), ("만", 1e4)] {
            let count = (rest / value).floor();
            if count >= 1.0 {
                words.push(format!("{}{unit}", grouped(count, 0)));
                rest -= count * value;
            }
        }
        Some(self.texts.get("exchange-about", &[("amount", words.join(" ").into())]))
    }

    fn counted(&self, amount: &str, currency: &Currency) -> String {
        let key = if currency.is_won() { "exchange-won" } else { "exchange-money" };
        self.texts.get(key, &[("amount", amount.into()), ("code", currency.code.into())])
    }

    fn name(&self, currency: &Currency) -> &'static str {
        match self.texts.language() {
            Language::Korean => currency.korean,
            Language::English => currency.english,
        }
    }

    /// The day of a rate, and the one that it is compared with.
    fn basis(&self, rate: Rate) -> Option<String> {
        let before = rate.before.map_or_else(|| "none".to_owned(), |(date, _)| self.date(Some(date)));
        let values = [("date", self.date(Some(rate.date?)).into()), ("before", before.into())];
        Some(self.texts.get("exchange-basis", &values))
    }

    /// Whose rates these are, and that they are old where they are.
    fn below(&self, found: &Found) -> Vec<String> {
        let source = match found.table.source {
            ExchangeProvider::Eximbank => "exchange-source-eximbank",
            ExchangeProvider::Frankfurter => "exchange-source-frankfurter",
            ExchangeProvider::OpenErApi => "exchange-source-open-er-api",
        };
        let mut lines = vec![self.texts.say(source)];
        if found.is_old {
            let ago = self.texts.ago(self.now - found.table.fetched);
            lines.push(self.texts.get("exchange-old", &[("ago", ago.into())]));
        }
        lines
    }

    /// A day such as 2026-11-20(금).
    fn date(&self, date: Option<NaiveDate>) -> String {
        let Some(date) = date else { return String::new() };
        let day: Value<'_> = date.weekday().num_days_from_monday().into();
        let values = [("date", date.to_string().into()), ("weekday", day)];
        self.texts.get("exchange-date", &values)
    }
}

fn pair(left: &str, right: &str) -> String {
    format!("{left} = {right}")
}

/// What a rate in the list is for.
fn of_unit(currency: &Currency) -> String {
    let unit = currency.unit();
    if unit > 1.0 { format!("({} {})", plainly(unit), currency.code) } else { format!("({})", currency.code) }
}
