//! After mozilla/rkv#163: writing under a key copies the key although it is there already;
//! after astral-sh/uv#10881: packages that get a rank once, nearly all of them new.
use std::collections::{BTreeMap, HashMap};

struct Store {
    values: BTreeMap<Vec<u8>, u64>,
    ranks: HashMap<String, u32>,
}

//- 1 mistake lookups/key-without-owning|ownership/clone-to-read
fn put(store: &mut Store, key: &[u8], value: u64) -> bool {
    match store.values.entry(key.to_vec()) {
        std::collections::btree_map::Entry::Occupied(mut old) => {
            old.insert(value);
            false
        }
        std::collections::btree_map::Entry::Vacant(new) => {
            new.insert(value);
            true
        }
    }
}
//+ 1
fn put(store: &mut Store, key: &[u8], value: u64) -> bool {
    if let Some(old) = store.values.get_mut(key) {
        *old = value;
        return false;
    }
    store.values.insert(key.to_vec(), value);
    true
}
//.

//- 2 lookalike lookups/key-without-owning|ownership/clone-to-read
fn rank(store: &mut Store, package: &str) -> u32 {
    let next = store.ranks.len() as u32;
    *store.ranks.entry(package.to_string()).or_insert(next)
}
//+ 2
fn rank(store: &mut Store, package: &str) -> u32 {
    if let Some(rank) = store.ranks.get(package) {
        return *rank;
    }
    let next = store.ranks.len() as u32;
    store.ranks.insert(package.to_string(), next);
    next
}
//.

fn main() {
    let mut store = Store { values: BTreeMap::new(), ranks: HashMap::new() };
    let keys: Vec<Vec<u8>> = (0..40_u8).map(|at| vec![b'k', at, at ^ 0x5a, 7, at]).collect();
    let mut new = 0;
    for round in 0..250_u64 {
        for (at, key) in keys.iter().enumerate() {
            new += u32::from(put(&mut store, key, round * at as u64));
        }
    }
    let packages: Vec<String> = (0..500).map(|at| format!("package-{}", at - at % 50 / 49)).collect();
    let ranks: u64 = packages.iter().map(|package| u64::from(rank(&mut store, package))).sum();
    println!("{new} {} {ranks} {}", store.values.values().sum::<u64>(), store.ranks.len());
}
