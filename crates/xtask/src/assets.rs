//! Builds the release assets: the files that a brand puts on its server.

use crate::catalogues::{self, Catalogue};
use crate::failure::{Failure, Named as _};
use crate::loader::Names;
use crate::minify::{Kind, minify};
use crate::module::{self, Module};
use crate::parts::{self, Part};
use crate::run::root;
use crate::{loader, package, tools};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// When a page fetches a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fetched {
    /// Before the chat can be typed into.
    #[default]
    First,
    /// Before the chat can be typed into. It is a catalogue, and a page fetches only one of them.
    InOneLanguage,
    /// After the chat can be typed into.
    Later,
}

/// A finished file and its sizes.
#[derive(Clone, Debug, Default)]
pub struct Asset {
    /// The file name in `dist/`.
    pub name: String,
    /// The size in bytes.
    pub raw: usize,
    /// The size in bytes with gzip.
    pub gzip: usize,
    /// The size in bytes with brotli, quality 11.
    pub brotli: usize,
    /// When a page fetches it.
    pub kind: Fetched,
    /// The hash for `integrity` attributes.
    pub integrity: String,
}

/// Builds all release assets into `dist/`.
pub fn build() -> Result<Vec<Asset>, Failure> {
    let module = module::build()?;
    let terser = tools::terser()?;
    let minified = |source: &str, kind| minify(&terser, &module::folder(), source, kind);
    write_all(&module, &minified)
}

fn write_all(
    module: &Module,
    minified: &impl Fn(&str, Kind) -> Result<String, Failure>,
) -> Result<Vec<Asset>, Failure> {
    let dist = root().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).named(dist.display())?;
    }
    fs::create_dir_all(&dist).named(dist.display())?;
    let mut later = Vec::new();
    for name in catalogues::LATER {
        let script = minified(&catalogues::script(name)?, Kind::Module)?;
        later.push((hashed(name, script.as_bytes()), script));
    }
    let later_names: Vec<&str> = later.iter().map(|(name, _)| name.as_str()).collect();
    let mut catalogues = catalogues::read_all(&later_names)?;
    for one in &mut catalogues {
        one.script = minified(&one.script, Kind::Module)?;
    }
    let mut glue = module.glue.clone();
    let mut parts = Vec::new();
    for Part { name, binary } in &module.parts {
        let hashed = hashed(&parts::file_name(name), binary);
        glue = parts::rename(&glue, name, &hashed)?;
        parts.push((hashed, binary));
    }
    let stem = loader::CONVERSATION.trim_end_matches(".wasm");
    let conversation = parts.iter().find(|(name, _)| name.starts_with(stem));
    let conversation = conversation
        .map(|(name, _)| name.clone())
        .unwrap_or_default();
    let glue = minified(&glue, Kind::Module)?;
    let glue_name = hashed(loader::MODULE, glue.as_bytes());
    let binary_name = hashed(loader::BINARY, &module.shell);
    let catalogue_name = catalogue_name(&catalogues);
    let start = minified(&catalogues::script(loader::START)?, Kind::Module)?;
    let start_name = hashed(loader::START, start.as_bytes());
    let names = Names {
        start: &start_name,
        module: &glue_name,
        binary: &binary_name,
        catalogue: &catalogue_name,
        conversation: &conversation,
    };
    let script = minified(&loader::text(&names, &catalogues)?, Kind::Script)?;
    let mut assets = vec![
        write(&dist, "hailer.js", script.as_bytes())?,
        write(&dist, &start_name, start.as_bytes())?,
        write(&dist, &glue_name, glue.as_bytes())?,
        write(&dist, &binary_name, &module.shell)?,
    ];
    for (name, binary) in parts {
        assets.push(Asset {
            kind: Fetched::Later,
            ..write(&dist, &name, binary)?
        });
    }
    for one in &catalogues {
        let name = catalogue_name.replace('*', &one.lang);
        let mut asset = write(&dist, &name, one.script.as_bytes())?;
        asset.kind = Fetched::InOneLanguage;
        assets.push(asset);
    }
    for (name, script) in &later {
        let mut asset = write(&dist, name, script.as_bytes())?;
        asset.kind = Fetched::Later;
        assets.push(asset);
    }
    let manifest: Vec<Value> = assets.iter().map(Asset::to_json).collect();
    let manifest = json!({"version": env!("CARGO_PKG_VERSION"), "files": manifest});
    let manifest = serde_json::to_string_pretty(&manifest).named("manifest.json")?;
    fs::write(dist.join("manifest.json"), manifest).named("manifest.json")?;
    package::assemble(&dist)?;
    Ok(assets)
}

/// All catalogues share one hash. Eight hashes in `hailer.js` would cost every page bytes.
fn catalogue_name(catalogues: &[Catalogue]) -> String {
    let all: String = catalogues.iter().map(|one| one.script.as_str()).collect();
    hashed(catalogues::NAME, all.as_bytes())
}

/// A file name that changes with the content, so that it can be cached forever.
fn hashed(name: &str, content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hash = digest
        .iter()
        .take(4)
        .fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{hash:08x}.{ending}")
}

/// Writes a file and its `.br` and `.gz` copies.
pub fn write(dist: &Path, name: &str, content: &[u8]) -> Result<Asset, Failure> {
    let brotli = brotli(content).named(name)?;
    let gzip = gzip(content).named(name)?;
    for (suffix, bytes) in [("", content), (".br", &brotli[..]), (".gz", &gzip[..])] {
        fs::write(dist.join(format!("{name}{suffix}")), bytes).named(name)?;
    }
    Ok(Asset {
        name: name.to_owned(),
        raw: content.len(),
        gzip: gzip.len(),
        brotli: brotli.len(),
        kind: Fetched::First,
        integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(content))),
    })
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 64 * 1024, 11, 24);
    writer.write_all(content)?;
    writer.flush()?;
    drop(writer);
    Ok(packed)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    writer.finish()
}

impl Asset {
    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "bytes": {"raw": self.raw, "gzip": self.gzip, "brotli": self.brotli},
            "integrity": self.integrity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hashed_name_keeps_its_ending_and_changes_with_its_content() {
        let one = hashed("hailer_widget_bg.wasm", b"one");
        let (stem, ending) = one.rsplit_once('.').unwrap();
        assert!(
            stem.starts_with("hailer_widget_bg-") && ending == "wasm",
            "{one}"
        );
        assert_ne!(one, hashed("hailer_widget_bg.wasm", b"two"));
        assert_eq!(one, hashed("hailer_widget_bg.wasm", b"one"));
    }
}
