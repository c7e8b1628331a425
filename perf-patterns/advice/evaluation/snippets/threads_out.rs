//! Work is packed into owned batches for threads; what looks like scratch is sent away.
use std::sync::mpsc;
use std::thread;

//- 1 lookalike pooling/reuse-vec|preallocation/vec-capacity
fn produce(send: mpsc::Sender<Vec<u32>>, batches: u32) {
    for n in 0..batches {
        let mut batch = Vec::with_capacity(64);
        for k in 0..64 {
            batch.push((n * 64 + k).wrapping_mul(2_654_435_761) >> 7);
        }
        if send.send(batch).is_err() {
            return;
        }
    }
}
//+ 1
fn produce(send: mpsc::Sender<Vec<u32>>, batches: u32) {
    let mut batch = Vec::with_capacity(64);
    for n in 0..batches {
        batch.clear();
        for k in 0..64 {
            batch.push((n * 64 + k).wrapping_mul(2_654_435_761) >> 7);
        }
        if send.send(batch.clone()).is_err() {
            return;
        }
    }
}
//.

//- 2 mistake pooling/reuse-vec|heap-vs-stack/inline-vec|loops/collect-then-iterate
fn bits(value: u32) -> Vec<u32> {
    let mut bits = vec![];
    let mut left = value;
    while left != 0 {
        bits.push(left.trailing_zeros());
        left &= left - 1;
    }
    bits
}

fn weigh(batch: &[u32]) -> u64 {
    batch.iter().map(|value| bits(*value).iter().map(|bit| u64::from(*bit)).sum::<u64>()).sum()
}
//+ 2
fn bits(value: u32) -> impl Iterator<Item = u32> {
    let mut left = value;
    std::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let bit = left.trailing_zeros();
        left &= left - 1;
        Some(bit)
    })
}

fn weigh(batch: &[u32]) -> u64 {
    batch.iter().map(|value| bits(*value).map(u64::from).sum::<u64>()).sum()
}
//.

fn main() {
    let (send, receive) = mpsc::channel();
    let producer = thread::spawn(move || produce(send, 400));
    let mut sum = 0;
    for batch in receive {
        sum += weigh(&batch);
    }
    let _ = producer.join();
    println!("{sum}");
}
