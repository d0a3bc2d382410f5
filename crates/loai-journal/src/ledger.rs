//! The journal as the [`Ledger`] that the rest of the server appends to.

use std::io;
use std::ops::Range;

use loai_core::{Batch, Ledger, LedgerError};

use crate::journal::{AppendError, Journal};

impl Ledger for Journal {
    fn append(&self, batch: &Batch) -> Result<Range<u64>, LedgerError> {
        let appended = Self::append(self, batch.bytes(), batch.count());
        if matches!(appended, Ok(_) | Err(AppendError::Unsynced { .. })) {
            batch.kept();
        }
        appended.map_err(|error| match error {
            AppendError::Full { .. } => LedgerError::Full,
            AppendError::Io(source) => LedgerError::Io(source),
            AppendError::Unsynced { source, .. } => LedgerError::Unsynced(source),
            AppendError::Malformed { .. } => LedgerError::Io(io::Error::new(io::ErrorKind::InvalidInput, error)),
        })
    }
}

#[cfg(test)]
mod tests {
    use loai_core::Record;
    use loai_core::record::PhoneEvent;

    use super::*;
    use crate::Options;

    #[test]
    fn the_records_of_a_batch_are_read_back_from_the_journal() {
        let event = Record::PhoneEvent(PhoneEvent {
            bot: "LOA.i",
            device: "device-1",
            event: "connect",
            detail: "",
            actor: "",
            address: "192.0.2.1",
            at: 1_752_990_000_000,
        });
        let mut batch = Batch::default();
        batch.push(&event);
        batch.push(&event);

        let dir = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(Options::new(dir.path())).unwrap();
        let ledger: &dyn Ledger = &journal;
        assert_eq!(ledger.append(&batch).unwrap(), 1..3);
        assert_eq!(ledger.append(&Batch::default()).unwrap(), 3..3);

        let mut reader = journal.reader(0);
        let group = reader.next().unwrap().unwrap();
        let records: Vec<_> = group.records().map(|(_, bytes)| Record::decode(bytes)).collect();
        assert_eq!(records, [Some(event.clone()), Some(event)]);
    }

    #[test]
    fn a_full_journal_is_a_full_ledger() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { cap_bytes: 10, ..Options::new(dir.path()) };
        let (journal, _) = Journal::open(options).unwrap();
        let mut batch = Batch::default();
        batch.push(&Record::PhoneEvent(PhoneEvent {
            bot: "LOA.i",
            device: "device-1",
            event: "connect",
            detail: "",
            actor: "",
            address: "",
            at: 0,
        }));
        let refused = Ledger::append(&journal, &batch).unwrap_err();
        assert!(matches!(refused, LedgerError::Full));
    }
}
