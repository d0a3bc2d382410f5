//! `[journal]`: the local journal.

use std::time::Duration;

use crate::fields::Fields;

const MIB: u64 = 1024 * 1024;

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
        let words = [Durability::Periodic, Durability::Strict];
        let number = |key, limits| fields.integer(key, limits).map(i64::unsigned_abs);
        let segment = number("segment_mib", 1..=1024).map_or(default.segment_bytes, |mib| mib * MIB);
        let least = (segment / MIB) as i64 * 2;
        let settings = Self {
            segment_bytes: segment,
            cap_bytes: number("cap_mib", least..=1_048_576).map_or(default.cap_bytes, |mib| mib * MIB),
            durability: fields
                .choice("durability", &["periodic", "strict"])
                .map_or(default.durability, |index| words[index]),
            sync: number("sync_ms", 10..=60_000).map_or(default.sync, Duration::from_millis),
            keep: number("keep_minutes", 1..=1440).map_or(default.keep, Duration::from_mins),
        };
        fields.finish(&[]);
        settings
    }
}
