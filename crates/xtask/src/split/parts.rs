//! Writes the two parts. Where one calls the other, the call goes through a slot
//! of the table that both see; a function of the rest has, in the first part, one
//! of the same type that sees to it that the rest is there, and then calls the slot.

use super::choice;
use super::program::{Program, number};
use crate::failure::{Failure, Named as _};
use crate::shake;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction, MemorySection, Module, StartSection, TableSection, TypeSection, ValType,
};
use wasmparser::{ExternalKind, Operator};

/// What the rest imports from the first part is imported from here.
const FIRST: &str = "b";

/// What the parts have to agree on.
pub struct Plan<'p, 'a> {
    program: &'p Program<'a>,
    rest: BTreeSet<u32>,
    /// What of the rest the first part may call.
    entries: BTreeSet<u32>,
    /// Where the other part finds a function.
    slots: BTreeMap<u32, u32>,
    /// Functions of the first part that stand in the table for the rest alone.
    lent: Vec<u32>,
    /// The length of the table.
    table: u32,
    /// The type without parameters and results.
    plain: u32,
}

/// What the first part exports for the rest, and the glue.
pub struct Names {
    /// The function that the first part imports, and calls when the rest is missing.
    pub bring: String,
    /// Whether the rest is there.
    pub is_whole: String,
    memory: String,
    tables: Vec<String>,
    globals: Vec<String>,
}

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

    /// The part that is loaded first.
    pub fn first(&self, names: &Names) -> Result<Vec<u8>, Failure> {
        let own: Vec<u32> = self
            .program
            .own_numbers()
            .filter(|one| !self.rest.contains(one))
            .collect();
        let mut imports = self.imports_of(own.iter().copied());
        let listed = self.program.elements.iter().copied();
        let held = listed.chain(choice::exported(self.program));
        imports.extend(held.filter(|one| self.program.own(*one).is_none()));
        let mut place = BTreeMap::new();
        let mut imported = ImportSection::new();
        for one in &imports {
            self.import(&mut imported, *one);
            place.insert(*one, number(place.len()));
        }
        let bring = number(imports.len());
        let from = self.program.imports.first().map_or("a", |one| one.module);
        imported.import(from, &names.bring, EntityType::Function(self.plain));
        let mut next = bring + 1;
        let ensure = next + number(own.len() + self.entries.len());
        for one in own.iter().chain(&self.entries) {
            place.insert(*one, next);
            next += 1;
        }
        let mut part = Part {
            plan: self,
            place,
            rest: false,
        };
        let mut module = Module::new();
        module.section(&self.types()?);
        module.section(&imported);
        let mut functions = FunctionSection::new();
        for one in own.iter().chain(&self.entries) {
            functions.function(self.program.type_of(*one));
        }
        functions.function(self.plain);
        module.section(&functions);
        module.section(&self.tables()?);
        let mut memories = MemorySection::new();
        if let Some(section) = self.program.memories.clone() {
            RoundtripReencoder
                .parse_memory_section(&mut memories, section)
                .named("the memory")?;
        }
        module.section(&memories);
        let (globals, is_whole) = self.globals()?;
        module.section(&globals);
        module.section(&self.exports(&part, names, is_whole)?);
        if let Some(start) = self.program.start {
            module.section(&StartSection {
                function_index: part.place_of(start)?,
            });
        }
        let mut elements = ElementSection::new();
        let listed = self.program.elements.iter().chain(&self.lent);
        let listed: Vec<u32> = listed
            .map(|one| part.place_of(*one))
            .collect::<Result<_, _>>()?;
        self.fill(&mut elements, self.program.first_slot, &listed);
        module.section(&elements);
        if self.program.counts_data {
            let count = self
                .program
                .data
                .as_ref()
                .map_or(0, wasmparser::SectionLimited::count);
            module.section(&wasm_encoder::DataCountSection { count });
        }
        let mut code = CodeSection::new();
        for one in &own {
            part.write(&mut code, *one)?;
        }
        for one in &self.entries {
            code.function(&self.bridge(*one, ensure)?);
        }
        code.function(&ensured(is_whole, bring));
        module.section(&code);
        if let Some(section) = self.program.data.clone() {
            let mut data = wasm_encoder::DataSection::new();
            RoundtripReencoder
                .parse_data_section(&mut data, section)
                .named("the data")?;
            module.section(&data);
        }
        Ok(module.finish())
    }

    /// The part that comes later.
    pub fn rest(&self, names: &Names) -> Result<Vec<u8>, Failure> {
        let mut place = BTreeMap::new();
        let mut imported = ImportSection::new();
        for one in self.imports_of(self.rest.iter().copied()) {
            self.import(&mut imported, one);
            place.insert(one, number(place.len()));
        }
        self.import_state(&mut imported, names)?;
        let mut next = number(place.len());
        for one in &self.rest {
            place.insert(*one, next);
            next += 1;
        }
        let mut part = Part {
            plan: self,
            place,
            rest: true,
        };
        let mut module = Module::new();
        module.section(&self.types()?);
        module.section(&imported);
        let mut functions = FunctionSection::new();
        for one in &self.rest {
            functions.function(self.program.type_of(*one));
        }
        functions.function(self.plain);
        module.section(&functions);
        module.section(&StartSection {
            function_index: next,
        });
        module.section(&self.filled(&part)?);
        if self.program.counts_data {
            module.section(&wasm_encoder::DataCountSection { count: 0 });
        }
        let mut code = CodeSection::new();
        for one in &self.rest {
            part.write(&mut code, *one)?;
        }
        let (_, is_whole) = self.globals()?;
        let mut arrived = Function::new([]);
        arrived.instruction(&Instruction::I32Const(1));
        arrived.instruction(&Instruction::GlobalSet(is_whole));
        arrived.instruction(&Instruction::End);
        code.function(&arrived);
        module.section(&code);
        Ok(module.finish())
    }

    /// The imported functions that these call.
    fn imports_of(&self, functions: impl Iterator<Item = u32>) -> BTreeSet<u32> {
        functions
            .filter_map(|one| self.program.own(one))
            .flat_map(|own| own.calls.iter().copied())
            .filter(|one| self.program.own(*one).is_none())
            .collect()
    }

    fn import(&self, section: &mut ImportSection, function: u32) {
        if let Some(import) = self.program.imports.get(function as usize) {
            let ty = EntityType::Function(self.program.type_of(function));
            section.import(import.module, import.name, ty);
        }
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

    fn types(&self) -> Result<TypeSection, Failure> {
        let mut types = TypeSection::new();
        for ty in &self.program.types {
            let ty = RoundtripReencoder
                .func_type(ty.clone())
                .named("the types")?;
            types.ty().func_type(&ty);
        }
        Ok(types)
    }

    fn tables(&self) -> Result<TableSection, Failure> {
        let mut tables = TableSection::new();
        for table in 0..number(self.program.tables.len()) {
            tables.table(self.table(table)?);
        }
        Ok(tables)
    }

    /// A table; that of the functions has room for those that are called across the border.
    fn table(&self, index: u32) -> Result<wasm_encoder::TableType, Failure> {
        let ty = self.program.tables[index as usize];
        let mut ty = RoundtripReencoder.table_type(ty).named("the tables")?;
        if index == self.program.function_table {
            ty.minimum = ty.minimum.max(self.table.into());
            ty.maximum = ty.maximum.map(|most| most.max(ty.minimum));
        }
        Ok(ty)
    }

    /// The globals, and the number of one more: whether the rest is there.
    fn globals(&self) -> Result<(GlobalSection, u32), Failure> {
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

    fn fill(&self, section: &mut ElementSection, slot: u32, functions: &[u32]) {
        let table = self.program.function_table;
        section.active(
            (table != 0).then_some(table),
            &ConstExpr::i32_const(slot.cast_signed()),
            Elements::Functions(functions.into()),
        );
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

    fn through_table(&self, function: u32) -> Result<[Instruction<'static>; 2], Failure> {
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

impl Names {
    /// The names that are there, and free ones for what has none yet. `bring` is
    /// the name of the import.
    pub fn find(program: &Program<'_>, bring: &str) -> Result<Self, Failure> {
        let is_free = |name: &String| program.exports.iter().all(|one| one.name != name);
        let mut free = (0..).map(shake::short_name).filter(is_free);
        let mut name = |kind, index| {
            let is_it = |one: &&wasmparser::Export<'_>| one.kind == kind && one.index == index;
            let named = program.exports.iter().find(is_it);
            let name = named.map(|one| one.name.to_owned()).or_else(|| free.next());
            name.ok_or_else(|| Failure::new("no more names for exports"))
        };
        let globals = program.globals.as_ref();
        let globals = globals.map_or(0, wasmparser::SectionLimited::count);
        let tables = 0..number(program.tables.len());
        Ok(Self {
            memory: name(ExternalKind::Memory, 0)?,
            tables: tables
                .map(|table| name(ExternalKind::Table, table))
                .collect::<Result<_, _>>()?,
            globals: (0..globals)
                .map(|global| name(ExternalKind::Global, global))
                .collect::<Result<_, _>>()?,
            is_whole: name(ExternalKind::Global, globals)?,
            bring: bring.to_owned(),
        })
    }
}

/// Whether the rest is there.
const WHOLE: GlobalType = GlobalType {
    val_type: ValType::I32,
    mutable: true,
    shared: false,
};

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

/// One of the two, while it is written.
struct Part<'x, 'p, 'a> {
    plan: &'x Plan<'p, 'a>,
    /// The numbers in it of what can be called by number.
    place: BTreeMap<u32, u32>,
    rest: bool,
}

impl Part<'_, '_, '_> {
    fn place_of(&self, function: u32) -> Result<u32, Failure> {
        let place = self.place.get(&function).copied();
        place.ok_or_else(|| Failure::new(format!("function {function} is in the other part")))
    }

    fn write(&mut self, code: &mut CodeSection, function: u32) -> Result<(), Failure> {
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
                    None if self.rest => {
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
