//! Takes away what Leptos' dependency `wasm-streams` exports to JavaScript: classes that a
//! server function would use. They and the code behind them are 3 KB in brotli.
//!
//! It happens before the module is split, as the splitter leaves out what nothing reaches.

use crate::failure::Failure;
use std::ops::Range;
use wasm_encoder::{CustomSection, ExportSection, Module, RawSection};
use wasmparser::{BinaryReaderError, Export, Parser, Payload};

/// What the classes' names begin with.
const CLASS: &str = "IntoUnderlying";
/// The same in the names of their methods.
const CLASS_IN_EXPORTS: &str = "intounderlying";
/// Where wasm-bindgen's macro describes what is exported.
const DESCRIPTIONS: &str = "__wasm_bindgen_unstable";

/// The linked module without the classes. All else keeps its bytes: relocations count them.
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
    Failure::new(
        "the linked module is built in an unknown way: bring crates/xtask/src/unused.rs up to date",
    )
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

/// Descriptions stand behind each other: a length and a version, a length and a program.
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
    fn descriptions_of_unused_classes_go_and_others_stay() {
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
