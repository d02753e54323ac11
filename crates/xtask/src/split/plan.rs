//! What the two parts have to agree on. Where one calls the other, the call goes
//! through a slot of the table that both see.

use super::choice;
use super::program::{Program, number};
use crate::failure::{Failure, Named as _};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, GlobalSection, GlobalType,
    ImportSection, Instruction, TableSection, TypeSection, ValType,
};
use wasmparser::Operator;

/// What the parts have to agree on.
pub struct Plan<'p, 'a> {
    /// The module as it was.
    pub program: &'p Program<'a>,
    /// The functions of the rest.
    pub rest: BTreeSet<u32>,
    /// What of the rest the first part may call.
    pub entries: BTreeSet<u32>,
    /// Where the other part finds a function.
    pub slots: BTreeMap<u32, u32>,
    /// Functions of the first part that stand in the table for the rest alone.
    pub lent: Vec<u32>,
    /// The length of the table.
    table: u32,
    /// The type without parameters and results.
    pub plain: u32,
}

/// Whether the rest is there.
pub const WHOLE: GlobalType = GlobalType {
    val_type: ValType::I32,
    mutable: true,
    shared: false,
};

impl<'p, 'a> Plan<'p, 'a> {
    /// Gives every function that is called across the border its slot.
    pub fn new(program: &'p Program<'a>, rest: BTreeSet<u32>) -> Result<Self, Failure> {
        let entries = choice::entries(program, &rest);
        let mut slots = BTreeMap::new();
        for (slot, function) in (program.first_slot..).zip(&program.elements) {
            slots.entry(*function).or_insert(slot);
        }
        let called: BTreeSet<u32> = rest
            .iter()
            .filter_map(|one| program.own(*one))
            .flat_map(|own| own.calls.iter().copied())
            .filter(|one| program.own(*one).is_some() && !rest.contains(one))
            .collect();
        let is_new = |one: &&u32| !slots.contains_key(*one);
        let lent: Vec<u32> = called.iter().filter(is_new).copied().collect();
        let wanted: Vec<u32> = entries.iter().filter(is_new).copied().collect();
        let mut table = program.first_slot + number(program.elements.len());
        for function in lent.iter().chain(&wanted) {
            slots.insert(*function, table);
            table += 1;
        }
        let is_plain =
            |ty: &wasmparser::FuncType| ty.params().is_empty() && ty.results().is_empty();
        let plain = program.types.iter().position(is_plain);
        let plain = plain.ok_or_else(|| Failure::new("no function of the module is plain"))?;
        let plain = number(plain);
        Ok(Self {
            program,
            rest,
            entries,
            slots,
            lent,
            table,
            plain,
        })
    }

    /// The imported functions that these call.
    pub fn imports_of(&self, functions: impl Iterator<Item = u32>) -> BTreeSet<u32> {
        functions
            .filter_map(|one| self.program.own(one))
            .flat_map(|own| own.calls.iter().copied())
            .filter(|one| self.program.own(*one).is_none())
            .collect()
    }

    pub fn import(&self, section: &mut ImportSection, function: u32) {
        if let Some(import) = self.program.imports.get(function as usize) {
            let ty = EntityType::Function(self.program.type_of(function));
            section.import(import.module, import.name, ty);
        }
    }

    pub fn types(&self) -> Result<TypeSection, Failure> {
        let mut types = TypeSection::new();
        for ty in &self.program.types {
            let ty = RoundtripReencoder
                .func_type(ty.clone())
                .named("the types")?;
            types.ty().func_type(&ty);
        }
        Ok(types)
    }

    pub fn tables(&self) -> Result<TableSection, Failure> {
        let mut tables = TableSection::new();
        for table in 0..number(self.program.tables.len()) {
            tables.table(self.table(table)?);
        }
        Ok(tables)
    }

    /// A table; that of the functions has room for those that are called across the border.
    pub fn table(&self, index: u32) -> Result<wasm_encoder::TableType, Failure> {
        let ty = self.program.tables[index as usize];
        let mut ty = RoundtripReencoder.table_type(ty).named("the tables")?;
        if index == self.program.function_table {
            ty.minimum = ty.minimum.max(self.table.into());
            ty.maximum = ty.maximum.map(|most| most.max(ty.minimum));
        }
        Ok(ty)
    }

    /// The globals, and the number of one more: whether the rest is there.
    pub fn globals(&self) -> Result<(GlobalSection, u32), Failure> {
        let mut globals = GlobalSection::new();
        if let Some(section) = self.program.globals.clone() {
            RoundtripReencoder
                .parse_global_section(&mut globals, section)
                .named("the globals")?;
        }
        let is_whole = globals.len();
        globals.global(WHOLE, &ConstExpr::i32_const(0));
        Ok((globals, is_whole))
    }

    /// Puts functions into the table.
    pub fn fill(&self, section: &mut ElementSection, slot: u32, functions: &[u32]) {
        let table = self.program.function_table;
        section.active(
            (table != 0).then_some(table),
            &ConstExpr::i32_const(slot.cast_signed()),
            Elements::Functions(functions.into()),
        );
    }

    /// The two instructions that call a function by its slot.
    pub fn through_table(&self, function: u32) -> Result<[Instruction<'static>; 2], Failure> {
        let slot = self.slots.get(&function);
        let slot = slot.ok_or_else(|| Failure::new(format!("function {function} has no slot")))?;
        Ok([
            Instruction::I32Const(slot.cast_signed()),
            Instruction::CallIndirect {
                type_index: self.program.type_of(function),
                table_index: self.program.function_table,
            },
        ])
    }
}

/// One of the two, while it is written.
pub struct Part<'x, 'p, 'a> {
    /// What both know.
    pub plan: &'x Plan<'p, 'a>,
    /// The numbers in it of what can be called by number.
    pub place: BTreeMap<u32, u32>,
    /// Whether it is the rest: what is not in it is in the first part.
    pub is_rest: bool,
}

impl Part<'_, '_, '_> {
    /// A function's number in this part.
    pub fn place_of(&self, function: u32) -> Result<u32, Failure> {
        let place = self.place.get(&function).copied();
        place.ok_or_else(|| Failure::new(format!("function {function} is in the other part")))
    }

    /// Writes a function's code with the numbers of this part.
    pub fn write(&mut self, code: &mut CodeSection, function: u32) -> Result<(), Failure> {
        let Some(own) = self.plan.program.own(function) else {
            return Ok(());
        };
        let mut written = RoundtripReencoder
            .new_function_with_parsed_locals(&own.body)
            .named("the locals")?;
        for operator in own.body.get_operators_reader().named("the code")? {
            match operator.named("the code")? {
                Operator::Call { function_index } => match self.place.get(&function_index) {
                    Some(place) => {
                        written.instruction(&Instruction::Call(*place));
                    }
                    None if self.is_rest => {
                        for one in self.plan.through_table(function_index)? {
                            written.instruction(&one);
                        }
                    }
                    None => return Err(Failure::new("a call leads nowhere")),
                },
                other => {
                    written.instruction(&RoundtripReencoder.instruction(other).named("the code")?);
                }
            }
        }
        code.function(&written);
        Ok(())
    }
}
