//! The npm package: packing, installing, and using it in a page.

use crate::border::chats;
use crate::scene::Scene;
use crate::shop::dist;
use crate::{act, find, until};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A temporary folder, which is deleted after the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = env::temp_dir().join(format!("hailer-package-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a program and returns its output. Panics with its errors.
fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let (printed, complaints) = (output.stdout, String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {complaints}"
    );
    String::from_utf8_lossy(&printed).trim().to_owned()
}

#[test]
fn the_packed_package_can_be_installed_and_imported() {
    if Command::new("npm").arg("--version").output().is_err() {
        println!("npm is not here, so the package was not packed.");
        return;
    }
    let folder = Folder::new();
    let folder = &folder.0;
    let destination = folder.to_string_lossy();
    let packed = ["pack", "--silent", "--pack-destination", &*destination];
    let tarball = run("npm", &packed, &dist().join("npm"));
    fs::write(folder.join("package.json"), "{\"private\": true}").expect("it is ours");
    let tarball = format!("./{tarball}");
    let install = [
        "install",
        "--silent",
        "--offline",
        "--no-audit",
        "--no-fund",
    ];
    run("npm", &[&install[..], &[&tarball]].concat(), folder);
    let import = "const { load, ...more } = await import('hailer-widget');
        const refused = await load({ account: 1 }).catch((error) => error.message);
        console.log(JSON.stringify([typeof load, Object.keys(more), refused]))";
    let printed = run("node", &["--input-type=module", "--eval", import], folder);
    let sentence = "hailer: load() works in a page only, not on a server";
    assert_eq!(printed, json!(["function", [], sentence]).to_string());
    bundles(folder);
    let installed = folder.join("node_modules/hailer-widget");
    for name in ["index.d.ts", "hailer.d.ts", "README.md", "LICENSE-MIT"] {
        assert!(installed.join(name).exists(), "{name}");
    }
    let assets = fs::read_dir(installed.join("assets")).expect("it has assets");
    for asset in assets {
        let name = asset.expect("it can be read").file_name();
        let packed = fs::read(installed.join("assets").join(&name)).expect("it was packed");
        assert!(packed == fs::read(dist().join(&name)).expect("it was built"));
    }
}

/// Bundles a page with the installed package. The bundle must not contain the chat's files.
fn bundles(folder: &Path) {
    if env::var_os("HAILER_WEBPACK").is_none() {
        println!("webpack is not here, so nothing was bundled: run `cargo xtask test e2e`.");
        return;
    }
    let page =
        "import { load } from 'hailer-widget'; load({ account: '12345678', assets: '/hailer/' });";
    fs::write(folder.join("page.js"), page).expect("it is ours");
    let script = "const webpack = require(process.env.HAILER_WEBPACK), context = process.cwd();
        webpack({ mode: 'production', context, entry: './page.js', output: { path: context + '/built' } },
            (failure, built) => console.log(failure ?? built.toString({ all: false, errors: true, warnings: true })))";
    assert_eq!(run("node", &["--eval", script], folder), "");
    let built = fs::read_to_string(folder.join("built/main.js")).expect("it was built");
    assert!(built.contains("import("), "{built}");
    let files = fs::read_dir(folder.join("built")).expect("it is a folder");
    assert_eq!(files.count(), 1, "of the package's files none was taken in");
}

#[tokio::test]
async fn a_page_can_load_the_package_again_after_destroy() {
    let scene = Scene::open("packaged").await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    let title = find::attribute(&scene, "[role=dialog]", "aria-label").await;
    assert_eq!(title.as_deref(), Some("Bundled Shop"));
    // Two concurrent calls create one chat, and leave no globals on the page.
    let left = "return [window.loaded, document.querySelectorAll('hailer-chat').length, 'hailerOptions' in window]";
    assert_eq!(scene.script(left).await, json!([[true, true], 1, false]));
    let again =
        "window.hailer.destroy(); return window.load().then((hailer) => hailer === window.hailer)";
    assert_eq!(scene.script(again).await, true);
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_reads(&scene, &lines).await;
    act::sends(&scene, "Again").await;
    until::message_is(&scene, "Again", "sent").await;
    scene.close().await;
}
