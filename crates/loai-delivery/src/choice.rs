//! Which phone speaks.

use std::{cmp::Reverse, sync::Arc};

use loai_core::{Connection, Health, Registry};

/// The order in which the operator prefers phones, by device id.
pub type Preferences = Vec<String>;

/// The phones that may carry an item into a room, best first.
///
/// Healthy phones come before suspect ones, then phones that have heard this room since their script connected, then
/// the configured order, then the most recently alive (design, section 3, step 8).
pub(crate) fn candidates(registry: &Registry, bot: &str, room: u32, order: &[String]) -> Vec<Arc<Connection>> {
    let mut phones = registry.speakers(bot);
    phones.retain(|phone| phone.approved() && phone.health() != Health::Closed);
    phones.sort_by_cached_key(|phone| {
        let rank = order.iter().position(|device| device == phone.phone.device.as_str()).unwrap_or(order.len());
        (phone.health() != Health::Well, phone.heard(room).is_none(), rank, Reverse(phone.alive_at()))
    });
    phones
}

/// Whether the phone that brought a message can also carry the answer.
pub(crate) fn carries(registry: &Registry, via: &Connection) -> bool {
    via.health() == Health::Well && via.approved() && (!via.contested() || registry.speaks(via))
}

#[cfg(test)]
mod tests {
    use loai_core::testing::{Phone, room};

    use super::*;

    #[test]
    fn a_phone_that_has_heard_the_room_comes_before_the_configured_order() {
        let registry = Registry::default();
        let connect = |device: &str| {
            let connection = Phone::approved("LOA.i", device).connection(registry.next_id());
            registry.register(&connection, 0);
            connection
        };
        let (main, spare, last) = (connect("main"), connect("spare"), connect("last"));
        let order = vec!["main".to_owned(), "spare".to_owned()];
        let devices = |order: &[String]| -> Vec<String> {
            candidates(&registry, "LOA.i", 1, order).iter().map(|phone| phone.phone.device.to_string()).collect()
        };
        assert_eq!(devices(&order), ["main", "spare", "last"]);
        last.hears(&room("100", "가"), "가");
        assert_eq!(devices(&order), ["last", "main", "spare"]);
        last.suspect();
        assert_eq!(devices(&order), ["main", "spare", "last"]);
        main.ended();
        spare.answered(5, None);
        assert_eq!(devices(&[]), ["spare", "last"]);
    }

    #[test]
    fn a_phone_that_is_not_approved_carries_nothing() {
        let registry = Registry::default();
        let pending = Phone::with("LOA.i", "a", loai_core::Approval::Pending).connection(registry.next_id());
        registry.register(&pending, 0);
        assert!(candidates(&registry, "LOA.i", 1, &[]).is_empty());
        assert!(!carries(&registry, &pending));
    }
}
