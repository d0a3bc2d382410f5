//! The address that an operator types into a phone.

use std::net::{IpAddr, SocketAddr};

/// Where phones in the same network reach this listener: a bound address as it is, and for "any" the machine's own.
pub(crate) fn reachable(bound: SocketAddr) -> SocketAddr {
    if !bound.ip().is_unspecified() {
        return bound;
    }
    let own = if_addrs::get_if_addrs().unwrap_or_default().into_iter().map(|interface| interface.ip());
    let best = own.filter(|address| address.is_ipv4() && !address.is_loopback()).max_by_key(|address| rank(*address));
    SocketAddr::new(best.unwrap_or(IpAddr::from([127, 0, 0, 1])), bound.port())
}

/// Home networks before anything else; container bridges (172.16/12) last.
fn rank(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(v4) => match v4.octets() {
            [192, 168, ..] => 3,
            [10, ..] => 2,
            [169, 254, ..] => 0,
            _ => 1,
        },
        IpAddr::V6(_) => 0,
    }
}
