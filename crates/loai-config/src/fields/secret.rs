//! Secrets, written out or by name: `secret:NAME`, or `${secret:NAME}` inside a text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Fields;
use crate::Secret;
use crate::diagnostic::Problem;
use crate::secrets::SecretName;
use loai_core::nearest;

/// How a value begins that is the name of a secret.
pub(crate) const REFERENCE: &str = "secret:";
const OPEN: &str = "${secret:";
const CLOSE: char = '}';
/// What is written as it is within a part of an address; tokens of some services have a colon.
const WITHIN_A_PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

impl Fields<'_> {
    /// A secret text that is not empty.
    pub(crate) fn secret(&self, key: &'static str) -> Option<Secret> {
        let secret = self.secret_or_empty(key)?;
        if secret.expose().trim().is_empty() {
            self.error(key, Problem::Empty);
            return None;
        }
        Some(secret)
    }

    /// A secret text.
    pub(crate) fn secret_or_empty(&self, key: &'static str) -> Option<Secret> {
        let text = self.text(key)?;
        match text.strip_prefix(REFERENCE) {
            Some(name) => self.named_secret(key, name).cloned(),
            None => self.filled_in(key, &text),
        }
    }

    /// The text with the secrets in it; in an address they are written so that they do not end a part of it.
    fn filled_in(&self, key: &'static str, text: &str) -> Option<Secret> {
        let is_address = text.contains("://");
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let Some((name, after)) = after.split_once(CLOSE) else {
                self.error(key, Problem::BadSecretName);
                return None;
            };
            let value = self.named_secret(key, name)?.expose();
            filled.push_str(before);
            if is_address {
                filled.extend(utf8_percent_encode(value, WITHIN_A_PART));
            } else {
                filled.push_str(value);
            }
            rest = after;
        }
        filled.push_str(rest);
        Some(Secret::new(filled))
    }

    fn named_secret(&self, key: &'static str, name: &str) -> Option<&Secret> {
        let name = name.trim();
        if SecretName::new(name).is_err() {
            self.error(key, Problem::BadSecretName);
            return None;
        }
        let secrets = self.source.secrets();
        let value = secrets.value(name);
        if value.is_none() && !secrets.is_closed() {
            let suggestion = nearest(name, secrets.names()).map(str::to_owned);
            self.error(key, Problem::UnknownSecret { found: name.to_owned(), suggestion });
        }
        value
    }
}
