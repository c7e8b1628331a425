//! Fills maps: one is large and never told so, the others are small.
use std::collections::{HashMap, HashSet};

fn keys(n: u64) -> impl Iterator<Item = u64> {
    (0..n).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20)
}

//- 1 mistake preallocation/map-capacity
fn index(n: u64) -> HashMap<u64, [u32; 6]> {
    let mut index = HashMap::new();
    for (at, key) in keys(n).enumerate() {
        index.insert(key, [at as u32; 6]);
    }
    index
}
//+ 1
fn index(n: u64) -> HashMap<u64, [u32; 6]> {
    let mut index = HashMap::with_capacity(n as usize);
    for (at, key) in keys(n).enumerate() {
        index.insert(key, [at as u32; 6]);
    }
    index
}
//.

//- 2 lookalike preallocation/map-capacity
fn distinct(values: &[u64]) -> usize {
    let mut seen = HashSet::new();
    for value in values {
        seen.insert(value % 50);
    }
    seen.len()
}
//+ 2
fn distinct(values: &[u64]) -> usize {
    let mut seen = HashSet::with_capacity(values.len());
    for value in values {
        seen.insert(value % 50);
    }
    seen.len()
}
//.

fn main() {
    let index = index(30_000);
    let values: Vec<u64> = keys(12_000).collect();
    let found = values.iter().filter(|value| index.contains_key(value)).count();
    println!("{} {found} {}", index.len(), distinct(&values));
}
