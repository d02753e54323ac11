//! A certificate for this machine only. It is created once and stored, so that it must be trusted
//! only once.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The host names and addresses in the certificate.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// The longest lifetime that every browser accepts.
const LIFETIME: Duration = Duration::days(825);

/// A certificate with its key, ready for the server.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate file in PEM, which clients must trust.
    pub file: PathBuf,
    pub(super) config: Arc<ServerConfig>,
}

impl Certificate {
    /// Reads the certificate in `file`, and its key in the file of the same name with the ending
    /// `.key`. If neither exists, both are created. Existing files are never replaced, because they
    /// may be the user's own.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written, if only one of the two exists, or if they are not a
    /// certificate and its key.
    pub fn at(file: &Path) -> Result<Self, CertificateError> {
        let key = file.with_extension("key");
        match (file.exists(), key.exists()) {
            (true, true) => {}
            (false, false) => make(file, &key)?,
            (true, false) => return Err(CertificateError::Alone(file.to_owned(), key)),
            (false, true) => return Err(CertificateError::Alone(key, file.to_owned())),
        }
        let config = read(file, &key)?;
        Ok(Self {
            file: file.to_owned(),
            config: Arc::new(config),
        })
    }
}

fn make(file: &Path, key_file: &Path) -> Result<(), CertificateError> {
    let (certificate, key) = sign().map_err(CertificateError::Made)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(unwritable(folder))?;
    }
    write_secret(key_file, &key).map_err(unwritable(key_file))?;
    fs::write(file, certificate).map_err(unwritable(file))
}

/// A new certificate and its key, in PEM. It is self-signed and cannot sign others, so trusting it
/// trusts no other names.
fn sign() -> Result<(String, String), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut wanted = CertificateParams::new(NAMES.map(str::to_owned))?;
    wanted.distinguished_name = DistinguishedName::new();
    let name = "hailer-stand-in, for development";
    wanted.distinguished_name.push(DnType::CommonName, name);
    wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Valid since yesterday, for clients whose clock is slow.
    wanted.not_before = OffsetDateTime::now_utc() - Duration::days(1);
    wanted.not_after = wanted.not_before + LIFETIME;
    let certificate = wanted.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

/// Writes a file that only its owner can read.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

fn unwritable(file: &Path) -> impl FnOnce(io::Error) -> CertificateError {
    move |error| CertificateError::Unwritable(file.to_owned(), error)
}

fn unreadable(file: &Path) -> impl FnOnce(pem::Error) -> CertificateError {
    move |error| CertificateError::Unreadable(file.to_owned(), error)
}

fn read(file: &Path, key_file: &Path) -> Result<ServerConfig, CertificateError> {
    let chain = CertificateDer::pem_file_iter(file).map_err(unreadable(file))?;
    let chain = chain
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable(file))?;
    let key = PrivateKeyDer::from_pem_file(key_file).map_err(unreadable(key_file))?;
    let unusable = |error| CertificateError::Unusable(file.to_owned(), error);
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Why there is no usable certificate.
#[derive(Debug)]
pub enum CertificateError {
    /// The first file exists, but the second one does not.
    Alone(PathBuf, PathBuf),
    /// A file cannot be read as PEM.
    Unreadable(PathBuf, pem::Error),
    /// A file or folder cannot be written.
    Unwritable(PathBuf, io::Error),
    /// The files are not a certificate and its key.
    Unusable(PathBuf, tokio_rustls::rustls::Error),
    /// The certificate could not be created.
    Made(rcgen::Error),
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alone(found, missing) => write!(
                f,
                "{} exists, but {} does not: provide both, or remove both to create new ones",
                found.display(),
                missing.display()
            ),
            Self::Unreadable(file, error) => write!(
                f,
                "{} cannot be read: {error}. Name another file with --tls-cert",
                file.display()
            ),
            Self::Unwritable(file, error) => write!(
                f,
                "{} cannot be written: {error}. Name another file with --tls-cert",
                file.display()
            ),
            Self::Unusable(file, error) => write!(
                f,
                "{} and its .key cannot be used: {error}. Remove both to create new ones",
                file.display()
            ),
            Self::Made(error) => write!(f, "a certificate cannot be created: {error}"),
        }
    }
}

impl std::error::Error for CertificateError {}
