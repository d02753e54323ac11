//! Assembles the npm package from `package/` and the release assets.

use crate::failure::{Failure, Named as _};
use crate::run::root;
use std::fs;
use std::path::Path;

/// The placeholder for the version in package/package.json.
const VERSION_HERE: &str = "\"0.0.0\"";
/// Files that are copied unchanged.
const FILES: [&str; 4] = ["README.md", "hailer.d.ts", "index.d.ts", "index.js"];
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Assembles `dist/npm`, ready for `npm pack`. It contains all scripts and modules of `dist`, but
/// no `.br` and `.gz` copies, which the brand's server can create.
pub fn assemble(dist: &Path) -> Result<(), Failure> {
    let (sources, package) = (root().join("package"), dist.join("npm"));
    fs::create_dir_all(package.join("assets")).named(package.display())?;
    for name in FILES {
        copy(&sources, &package, name)?;
    }
    for name in LICENSES {
        copy(&root(), &package, name)?;
    }
    for entry in fs::read_dir(dist).named(dist.display())? {
        let name = entry.named(dist.display())?.file_name();
        let name = name.to_string_lossy();
        if [".js", ".wasm"].iter().any(|ending| name.ends_with(ending)) {
            copy(dist, &package.join("assets"), &name)?;
        }
    }
    let manifest = fs::read_to_string(sources.join("package.json")).named("package.json")?;
    let manifest = with_version(&manifest, env!("CARGO_PKG_VERSION"))?;
    fs::write(package.join("package.json"), manifest).named("package.json")
}

fn copy(from: &Path, to: &Path, name: &str) -> Result<(), Failure> {
    fs::copy(from.join(name), to.join(name)).named(name)?;
    Ok(())
}

fn with_version(manifest: &str, version: &str) -> Result<String, Failure> {
    if manifest.matches(VERSION_HERE).count() == 1 {
        return Ok(manifest.replace(VERSION_HERE, &format!("{version:?}")));
    }
    Err(Failure::new(format!(
        "package/package.json must hold {VERSION_HERE} exactly once"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_version_of_the_workspace() {
        let manifest = "{\"version\": \"0.0.0\"}";
        let filled = with_version(manifest, "1.2.3").unwrap();
        assert_eq!(filled, "{\"version\": \"1.2.3\"}");
        let failure = with_version(&filled, "1.2.3").unwrap_err().to_string();
        assert!(failure.contains("exactly once"), "{failure}");
    }
}
