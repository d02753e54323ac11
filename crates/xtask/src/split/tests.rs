use super::*;
use crate::split::program::Program;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, ImportSection, Instruction, MemorySection, MemoryType, NameMap,
    NameSection, RefType, TableSection, TableType, TypeSection, ValType,
};

const NAMES: [&str; 6] = ["draw", "open", "shared", "menu", "item", "timer"];

/// A module in which `open` calls `shared` and `menu`, `menu` calls `shared`, `item`
/// and the imported `draw`, and `timer` stands in the table.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("a", "x", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let get = Instruction::LocalGet(0);
    let bodies: [(u32, &[Instruction]); 5] = [
        (
            0,
            &[
                Instruction::I32Const(1),
                Instruction::Call(2),
                Instruction::Call(3),
                Instruction::Drop,
            ],
        ),
        (1, std::slice::from_ref(&get)),
        (
            1,
            &[
                Instruction::Call(0),
                Instruction::Call(4),
                get.clone(),
                Instruction::Call(2),
            ],
        ),
        (0, &[]),
        (0, &[]),
    ];
    for (ty, body) in bodies {
        functions.function(ty);
        let mut function = Function::new([]);
        for one in body {
            function.instruction(one);
        }
        function.instruction(&Instruction::End);
        code.function(&function);
    }
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        minimum: 2,
        maximum: Some(2),
        table64: false,
        shared: false,
    });
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("a", ExportKind::Func, 1);
    exports.export("b", ExportKind::Memory, 0);
    let mut elements = ElementSection::new();
    let listed = Elements::Functions((&[5][..]).into());
    elements.active(None, &ConstExpr::i32_const(1), listed);
    let mut map = NameMap::new();
    for (index, name) in (0..).zip(NAMES) {
        map.append(index, name);
    }
    let mut names = NameSection::new();
    names.functions(&map);
    let mut module = wasm_encoder::Module::new();
    module.section(&types).section(&imports).section(&functions);
    module.section(&tables).section(&memories).section(&exports);
    module.section(&elements).section(&code).section(&names);
    module.finish()
}

fn halves() -> Parts {
    split(&module(), |name| ["menu", "timer"].contains(&name)).unwrap()
}

fn calls(part: &Program<'_>, function: usize) -> Vec<u32> {
    part.functions[function].calls.iter().copied().collect()
}

/// The rest imports a memory and a table, which a [`Program`] does not.
fn functions_of(part: &[u8]) -> u32 {
    let payloads = wasmparser::Parser::new(0).parse_all(part);
    let counts = payloads.filter_map(|payload| match payload {
        Ok(wasmparser::Payload::CodeSectionStart { count, .. }) => Some(count),
        _ => None,
    });
    counts.sum()
}

#[test]
fn the_rest_is_what_is_rare_and_what_only_that_calls() {
    let parts = halves();
    // `open`, `shared`, what stands for `menu` and `timer`, and what they ask.
    let first = Program::read(&parts.first).unwrap();
    assert_eq!(first.functions.len(), 5);
    // `menu`, `item`, `timer`, and what says that they are there.
    assert_eq!(functions_of(&parts.rest), 4);
}

#[test]
fn what_stands_for_a_function_has_its_type_and_first_asks_for_the_rest() {
    let parts = halves();
    let first = Program::read(&parts.first).unwrap();
    // The import that brings the rest is the only one the first part is left with.
    let imports: Vec<&str> = first.imports.iter().map(|one| one.name).collect();
    assert_eq!(imports, ["_"]);
    let (menu, ensure) = (2, 5);
    assert_eq!(first.functions[menu].ty, 1);
    assert_eq!(calls(&first, menu), [ensure]);
    assert_eq!(
        calls(&first, 0),
        [2, 3],
        "`open` calls `shared` and what stands for `menu`"
    );
    assert_eq!(calls(&first, 4), [0]);
}

#[test]
fn the_table_holds_what_stood_in_it_and_has_room_for_what_is_called_across() {
    let parts = halves();
    let first = Program::read(&parts.first).unwrap();
    // `timer` by what stands for it, and `shared` for the rest.
    assert_eq!((first.first_slot, &first.elements[..]), (1, &[4, 2][..]));
    // One more, for `menu`.
    assert_eq!(first.tables[0].initial, 4);
    let ty = RoundtripReencoder.table_type(first.tables[0]).unwrap();
    assert_eq!(ty.maximum, Some(4));
}

#[test]
fn what_is_exported_keeps_its_name_and_the_state_gets_free_ones() {
    let parts = halves();
    let first = Program::read(&parts.first).unwrap();
    let exports: Vec<&str> = first.exports.iter().map(|one| one.name).collect();
    assert_eq!(exports, ["a", "b", "c", "d"]);
    assert_eq!(parts.is_whole, "d");
}

#[test]
fn the_same_module_is_always_split_alike() {
    let (one, other) = (halves(), halves());
    assert_eq!((one.first, one.rest), (other.first, other.rest));
}

#[test]
fn a_list_that_names_nothing_leaves_the_rest_empty() {
    let parts = split(&module(), |_| false).unwrap();
    // What says that it is there.
    assert_eq!(functions_of(&parts.rest), 1);
}

#[test]
fn a_traced_module_is_a_module_and_what_did_not_run_is_rare() {
    let (binary, notes) = traced(&module()).unwrap();
    wasmparser::validate(&binary).unwrap();
    assert_eq!(notes, 64 * 1024);
    let ran = [0, 1].into();
    assert_eq!(rare(&module(), &ran).unwrap(), ["menu", "timer"]);
}
