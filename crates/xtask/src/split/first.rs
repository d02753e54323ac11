//! The part that is loaded first. For every function of the rest that it calls, it
//! has one of the same type that sees to it that the rest is there.

use super::choice;
use super::names::Names;
use super::plan::{Part, Plan};
use super::program::number;
use crate::failure::{Failure, Named as _};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, DataCountSection, DataSection, ElementSection, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, ImportSection, Instruction, MemorySection, Module,
    StartSection,
};

impl Plan<'_, '_> {
    /// Writes the first part.
    pub fn first(&self, names: &Names) -> Result<Vec<u8>, Failure> {
        let own = self.program.own_numbers();
        let own: Vec<u32> = own.filter(|one| !self.rest.contains(one)).collect();
        let (imports, mut place) = self.first_imports(&own, names);
        let bring = number(place.len());
        let own_and_bridges = || own.iter().chain(&self.entries).copied();
        place.extend(own_and_bridges().zip(bring + 1..));
        let ensure = bring + 1 + number(own.len() + self.entries.len());
        let mut part = Part {
            plan: self,
            place,
            is_rest: false,
        };
        let (globals, is_whole) = self.globals()?;
        let mut functions = FunctionSection::new();
        for one in own_and_bridges() {
            functions.function(self.program.type_of(one));
        }
        functions.function(self.plain);
        let mut code = CodeSection::new();
        for one in &own {
            part.write(&mut code, *one)?;
        }
        for one in &self.entries {
            code.function(&self.bridge(*one, ensure)?);
        }
        code.function(&ensured(is_whole, bring));

        let mut module = Module::new();
        module.section(&self.types()?);
        module.section(&imports);
        module.section(&functions);
        module.section(&self.tables()?);
        module.section(&self.memories()?);
        module.section(&globals);
        module.section(&self.exports(&part, names, is_whole)?);
        if let Some(start) = self.program.start {
            let function_index = part.place_of(start)?;
            module.section(&StartSection { function_index });
        }
        module.section(&self.elements(&part)?);
        self.with_data(&mut module, &code)?;
        Ok(module.finish())
    }

    /// What it imports, and the numbers of that.
    fn first_imports(&self, own: &[u32], names: &Names) -> (ImportSection, BTreeMap<u32, u32>) {
        let mut imports = self.imports_of(own.iter().copied());
        let listed = self.program.elements.iter().copied();
        let held = listed.chain(choice::exported(self.program));
        imports.extend(held.filter(|one| self.program.own(*one).is_none()));
        let mut section = ImportSection::new();
        for one in &imports {
            self.import(&mut section, *one);
        }
        let from = self.program.imports.first().map_or("a", |one| one.module);
        section.import(from, &names.bring, EntityType::Function(self.plain));
        (section, imports.into_iter().zip(0..).collect())
    }

    fn memories(&self) -> Result<MemorySection, Failure> {
        let mut memories = MemorySection::new();
        if let Some(section) = self.program.memories.clone() {
            RoundtripReencoder
                .parse_memory_section(&mut memories, section)
                .named("the memory")?;
        }
        Ok(memories)
    }

    fn elements(&self, part: &Part<'_, '_, '_>) -> Result<ElementSection, Failure> {
        let listed = self.program.elements.iter().chain(&self.lent);
        let listed = listed.map(|one| part.place_of(*one));
        let mut elements = ElementSection::new();
        let listed: Vec<u32> = listed.collect::<Result<_, _>>()?;
        self.fill(&mut elements, self.program.first_slot, &listed);
        Ok(elements)
    }

    /// The code between what is said of the data before it and the data.
    fn with_data(&self, module: &mut Module, code: &CodeSection) -> Result<(), Failure> {
        let mut data = DataSection::new();
        if let Some(section) = self.program.data.clone() {
            RoundtripReencoder
                .parse_data_section(&mut data, section)
                .named("the data")?;
        }
        if self.program.counts_data {
            module.section(&DataCountSection { count: data.len() });
        }
        module.section(code);
        module.section(&data);
        Ok(())
    }

    fn exports(
        &self,
        part: &Part<'_, '_, '_>,
        names: &Names,
        is_whole: u32,
    ) -> Result<ExportSection, Failure> {
        let mut exports = ExportSection::new();
        let mut has = BTreeSet::new();
        for one in &self.program.exports {
            let kind = RoundtripReencoder
                .export_kind(one.kind)
                .named("the exports")?;
            let index = match kind {
                ExportKind::Func => part.place_of(one.index)?,
                _ => one.index,
            };
            exports.export(one.name, kind, index);
            has.insert(one.name);
        }
        let tables = names.tables.iter().map(|name| (name, ExportKind::Table));
        let globals = names.globals.iter().map(|name| (name, ExportKind::Global));
        let state = (0..).zip(tables).chain((0..).zip(globals));
        let state = state.chain([
            (0, (&names.memory, ExportKind::Memory)),
            (is_whole, (&names.is_whole, ExportKind::Global)),
        ]);
        for (index, (name, kind)) in state {
            if !has.contains(name.as_str()) {
                exports.export(name, kind, index);
            }
        }
        Ok(exports)
    }

    /// What stands in the first part for a function of the rest.
    fn bridge(&self, function: u32, ensure: u32) -> Result<Function, Failure> {
        let ty = self.program.type_of(function);
        let mut bridge = Function::new([]);
        bridge.instruction(&Instruction::Call(ensure));
        let parameters = self.program.types[ty as usize].params().len();
        for parameter in 0..number(parameters) {
            bridge.instruction(&Instruction::LocalGet(parameter));
        }
        for one in self.through_table(function)? {
            bridge.instruction(&one);
        }
        bridge.instruction(&Instruction::End);
        Ok(bridge)
    }
}

/// Calls `bring` unless the rest is there.
fn ensured(is_whole: u32, bring: u32) -> Function {
    let mut ensured = Function::new([]);
    for one in [
        Instruction::GlobalGet(is_whole),
        Instruction::I32Eqz,
        Instruction::If(BlockType::Empty),
        Instruction::Call(bring),
        Instruction::End,
        Instruction::End,
    ] {
        ensured.instruction(&one);
    }
    ensured
}
