//! `[journal]`: the local journal.

use std::time::Duration;

use crate::diagnostic::Problem;
use crate::fields::Fields;

const MIB: u64 = 1024 * 1024;
const MAX_CAP_MIB: i64 = 1_048_576;

/// When the journal is synced to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Every [`JournalSettings::sync`]: survives a killed process, a power cut costs that time.
    #[default]
    Periodic,
    /// Before every answer.
    Strict,
}

/// The local journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalSettings {
    /// `segment_mib`: size of one file, in bytes here; 64 MiB.
    pub segment_bytes: u64,
    /// `cap_mib`: size of all files, in bytes here; 2048 MiB.
    pub cap_bytes: u64,
    /// `durability`: `periodic`.
    pub durability: Durability,
    /// `sync_ms`: pause between syncs; 200 ms.
    pub sync: Duration,
    /// `keep_minutes`: how long stored records stay for duplicates; 10 min.
    pub keep: Duration,
}

impl Default for JournalSettings {
    fn default() -> Self {
        Self {
            segment_bytes: 64 * MIB,
            cap_bytes: 2048 * MIB,
            durability: Durability::Periodic,
            sync: Duration::from_millis(200),
            keep: Duration::from_mins(10),
        }
    }
}

impl JournalSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let segment = fields.number("segment_mib", 1..=1024, default.segment_bytes / MIB);
        let cap = fields.number("cap_mib", 2..=MAX_CAP_MIB, default.cap_bytes / MIB);
        check_order(&fields, segment as i64, cap as i64);
        let number = |key, limits| fields.integer(key, limits).map(i64::unsigned_abs);
        let settings = Self {
            segment_bytes: segment * MIB,
            cap_bytes: cap * MIB,
            durability: fields
                .choice("durability", &[("periodic", Durability::Periodic), ("strict", Durability::Strict)])
                .unwrap_or(default.durability),
            sync: number("sync_ms", 10..=60_000).map_or(default.sync, Duration::from_millis),
            keep: number("keep_minutes", 1..=1440).map_or(default.keep, Duration::from_mins),
        };
        fields.finish(&[]);
        settings
    }
}

/// The journal holds at least two files.
fn check_order(fields: &Fields<'_>, segment: i64, cap: i64) {
    if cap >= segment * 2 {
        return;
    }
    let key = fields.culprit(["cap_mib", "segment_mib"]);
    let (min, max) = if key == "cap_mib" { (segment * 2, MAX_CAP_MIB) } else { (1, cap / 2) };
    fields.error(key, Problem::OutOfRange { min, max });
}
