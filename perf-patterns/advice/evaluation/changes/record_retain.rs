//! After nushell/nushell#10915 and hickory-dns/hickory-dns#3105: entries of a record are removed in one pass.
#[derive(Clone)]
struct Record {
    entries: Vec<(u32, String)>,
}

impl Record {
    //- 1 mistake work/quadratic-delete
    fn retain<F: FnMut(u32) -> bool>(&mut self, mut keep: F) {
        let mut at = 0;
        while at < self.entries.len() {
            if keep(self.entries[at].0) {
                at += 1;
            } else {
                self.entries.remove(at);
            }
        }
    }
    //+ 1
    fn retain<F: FnMut(u32) -> bool>(&mut self, mut keep: F) {
        self.entries.retain(|entry| keep(entry.0));
    }
    //.

    //- 2 lookalike work/quadratic-delete
    fn delete(&mut self, key: u32) -> bool {
        match self.entries.iter().position(|entry| entry.0 == key) {
            Some(at) => {
                self.entries.remove(at);
                true
            }
            None => false,
        }
    }
    //+ 2
    fn delete(&mut self, key: u32) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.0 != key);
        self.entries.len() < before
    }
    //.
}

fn main() {
    let mut record = Record { entries: (0..1_800).map(|n| (n, format!("value {n}"))).collect() };
    record.retain(|key| key % 3 == 0);
    let deleted = (0..4).filter(|n| record.delete(n * 150)).count();
    let letters: usize = record.entries.iter().map(|(_, text)| text.len()).sum();
    println!("{} {deleted} {letters}", record.entries.len());
}
