//! The text of statements that take several rows, made once for each number of rows.

use std::sync::Arc;

use hashbrown::HashMap;
use sea_orm::sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::cells::{Cell, weight};

/// A table that rows are added to.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

/// A table in which a key is there once: what a row adds goes to the row that has its key.
#[derive(Debug)]
pub(crate) struct Sums {
    /// The table.
    pub table: Table,
    /// What is done when SQLite finds the key.
    pub sqlite: &'static str,
    /// What is done when a server finds it.
    pub mysql: &'static str,
}

/// A query for several keys at once.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// Everything up to the condition.
    pub select: &'static str,
    /// The condition for one key.
    pub key: &'static str,
    /// How many values a key has.
    pub width: usize,
}

/// A column that is set to a value of its own in several rows at once.
#[derive(Debug)]
pub(crate) struct Touch {
    /// Everything up to the branches.
    pub update: &'static str,
}

/// How many rows one statement takes; few sizes, so that prepared statements are used again.
const SIZES: [usize; 4] = [256, 32, 4, 1];

/// Keys beyond this number make a condition too deep for some databases.
const MOST_KEYS: usize = 64;

/// A statement that weighs more than this is split.
pub(crate) const MOST_BYTES: usize = 2 << 20;

/// Statements that were made before.
#[derive(Debug, Default)]
pub(crate) struct Statements(HashMap<(&'static str, &'static str, usize), SqlStr>);

impl Statements {
    pub fn insert(&mut self, table: &'static Table, rows: usize) -> SqlStr {
        self.get((table.name, ""), rows, || insert(table, rows))
    }

    /// The `else_add` says what is done for a key that is there.
    pub fn add_up(&mut self, sums: &'static Sums, rows: usize, else_add: &'static str) -> SqlStr {
        self.get((sums.table.name, else_add), rows, || format!("{} {else_add}", insert(&sums.table, rows)))
    }

    pub fn lookup(&mut self, lookup: &'static Lookup, keys: usize) -> SqlStr {
        self.get((lookup.select, ""), keys, || format!("{}{}", lookup.select, repeated(lookup.key, " OR ", keys)))
    }

    pub fn touch(&mut self, touch: &'static Touch, rows: usize) -> SqlStr {
        self.get((touch.update, ""), rows, || {
            let branches = repeated("WHEN ? THEN ?", " ", rows);
            format!("{} = CASE id {branches} END WHERE id IN ({})", touch.update, repeated("?", ", ", rows))
        })
    }

    fn get(
        &mut self,
        (name, more): (&'static str, &'static str),
        rows: usize,
        make: impl FnOnce() -> String,
    ) -> SqlStr {
        let known = self.0.entry((name, more, rows));
        known.or_insert_with(|| AssertSqlSafe(Arc::<str>::from(make())).into_sql_str()).clone()
    }
}

/// Splits rows of `width` cells into as few runs as there are sizes for, none heavier than `bytes` unless it is a
/// single row.
pub(crate) fn runs<'c, 'a>(cells: &'c [Cell<'a>], width: usize, bytes: usize) -> impl Iterator<Item = &'c [Cell<'a>]> {
    split(cells, width, SIZES[0], bytes)
}

/// Splits keys as [`runs`] splits rows.
pub(crate) fn key_runs<'c, 'a>(
    cells: &'c [Cell<'a>],
    width: usize,
    bytes: usize,
) -> impl Iterator<Item = &'c [Cell<'a>]> {
    split(cells, width, MOST_KEYS, bytes)
}

fn split<'c, 'a>(
    mut rest: &'c [Cell<'a>],
    width: usize,
    most: usize,
    bytes: usize,
) -> impl Iterator<Item = &'c [Cell<'a>]> {
    std::iter::from_fn(move || {
        let fits = |size: &usize| {
            *size <= most && size * width <= rest.len() && (*size == 1 || weight(&rest[..size * width]) <= bytes)
        };
        let (run, later) = rest.split_at(SIZES.into_iter().find(fits)? * width);
        rest = later;
        Some(run)
    })
}

fn insert(table: &Table, rows: usize) -> String {
    let row = format!("({})", repeated("?", ", ", table.columns.len()));
    format!("INSERT INTO {} ({}) VALUES {}", table.name, table.columns.join(", "), repeated(&row, ", ", rows))
}

fn repeated(part: &str, between: &str, times: usize) -> String {
    vec![part; times].join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_by_number_and_by_weight() {
        let sizes = |cells: &[Cell<'_>]| runs(cells, 2, 10_000).map(|run| run.len() / 2).collect::<Vec<_>>();
        assert_eq!(sizes(&vec![Cell::Null; 2 * 295]), [256, 32, 4, 1, 1, 1]);
        assert_eq!(sizes(&[]), [0; 0]);
        let heavy = "x".repeat(2_000);
        assert_eq!(sizes(&[Cell::Text(&heavy); 8]), [1, 1, 1, 1]);
        assert_eq!(sizes(&[Cell::Text(&heavy[..1_200]); 16]), [4, 4]);
    }

    #[test]
    fn a_statement_has_a_place_for_every_value() {
        const TABLE: Table = Table { name: "t", columns: &["a", "b"] };
        static T: Table = TABLE;
        static TOUCH: Touch = Touch { update: "UPDATE t SET a" };
        let mut statements = Statements::default();
        assert_eq!(statements.insert(&T, 2).as_str(), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
        assert_eq!(
            statements.touch(&TOUCH, 2).as_str(),
            "UPDATE t SET a = CASE id WHEN ? THEN ? WHEN ? THEN ? END WHERE id IN (?, ?)"
        );
    }
}
