//! After stoolap/stoolap#68: a vector of one's own whose `reserve` gave exactly what was asked for;
//! after paradigmxyz/reth#11839: exactly what is needed, once.
#[derive(Default)]
struct Compact {
    words: Vec<u64>,
}

impl Compact {
    //- 1 mistake preallocation/reserve-exact-trap
    fn reserve(&mut self, more: usize) {
        if self.words.capacity() < self.words.len() + more {
            self.words.reserve_exact(more);
        }
    }
    //+ 1
    fn reserve(&mut self, more: usize) {
        if self.words.capacity() < self.words.len() + more {
            self.words.reserve(more);
        }
    }
    //.

    fn append(&mut self, row: &[u64]) {
        self.reserve(row.len());
        for word in row {
            self.words.push(*word);
        }
    }
}

//- 2 lookalike preallocation/reserve-exact-trap|preallocation/vec-capacity
fn chain(blocks: &[u64], hashes: &[u64]) -> Vec<u64> {
    let mut all = Vec::new();
    all.reserve_exact(blocks.len() + hashes.len());
    all.extend_from_slice(blocks);
    all.extend_from_slice(hashes);
    all
}
//+ 2
fn chain(blocks: &[u64], hashes: &[u64]) -> Vec<u64> {
    let mut all = Vec::with_capacity(blocks.len() + hashes.len());
    all.extend_from_slice(blocks);
    all.extend_from_slice(hashes);
    all
}
//.

fn main() {
    let source: Vec<u64> = (0..600_u64).map(|n| n.wrapping_mul(0x9e37_79b9)).collect();
    let mut rows = Compact::default();
    for n in 0..1_200 {
        rows.append(&source[n % 500..n % 500 + n % 5]);
    }
    let mut sum = rows.words.iter().fold(0_u64, |sum, word| sum.rotate_left(1) ^ word);
    for n in 0..300 {
        sum ^= chain(&source[..n], &source[n..n + 200]).iter().fold(0, |sum, word| sum ^ word);
    }
    println!("{sum} {}", rows.words.len());
}
