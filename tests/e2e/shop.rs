//! The brand's shop: the pages of `tests/pages/` and the release assets.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::env;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// The strictest policy under which the widget must work (design §3).
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src http: ws:; \
                      img-src http: data:; require-trusted-types-for 'script'";
/// Counts what the policy forbade, for the journey to ask.
const VIOLATIONS: &str = "window.violations = [];\
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));";

#[derive(Clone)]
struct Shop {
    dist: PathBuf,
    domains: String,
}

/// Opens the shop; its address. Its pages look for the service at `domains`.
pub async fn open(domains: &str) -> String {
    let dist = env::var_os("HAILER_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        dist.join("hailer.js").exists(),
        "no release assets: run `cargo xtask test e2e`"
    );
    let shop = Shop {
        dist,
        domains: domains.to_owned(),
    };
    let router = Router::new()
        .route("/pages/{page}", get(page))
        .route(
            "/violations.js",
            get(|| async { ([("content-type", "text/javascript")], VIOLATIONS) }),
        )
        .route("/{file}", get(asset))
        .with_state(shop);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn page(State(shop): State<Shop>, Path(page): Path<String>) -> Response {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{page}.html"));
    let Ok(html) = std::fs::read_to_string(file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = html.replace("{{domains}}", &shop.domains);
    let mut answer = ([("content-type", "text/html")], html).into_response();
    if page == "strict_policy" {
        let policy = STRICT.parse().expect("a policy is a header value");
        answer
            .headers_mut()
            .insert("content-security-policy", policy);
    }
    answer
}

async fn asset(State(shop): State<Shop>, Path(file): Path<String>) -> Response {
    let kind = match file.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match std::fs::read(shop.dist.join(&file)) {
        Ok(bytes) => ([("content-type", kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
