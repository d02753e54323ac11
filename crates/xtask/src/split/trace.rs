//! A module that notes which of its functions ran.

use super::choice;
use super::program::{Program, number};
use crate::failure::{Failure, Named as _};
use std::collections::BTreeSet;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, Function, Instruction, MemArg, MemorySection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// How many bytes a page of memory has.
const PAGE: u64 = 64 * 1024;

/// The same module with a page more of memory, in which a byte becomes 1 for each
/// function that runs; and where those bytes are.
pub fn traced(binary: &[u8]) -> Result<(Vec<u8>, u64), Failure> {
    let program = Program::read(binary)?;
    let memory = program.memories.clone().into_iter().flatten().next();
    let memory = memory.ok_or_else(|| Failure::new("the module has no memory"))?;
    let mut memory = memory.named("the memory")?;
    let notes = memory.initial * PAGE;
    memory.initial += 1;
    let mut memories = MemorySection::new();
    memories.memory(RoundtripReencoder.memory_type(memory).named("the memory")?);
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(binary) {
        let payload = payload.named("the module")?;
        match &payload {
            Payload::MemorySection(_) => {
                module.section(&memories);
            }
            Payload::CodeSectionStart { .. } => {
                module.section(&noting(&program, notes)?);
            }
            Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = &binary[range];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok((module.finish(), notes))
}

/// The code, each function of which first notes that it ran.
fn noting(program: &Program<'_>, notes: u64) -> Result<CodeSection, Failure> {
    let mut code = CodeSection::new();
    for (at, function) in (notes..).zip(&program.functions) {
        let mut written = RoundtripReencoder
            .new_function_with_parsed_locals(&function.body)
            .named("the locals")?;
        note(&mut written, at);
        let mut rest = function.body.get_operators_reader().named("the code")?;
        while !rest.eof() {
            let operator = rest.read().named("the code")?;
            written.instruction(&RoundtripReencoder.instruction(operator).named("the code")?);
        }
        code.function(&written);
    }
    Ok(code)
}

fn note(function: &mut Function, at: u64) {
    function.instruction(&Instruction::I32Const(0));
    function.instruction(&Instruction::I32Const(1));
    function.instruction(&Instruction::I32Store8(MemArg {
        offset: at,
        align: 0,
        memory_index: 0,
    }));
}

/// The names by which [`super::divide`] knows what is rare, after only these ran:
/// what the others call is rare without being named.
pub fn rare(binary: &[u8], ran: &BTreeSet<u32>) -> Result<Vec<String>, Failure> {
    let program = Program::read(binary)?;
    let first = number(program.imports.len());
    let ran: BTreeSet<&str> = ran
        .iter()
        .filter_map(|one| program.own(first + one))
        .map(|own| own.name.as_str())
        .collect();
    let is_rare = |name: &str| !name.is_empty() && !ran.contains(name);
    let rest = choice::rest(&program, is_rare);
    let entries = choice::entries(&program, &rest);
    let all = entries.iter().filter_map(|one| program.own(*one));
    let names: BTreeSet<String> = all.map(|own| own.name.clone()).collect();
    Ok(names.into_iter().collect())
}
