//! The brand's shop, which serves `tests/pages/` and the release assets, and a second origin with
//! only the assets.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use std::env;
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The strictest content security policy that the widget must support.
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {{domains}} {{socket}}; \
                      img-src 'self' {{domains}}; require-trusted-types-for 'script'";
/// The same policy with nonces in place of the origin for scripts.
const NONCES: &str = "default-src 'none'; script-src 'nonce-{{nonce}}' 'wasm-unsafe-eval'; connect-src 'self' {{domains}} {{socket}}; \
                      img-src 'self' {{domains}}; require-trusted-types-for 'script'";
/// Records violations of the policy.
const VIOLATIONS: &str = "window.violations = [];\
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));";
/// The brand's logo.
const LOGO: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="gold"/></svg>"#;
/// Allows pages of other origins to use an asset.
const FOR_EVERYBODY: (HeaderName, &str) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");

/// How requests for the conversation part are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// With the file.
    Given,
    /// Not before the value changes.
    Held,
    /// With an error.
    Refused,
    /// With the file, but without its content type.
    Untyped,
}

/// The release that the shop serves. A later one has removed the files of the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The built release.
    Built,
    /// The next release, which is compatible with open pages.
    Next,
    /// The next release, which is not compatible with open pages.
    Incompatible,
}

/// A running shop with its controls.
pub struct Open {
    /// Its address.
    pub address: String,
    /// How requests for the conversation part are answered.
    pub part: watch::Sender<Part>,
    /// The release that it serves.
    pub release: watch::Sender<Release>,
}

#[derive(Clone)]
struct Shop {
    part: watch::Receiver<Part>,
    release: watch::Receiver<Release>,
    /// The placeholders in pages and policies, with their values.
    words: Vec<(&'static str, String)>,
}

impl Shop {
    fn filled(&self, text: &str) -> String {
        let words = self.words.iter();
        words.fold(text.to_owned(), |text, (word, meaning)| {
            text.replace(word, meaning)
        })
    }
}

/// Starts the shop. Its pages use the service at `domains`.
pub async fn open(domains: &str) -> Open {
    assert!(
        dist().join("hailer.js").exists(),
        "no release assets: run `cargo xtask test e2e`"
    );
    let others = Router::new().route(
        "/{file}",
        get(async |Path(file): Path<String>| ([FOR_EVERYBODY], asset(&file))),
    );
    let (assets, elsewhere) = bind().await;
    tokio::spawn(async move { axum::serve(elsewhere, others).await });
    let (address, here) = bind().await;
    let (say_part, part) = watch::channel(Part::Given);
    let (say_release, release) = watch::channel(Release::Built);
    let shop = Shop {
        part,
        release,
        words: vec![
            ("{{domains}}", domains.to_owned()),
            ("{{socket}}", domains.replacen("http", "ws", 1)),
            ("{{assets}}", assets),
            ("{{shop}}", address.clone()),
            ("{{integrity}}", integrity("hailer.js")),
            ("{{nonce}}", "c2VjcmV0".to_owned()),
        ],
    };
    let router = Router::new()
        .route("/pages/{page}", get(page))
        .route("/violations.js", get(async || (javascript(), VIOLATIONS)))
        // Browsers request it automatically and log an error if it is missing.
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route(
            "/logo.svg",
            get(async || ([(header::CONTENT_TYPE, "image/svg+xml")], LOGO)),
        )
        .route(
            "/package/{*file}",
            get(async |Path(file): Path<String>| asset(&format!("npm/{file}"))),
        )
        .route("/{file}", get(own_asset))
        .with_state(shop);
    tokio::spawn(async move { axum::serve(here, router).await });
    Open {
        address,
        part: say_part,
        release: say_release,
    }
}

async fn own_asset(State(mut shop): State<Shop>, Path(file): Path<String>) -> Response {
    if file.starts_with("hailer_conversation-") {
        let said = shop.part.wait_for(|part| *part != Part::Held).await;
        match said.map(|part| *part) {
            Ok(Part::Refused) => return StatusCode::NOT_FOUND.into_response(),
            Ok(Part::Untyped) => {
                let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
                return (kind, asset(&file).into_body()).into_response();
            }
            _ => {}
        }
    }
    let release = *shop.release.borrow();
    match release {
        Release::Built => asset(&file),
        release => next_asset(&file, release),
    }
}

/// The marker in file names of the next release.
const NEXT: &str = "-next";

/// A file of the next release, which is the built one under another name.
fn next_asset(file: &str, release: Release) -> Response {
    let is_hashed = file.contains('-');
    if is_hashed && !file.contains(NEXT) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let built = file.replace(NEXT, "");
    if PathBuf::from(&built)
        .extension()
        .is_none_or(|kind| kind != "js")
    {
        return asset(&built);
    }
    let Ok(script) = std::fs::read_to_string(dist().join(&built)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut script = renamed(&script);
    if release == Release::Incompatible {
        script = script.replace("[1,\"hailer_start", "[2,\"hailer_start");
    }
    (javascript(), script).into_response()
}

/// A script with the file names of the next release.
fn renamed(script: &str) -> String {
    let mut pieces = script.split("hailer_");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        let name_end = piece.find(['"', '`', '\'']).unwrap_or_default();
        let (name, after) = piece.split_at(name_end);
        format!(
            "{text}hailer_{}{after}",
            name.replacen('-', &format!("{NEXT}-"), 1)
        )
    })
}

async fn bind() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    (format!("http://{address}"), listener)
}

/// The folder of the release assets.
pub fn dist() -> PathBuf {
    env::var_os("HAILER_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from)
}

/// The hash of a file in `manifest.json`.
fn integrity(file: &str) -> String {
    let manifest = std::fs::read(dist().join("manifest.json")).expect("the build wrote a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("it is JSON");
    let files = manifest["files"].as_array().into_iter().flatten();
    let mut hashes = files.filter(|one| one["name"] == file);
    let hash = hashes.next().and_then(|one| one["integrity"].as_str());
    hash.expect("every file has a hash").to_owned()
}

async fn page(State(shop): State<Shop>, Path(page): Path<String>) -> Response {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{page}.html"));
    let Ok(html) = std::fs::read_to_string(file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = shop.filled(&html);
    let mut answer = ([(header::CONTENT_TYPE, "text/html")], html).into_response();
    let policy = match page.as_str() {
        "strict_policy" => Some(STRICT),
        "nonce_policy" => Some(NONCES),
        _ => None,
    };
    if let Some(policy) = policy {
        let headers = answer.headers_mut();
        let policy = HeaderValue::try_from(shop.filled(policy)).expect("addresses are ASCII");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

fn asset(file: &str) -> Response {
    let kind = match file.rsplit('.').next() {
        Some("js") => javascript(),
        Some("wasm") => [(header::CONTENT_TYPE, "application/wasm")],
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match std::fs::read(dist().join(file)) {
        Ok(bytes) => (kind, bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

const fn javascript() -> [(HeaderName, &'static str); 1] {
    [(header::CONTENT_TYPE, "text/javascript")]
}
