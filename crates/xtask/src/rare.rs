//! Finds out what is rare: which functions do not run until the chat can be typed
//! into. The list is committed; it says how `crate::split` divides the module.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::{assets, loader, module, split, tools};
use std::collections::BTreeSet;
use std::fs;

/// The list, from the root.
const LIST: &str = "crates/xtask/src/split/rare.txt";

/// Opens the chat of a module that notes what runs, and writes the list.
pub fn run() -> Result<(), Failure> {
    let browser = tools::browser()?;
    let playwright = tools::playwright()?;
    let whole = module::build()?;
    succeed(
        cargo(&[]).args(["build", "--package", "hailer-stand-in"]),
        "The mistake is above",
    )?;
    let folder = root().join("target/rare");
    fs::create_dir_all(&folder).named(folder.display())?;
    let (traced, notes) = split::traced(&whole.binary)?;
    assets::write(&folder, loader::BINARY, &traced)?;
    let glue = whole.glue + &script(notes);
    assets::write(&folder, loader::MODULE, glue.as_bytes())?;
    for (name, text) in loader::for_development()? {
        assets::write(&folder, &name, text.as_bytes())?;
    }
    let found = folder.join("ran.json");
    let mut open = program("node", &[]);
    open.arg("benches/opening.mjs")
        .env("HAILER_PLAYWRIGHT", playwright)
        .env("HAILER_DIST", &folder)
        .env(
            "HAILER_STAND_IN",
            root().join("target/debug/hailer-stand-in"),
        )
        .env("CHROME", browser.chrome)
        .env("HAILER_RAN", &found);
    succeed(&mut open, "The list stays as it was")?;
    let ran = fs::read(&found).named(found.display())?;
    let ran: BTreeSet<u32> = serde_json::from_slice(&ran).named(found.display())?;
    let names = split::rare(&whole.binary, &ran)?;
    println!(
        "{} functions ran, {} names are rare.",
        ran.len(),
        names.len()
    );
    fs::write(root().join(LIST), names.join("\n") + "\n").named(LIST)
}

/// What the glue tells the page of the notes. The rest is there, or never comes.
fn script(notes: u64) -> String {
    format!(
        "
function bringRest() {{ return window.hailerRest; }}
function bringRestLater() {{}}
window.hailerRan = () => [...new Uint8Array(wasm.memory.buffer, {notes}, 65536).entries()].filter(([, ran]) => ran).map(([index]) => index);
"
    )
}
