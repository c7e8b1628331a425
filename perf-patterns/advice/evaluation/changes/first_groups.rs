//! After apache/datafusion#22558: a few values are taken off a large vector, and keep all its room.
struct Groups {
    values: Vec<u64>,
    emitted: Vec<Vec<u64>>,
}

impl Groups {
    fn fill(&mut self, n: u64) {
        self.values.clear();
        self.values.extend((0..n).map(|k| k * k % 10_007));
    }

    //- 1 mistake preallocation/overshoot
    fn emit(&mut self, first: usize) {
        let rest = self.values.split_off(first);
        let taken = std::mem::replace(&mut self.values, rest);
        self.emitted.push(taken);
    }
    //+ 1
    fn emit(&mut self, first: usize) {
        let taken = self.values.drain(..first).collect();
        self.emitted.push(taken);
    }
    //.
}

//- 2 lookalike preallocation/overshoot
fn halves(values: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let mut low = Vec::with_capacity(values.len() / 2);
    let mut high = Vec::with_capacity(values.len() / 2);
    for (at, value) in values.iter().enumerate() {
        if at % 2 == 0 { low.push(*value) } else { high.push(*value) }
    }
    (low, high)
}
//+ 2
fn halves(values: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let low: Vec<u64> = values.iter().step_by(2).copied().collect();
    let high: Vec<u64> = values.iter().skip(1).step_by(2).copied().collect();
    (low, high)
}
//.

fn main() {
    let mut groups = Groups { values: Vec::new(), emitted: Vec::new() };
    for round in 0..25 {
        groups.fill(4_000 + round);
        groups.emit(12);
    }
    let (low, high) = halves(&groups.values[..1_000]);
    let sum: u64 = groups.emitted.iter().flatten().sum();
    println!("{sum} {} {} {}", groups.emitted.len(), low.len(), high.iter().sum::<u64>());
}
