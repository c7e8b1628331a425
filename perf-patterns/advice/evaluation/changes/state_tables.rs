//! uses rustc-hash
//! After dginev/latexml-oxide#136: tables of state, keyed by short names that nobody hostile chooses.
use std::collections::HashMap;

//- 1 mistake lookups/hasher
type Table = HashMap<&'static str, i64>;
//+ 1
type Table = rustc_hash::FxHashMap<&'static str, i64>;
//.

const NAMES: [&str; 12] = [
    "catcode", "mathcode", "sfcode", "lccode", "uccode", "delcode", "count", "dimen", "skip", "toks", "box", "font",
];

struct State {
    tables: Vec<Table>,
}

impl State {
    //- 1
    fn lookup(&self, name: &str) -> i64 {
        self.tables.iter().rev().find_map(|table| table.get(name)).copied().unwrap_or(-1)
    }

    fn assign(&mut self, name: &'static str, value: i64) {
        if let Some(table) = self.tables.last_mut() {
            table.insert(name, value);
        }
    }
    //+ 1
    fn lookup(&self, name: &str) -> i64 {
        self.tables.iter().rev().find_map(|table| table.get(name)).copied().unwrap_or(-1)
    }

    fn assign(&mut self, name: &'static str, value: i64) {
        if let Some(table) = self.tables.last_mut() {
            table.insert(name, value);
        }
    }
    //.
}

fn main() {
    let mut state = State { tables: vec![Table::default(), Table::default(), Table::default()] };
    for (at, name) in NAMES.iter().enumerate() {
        state.tables[at % 3].insert(name, at as i64);
    }
    let mut sum = 0;
    for turn in 0..15_000_i64 {
        let name = NAMES[(turn * 7 % 12) as usize];
        sum += state.lookup(name);
        if turn % 4 == 0 {
            state.assign(name, turn % 100);
        }
    }
    println!("{sum}");
}
