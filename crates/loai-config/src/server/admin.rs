//! `[admin]`: the HTTP side.

use std::net::{Ipv4Addr, SocketAddr};

use crate::Secret;
use crate::fields::Fields;
use crate::tree::NodeValue;

/// The HTTP side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminSettings {
    /// `listen`: `127.0.0.1:8000`.
    pub listen: SocketAddr,
    /// `token`: what requests must show; without it that of the file `admin-token`, as [`crate::admin_token`] says.
    pub token: Option<Secret>,
    /// `hosts`: names besides the loopback ones under which requests may come; none.
    pub hosts: Vec<String>,
}

impl Default for AdminSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)), token: None, hosts: Vec::new() }
    }
}

impl AdminSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            listen: fields.address("listen").unwrap_or(default.listen),
            token: fields.filled_text("token").map(Secret::new),
            hosts: read_hosts(&fields).unwrap_or_default(),
        };
        fields.finish(&[]);
        settings
    }
}

/// A list of names; a variable holds them with commas between.
fn read_hosts(fields: &Fields<'_>) -> Option<Vec<String>> {
    if let NodeValue::Text(text) = &fields.get("hosts")?.value {
        return Some(text.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect());
    }
    Some(fields.texts("hosts")?.iter().map(|name| name.to_lowercase()).collect())
}
