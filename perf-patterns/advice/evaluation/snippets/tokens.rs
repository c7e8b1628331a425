//! Counts words of several texts. Words recur, so most keys are there; ids do not.
use std::collections::{BTreeMap, HashMap};

struct Text(u64);

impl Text {
    fn word(&mut self) -> String {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("word{}", (self.0 >> 40) % 300)
    }
}

fn make(words: usize) -> String {
    let mut text = Text(3);
    let mut all = String::new();
    for _ in 0..words {
        all += &text.word();
        all.push(' ');
    }
    all
}

#[derive(Default)]
struct Tally {
    counts: HashMap<String, u32>,
}

impl Tally {
    //- 1 mistake lookups/key-without-owning
    fn add(&mut self, text: &str) {
        text.split_ascii_whitespace().for_each(|word| {
            *self.counts.entry(String::from(word)).or_default() += 1;
        });
    }
    //+ 1
    fn add(&mut self, text: &str) {
        text.split_ascii_whitespace().for_each(|word| match self.counts.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(String::from(word), 1);
            }
        });
    }
    //.
}

//- 2 lookalike lookups/key-without-owning
fn first_seen(text: &str) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for (at, word) in text.split(' ').enumerate() {
        let id = format!("{word}#{at}");
        seen.entry(id.to_string()).or_insert(at);
    }
    seen
}
//+ 2
fn first_seen(text: &str) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for (at, word) in text.split(' ').enumerate() {
        let id = format!("{word}#{at}");
        match seen.get_mut(id.as_str()) {
            Some(_) => {}
            None => {
                seen.insert(id.to_string(), at);
            }
        }
    }
    seen
}
//.

fn main() {
    let text = make(30_000);
    let mut tally = Tally::default();
    tally.add(&text);
    tally.add(&text[text.len() / 2..]);
    let seen = first_seen(&text[..text.len() / 8]);
    let most = tally.counts.iter().map(|(word, count)| (*count, word.as_str())).max();
    println!("{:?} {} {}", most, tally.counts.len(), seen.len());
}
