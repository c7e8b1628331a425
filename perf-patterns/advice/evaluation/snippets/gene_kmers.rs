//! Counts k-mers of DNA: a slow hash of small integers; and decoding of text that is ASCII by nature.
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

#[derive(Default)]
struct Multiply(u64);

impl Hasher for Multiply {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

fn sequence(length: usize) -> String {
    let mut state = 88_172_645_463_325_252_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            ['A', 'C', 'G', 'T'][(state >> 20) as usize % 4]
        })
        .collect()
}

struct Counter<const K: u32> {
    //- 1 mistake lookups/hasher
    seen: HashMap<u64, u32>,
    //+ 1
    seen: HashMap<u64, u32, BuildHasherDefault<Multiply>>,
    //.
}

impl<const K: u32> Counter<K> {
    //- 1
    fn add(&mut self, word: u64) {
        *self.seen.entry(word).or_insert(0) += 1;
    }
    //+ 1
    fn add(&mut self, word: u64) {
        *self.seen.entry(word).or_insert(0) += 1;
    }
    //.

    fn count(&mut self, sequence: &str) {
        let mask = (1 << (2 * K)) - 1;
        let mut word = 0_u64;
        for (at, base) in sequence.bytes().enumerate() {
            word = (word << 2 | u64::from(base >> 1 & 3)) & mask;
            if at + 1 >= K as usize {
                self.add(word);
            }
        }
    }
}

//- 2 lookalike loops/bytes-not-chars
fn gc_content(sequence: &str) -> f64 {
    let gc = sequence.chars().filter(|base| matches!(base, 'G' | 'C')).count();
    gc as f64 / sequence.len() as f64
}
//+ 2
fn gc_content(sequence: &str) -> f64 {
    let gc = sequence.bytes().filter(|base| matches!(base, b'G' | b'C')).count();
    gc as f64 / sequence.len() as f64
}
//.

//- 3 lookalike preallocation/vec-capacity|loops/collect-then-iterate
fn top(counter: &Counter<8>, least: u32) -> Vec<(u32, u64)> {
    let mut frequent = Vec::new();
    for (word, count) in &counter.seen {
        if *count >= least {
            frequent.push((*count, *word));
        }
    }
    frequent.sort_unstable();
    frequent
}
//+ 3
fn top(counter: &Counter<8>, least: u32) -> Vec<(u32, u64)> {
    let mut frequent = Vec::with_capacity(64);
    for (word, count) in &counter.seen {
        if *count >= least {
            frequent.push((*count, *word));
        }
    }
    frequent.sort_unstable();
    frequent
}
//.

fn main() {
    let sequence = sequence(60_000);
    let mut counter = Counter::<8> { seen: HashMap::default() };
    counter.count(&sequence);
    let top = top(&counter, 5);
    println!("{:.3} {} {:?}", gc_content(&sequence), counter.seen.len(), top.last());
}
