//! A WebAssembly module as its sections, as far as names of imports and exports go.

use crate::failure::Failure;

/// The section of imports.
pub const IMPORTS: u8 = 2;
/// The section of exports.
pub const EXPORTS: u8 = 7;

/// A module, as its sections.
pub struct Module(pub Vec<(u8, Vec<u8>)>);

/// An import or export: where it is from, its name, and the rest as it stands.
pub struct Entry {
    /// Of an import, where it is from.
    pub module: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its kind and index.
    rest: Vec<u8>,
}

impl Module {
    /// Reads a module.
    pub fn read(binary: &[u8]) -> Result<Self, Failure> {
        let mut rest = binary
            .strip_prefix(b"\0asm\x01\0\0\0")
            .ok_or_else(damaged)?;
        let mut sections = Vec::new();
        while let Some((kind, after)) = rest.split_first() {
            rest = after;
            let length = number(&mut rest)?;
            sections.push((*kind, take(&mut rest, length)?.to_vec()));
        }
        Ok(Self(sections))
    }

    /// Writes it again.
    pub fn write(&self) -> Vec<u8> {
        let mut binary = b"\0asm\x01\0\0\0".to_vec();
        for (kind, body) in &self.0 {
            binary.push(*kind);
            put(&mut binary, body);
        }
        binary
    }

    /// Changes the entries of the section of imports or exports.
    pub fn change(
        &mut self,
        kind: u8,
        change: impl FnOnce(&mut Vec<Entry>),
    ) -> Result<(), Failure> {
        let section = self.0.iter_mut().find(|(one, _)| *one == kind);
        let (_, body) = section.ok_or_else(damaged)?;
        let mut rest = &body[..];
        let count = number(&mut rest)?;
        let entries = (0..count).map(|_| Entry::read(&mut rest, kind == IMPORTS));
        let mut entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
        change(&mut entries);
        let mut written = Vec::new();
        put_number(&mut written, entries.len());
        for entry in &entries {
            if let Some(module) = &entry.module {
                put(&mut written, module.as_bytes());
            }
            put(&mut written, entry.name.as_bytes());
            written.extend(&entry.rest);
        }
        *body = written;
        Ok(())
    }
}

impl Entry {
    fn read(rest: &mut &[u8], is_import: bool) -> Result<Self, Failure> {
        let module = is_import.then(|| text(rest)).transpose()?;
        let name = text(rest)?;
        let kind = *rest.first().ok_or_else(damaged)?;
        // Of imports, a function's is a kind and an index, as every export's is.
        if is_import && kind != 0 {
            return Err(Failure::new(format!("the import {name} is no function")));
        }
        let start = *rest;
        take(rest, 1)?;
        number(rest)?;
        let rest = start[..start.len() - rest.len()].to_vec();
        Ok(Self { module, name, rest })
    }
}

fn damaged() -> Failure {
    Failure::new("wasm-bindgen wrote a module that cannot be read")
}

fn text(rest: &mut &[u8]) -> Result<String, Failure> {
    let length = number(rest)?;
    let bytes = take(rest, length)?.to_vec();
    String::from_utf8(bytes).map_err(|_| damaged())
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Failure> {
    let (taken, after) = rest.split_at_checked(length).ok_or_else(damaged)?;
    *rest = after;
    Ok(taken)
}

/// An unsigned LEB128.
fn number(rest: &mut &[u8]) -> Result<usize, Failure> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = take(rest, 1)?[0];
        value |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(damaged())
}

fn put_number(to: &mut Vec<u8>, mut value: usize) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        to.push(low & 0x7F | if value == 0 { 0 } else { 0x80 });
        if value == 0 {
            return;
        }
    }
}

/// Writes bytes after their length.
pub fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len());
    to.extend(bytes);
}
