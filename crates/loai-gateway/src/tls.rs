//! TLS for phones, with one certificate that their scripts know by its digest.

use std::{io, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
    server::TlsStream,
};

/// The bytes of a certificate in PEM, of which phones know the digest.
///
/// # Errors
/// [`TlsError::Pem`] when it is none.
pub fn der(certificate: &str) -> Result<Vec<u8>, TlsError> {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(TlsError::Pem)?;
    Ok(certificate.to_vec())
}

/// What answers phones that speak TLS.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

/// A certificate or its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// It is not PEM, or holds something else.
    #[error("read certificate or key")]
    Pem(#[source] rustls::pki_types::pem::Error),
    /// The two do not belong together, or the key is of an unknown kind.
    #[error("use certificate and key")]
    Unusable(#[source] rustls::Error),
}

impl Tls {
    /// Prepares a certificate and its key, both in PEM.
    ///
    /// # Errors
    /// [`TlsError`] when they cannot be used.
    pub fn new(certificate: &str, key: &str) -> Result<Self, TlsError> {
        let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(TlsError::Pem)?;
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(TlsError::Pem)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key))
            .map_err(TlsError::Unusable)?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.0.accept(stream).await
    }
}
