//! Sorts a module's functions. Brotli encodes a repetition in fewer bits the nearer it is, so
//! functions with the same beginning are placed next to each other. This saves 5 KB.

use crate::failure::Failure;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// Returns the module with its functions sorted by the bytes of their bodies.
pub fn sort_functions(module: &[u8]) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: String| Failure::new(format!("a part cannot be read: {error}"));
    let mut sorted = Sorted::read(module).map_err(|error| unreadable(error.to_string()))?;
    let mut encoded = Module::new();
    utils::parse_core_module(&mut sorted, &mut encoded, Parser::new(0), module)
        .map_err(|error| unreadable(error.to_string()))?;
    Ok(encoded.finish())
}

struct Sorted {
    /// The number of imported functions, which have the first indexes.
    imported: u32,
    /// The old index of each function, in the new order.
    order: Vec<usize>,
    /// The new index of each function, in the old order.
    places: Vec<u32>,
}

impl Sorted {
    fn read(module: &[u8]) -> wasmparser::Result<Self> {
        let mut imported = 0;
        let mut bodies: Vec<&[u8]> = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let is_function = matches!(import?.ty, TypeRef::Func(_));
                        imported += u32::from(is_function);
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                _ => {}
            }
        }
        let mut order: Vec<usize> = (0..bodies.len()).collect();
        order.sort_by_key(|&at| bodies[at]);
        let mut places = vec![0; order.len()];
        for (place, &at) in (0..).zip(&order) {
            places[at] = place;
        }
        Ok(Self {
            imported,
            order,
            places,
        })
    }
}

impl Reencode for Sorted {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.imported + self.places[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for &at in &self.order {
            functions.function(types[at]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for at in self.order.clone() {
            self.parse_function_body(code, bodies[at].clone())?;
        }
        Ok(())
    }
}
