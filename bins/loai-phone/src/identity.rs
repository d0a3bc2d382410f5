//! Who a simulated phone is.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use loai_config::Secret;
use loai_core::{Clock, SystemClock};
use loai_protocol::SigningKey;
use loai_protocol::phone::{Client, OwnPhone, Phone as Script};

/// What every phone says about itself.
const INFO: &str = "acme Model-1 (Android 13, API 33)";

/// A phone's identity: whose messages it carries, how it signs, and which script it runs.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The bot's name.
    pub bot: String,
    /// The HMAC key.
    pub secret: Secret,
    /// The text that ends what is signed.
    pub salt: Secret,
    /// The Android secure id.
    pub device: String,
    /// The script.
    pub client: Client,
}

impl Identity {
    /// An identity with the given keys.
    pub fn new(bot: &str, secret: &str, salt: &str, device: &str, client: Client) -> Self {
        Self {
            bot: bot.to_owned(),
            secret: Secret::new(secret),
            salt: Secret::new(salt),
            device: device.to_owned(),
            client,
        }
    }

    /// The same phone with another device id.
    pub fn with_device(&self, device: impl Into<String>) -> Self {
        Self { device: device.into(), ..self.clone() }
    }

    /// Our own script on this phone. It is the same installation for every connection of the device.
    pub fn own(&self) -> OwnPhone {
        let mut hasher = DefaultHasher::new();
        self.device.hash(&mut hasher);
        OwnPhone {
            bot: self.bot.clone(),
            phone_id: self.device.clone(),
            key: SigningKey::new(self.secret.expose(), self.salt.expose()).phone_key(&self.bot, &self.device),
            version: Client::Loai.version().to_owned(),
            boot: format!("{:016x}", rand::random::<u64>()),
            install: format!("{:016x}", hasher.finish()),
            info: INFO.to_owned(),
        }
    }

    /// The script as it runs on a phone with this address.
    pub fn script(&self, ip_address: String) -> Script {
        Script {
            client: self.client,
            bot: self.bot.clone(),
            device_id: self.device.clone(),
            device_uuid: Some(self.device.clone()),
            mac_address: Some("02:00:00:00:00:00".to_owned()),
            ip_address,
            device_info: INFO.to_owned(),
            key: SigningKey::new(self.secret.expose(), self.salt.expose()),
        }
    }
}

/// The digits of every log id.
pub const LOG_ID_DIGITS: usize = 19;

/// A log id that no other call has had, nor any process that started earlier; later ones are higher.
pub fn fresh_log_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    if NEXT.load(Relaxed) == 0 {
        // Nobody sends a million messages a millisecond, so ids of a later start are always higher.
        let base = u64::try_from(SystemClock.now()).unwrap_or(1).saturating_mul(1_000_000);
        // Losing this race means that another thread has set the base.
        let _ = NEXT.compare_exchange(0, base, Relaxed, Relaxed);
    }
    NEXT.fetch_add(1, Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_ids_have_a_fixed_width_and_never_repeat() {
        let first = fresh_log_id();
        assert_eq!(first.to_string().len(), LOG_ID_DIGITS);
        assert!(fresh_log_id() > first);
    }

    #[test]
    fn an_identity_does_not_print_its_keys() {
        let identity = Identity::new("bot", "hunter2", "pepper", "phone", Client::V321);
        let text = format!("{identity:?} {:?}", identity.script("192.0.2.10".to_owned()));
        assert!(!text.contains("hunter2") && !text.contains("pepper"), "{text}");
    }
}
