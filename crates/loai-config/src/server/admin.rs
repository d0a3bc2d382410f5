//! `[admin]`: the address of the HTTP side.

use std::net::{Ipv4Addr, SocketAddr};

use crate::fields::Fields;

/// The address of the HTTP side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminSettings {
    /// `listen`: `127.0.0.1:8000`.
    pub listen: SocketAddr,
}

impl Default for AdminSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)) }
    }
}

impl AdminSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self { listen: fields.address("listen").unwrap_or(default.listen) };
        fields.finish(&[]);
        settings
    }
}
