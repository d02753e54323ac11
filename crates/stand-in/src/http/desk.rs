//! Serves the agents' desk from a folder. The desk is not compiled into this program, so the
//! stand-in builds without the browser toolchain.

use crate::world::Shared;
use axum::Router;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, Redirect};
use axum::routing::get;
use std::path::Path;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeader;

/// The page that is shown if the desk has not been built.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>The desk is not built</title>\
    <meta name=color-scheme content='light dark'><body style='font:17px/1.5 system-ui;max-width:34em;margin:4em auto;padding:0 1em'>\
    <h1>The desk is not built</h1><p>Run <code>cargo xtask dev</code>, which builds it and starts everything, or \
    <code>cargo xtask desk</code>, and load this page again.</p><p>If it is in another folder, name that folder with <code>--desk DIR</code>.</p>";

/// Serves the desk under `/desk/`.
pub fn routes(router: Router<Shared>, built: Option<&Path>) -> Router<Shared> {
    let router = router.route("/desk", get(|| async { Redirect::permanent("/desk/") }));
    match built {
        Some(folder) => router.nest_service("/desk/", files(folder)),
        None => router.route("/desk/", get(not_built)),
    }
}

/// Serves files with `no-cache`, because the desk is rebuilt often.
fn files(folder: &Path) -> SetResponseHeader<ServeDir<axum::routing::MethodRouter>, HeaderValue> {
    let files = ServeDir::new(folder).fallback(get(not_built));
    SetResponseHeader::overriding(files, CACHE_CONTROL, HeaderValue::from_static("no-cache"))
}

async fn not_built() -> (StatusCode, Html<&'static str>) {
    (StatusCode::NOT_FOUND, Html(NOT_BUILT))
}
