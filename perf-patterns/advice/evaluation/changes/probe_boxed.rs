//! After oven-sh/bun#34532: the key is boxed before the map is probed, for a hit as well.
use std::collections::HashMap;

struct Cache {
    known: HashMap<Box<str>, u32>,
    hits: u32,
}

impl Cache {
    //- 1 mistake lookups/key-without-owning
    fn intern(&mut self, text: &str) -> u32 {
        let next = self.known.len() as u32;
        let key: Box<str> = text.into();
        let id = *self.known.entry(key).or_insert(next);
        self.hits += u32::from(id < next);
        id
    }
    //+ 1
    fn intern(&mut self, text: &str) -> u32 {
        let next = self.known.len() as u32;
        let id = match self.known.get(text) {
            Some(id) => *id,
            None => {
                self.known.insert(text.into(), next);
                next
            }
        };
        self.hits += u32::from(id < next);
        id
    }
    //.
}

fn main() {
    let words: Vec<String> = (0..700).map(|n| format!("symbol{}", n * 31 % 997)).collect();
    let mut cache = Cache { known: HashMap::new(), hits: 0 };
    let mut sum = 0u64;
    for round in 0..30 {
        for word in words.iter().skip(round % 5) {
            sum += u64::from(cache.intern(word));
        }
    }
    println!("{sum} {}", cache.hits);
}
