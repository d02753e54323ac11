//! A module as the splitter sees it: its functions, who calls whom, and the one
//! table they stand in.

use crate::failure::{Failure, Named as _};
use std::collections::BTreeSet;
use wasmparser::{
    ConstExpr, ElementItems, ElementKind, ElementSectionReader, Export, FuncType, FunctionBody,
    GlobalSectionReader, Import, MemorySectionReader, Name, NameSectionReader, Operator, Parser,
    Payload, TableType, TypeRef,
};

/// What is read of a module. Imported functions come before the module's own, as
/// in the module's own numbers.
#[derive(Default)]
pub struct Program<'a> {
    /// The types of functions.
    pub types: Vec<FuncType>,
    /// The imported functions.
    pub imports: Vec<Import<'a>>,
    /// The module's own functions.
    pub functions: Vec<Function<'a>>,
    /// The tables; one of them holds functions.
    pub tables: Vec<TableType>,
    /// The memories' section.
    pub memories: Option<MemorySectionReader<'a>>,
    /// The globals' section.
    pub globals: Option<GlobalSectionReader<'a>>,
    /// What JavaScript may call and see.
    pub exports: Vec<Export<'a>>,
    /// The function that runs first.
    pub start: Option<u32>,
    /// What the table holds, from slot `first_slot` on.
    pub elements: Vec<u32>,
    /// Where that begins.
    pub first_slot: u32,
    /// The table of functions.
    pub function_table: u32,
    /// The data, and how many segments of it there are.
    pub data: Option<wasmparser::DataSectionReader<'a>>,
    /// Whether the count of segments is named before the code.
    pub counts_data: bool,
}

/// One function.
pub struct Function<'a> {
    /// Its type.
    pub ty: u32,
    /// What it does.
    pub body: FunctionBody<'a>,
    /// Whom it calls by name.
    pub calls: BTreeSet<u32>,
    /// What it is called.
    pub name: String,
}

impl<'a> Program<'a> {
    /// Reads a module.
    pub fn read(binary: &'a [u8]) -> Result<Self, Failure> {
        let mut program = Self::default();
        let mut types = Vec::new();
        for payload in Parser::new(0).parse_all(binary) {
            program.take(payload.named("the module")?, &mut types)?;
        }
        Ok(program)
    }

    /// The type of any function, by its number.
    pub fn type_of(&self, function: u32) -> u32 {
        match self.imports.get(function as usize) {
            Some(Import {
                ty: TypeRef::Func(ty),
                ..
            }) => *ty,
            _ => self.own(function).map_or(0, |own| own.ty),
        }
    }

    /// The module's own function of this number.
    pub fn own(&self, function: u32) -> Option<&Function<'a>> {
        let at = (function as usize).checked_sub(self.imports.len())?;
        self.functions.get(at)
    }

    /// The numbers of the module's own functions.
    pub fn own_numbers(&self) -> impl Iterator<Item = u32> + use<> {
        let first = number(self.imports.len());
        first..first + number(self.functions.len())
    }

    fn take(&mut self, payload: Payload<'a>, types: &mut Vec<u32>) -> Result<(), Failure> {
        match payload {
            Payload::TypeSection(section) => {
                let all = section.into_iter_err_on_gc_types();
                self.types = all.collect::<Result<_, _>>().named("the types")?;
            }
            Payload::ImportSection(section) => {
                let all: Vec<Import<'a>> = each(section.into_imports(), "the imports")?;
                if let Some(one) = all.iter().find(|one| !matches!(one.ty, TypeRef::Func(_))) {
                    return Err(Failure::new(format!(
                        "the module imports {}, which is no function: the splitter knows no others",
                        one.name
                    )));
                }
                self.imports = all;
            }
            Payload::FunctionSection(section) => *types = each(section, "the functions")?,
            Payload::TableSection(section) => {
                let all = each(section, "the tables")?;
                self.tables = all.into_iter().map(|one| one.ty).collect();
            }
            Payload::MemorySection(section) => self.memories = Some(section),
            Payload::GlobalSection(section) => self.globals = Some(section),
            Payload::ExportSection(section) => self.exports = each(section, "the exports")?,
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => self.take_elements(section)?,
            Payload::DataCountSection { .. } => self.counts_data = true,
            Payload::DataSection(section) => self.data = Some(section),
            Payload::CodeSectionEntry(body) => {
                let ty = types.get(self.functions.len()).copied().unwrap_or_default();
                let calls = calls(&body)?;
                let name = String::new();
                self.functions.push(Function {
                    ty,
                    body,
                    calls,
                    name,
                });
            }
            Payload::CustomSection(section) if section.name() == "name" => {
                let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
                self.take_names(NameSectionReader::new(reader))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn take_elements(&mut self, section: ElementSectionReader<'a>) -> Result<(), Failure> {
        let unknown = || {
            Failure::new(
                "the splitter knows modules with one list of functions that stands in a table from the start",
            )
        };
        let [element] = &each(section, "the elements")?[..] else {
            return Err(unknown());
        };
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &element.kind
        else {
            return Err(unknown());
        };
        let ElementItems::Functions(items) = &element.items else {
            return Err(unknown());
        };
        self.function_table = table_index.unwrap_or(0);
        self.first_slot = constant(offset_expr).ok_or_else(unknown)?;
        self.elements = each(items.clone(), "the elements")?;
        Ok(())
    }

    fn take_names(&mut self, section: NameSectionReader<'a>) -> Result<(), Failure> {
        for part in section {
            let Name::Function(names) = part.named("the names")? else {
                continue;
            };
            for naming in each(names, "the names")? {
                let at = (naming.index as usize).checked_sub(self.imports.len());
                if let Some(function) = at.and_then(|at| self.functions.get_mut(at)) {
                    function.name = without_hashes(naming.name);
                }
            }
        }
        Ok(())
    }
}

fn each<'a, T, I, E>(all: I, what: &str) -> Result<Vec<T>, Failure>
where
    I: IntoIterator<Item = Result<T, E>>,
    E: std::fmt::Display,
    T: 'a,
{
    all.into_iter().collect::<Result<_, _>>().named(what)
}

/// The number of the last of so many.
pub fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn constant(expression: &ConstExpr<'_>) -> Option<u32> {
    match expression.get_operators_reader().read().ok()? {
        Operator::I32Const { value } => u32::try_from(value).ok(),
        _ => None,
    }
}

fn calls(body: &FunctionBody<'_>) -> Result<BTreeSet<u32>, Failure> {
    let mut calls = BTreeSet::new();
    for operator in body.get_operators_reader().named("the code")? {
        match operator.named("the code")? {
            Operator::Call { function_index } => {
                calls.insert(function_index);
            }
            Operator::RefFunc { .. } | Operator::ReturnCall { .. } => {
                return Err(Failure::new(
                    "the splitter knows functions that are called or stand in a table, and no other use of them",
                ));
            }
            _ => {}
        }
    }
    Ok(calls)
}

/// A name as it is in every build: `core[a1b2…]::fmt[2]` is `core::fmt`. Where
/// several have one name, nothing says which of them is the second.
fn without_hashes(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    let base = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['));
    let is_count = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() < 8;
    let mut rest = match base {
        Some((base, count)) if is_count(count) => base,
        _ => name,
    };
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        match after.split_once(']') {
            Some((hash, tail)) if is_hash(hash) => rest = tail,
            _ => {
                kept.push('[');
                rest = after;
            }
        }
    }
    kept + rest
}

fn is_hash(text: &str) -> bool {
    (8..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_every_build() {
        let name = "<alloc[3ca501edff3f0c7c]::vec::Vec<[u8; 4]> as core[c5930c85a12de82]::ops::Drop>::drop[12]";
        assert_eq!(
            without_hashes(name),
            "<alloc::vec::Vec<[u8; 4]> as core::ops::Drop>::drop"
        );
    }
}
