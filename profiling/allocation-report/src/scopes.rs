//! What debug information says of trait objects: the tables of their methods, and
//! which of them the types in scope of some code name.

use std::collections::{BTreeSet, HashMap, HashSet};

use function_names::split;
use gimli::{
    AttributeValue, DebuggingInformationEntry, Dwarf, Operation, Reader, Unit, UnitOffset,
};

use crate::inlined;
use crate::objects::{Objects, Table};
use crate::report::Origin;

/// How many types between a variable and a trait object are looked through.
const DEEPEST: usize = 8;
/// How many types of one variable are looked at.
const MOST_TYPES: usize = 300;

/// Reads what debug information says of the code at `addresses`, which ascend.
///
/// # Errors
/// If it cannot be read.
pub fn read<R: Reader<Offset = usize>>(
    dwarf: &Dwarf<R>,
    addresses: &[u64],
) -> gimli::Result<Objects> {
    let mut search = Search::new(dwarf)?;
    search.run(addresses)?;
    Ok(search.found)
}

/// The code of a function, of one inlined into it, or of a block.
struct Scope {
    depth: isize,
    /// The requested addresses that lie in it.
    addresses: Vec<u64>,
}

/// An entry: its unit, and its offset in it.
type Place = (usize, UnitOffset<usize>);

struct Search<'a, R: Reader<Offset = usize>> {
    dwarf: &'a Dwarf<R>,
    units: Vec<Unit<R>>,
    /// The starts of units.
    starts: Vec<usize>,
    /// The traits that a type names.
    types: HashMap<Place, BTreeSet<String>>,
    found: Objects,
}

impl<'a, R: Reader<Offset = usize>> Search<'a, R> {
    fn new(dwarf: &'a Dwarf<R>) -> gimli::Result<Self> {
        let (mut units, mut starts) = (Vec::new(), Vec::new());
        let mut headers = dwarf.units();
        while let Some(header) = headers.next()? {
            starts.push(header.debug_info_offset().map_or(0, |offset| offset.0));
            units.push(dwarf.unit(header)?);
        }
        Ok(Search {
            dwarf,
            units,
            starts,
            types: HashMap::new(),
            found: Objects::default(),
        })
    }

    fn run(&mut self, addresses: &[u64]) -> gimli::Result<()> {
        let units = std::mem::take(&mut self.units);
        for (index, unit) in units.iter().enumerate() {
            self.read_unit(&units, index, unit, addresses)?;
        }
        Ok(())
    }

    fn read_unit(
        &mut self,
        units: &[Unit<R>],
        index: usize,
        unit: &Unit<R>,
        addresses: &[u64],
    ) -> gimli::Result<()> {
        let (mut has_code, mut has_types, mut of_rust) = (false, false, false);
        let mut scopes: Vec<Scope> = Vec::new();
        let mut entries = unit.entries();
        while let Some(entry) = entries.next_dfs()? {
            while scopes
                .last()
                .is_some_and(|scope| scope.depth >= entry.depth())
            {
                scopes.pop();
            }
            has_types |= entry.attr_value(gimli::DW_AT_type).is_some();
            match entry.tag() {
                gimli::DW_TAG_compile_unit => {
                    of_rust = matches!(
                        entry.attr_value(gimli::DW_AT_language),
                        Some(AttributeValue::Language(gimli::DW_LANG_Rust))
                    );
                }
                gimli::DW_TAG_subprogram
                | gimli::DW_TAG_inlined_subroutine
                | gimli::DW_TAG_lexical_block => {
                    has_code = true;
                    let inside = self.inside(unit, entry, scopes.last(), addresses)?;
                    scopes.push(Scope {
                        depth: entry.depth(),
                        addresses: inside,
                    });
                }
                gimli::DW_TAG_variable | gimli::DW_TAG_formal_parameter => {
                    if let Some((object, own)) = self.name(unit, entry).as_deref().and_then(table) {
                        self.note_table(units, index, entry, object, own)?;
                    }
                    if let Some(scope) = scopes.last().filter(|scope| !scope.addresses.is_empty())
                        && let Some(place) = self.type_of(units, index, entry)?
                    {
                        let objects = self.objects(units, place)?;
                        for address in &scope.addresses {
                            let of_address = self.found.scopes.entry(*address).or_default();
                            of_address
                                .entry(scopes.len())
                                .or_default()
                                .extend(objects.iter().cloned());
                        }
                    }
                }
                _ => {}
            }
        }
        let of_others = inlined::origin(unit) != Origin::Standard;
        self.found.without_types |= of_rust && has_code && !has_types && of_others;
        Ok(())
    }

    fn inside(
        &self,
        unit: &Unit<R>,
        entry: &DebuggingInformationEntry<R>,
        around: Option<&Scope>,
        addresses: &[u64],
    ) -> gimli::Result<Vec<u64>> {
        let mut inside = Vec::new();
        let mut has_code = false;
        let mut ranges = self.dwarf.die_ranges(unit, entry)?;
        while let Some(range) = ranges.next()? {
            has_code |= range.begin < range.end;
            let first = addresses.partition_point(|address| *address < range.begin);
            inside.extend(
                addresses[first..]
                    .iter()
                    .take_while(|address| **address < range.end),
            );
        }
        // A block without code of its own has that of the enclosing one.
        if !has_code && entry.tag() == gimli::DW_TAG_lexical_block {
            inside = around.map_or_else(Vec::new, |scope| scope.addresses.clone());
        }
        Ok(inside)
    }

    fn note_table(
        &mut self,
        units: &[Unit<R>],
        unit: usize,
        entry: &DebuggingInformationEntry<R>,
        object: String,
        own: String,
    ) -> gimli::Result<()> {
        let Some(AttributeValue::Exprloc(place)) = entry.attr_value(gimli::DW_AT_location) else {
            return Ok(());
        };
        let start = match place.operations(units[unit].encoding()).next()? {
            Some(Operation::Address { address }) => address,
            Some(Operation::AddressIndex { index }) => self.dwarf.address(&units[unit], index)?,
            _ => return Ok(()),
        };
        let Some((of_type, offset)) = self.type_of(units, unit, entry)? else {
            return Ok(());
        };
        let bytes = units[of_type]
            .entry(offset)?
            .attr_value(gimli::DW_AT_byte_size)
            .and_then(|size| size.udata_value());
        // A variable that was optimised away has no place.
        if let (Some(bytes), true) = (bytes, start != 0) {
            let tables = self.found.tables.entry(object).or_default();
            tables.insert(own, Table { start, bytes });
        }
        Ok(())
    }

    fn name(&self, unit: &Unit<R>, entry: &DebuggingInformationEntry<R>) -> Option<String> {
        inlined::name(self.dwarf, unit, entry, gimli::DW_AT_name)
    }

    /// The type of an entry, or of the entry that it is an instance of.
    fn type_of(
        &self,
        units: &[Unit<R>],
        unit: usize,
        entry: &DebuggingInformationEntry<R>,
    ) -> gimli::Result<Option<Place>> {
        if let Some(place) = self.follow(unit, entry.attr_value(gimli::DW_AT_type)) {
            return Ok(Some(place));
        }
        let origin = self.follow(unit, entry.attr_value(gimli::DW_AT_abstract_origin));
        let Some((unit, offset)) = origin else {
            return Ok(None);
        };
        let entry = units[unit].entry(offset)?;
        Ok(self.follow(unit, entry.attr_value(gimli::DW_AT_type)))
    }

    fn follow(&self, unit: usize, value: Option<AttributeValue<R>>) -> Option<Place> {
        match value? {
            AttributeValue::UnitRef(offset) => Some((unit, offset)),
            AttributeValue::DebugInfoRef(offset) => {
                let next = self.starts.partition_point(|start| *start <= offset.0);
                let unit = next.checked_sub(1)?;
                Some((unit, UnitOffset(offset.0 - self.starts[unit])))
            }
            _ => None,
        }
    }

    /// The traits whose objects a type holds or points to.
    fn objects(&mut self, units: &[Unit<R>], place: Place) -> gimli::Result<BTreeSet<String>> {
        if let Some(known) = self.types.get(&place) {
            return Ok(known.clone());
        }
        let mut found = BTreeSet::new();
        let mut seen: HashSet<Place> = HashSet::new();
        let mut work = vec![(place, 0)];
        while let Some((at, depth)) = work.pop() {
            if depth > DEEPEST || seen.len() > MOST_TYPES || !seen.insert(at) {
                continue;
            }
            let (index, offset) = at;
            let unit = &units[index];
            let mut entries = unit.entries_at_offset(offset)?;
            let Some(own) = entries.next_dfs()? else {
                continue;
            };
            let tag = own.tag();
            match tag {
                gimli::DW_TAG_structure_type | gimli::DW_TAG_union_type => {
                    if let Some(object) = self.name(unit, own).as_deref().and_then(object) {
                        found.insert(object);
                        continue;
                    }
                }
                gimli::DW_TAG_pointer_type | gimli::DW_TAG_array_type => {
                    let target = self.follow(index, own.attr_value(gimli::DW_AT_type));
                    work.extend(target.map(|target| (target, depth + 1)));
                    continue;
                }
                _ => continue,
            }
            // Fields, including those of an enum's variants, and the arguments of a
            // generic type.
            while let Some(part) = entries.next_dfs()? {
                if part.depth() <= 0 {
                    break;
                }
                if matches!(
                    part.tag(),
                    gimli::DW_TAG_member | gimli::DW_TAG_template_type_parameter
                ) {
                    let target = self.follow(index, part.attr_value(gimli::DW_AT_type));
                    work.extend(target.map(|target| (target, depth + 1)));
                }
            }
        }
        self.types.insert(place, found.clone());
        Ok(found)
    }
}

/// The trait and the type of a table, from the table's name.
fn table(name: &str) -> Option<(String, String)> {
    let inner = name.strip_prefix('<')?.strip_suffix(">::{vtable}")?;
    match &split(inner, " as ")[..] {
        [own, object] if *object != "_" => Some((without_bindings(object), (*own).to_owned())),
        _ => None,
    }
}

/// The trait of an object, from the name of the object's type: for `dyn a::Run<u8,
/// Output=u64> + core::marker::Send` it is `a::Run<u8>`.
fn object(name: &str) -> Option<String> {
    let inner = name
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(name);
    let traits = inner.strip_prefix("dyn ")?;
    Some(without_bindings(split(traits, " + ").first()?))
}

fn without_bindings(object: &str) -> String {
    let Some((path, arguments)) = object
        .strip_suffix('>')
        .and_then(|object| object.split_once('<'))
    else {
        return object.to_owned();
    };
    let kept: Vec<&str> = split(arguments, ",")
        .into_iter()
        .map(str::trim)
        .filter(|argument| split(argument, "=").len() == 1)
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}<{}>", kept.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_and_an_object_of_one_trait_have_one_name() {
        for (of_table, of_object, name) in [
            (
                "<app::Square as app::Shape>::{vtable}",
                "dyn app::Shape",
                "app::Shape",
            ),
            (
                "<app::f::{closure_env#0}<app::A<u8>> as core::ops::function::Fn<(u64, u8)>>::{vtable}",
                "(dyn core::ops::function::Fn<(u64, u8), Output=fn(u8) -> u64> + core::marker::Send)",
                "core::ops::function::Fn<(u64, u8)>",
            ),
            (
                "<<app::A as app::B>::C as app::D>::{vtable}",
                "dyn app::D + core::marker::Sync",
                "app::D",
            ),
        ] {
            assert_eq!(table(of_table).map(|table| table.0).as_deref(), Some(name));
            assert_eq!(object(of_object).as_deref(), Some(name));
        }
        assert_eq!(table("<app::Square as _>::{vtable}"), None);
        assert_eq!(table("app::COUNT"), None);
        assert_eq!(object("app::dynamic"), None);
    }
}
