//! Names from a file's symbol table, in one pass that keeps only the requested ones: a
//! map of a large program's whole table takes ten megabytes while it is built.

use object::{Object, ObjectSymbol, ObjectSymbolTable, SymbolKind};

/// A symbol that may contain an address.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    address: u64,
    size: u64,
    is_global: bool,
    name: &'a str,
}

impl Candidate<'_> {
    /// Which of several symbols at one address to choose: the larger wins.
    fn rank(&self) -> (bool, bool) {
        (self.size > 0, self.is_global)
    }

    fn holds(&self, address: u64) -> bool {
        // Assembly does not always state a function's length.
        self.size == 0 || address - self.address < self.size
    }
}

/// The symbol's name at each of `addresses`, which are sorted.
pub(super) fn names<'a>(object: &object::File<'a>, addresses: &[u64]) -> Vec<Option<&'a str>> {
    let table = object
        .symbol_table()
        .or_else(|| object.dynamic_symbol_table());
    let symbols = table.iter().flat_map(ObjectSymbolTable::symbols);
    let candidates = symbols.filter_map(|symbol| {
        let is_code = matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Unknown);
        if !is_code || !symbol.is_definition() {
            return None;
        }
        let name = symbol.name().ok().filter(|name| !name.is_empty())?;
        Some(Candidate {
            address: symbol.address(),
            size: symbol.size(),
            is_global: symbol.is_global(),
            name,
        })
    });
    nearest(candidates, addresses)
        .into_iter()
        .zip(addresses)
        .map(|(found, address)| Some(found.filter(|of| of.holds(*address))?.name))
        .collect()
}

/// For each of `addresses`, the last candidate that begins at or before it; candidates
/// may come in any order.
fn nearest<'a>(
    candidates: impl Iterator<Item = Candidate<'a>>,
    addresses: &[u64],
) -> Vec<Option<Candidate<'a>>> {
    let mut found: Vec<Option<Candidate<'_>>> = vec![None; addresses.len()];
    for of in candidates {
        let first = addresses.partition_point(|address| *address < of.address);
        for best in &mut found[first..] {
            match best {
                // A symbol nearer to this address is also nearer to all that follow.
                Some(known) if known.address > of.address => break,
                Some(known) if known.address == of.address && known.rank() >= of.rank() => {}
                _ => *best = Some(of),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(address: u64, size: u64, name: &'static str) -> Candidate<'static> {
        Candidate {
            address,
            size,
            is_global: false,
            name,
        }
    }

    #[test]
    fn each_address_has_the_symbol_that_holds_it_whatever_their_order() {
        let addresses = [5, 10, 19, 25, 30, 45];
        let mut symbols = [
            symbol(10, 10, "sized"),
            symbol(10, 0, "alias"),
            symbol(30, 0, "assembly"),
        ];
        for _ in 0..symbols.len() {
            symbols.rotate_left(1);
            let names: Vec<_> = nearest(symbols.iter().copied(), &addresses)
                .into_iter()
                .zip(addresses)
                .map(|(found, address)| found.filter(|of| of.holds(address)).map(|of| of.name))
                .collect();
            let expected = [
                None,
                Some("sized"),
                Some("sized"),
                None,
                Some("assembly"),
                Some("assembly"),
            ];
            assert_eq!(names, expected);
        }
    }
}
