//! − After rust-lang/cargo#17169: a faster hasher where maps are a small part of the work.
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

#[derive(Default)]
struct Plain(u64);

impl Hasher for Plain {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

fn version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

//- 1 lookalike lookups/hasher
fn newest(lines: &[String]) -> HashMap<&str, (u32, u32, u32)> {
    let mut newest = HashMap::new();
    for chunk in lines.chunks(8) {
        let best = chunk.iter().filter_map(|line| line.split_once(" = ")).map(|(_, text)| version(text)).max();
        if let Some((name, _)) = chunk[0].split_once(" = ") {
            newest.insert(name, best.unwrap_or_default());
        }
    }
    newest
}
//+ 1
fn newest(lines: &[String]) -> HashMap<&str, (u32, u32, u32), BuildHasherDefault<Plain>> {
    let mut newest = HashMap::default();
    for chunk in lines.chunks(8) {
        let best = chunk.iter().filter_map(|line| line.split_once(" = ")).map(|(_, text)| version(text)).max();
        if let Some((name, _)) = chunk[0].split_once(" = ") {
            newest.insert(name, best.unwrap_or_default());
        }
    }
    newest
}
//.

fn main() {
    let mut lines = Vec::new();
    for n in 0..8_000 {
        lines.push(format!("crate{} = {}.{}.{}", n / 8, n % 4, n % 30, n % 11));
    }
    let mut sum = 0;
    for _ in 0..3 {
        let newest = newest(&lines);
        sum += newest.len() + newest.values().filter(|version| version.0 > 2).count();
    }
    println!("{sum}");
}
