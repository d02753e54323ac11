//! Which functions go into the rest.

use super::program::Program;
use std::collections::BTreeSet;

/// The functions that no other can reach but by way of rare ones, and those
/// themselves. What is exported and what stands in a table can always be reached.
pub fn rest(program: &Program<'_>, is_rare: impl Fn(&str) -> bool) -> BTreeSet<u32> {
    let is_rare = |number: u32| program.own(number).is_some_and(|own| is_rare(&own.name));
    let exported: BTreeSet<u32> = exported(program).collect();
    let mut open: Vec<u32> = exported.iter().copied().collect();
    open.extend(program.elements.iter().filter(|one| !is_rare(**one)));
    let mut first = BTreeSet::new();
    while let Some(number) = open.pop() {
        let Some(own) = program.own(number) else {
            continue;
        };
        if first.insert(number) {
            open.extend(own.calls.iter().filter(|one| !is_rare(**one)));
        }
    }
    program
        .own_numbers()
        .filter(|one| !first.contains(one))
        .collect()
}

/// The functions of the rest that the first part calls, or that stand in a table.
pub fn entries(program: &Program<'_>, rest: &BTreeSet<u32>) -> BTreeSet<u32> {
    let in_first = program.own_numbers().filter(|one| !rest.contains(one));
    let called = in_first
        .filter_map(|one| program.own(one))
        .flat_map(|own| own.calls.iter().copied());
    let all = called.chain(program.elements.iter().copied());
    all.filter(|one| rest.contains(one)).collect()
}

/// The functions that JavaScript may call, and the one that runs first.
pub fn exported(program: &Program<'_>) -> impl Iterator<Item = u32> {
    let functions = program
        .exports
        .iter()
        .filter(|export| export.kind == wasmparser::ExternalKind::Func);
    functions.map(|export| export.index).chain(program.start)
}
