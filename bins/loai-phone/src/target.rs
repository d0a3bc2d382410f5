//! Where the simulated phone may connect: loopback, unless told otherwise.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Context, Result, ensure};

/// Resolves `HOST:PORT` and refuses everything but loopback unless `anywhere`.
///
/// An address that means "every interface", as a server writes it into its ready file, becomes loopback.
///
/// # Errors
/// When the name does not resolve or the address is not on this machine.
pub async fn resolve(text: &str, anywhere: bool) -> Result<SocketAddr> {
    let mut found = tokio::net::lookup_host(text).await.with_context(|| format!("cannot resolve {text}"))?;
    let address = found.next().with_context(|| format!("{text} has no address"))?;
    guard(reachable(address), anywhere)
}

/// Passes loopback addresses, and others only when `anywhere`.
///
/// # Errors
/// When the address is not on this machine and `anywhere` is not given.
pub fn guard(address: SocketAddr, anywhere: bool) -> Result<SocketAddr> {
    ensure!(
        anywhere || address.ip().is_loopback(),
        "{address} is not this machine; add --anywhere if the server there is yours"
    );
    Ok(address)
}

fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, anywhere: bool) -> bool {
        guard(address.parse().unwrap(), anywhere).is_ok()
    }

    #[test]
    fn only_this_machine_is_reached_without_being_told() {
        assert!(check("127.0.0.1:37888", false) && check("127.9.9.9:1", false) && check("[::1]:1", false));
        for far in ["192.0.2.10:37888", "[2001:db8::1]:1", "0.0.0.0:1", "10.0.0.1:1"] {
            assert!(!check(far, false), "{far}");
            assert!(check(far, true), "{far}");
        }
    }

    #[tokio::test]
    async fn an_address_of_every_interface_means_this_machine() {
        let address = resolve("0.0.0.0:37888", false).await.unwrap();
        assert_eq!(address.to_string(), "127.0.0.1:37888");
        assert!(resolve("192.0.2.10:37888", false).await.is_err());
    }
}
