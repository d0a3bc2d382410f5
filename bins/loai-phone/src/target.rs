//! Where the simulated phone may connect: loopback, unless told otherwise.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// One of several addresses at which nobody answers for so long is passed over.
const LISTENS: Duration = Duration::from_secs(2);

/// Resolves `HOST:PORT` and refuses everything but loopback unless `anywhere`.
///
/// An address that means "every interface", as a server writes it into its ready file, becomes loopback. Of several
/// addresses, such as those of `localhost`, the first is taken at which somebody listens.
///
/// # Errors
/// When the name does not resolve or no address is on this machine.
pub async fn resolve(text: &str, anywhere: bool) -> Result<SocketAddr> {
    let found = tokio::net::lookup_host(text).await.with_context(|| format!("cannot resolve {text}"))?;
    first_open(found.map(reachable).collect(), anywhere).await.with_context(|| format!("cannot connect to {text}"))
}

async fn first_open(found: Vec<SocketAddr>, anywhere: bool) -> Result<SocketAddr> {
    let first = *found.first().context("it has no address")?;
    let allowed: Vec<SocketAddr> = found.into_iter().filter(|address| guard(*address, anywhere).is_ok()).collect();
    for address in allowed.iter().filter(|_| allowed.len() > 1) {
        if let Ok(Ok(_)) = timeout(LISTENS, TcpStream::connect(address)).await {
            return Ok(*address);
        }
    }
    // Whoever connects next says what is wrong with the only address, or with the first.
    allowed.first().copied().map_or_else(|| guard(first, anywhere), Ok)
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

    #[tokio::test]
    async fn of_several_addresses_the_first_is_taken_at_which_somebody_listens() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        // Nobody listens on port 9 of another loopback address, and the first is not on this machine.
        let [far, closed] = ["192.0.2.10:9", "127.0.0.3:9"].map(|address| address.parse().unwrap());
        assert_eq!(first_open(vec![far, closed, open], false).await.unwrap(), open);
        assert_eq!(first_open(vec![far, closed], false).await.unwrap(), closed);
        assert!(first_open(vec![far], false).await.is_err());
        assert!(first_open(Vec::new(), true).await.is_err());
    }
}
