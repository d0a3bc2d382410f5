//! The certificate that phones know this server by when they come over TLS.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use anyhow::Context as _;
use loai_gateway::Tls;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};

/// The certificate, in the data folder.
const CERTIFICATE: &str = "phone-tls.crt";
/// Its private key, beside it.
const KEY: &str = "phone-tls.key";
/// Scripts check the digest and no name, so this is for people.
const NAME: &str = "LOA.i";

/// The certificate and key of a data folder.
pub(crate) struct Certificate {
    certificate: String,
    key: String,
}

impl Certificate {
    /// Reads what an earlier start has made, or makes it.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(crate) fn of(data: &Path) -> anyhow::Result<Self> {
        if let Some(known) = Self::known(data)? {
            return Ok(known);
        }
        let made = Self::make().context("could not make a certificate")?;
        fs::create_dir_all(data).with_context(|| format!("could not create {}", data.display()))?;
        for (name, text) in [(KEY, &made.key), (CERTIFICATE, &made.certificate)] {
            let path = data.join(name);
            write_secret(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        }
        Ok(made)
    }

    /// What an earlier start has made, if any has.
    ///
    /// # Errors
    /// When a file that is there cannot be read.
    pub(crate) fn known(data: &Path) -> anyhow::Result<Option<Self>> {
        let read = |name| match fs::read_to_string(data.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("could not read {}", data.join(name).display())),
        };
        let (certificate, key) = (read(CERTIFICATE)?, read(KEY)?);
        Ok(certificate.zip(key).map(|(certificate, key)| Self { certificate, key }))
    }

    /// What phones are answered with.
    ///
    /// # Errors
    /// When the files hold something else.
    pub(crate) fn tls(&self) -> anyhow::Result<Tls> {
        Tls::new(&self.certificate, &self.key).with_context(|| format!("could not use {CERTIFICATE} and {KEY}"))
    }

    /// The SHA-256 of the certificate's DER as hex digits.
    ///
    /// # Errors
    /// When the file holds something else.
    pub(crate) fn pin(&self) -> anyhow::Result<String> {
        let der = loai_gateway::der(&self.certificate).with_context(|| format!("could not read {CERTIFICATE}"))?;
        Ok(loai_protocol::own::pin(&der))
    }

    fn make() -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::new(vec!["loai".to_owned()])?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, NAME);
        // Phones with a wrong clock connect as well; the digest is what counts.
        (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(2049, 12, 31));
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self { certificate, key: key.serialize_pem() })
    }
}

/// Writes a file that only its owner may read, whole or not at all.
pub(crate) fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".tmp");
    let _ = fs::remove_file(&beside);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_made_once_and_is_nobody_elses() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Certificate::known(dir.path()).unwrap().is_none());
        let made = Certificate::of(dir.path()).unwrap();
        let again = Certificate::of(dir.path()).unwrap();
        assert_eq!((made.pin().unwrap().len(), made.pin().unwrap()), (64, again.pin().unwrap()));
        assert!(made.tls().is_ok());
        #[cfg(unix)]
        for name in [CERTIFICATE, KEY] {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_file_that_holds_something_else_is_told_of() {
        let dir = tempfile::tempdir().unwrap();
        Certificate::of(dir.path()).unwrap();
        fs::write(dir.path().join(CERTIFICATE), "nothing").unwrap();
        let broken = Certificate::of(dir.path()).unwrap();
        assert!(broken.tls().is_err() && broken.pin().is_err());
    }
}
