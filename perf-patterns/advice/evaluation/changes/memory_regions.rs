//! After 486c/rosu-memory#5: one buffer for the regions of memory that are searched;
//! − after dora-rs/dora#3433, closed: a reader that keeps its buffer, where large and small records alternate.
struct Memory {
    bytes: Vec<u8>,
}

impl Memory {
    fn read(&self, from: usize, into: &mut [u8]) {
        into.copy_from_slice(&self.bytes[from..from + into.len()]);
    }
}

//- 1 mistake pooling/reuse-vec|pooling/big-buffer|pooling/request-buffer
fn find(memory: &Memory, signature: [u8; 3], region: usize) -> usize {
    let mut found = 0;
    for from in (0..memory.bytes.len() - region).step_by(region) {
        let mut copy = vec![0; region];
        memory.read(from, &mut copy);
        found += usize::from(copy.starts_with(&signature)) + usize::from(copy.ends_with(&signature));
    }
    found
}
//+ 1
fn find(memory: &Memory, signature: [u8; 3], region: usize) -> usize {
    let mut found = 0;
    let mut copy = vec![0; region];
    for from in (0..memory.bytes.len() - region).step_by(region) {
        memory.read(from, &mut copy);
        found += usize::from(copy.starts_with(&signature)) + usize::from(copy.ends_with(&signature));
    }
    found
}
//.

#[derive(Default)]
struct Recording {
    at: usize,
    records: Vec<Vec<u8>>,
}

impl Recording {
    //- 2 lookalike pooling/reuse-vec|pooling/big-buffer|pooling/request-buffer
    fn next(&mut self, memory: &Memory) {
        let length = if self.at % 6 == 0 { 6_000 } else { 40 };
        let mut record = vec![0; length];
        memory.read(self.at * 50, &mut record);
        self.records.push(record);
        self.at += 1;
    }
    //+ 2
    fn next(&mut self, memory: &Memory) {
        let length = if self.at % 6 == 0 { 6_000 } else { 40 };
        self.records.push(memory.bytes[self.at * 50..self.at * 50 + length].to_vec());
        self.at += 1;
    }
    //.
}

fn main() {
    let memory = Memory { bytes: (0..300_000_u32).map(|n| (n * n >> 5) as u8).collect() };
    let mut found = 0;
    for round in 0..4 {
        found += find(&memory, [round * 3, 0, 0], 96 + round as usize);
    }
    let mut recording = Recording::default();
    for _ in 0..120 {
        recording.next(&memory);
    }
    let sum: u64 = recording.records.iter().flatten().map(|byte| u64::from(*byte)).sum();
    println!("{found} {sum}");
}
