//! Results of queries are cached: each has room for every document and holds a few; another list is nearly filled.
struct Document {
    id: u32,
    terms: [u16; 6],
}

struct Engine {
    documents: Vec<Document>,
    cache: Vec<(u16, Vec<u32>)>,
}

impl Engine {
    fn new(n: u32) -> Engine {
        let documents = (0..n)
            .map(|id| Document { id, terms: std::array::from_fn(|k| (id.wrapping_mul(2_654_435_761) >> (k + 16)) as u16) })
            .collect();
        Engine { documents, cache: Vec::new() }
    }

    //- 1 mistake preallocation/overshoot
    fn search(&mut self, term: u16) -> usize {
        let mut found = Vec::with_capacity(self.documents.len());
        for document in &self.documents {
            if document.terms.contains(&term) {
                found.push(document.id);
            }
        }
        let count = found.len();
        self.cache.push((term, found));
        count
    }
    //+ 1
    fn search(&mut self, term: u16) -> usize {
        let mut found = Vec::new();
        for document in &self.documents {
            if document.terms.contains(&term) {
                found.push(document.id);
            }
        }
        let count = found.len();
        self.cache.push((term, found));
        count
    }
    //.

    //- 2 lookalike preallocation/overshoot
    fn live(&self) -> Vec<u32> {
        let mut live = Vec::with_capacity(self.documents.len());
        live.extend(self.documents.iter().filter(|document| document.id % 64 != 5).map(|document| document.id));
        live
    }
    //+ 2
    fn live(&self) -> Vec<u32> {
        let mut live = Vec::new();
        live.extend(self.documents.iter().filter(|document| document.id % 64 != 5).map(|document| document.id));
        live
    }
    //.
}

fn main() {
    let mut engine = Engine::new(8_000);
    let mut count = 0;
    for query in 0..30_u16 {
        count += engine.search(query * 400);
    }
    let live = engine.live();
    let cached: usize = engine.cache.iter().map(|(_, found)| found.len()).sum();
    println!("{count} {cached} {}", live.len());
}
