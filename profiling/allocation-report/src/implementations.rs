//! The implementations that a call which cannot be followed may reach, by the types in
//! scope.
//!
//! Full debug information names each table of methods, `<Square as Shape>::{vtable}`,
//! and the types of variables. For a call through an offset, the types in scope narrow
//! down the tables. This is reported beside "unknown" and never instead of it:
//! optimisers load a method in the caller and pass it on as a plain pointer under the
//! same types, and another value may be where debug information places a variable (Di
//! Luna et al., "Who's Debugging the Debuggers?", ASPLOS 2021).

use crate::candidates::Candidates;
use crate::code::{Indirect, Target};
use crate::effects::Effects;
use crate::graph::Program;
use crate::image::{Image, Pointer};
use crate::known;
use crate::names;
use crate::objects::Objects;

/// With more traits than this in one scope, they say nothing about a call.
const MOST_TRAITS: usize = 3;
/// Behind the header of every table: drop function, size, alignment.
const FIRST_METHOD: u64 = 24;

/// What a call at `address` may reach, if it goes through an offset that is one of a
/// table.
pub fn at(
    objects: &Objects,
    image: &Image,
    program: &Program,
    target: Target,
    address: u64,
) -> Vec<Candidates> {
    let Target::Indirect(Indirect::Field(offset)) = target else {
        return Vec::new();
    };
    let (Some(scopes), Ok(offset)) = (objects.scopes.get(&address), u64::try_from(offset)) else {
        return Vec::new();
    };
    // The innermost scope that has candidates.
    let nearest = scopes.values().rev().find_map(|named| {
        let found: Vec<Candidates> = named
            .iter()
            .filter_map(|object| of(objects, image, program, object, offset))
            .collect();
        (!found.is_empty()).then_some(found)
    });
    nearest
        .filter(|found| found.len() <= MOST_TRAITS)
        .unwrap_or_default()
}

fn of(
    objects: &Objects,
    image: &Image,
    program: &Program,
    object: &str,
    offset: u64,
) -> Option<Candidates> {
    if offset != 0 && offset < FIRST_METHOD {
        return None;
    }
    let tables = objects.tables.get(object)?;
    let mut found = Candidates {
        object: object.to_owned(),
        implementations: tables.len(),
        allocating: Vec::new(),
        unknown: Vec::new(),
        is_complete: image.is_closed() && !objects.without_types && !names::is_standard(object),
    };
    for (own, table) in tables {
        if offset + 8 > table.bytes {
            return None;
        }
        let effects = match image.pointer(table.start + offset)? {
            // Nothing to drop.
            Pointer::Address(0) if offset == 0 => Effects::NONE,
            Pointer::Address(method) => {
                let function = image.function_at(method)?;
                program.functions[function].normal
            }
            Pointer::Import(import) => known::import(&image.imports[import]),
        };
        if effects.takes_memory() {
            found.allocating.push(own.clone());
        } else if effects.has(Effects::UNKNOWN) {
            found.unknown.push(own.clone());
        }
    }
    Some(found)
}
