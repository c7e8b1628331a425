//! Indexes records by key: one map's size is known, one has few distinct keys, others are small.
use std::collections::{HashMap, HashSet};

#[derive(Clone, Copy)]
struct Record {
    key: u64,
    shard: u8,
}

fn records(n: u64) -> impl ExactSizeIterator<Item = Record> + Clone {
    (0..n as usize).map(|n| {
        let key = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Record { key, shard: (key >> 60) as u8 }
    })
}

//- 1 mistake preallocation/map-capacity
fn index<I: ExactSizeIterator<Item = Record>>(records: I) -> HashMap<u64, usize> {
    let mut places = HashMap::new();
    for (at, record) in records.enumerate() {
        places.insert(record.key, at);
    }
    places
}
//+ 1
fn index<I: ExactSizeIterator<Item = Record>>(records: I) -> HashMap<u64, usize> {
    let mut places = HashMap::with_capacity(records.len());
    for (at, record) in records.enumerate() {
        places.insert(record.key, at);
    }
    places
}
//.

//- 2 lookalike preallocation/map-capacity
fn by_shard(records: impl Iterator<Item = Record>) -> HashMap<u8, u64> {
    let mut shards = HashMap::new();
    for record in records.step_by(3) {
        *shards.entry(record.shard).or_insert(0) += record.key % 1_000;
    }
    shards
}
//+ 2
fn by_shard(records: impl Iterator<Item = Record>) -> HashMap<u8, u64> {
    let mut shards = HashMap::with_capacity(16);
    for record in records.step_by(3) {
        *shards.entry(record.shard).or_insert(0) += record.key % 1_000;
    }
    shards
}
//.

//- 3 lookalike preallocation/map-capacity
fn distinct(group: &[u64]) -> usize {
    let mut seen = HashSet::new();
    group.iter().filter(|key| seen.insert(**key % 5)).count()
}
//+ 3
fn distinct(group: &[u64]) -> usize {
    let mut seen = HashSet::with_capacity(3);
    group.iter().filter(|key| seen.insert(**key % 5)).count()
}
//.

fn main() {
    let records = records(9_000);
    let places = index(records.clone());
    let shards = by_shard(records.clone());
    let keys: Vec<u64> = records.take(1_200).map(|record| record.key).collect();
    let groups: usize = keys.chunks(4).map(distinct).sum();
    println!("{} {} {groups} {:?}", places.len(), shards.len(), places.get(&keys[99]));
}
