//! Counts spans by id: the keys are small numbers that nobody else chooses; the other map is cold.
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

#[derive(Default)]
pub struct Multiply(u64);

impl Hasher for Multiply {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

pub type Quick = BuildHasherDefault<Multiply>;

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

//- 1 mistake lookups/hasher
fn uses(spans: &[Span]) -> HashMap<Span, u32> {
    let mut uses = HashMap::new();
    for span in spans {
        *uses.entry(*span).or_insert(0) += 1;
    }
    uses
}
//+ 1
fn uses(spans: &[Span]) -> HashMap<Span, u32, Quick> {
    let mut uses = HashMap::default();
    for span in spans {
        *uses.entry(*span).or_insert(0) += 1;
    }
    uses
}
//.

//- 2 lookalike lookups/hasher
fn files(names: &[String]) -> HashMap<&str, usize> {
    let mut files = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        files.insert(name.as_str(), at);
    }
    files
}
//+ 2
fn files(names: &[String]) -> HashMap<&str, usize, Quick> {
    let mut files = HashMap::default();
    for (at, name) in names.iter().enumerate() {
        files.insert(name.as_str(), at);
    }
    files
}
//.

fn main() {
    let mut seed = 1u32;
    let spans: Vec<Span> = (0..40_000)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let start = (seed >> 20) % 900;
            Span { start, end: start + 7 }
        })
        .collect();
    let names: Vec<String> = (0..60).map(|n| format!("src/module_{n}/mod.rs")).collect();
    let uses = uses(&spans);
    let files = files(&names);
    let most = uses.values().max();
    println!("{most:?} {} {:?}", uses.len(), files.get("src/module_9/mod.rs"));
}
