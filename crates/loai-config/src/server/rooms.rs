//! `[rooms]`: what holds for every room.

use super::Approval;
use crate::fields::Fields;

/// What holds for every room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomsSettings {
    /// `approval`: whether unknown rooms wait for an operator; `manual`.
    pub approval: Approval,
    /// `concurrency`: slow commands beside each other in one room; 3.
    pub concurrency: u16,
    /// `max_pending`: rooms of one bot that wait for approval; further ones are not remembered; 1000.
    pub max_pending: usize,
}

impl Default for RoomsSettings {
    fn default() -> Self {
        Self { approval: Approval::Manual, concurrency: 3, max_pending: 1000 }
    }
}

impl RoomsSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            approval: Approval::read(&fields, "approval").unwrap_or(default.approval),
            concurrency: fields.number("concurrency", 1..=100, default.concurrency),
            max_pending: fields.number("max_pending", 1..=1_000_000, default.max_pending),
        };
        fields.finish(&[]);
        settings
    }
}
