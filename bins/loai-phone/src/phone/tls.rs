//! A phone that comes over TLS and knows the server by the digest of its certificate, as our own script does.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring as provider, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use super::{GREETING_WAIT, Phone, socket};
use crate::identity::Identity;

/// A phone over TLS.
pub type TlsPhone = Phone<TlsStream<TcpStream>>;

impl TlsPhone {
    /// Connects over TLS to the server whose certificate has this SHA-256, sends the handshake and waits for its answer.
    ///
    /// # Errors
    /// When the certificate is another one, and as [`Phone::connect`].
    pub async fn connect_pinned(address: SocketAddr, identity: &Identity, pin: &str) -> Result<Self> {
        let stream = socket::open(address, None).await?;
        let own = stream.local_addr().context("cannot tell the phone's own address")?;
        let name = ServerName::from(address.ip());
        let connector = TlsConnector::from(Arc::new(config(pin)?));
        let stream = connector.connect(name, stream).await.context("cannot speak TLS with the server")?;
        let mut phone = Self::over(stream, identity, &own.ip().to_string());
        phone.handshake().await?;
        phone.greeted(GREETING_WAIT).await?;
        Ok(phone)
    }
}

fn config(pin: &str) -> Result<ClientConfig> {
    let provider = Arc::new(provider::default_provider());
    let pinned = Arc::new(Pinned { pin: pin.to_ascii_lowercase(), provider: Arc::clone(&provider) });
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.dangerous().with_custom_certificate_verifier(pinned).with_no_client_auth())
}

/// Accepts one certificate, whatever it says.
#[derive(Debug)]
struct Pinned {
    pin: String,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if loai_protocol::own::pin(certificate) == self.pin {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
