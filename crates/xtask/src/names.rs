//! Shortens the import names that the shell and its glue share. wasm-bindgen's names end in hashes,
//! which do not compress and occur in both files. Short names save 5 KB of brotli.

use crate::failure::Failure;
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser};

/// The module name of wasm-bindgen's imports.
const GLUE: &str = "./hailer_widget_bg.js";
/// The short replacement.
const SHORT_GLUE: &str = "g";

/// Returns the shell and its glue with short names.
pub fn shorten(shell: &[u8], glue: &str) -> Result<(Vec<u8>, String), Failure> {
    let mut names = Names::default();
    let mut module = Module::new();
    utils::parse_core_module(&mut names, &mut module, Parser::new(0), shell)
        .map_err(|error| Failure::new(format!("the shell cannot be read: {error}")))?;
    let mut glue = glue.replace(&format!("\"{GLUE}\""), &format!("\"{SHORT_GLUE}\""));
    for (at, name) in names.imports.iter().enumerate() {
        let member = format!("{name}:");
        if glue.matches(&member).count() != 1 {
            return Err(Failure::new(format!(
                "the glue must define {name} once: update crates/xtask/src/names.rs"
            )));
        }
        glue = glue.replacen(&member, &format!("{}:", short(at)), 1);
    }
    Ok((module.finish(), glue))
}

#[derive(Default)]
struct Names {
    imports: Vec<String>,
}

impl Reencode for Names {
    type Error = std::convert::Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        for import in section.into_imports() {
            let import = import?;
            let kind = self.entity_type(import.ty)?;
            if import.module == GLUE {
                let name = short(self.imports.len());
                self.imports.push(import.name.to_owned());
                imports.import(SHORT_GLUE, &name, kind);
            } else {
                imports.import(import.module, import.name, kind);
            }
        }
        Ok(())
    }
}

/// A short name, which is a JavaScript identifier.
fn short(at: usize) -> String {
    format!("_{at:x}")
}
