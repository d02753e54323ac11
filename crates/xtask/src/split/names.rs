//! What the first part exports for the rest, by name.

use super::program::{Program, number};
use crate::failure::Failure;
use crate::shake;
use wasmparser::ExternalKind;

/// What the first part exports for the rest, and the glue.
pub struct Names {
    /// The function that the first part imports, and calls when the rest is missing.
    pub bring: String,
    /// Whether the rest is there.
    pub is_whole: String,
    /// The memory.
    pub memory: String,
    /// The tables, by their numbers.
    pub tables: Vec<String>,
    /// The globals, by theirs.
    pub globals: Vec<String>,
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
