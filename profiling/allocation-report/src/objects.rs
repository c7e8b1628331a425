//! Trait objects: their tables of methods, and the scopes whose types name them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// For an address, the traits named by the types in scope; by the depth of the
    /// scope.
    pub scopes: HashMap<u64, BTreeMap<usize, BTreeSet<String>>>,
    /// Whether a package outside the standard library was compiled without types.
    pub without_types: bool,
}
