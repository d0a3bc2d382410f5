//! How often an address may connect.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Addresses that are remembered at most; beyond it everything older than a minute is forgotten.
const REMEMBERED: usize = 10_000;
const MINUTE: i64 = 60_000;

/// Counts new connections by address and minute.
#[derive(Debug)]
pub(crate) struct Addresses {
    per_minute: u32,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    by_address: HashMap<IpAddr, (i64, u32)>,
    pruned_at: i64,
}

impl Addresses {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute, seen: Mutex::default() }
    }

    /// Notes a new connection; false when the address has had its share of this minute.
    pub(crate) fn may_connect(&self, address: IpAddr, now: i64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.by_address.len() >= REMEMBERED {
            // Looking through all of them is for once a second, not for every connection of a flood.
            if now - seen.pruned_at >= 1_000 {
                seen.pruned_at = now;
                seen.by_address.retain(|_, (since, _)| now - *since < MINUTE);
            }
            if seen.by_address.len() >= REMEMBERED {
                return false;
            }
        }
        let (since, count) = seen.by_address.entry(address).or_insert((now, 0));
        if now - *since >= MINUTE {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= self.per_minute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_of_every_minute() {
        let addresses = Addresses::new(2);
        let (a, b) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        assert!(addresses.may_connect(a, 0) && addresses.may_connect(a, 1) && !addresses.may_connect(a, 2));
        assert!(addresses.may_connect(b, 2));
        assert!(addresses.may_connect(a, MINUTE));
    }

    #[test]
    fn a_flood_of_addresses_is_not_remembered_for_ever() {
        let addresses = Addresses::new(2);
        for number in 0..20_000_u32 {
            addresses.may_connect(IpAddr::from(number.to_be_bytes()), 0);
        }
        assert!(addresses.seen.lock().unwrap().by_address.len() <= REMEMBERED);
        assert!(addresses.may_connect(IpAddr::from([192, 0, 2, 1]), MINUTE));
    }
}
