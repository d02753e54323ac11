//! The part that comes later. It works on the memory, the tables and the globals of
//! the first part, and puts its functions into the table.

use super::names::Names;
use super::plan::{Part, Plan, WHOLE};
use super::program::number;
use crate::failure::{Failure, Named as _};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, DataCountSection, ElementSection, EntityType, Function, FunctionSection,
    ImportSection, Instruction, Module, StartSection,
};

/// What the rest imports from the first part is imported from here.
const FIRST: &str = "b";

impl Plan<'_, '_> {
    /// Writes the rest.
    pub fn later(&self, names: &Names) -> Result<Vec<u8>, Failure> {
        let imported = self.imports_of(self.rest.iter().copied());
        let mut imports = ImportSection::new();
        for one in &imported {
            self.import(&mut imports, *one);
        }
        self.import_state(&mut imports, names)?;
        let all = imported.iter().chain(&self.rest).copied();
        let place: BTreeMap<u32, u32> = all.zip(0..).collect();
        let function_index = number(place.len());
        let mut part = Part {
            plan: self,
            place,
            is_rest: true,
        };
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for one in &self.rest {
            functions.function(self.program.type_of(*one));
            part.write(&mut code, *one)?;
        }
        functions.function(self.plain);
        code.function(&self.arrived()?);

        let mut module = Module::new();
        module.section(&self.types()?);
        module.section(&imports);
        module.section(&functions);
        module.section(&StartSection { function_index });
        module.section(&self.filled(&part)?);
        if self.program.counts_data {
            module.section(&DataCountSection { count: 0 });
        }
        module.section(&code);
        Ok(module.finish())
    }

    /// What runs when the table is filled: it says so.
    fn arrived(&self) -> Result<Function, Failure> {
        let (_, is_whole) = self.globals()?;
        let mut arrived = Function::new([]);
        arrived.instruction(&Instruction::I32Const(1));
        arrived.instruction(&Instruction::GlobalSet(is_whole));
        arrived.instruction(&Instruction::End);
        Ok(arrived)
    }

    /// The rest works on the same memory, tables and globals.
    fn import_state(&self, section: &mut ImportSection, names: &Names) -> Result<(), Failure> {
        for (table, name) in (0_u32..).zip(&names.tables) {
            section.import(FIRST, name, EntityType::Table(self.table(table)?));
        }
        let memories = self.program.memories.clone().into_iter().flatten();
        for memory in memories {
            let memory = memory.named("the memory")?;
            let ty = RoundtripReencoder.memory_type(memory).named("the memory")?;
            section.import(FIRST, &names.memory, EntityType::Memory(ty));
        }
        let globals = self.program.globals.clone().into_iter().flatten();
        for (global, name) in globals.zip(&names.globals) {
            let global = global.named("the globals")?.ty;
            let ty = RoundtripReencoder
                .global_type(global)
                .named("the globals")?;
            section.import(FIRST, name, EntityType::Global(ty));
        }
        section.import(FIRST, &names.is_whole, EntityType::Global(WHOLE));
        Ok(())
    }

    /// What the rest puts into the table: its functions, in place of what stood for them.
    fn filled(&self, part: &Part<'_, '_, '_>) -> Result<ElementSection, Failure> {
        let mut held: BTreeMap<u32, u32> = (self.program.first_slot..)
            .zip(self.program.elements.iter().copied())
            .collect();
        held.extend(self.slots.iter().map(|(function, slot)| (*slot, *function)));
        let mut section = ElementSection::new();
        let mut run: Vec<u32> = Vec::new();
        let mut next = 0;
        for (slot, function) in held {
            if !self.rest.contains(&function) {
                continue;
            }
            if slot != next && !run.is_empty() {
                self.fill(&mut section, next - number(run.len()), &run);
                run.clear();
            }
            run.push(part.place_of(function)?);
            next = slot + 1;
        }
        if !run.is_empty() {
            self.fill(&mut section, next - number(run.len()), &run);
        }
        Ok(section)
    }
}
