//! After boxdot/osmflat-rs#37: a table of strings is asked by the borrowed text, and owns it on a miss.
//! After tsoding/seroost#6: the entry of a counter clones the term for every hit.
use std::collections::HashMap;

#[derive(Default)]
struct StringTable {
    places: HashMap<String, u64>,
    bytes: u64,
}

impl StringTable {
    //- 1 mistake lookups/key-without-owning
    fn insert(&mut self, text: &str) -> u64 {
        let next = self.bytes;
        let place = *self.places.entry(text.into()).or_insert(next);
        if place == next {
            self.bytes += text.len() as u64 + 1;
        }
        place
    }
    //+ 1
    fn insert(&mut self, text: &str) -> u64 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.bytes;
        self.places.insert(text.to_owned(), place);
        self.bytes += text.len() as u64 + 1;
        place
    }
    //.
}

#[derive(Default)]
struct Frequencies {
    of: HashMap<String, u32>,
}

impl Frequencies {
    //- 2 mistake lookups/key-without-owning|ownership/clone-to-read
    fn document(&mut self, terms: &[String]) {
        for term in terms {
            self.of.entry(term.clone()).and_modify(|count| *count += 1).or_insert(1);
        }
    }
    //+ 2
    fn document(&mut self, terms: &[String]) {
        for term in terms {
            match self.of.get_mut(term) {
                Some(count) => *count += 1,
                None => {
                    self.of.insert(term.clone(), 1);
                }
            }
        }
    }
    //.
}

fn main() {
    let tags = ["highway", "residential", "surface", "asphalt", "name:en", "maxspeed", "building", "yes"];
    let mut table = StringTable::default();
    let mut frequencies = Frequencies::default();
    let mut sum = 0;
    for way in 0..1_500_usize {
        for k in 0..4 {
            sum += table.insert(tags[(way + k * 3) % 8]);
        }
        let terms: Vec<String> = (0..2).map(|k| tags[(way * 5 + k) % 8].to_owned()).collect();
        frequencies.document(&terms);
    }
    println!("{sum} {} {:?}", table.bytes, frequencies.of.get("surface"));
}
