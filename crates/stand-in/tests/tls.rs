//! https and wss on the stand-in's port.

mod support;

use futures_util::{SinkExt as _, StreamExt as _};
use hailer_stand_in::{Certificate, Config, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::{env, fs};
use support::ACCOUNT;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

/// A temporary folder, which is deleted after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("hailer-tls-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("certificate.pem")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Starts a stand-in that speaks TLS and plain HTTP, and returns its address.
async fn start(certificate: &Path) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config {
        certificate: Some(Certificate::at(certificate).unwrap()),
        ..Config::new(ACCOUNT)
    };
    tokio::spawn(run(listener, config, std::future::pending()));
    address
}

/// Connects as a client that trusts only this certificate.
async fn connect(
    address: std::net::SocketAddr,
    name: &'static str,
    trusted: &Path,
) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(trusted).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from(name).unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await.unwrap()
}

/// The body of the response to a GET.
async fn get(mut stream: TlsStream<TcpStream>, host: &str, path: &str) -> Value {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn discovery_over_tls_returns_hosts_without_a_scheme() {
    let folder = Folder::new("discovery");
    let address = start(&folder.file()).await;
    for name in ["localhost", "127.0.0.1"] {
        let stream = connect(address, name, &folder.file()).await;
        let host = format!("{name}:{}", address.port());
        let path = format!("/api/account/{ACCOUNT}/service/baseURI.json?version=1.0");
        let answer = get(stream, &host, &path).await;
        let first = &answer["baseURIs"][0];
        assert_eq!(first["baseURI"], host.as_str(), "{answer}");
    }
}

#[tokio::test]
async fn portrait_urls_use_the_scheme_of_the_request() {
    let folder = Folder::new("portrait");
    let address = start(&folder.file()).await;
    let stream = connect(address, "localhost", &folder.file()).await;
    let path = format!("/api/account/{ACCOUNT}/configuration/le-users/users/777");
    let profile = get(stream, "localhost:1", &path).await;
    let picture = profile["pictureUrl"].as_str().unwrap();
    assert!(picture.starts_with("https://localhost:1/"), "{picture}");
}

#[tokio::test]
async fn requests_are_answered_over_wss() {
    let folder = Folder::new("socket");
    let address = start(&folder.file()).await;
    let service = support::Service {
        host: address.to_string(),
    };
    // The same port also serves plain http, which the token request uses.
    let bearer = service.log_in("anna").await;
    let stream = connect(address, "localhost", &folder.file()).await;
    let url = format!("wss://localhost/ws_api/account/{ACCOUNT}/messaging/brand/{bearer}?v=2.1");
    let (mut socket, _) = client_async(url, stream).await.unwrap();
    let clock = r#"{"kind":"req","id":"1","type":".GetClock","body":{}}"#;
    socket.send(Message::text(clock)).await.unwrap();
    let answer = socket.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(answer.contains("currentTime"), "{answer}");
}

#[tokio::test]
async fn a_silent_client_does_not_block_others() {
    let folder = Folder::new("silent");
    let address = start(&folder.file()).await;
    let silent = TcpStream::connect(address).await.unwrap();
    let service = support::Service {
        host: address.to_string(),
    };
    assert_eq!(service.sign_up().await.split('.').count(), 3);
    drop(silent);
}

#[test]
fn a_certificate_is_created_once_and_only_the_owner_can_read_its_key() {
    let folder = Folder::new("kept");
    let file = folder.file();
    Certificate::at(&file).unwrap();
    let made = fs::read(&file).unwrap();
    Certificate::at(&file).unwrap();
    assert_eq!(fs::read(&file).unwrap(), made);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = fs::metadata(file.with_extension("key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o077, 0);
    }
}

#[test]
fn an_unusable_certificate_is_reported_with_a_remedy() {
    let folder = Folder::new("unusable");
    let file = folder.file();
    let complaint = |file: &Path| Certificate::at(file).unwrap_err().to_string();
    fs::write(&file, "no certificate").unwrap();
    let alone = complaint(&file);
    assert!(alone.contains("certificate.key does not"), "{alone}");
    fs::write(file.with_extension("key"), "no key").unwrap();
    let unreadable = complaint(&file);
    assert!(unreadable.contains("certificate.key"), "{unreadable}");
    assert!(unreadable.contains("--tls-cert"), "{unreadable}");
    // A file cannot be used as a folder.
    let unwritable = complaint(&file.join("below.pem"));
    assert!(unwritable.contains("--tls-cert"), "{unwritable}");
}

#[tokio::test]
async fn a_port_in_use_is_reported_with_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_hailer-stand-in"))
        .args(["--tls", "--listen", &address])
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        error.contains(&address) && error.contains("--listen"),
        "{error}"
    );
}
