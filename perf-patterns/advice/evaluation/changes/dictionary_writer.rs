//! After apache/arrow-rs#2272: the interner of a dictionary has room from the start;
//! − after rust-lang/rust#156465, closed: a map of one function.
use std::collections::HashMap;

#[derive(Default)]
struct Dictionary {
    indices: HashMap<u64, u32>,
    values: Vec<u64>,
    keys: Vec<u32>,
}

impl Dictionary {
    fn new(rows: usize) -> Dictionary {
        //- 1 mistake preallocation/map-capacity|lookups/hasher
        let indices = HashMap::new();
        //+ 1
        let indices = HashMap::with_capacity(rows);
        //.
        Dictionary { indices, values: Vec::with_capacity(rows), keys: Vec::with_capacity(rows) }
    }

    fn put(&mut self, value: u64) {
        let next = self.values.len() as u32;
        //- 1
        let key = *self.indices.entry(value).or_insert(next);
        //+ 1
        let key = *self.indices.entry(value).or_insert(next);
        //.
        if key == next {
            self.values.push(value);
        }
        self.keys.push(key);
    }
}

fn builtins(round: u64) -> u64 {
    //- 2 lookalike preallocation/map-capacity
    let mut builtins = HashMap::new();
    //+ 2
    let mut builtins = HashMap::with_capacity(1);
    //.
    builtins.insert("__rust_probestack", round);
    builtins.values().sum()
}

fn main() {
    let mut distinct = 0;
    let mut sum = 0;
    for page in 0..20_u64 {
        let mut dictionary = Dictionary::new(1_000);
        for row in 0..1_000_u64 {
            dictionary.put((row * 7 + page).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (page % 3 + 20));
        }
        distinct += dictionary.values.len();
        sum += dictionary.keys.iter().map(|key| u64::from(*key)).sum::<u64>() + builtins(page);
    }
    println!("{distinct} {sum}");
}
