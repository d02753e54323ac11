//! Removes the JavaScript classes that `wasm-streams`, a dependency of Leptos, exports. Only server
//! functions use them. With the code behind them, they cost 4 KB of brotli.
//!
//! This runs before the module is split, because the splitter removes unreachable code.

use crate::failure::Failure;
use std::ops::Range;
use wasm_encoder::{CustomSection, ExportSection, Module, RawSection};
use wasmparser::{BinaryReaderError, Export, Parser, Payload};

/// The prefix of the classes' names.
const CLASS: &str = "IntoUnderlying";
/// The prefix in the names of their methods.
const CLASS_IN_EXPORTS: &str = "intounderlying";
/// The section in which wasm-bindgen's macro describes the exports.
const DESCRIPTIONS: &str = "__wasm_bindgen_unstable";

/// Returns the linked module without the classes. Everything else keeps its bytes, because
/// relocations contain offsets.
pub fn remove_classes(linked: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(linked) {
        match payload.map_err(unreadable)? {
            Payload::ExportSection(section) => {
                let exports = section.into_iter().collect::<Result<Vec<_>, _>>();
                module.section(&used_exports(&exports.map_err(unreadable)?));
            }
            Payload::CustomSection(section) if section.name() == DESCRIPTIONS => {
                let data = used_descriptions(section.data()).ok_or_else(unknown)?;
                module.section(&CustomSection {
                    name: DESCRIPTIONS.into(),
                    data: data.into(),
                });
            }
            payload => {
                if let Some((id, range)) = payload.as_section() {
                    let (start, end) = (range.start.try_into(), range.end.try_into());
                    let (Ok(start), Ok(end)) = (start, end) else {
                        return Err(unknown());
                    };
                    let data: &[u8] = linked.get::<Range<usize>>(start..end).ok_or_else(unknown)?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

#[expect(clippy::needless_pass_by_value, reason = "called by `map_err`")]
fn unreadable(error: BinaryReaderError) -> Failure {
    Failure::new(format!("the linked module cannot be read: {error}"))
}

fn unknown() -> Failure {
    Failure::new("the linked module has an unknown format: update crates/xtask/src/unused.rs")
}

fn used_exports(exports: &[Export<'_>]) -> ExportSection {
    let mut used = ExportSection::new();
    for export in exports {
        if !export.name.contains(CLASS_IN_EXPORTS) {
            used.export(export.name, export.kind.into(), export.index);
        }
    }
    used
}

/// Removes the descriptions of the classes. Each description is a length and a version, then a
/// length and a program.
fn used_descriptions(mut all: &[u8]) -> Option<Vec<u8>> {
    let mut used = Vec::new();
    while !all.is_empty() {
        let version = 4 + length(all)?;
        let end = version + 4 + length(all.get(version..)?)?;
        let (description, rest) = all.split_at_checked(end)?;
        let mut places = description.windows(CLASS.len());
        if !places.any(|place| place == CLASS.as_bytes()) {
            used.extend_from_slice(description);
        }
        all = rest;
    }
    Some(used)
}

fn length(of: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(*of.first_chunk()?);
    length.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_descriptions_of_unused_classes_are_removed() {
        let description = |program: &str| {
            let mut bytes = vec![2, 0, 0, 0, b'v', b'1'];
            bytes.extend_from_slice(&u32::try_from(program.len()).unwrap().to_le_bytes());
            bytes.extend_from_slice(program.as_bytes());
            bytes
        };
        let (widget, stream) = (description("Widget"), description("..IntoUnderlyingSink.."));
        let all = [widget.clone(), stream, widget.clone()].concat();
        assert_eq!(
            used_descriptions(&all),
            Some([widget.clone(), widget].concat())
        );
        assert_eq!(used_descriptions(&all[1..]), None);
    }
}
