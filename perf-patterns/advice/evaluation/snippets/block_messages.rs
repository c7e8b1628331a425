//! Blocks of data between stages: half of them large, by value; vectors that fill most of what is reserved; answers that are sent away.
use std::sync::mpsc::{Sender, channel};

//- 1 lookalike heap-vs-stack/large-enum|heap-vs-stack/return-large
enum Stage {
    Raw([u16; 120]),
    Scaled { by: u16, block: [u16; 120] },
    Done(u64),
}

fn raw(n: u16) -> Stage {
    Stage::Raw(std::array::from_fn(|at| n.wrapping_mul(at as u16)))
}

fn advance(stage: Stage) -> Stage {
    match stage {
        Stage::Raw(block) => Stage::Scaled { by: block[7] % 5 + 1, block },
        Stage::Scaled { by, block } => Stage::Done(block.iter().map(|word| u64::from(word / by)).sum()),
        done => done,
    }
}
//+ 1
enum Stage {
    Raw(Box<[u16; 120]>),
    Scaled { by: u16, block: Box<[u16; 120]> },
    Done(u64),
}

fn raw(n: u16) -> Stage {
    Stage::Raw(Box::new(std::array::from_fn(|at| n.wrapping_mul(at as u16))))
}

fn advance(stage: Stage) -> Stage {
    match stage {
        Stage::Raw(block) => Stage::Scaled { by: block[7] % 5 + 1, block },
        Stage::Scaled { by, block } => Stage::Done(block.iter().map(|word| u64::from(word / by)).sum()),
        done => done,
    }
}
//.

//- 2 lookalike preallocation/overshoot|preallocation/vec-capacity
fn odd(values: &[u64]) -> Vec<u64> {
    let mut kept = Vec::with_capacity(values.len());
    for value in values {
        if value % 16 != 3 {
            kept.push(value * 2 + 1);
        }
    }
    kept
}
//+ 2
fn odd(values: &[u64]) -> Vec<u64> {
    let mut kept = Vec::with_capacity(values.len() / 16 * 15 + 1);
    for value in values {
        if value % 16 != 3 {
            kept.push(value * 2 + 1);
        }
    }
    kept
}
//.

//- 3 lookalike pooling/request-buffer|pooling/reuse-vec
fn answer(values: &[u64], to: &Sender<Vec<u8>>) {
    for group in values.chunks(8) {
        let mut frame = Vec::with_capacity(64);
        for value in group {
            frame.extend_from_slice(&value.to_le_bytes());
        }
        let _ = to.send(frame);
    }
}
//+ 3
fn answer(values: &[u64], to: &Sender<Vec<u8>>) {
    for group in values.chunks(8) {
        let frame: Vec<u8> = group.iter().flat_map(|value| value.to_le_bytes()).collect();
        let _ = to.send(frame);
    }
}
//.

fn main() {
    let (to, from) = channel();
    let mut sums = Vec::new();
    for n in 0..2_000 {
        if let Stage::Done(sum) = advance(advance(raw(n))) {
            sums.push(sum);
        }
    }
    let kept = odd(&sums);
    answer(&kept[..1_200], &to);
    drop(to);
    let bytes: u64 = from.iter().flatten().map(u64::from).sum();
    println!("{bytes} {}", kept.len());
}
