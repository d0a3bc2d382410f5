//! Values on their way into a statement.

use std::sync::Arc;

use sea_orm::sqlx::{
    self, Arguments, Row,
    mysql::{MySqlArguments, MySqlRow},
    sqlite::{SqliteArguments, SqliteRow},
};

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    /// A word that many rows have.
    Word(&'a Arc<str>),
}

impl Cell<'_> {
    /// How many bytes it takes at most on its way to a server.
    pub fn weight(&self) -> usize {
        9 + match self {
            Self::Text(text) => text.len(),
            Self::Word(word) => word.len(),
            _ => 0,
        }
    }
}

/// How many bytes all of them take at most.
pub(crate) fn weight(cells: &[Cell<'_>]) -> usize {
    cells.iter().map(Cell::weight).sum()
}

impl From<i64> for Cell<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Cell<'_> {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        // SQLite has no other way to say that it is not a number.
        if value.is_finite() { Self::Real(value) } else { Self::Null }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The first `characters` of a text: what a column of that length takes.
pub(crate) fn cut(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

pub(crate) fn for_sqlite(cells: &[Cell<'_>]) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(cells.len(), 0);
    for cell in cells {
        match *cell {
            Cell::Null => arguments.add(None::<i64>),
            Cell::Int(value) => arguments.add(value),
            Cell::Real(value) => arguments.add(value),
            // The statement runs on another thread, so the text has to be owned; this is one allocation, not two.
            Cell::Text(text) => arguments.add(Arc::<str>::from(text)),
            Cell::Word(word) => arguments.add(Arc::clone(word)),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

pub(crate) fn for_mysql(cells: &[Cell<'_>]) -> Result<MySqlArguments, sqlx::Error> {
    let mut arguments = MySqlArguments::default();
    arguments.reserve(cells.len(), weight(cells));
    for cell in cells {
        match *cell {
            Cell::Null => arguments.add(None::<i64>),
            Cell::Int(value) => arguments.add(value),
            Cell::Real(value) => arguments.add(value),
            Cell::Text(text) => arguments.add(text),
            Cell::Word(word) => arguments.add(&**word),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// A row of an answer, of either database.
pub(crate) trait Fields {
    /// A number; 0 for null.
    fn int(&self, index: usize) -> Result<i64, sqlx::Error>;
    /// A text.
    fn text(&self, index: usize) -> Result<&str, sqlx::Error>;
}

impl Fields for SqliteRow {
    fn int(&self, index: usize) -> Result<i64, sqlx::Error> {
        Ok(self.try_get::<Option<i64>, _>(index)?.unwrap_or_default())
    }

    fn text(&self, index: usize) -> Result<&str, sqlx::Error> {
        self.try_get(index)
    }
}

impl Fields for MySqlRow {
    fn int(&self, index: usize) -> Result<i64, sqlx::Error> {
        Ok(self.try_get::<Option<i64>, _>(index)?.unwrap_or_default())
    }

    fn text(&self, index: usize) -> Result<&str, sqlx::Error> {
        self.try_get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("가나다", 2), "가나");
        assert_eq!(cut("가나다", 3), "가나다");
        assert_eq!(cut("abc", 9), "abc");
        assert_eq!(cut("😀😀", 1), "😀");
    }
}
