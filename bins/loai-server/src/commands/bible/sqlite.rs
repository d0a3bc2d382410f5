//! A text in a SQLite file, as MyBible, MySword, e-Sword and scrollmapper have it.

use std::io::Write as _;

use anyhow::Context as _;
use loai_bible::{LARGEST, VERSES, pack::table};
use loai_db::{ForeignFile, ForeignLimits};

use super::{super::run::block_on, refusal::Refusal};

/// Books beside the 66 count as well, and no verse is so long.
const LIMITS: ForeignLimits = ForeignLimits { rows: 2 * VERSES, value: 16 << 10, all: LARGEST as usize };

/// Whether it is such a file.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SQLite format 3\0")
}

/// The verses of a file as lines, from the table that is named or the only one that has any.
pub(super) fn lines(bytes: &[u8], named: Option<&str>) -> anyhow::Result<Vec<u8>> {
    // The database is read from a copy, so nobody changes it meanwhile.
    let mut copy = tempfile::NamedTempFile::new().context("no place for a copy of the file")?;
    copy.write_all(bytes).context("no place for a copy of the file")?;
    let rows = block_on(async {
        let mut file = ForeignFile::open(copy.path()).await?;
        let tables = file.tables().await?;
        let tables = tables.iter().map(|table| (table.name.as_str(), table.columns.as_slice()));
        let place = table::find(tables, named)?;
        let rows = file.rows(&place.table, place.columns.each_ref().map(String::as_str), LIMITS).await?;
        file.close().await;
        rows.ok_or(Refusal::TooLarge.into())
    })?;
    Ok(table::csv(&table::read(&rows)?))
}
