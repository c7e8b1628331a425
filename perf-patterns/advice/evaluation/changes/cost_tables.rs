//! After stacks-network/stacks-core#4462: maps whose size is known are made with room;
//! − after rust-lang/rust#137069, declined: sets of a few dozen names.
use std::collections::{HashMap, HashSet};

#[derive(Clone)]
struct Entry {
    key: [u8; 16],
    cost: u64,
}

fn entries(n: u64) -> Vec<Entry> {
    (0..n)
        .map(|n| {
            let mixed = n.wrapping_mul(0xbf58_476d_1ce4_e5b9).to_le_bytes();
            let mut key = [0; 16];
            key[..8].copy_from_slice(&mixed);
            key[8..].copy_from_slice(&n.to_le_bytes());
            Entry { key, cost: n % 300 }
        })
        .collect()
}

//- 1 mistake preallocation/map-capacity
fn overlay(entries: Vec<Entry>) -> HashMap<[u8; 16], u64> {
    let mut costs = HashMap::new();
    for entry in entries {
        costs.insert(entry.key, entry.cost);
    }
    costs
}
//+ 1
fn overlay(entries: Vec<Entry>) -> HashMap<[u8; 16], u64> {
    let mut costs = HashMap::with_capacity(entries.len());
    for entry in entries {
        costs.insert(entry.key, entry.cost);
    }
    costs
}
//.

//- 2 lookalike preallocation/map-capacity
fn features(names: &[&'static str]) -> HashSet<&'static str> {
    let mut enabled = HashSet::new();
    for name in names {
        enabled.insert(*name);
    }
    enabled
}
//+ 2
fn features(names: &[&'static str]) -> HashSet<&'static str> {
    let mut enabled = HashSet::with_capacity(names.len());
    for name in names {
        enabled.insert(*name);
    }
    enabled
}
//.

fn main() {
    let enabled = features(&["unix", "debug_assertions", "panic", "target_os", "target_arch", "overflow_checks", "test"]);
    let mut sum = 0;
    for round in 0..3 {
        let entries = entries(2_500 + round);
        let costs = overlay(entries.clone());
        sum += entries.iter().step_by(5).filter_map(|entry| costs.get(&entry.key)).sum::<u64>();
    }
    println!("{sum} {}", enabled.len());
}
