//! Trait objects: which implementations a call that cannot be followed may reach, by
//! the types in scope.
//!
//! Full debug information names each table of methods, `<Square as Shape>::{vtable}`,
//! and the types of variables. Of a call through an offset of something, the types
//! that are in scope there say which tables come into question. That stands beside
//! "unknown" and never instead of it: optimisers load a method in the caller and hand
//! it on as a plain pointer under the same types, and where debug information says
//! that a variable is, another value can be (Di Luna et al., "Who's Debugging the
//! Debuggers?", ASPLOS 2021).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gimli::{Dwarf, Reader};
use serde::Serialize;

use crate::code::{Indirect, Target};
use crate::effects::Effects;
use crate::graph::Program;
use crate::image::{Image, Pointer};
use crate::known;
use crate::names;
use crate::scopes;

/// More traits in one scope say nothing about a call.
const MOST_TRAITS: usize = 3;
/// Behind what every table begins with: how to drop, size, alignment.
const FIRST_METHOD: u64 = 24;

/// What a call of a trait object's method may reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidates {
    /// The trait, by its path: `app::Shape`.
    pub object: String,
    /// The types that implement it and of which objects are made.
    pub implementations: usize,
    /// Of these, the types whose method can take memory.
    pub allocating: Vec<String>,
    /// And those whose method makes calls that cannot be followed.
    pub unknown: Vec<String>,
    /// Whether there are no more: the program loads no libraries, the trait is not the
    /// standard library's, and all its packages have full debug information. What was
    /// made an object of a subtrait, and cast then, is not counted.
    pub is_complete: bool,
}

impl Candidates {
    /// In words: ``1 of the 3 implementations of `dyn Shape` in this program allocates
    /// (Listed)``.
    pub fn text(&self) -> String {
        let count = self.allocating.len();
        let object = names::last_segment(&self.object);
        let of = match (self.is_complete, self.implementations) {
            (true, _) => "in this program",
            (false, 1) => "that is described",
            (false, _) => "that are described",
        };
        let mut text = match (self.implementations, count) {
            (1, 0) if self.unknown.is_empty() => {
                format!("the only implementation of `dyn {object}` {of} does not allocate")
            }
            (1, 1) => format!("the only implementation of `dyn {object}` {of} allocates"),
            (1, 0) => {
                return format!("the only implementation of `dyn {object}` {of} is unknown");
            }
            (all, 0) if self.unknown.is_empty() => {
                format!("none of the {all} implementations of `dyn {object}` {of} allocate")
            }
            (all, 0) => format!(
                "none of the {all} implementations of `dyn {object}` {of} is known to allocate"
            ),
            (all, 1) => {
                format!("1 of the {all} implementations of `dyn {object}` {of} allocates")
            }
            (all, _) => {
                format!("{count} of the {all} implementations of `dyn {object}` {of} allocate")
            }
        };
        text.push_str(&listed(&self.allocating));
        if !self.unknown.is_empty() {
            let verb = if self.unknown.len() == 1 { "is" } else { "are" };
            text.push_str(&format!(
                ", {} {verb} unknown{}",
                self.unknown.len(),
                listed(&self.unknown)
            ));
        }
        text
    }
}

/// The first three names, in brackets.
fn listed(types: &[String]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let mut names: Vec<String> = types
        .iter()
        .take(3)
        .map(|name| names::last_segment(name))
        .collect();
    if types.len() > names.len() {
        names.push("…".to_owned());
    }
    format!(" ({})", names.join(", "))
}

/// A table of methods.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// First address.
    pub start: u64,
    /// Length in bytes.
    pub bytes: u64,
}

/// The tables of a program, and the trait objects in scope of some of its code.
#[derive(Debug, Default)]
pub struct Objects {
    /// By trait and by the type that implements it.
    pub tables: BTreeMap<String, BTreeMap<String, Table>>,
    /// Of an address, the traits that the types in scope name; by how deep the scope is.
    pub scopes: HashMap<u64, BTreeMap<usize, BTreeSet<String>>>,
    /// Whether a package outside the standard library was compiled without types.
    pub without_types: bool,
}

impl Objects {
    /// Reads what debug information says of the code at `addresses`, which ascend. What
    /// cannot be read says nothing.
    pub fn read<R: Reader<Offset = usize>>(dwarf: &Dwarf<R>, addresses: &[u64]) -> Self {
        if addresses.is_empty() {
            return Objects::default();
        }
        scopes::read(dwarf, addresses).unwrap_or_default()
    }

    /// What a call at `address` may reach, if it goes through an offset that is one of a
    /// table.
    pub fn at(
        &self,
        image: &Image,
        program: &Program,
        target: Target,
        address: u64,
    ) -> Vec<Candidates> {
        let Target::Indirect(Indirect::Field(offset)) = target else {
            return Vec::new();
        };
        let (Some(scopes), Ok(offset)) = (self.scopes.get(&address), u64::try_from(offset)) else {
            return Vec::new();
        };
        // The innermost scope in which one comes into question.
        let nearest = scopes.values().rev().find_map(|objects| {
            let found: Vec<Candidates> = objects
                .iter()
                .filter_map(|object| self.of(image, program, object, offset))
                .collect();
            (!found.is_empty()).then_some(found)
        });
        nearest
            .filter(|found| found.len() <= MOST_TRAITS)
            .unwrap_or_default()
    }

    fn of(
        &self,
        image: &Image,
        program: &Program,
        object: &str,
        offset: u64,
    ) -> Option<Candidates> {
        if offset != 0 && offset < FIRST_METHOD {
            return None;
        }
        let tables = self.tables.get(object)?;
        let mut found = Candidates {
            object: object.to_owned(),
            implementations: tables.len(),
            allocating: Vec::new(),
            unknown: Vec::new(),
            is_complete: image.is_closed() && !self.without_types && !names::is_standard(object),
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_reached_is_counted_in_words() {
        let mut found = Candidates {
            object: "app::Shape".to_owned(),
            implementations: 5,
            allocating: vec!["app::A".to_owned(), "app::B<app::C>".to_owned()],
            unknown: Vec::new(),
            is_complete: true,
        };
        assert_eq!(
            found.text(),
            "2 of the 5 implementations of `dyn Shape` in this program allocate (A, B<app::C>)"
        );
        found.implementations = 1;
        found.allocating.pop();
        assert_eq!(
            found.text(),
            "the only implementation of `dyn Shape` in this program allocates (A)"
        );
        found.implementations = 5;
        found.allocating.clear();
        found.unknown.push("app::A".to_owned());
        found.is_complete = false;
        assert_eq!(
            found.text(),
            "none of the 5 implementations of `dyn Shape` that are described is known to allocate, 1 is unknown (A)"
        );
    }
}
