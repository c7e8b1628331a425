//! Batches are appended; one vector reserves exactly each time, the other once.
fn batch(n: u64) -> [u64; 3] {
    [n, n * n, n ^ 0x55]
}

//- 1 mistake preallocation/reserve-exact-trap
fn gather(batches: u64) -> Vec<u64> {
    let mut all = Vec::new();
    for n in 0..batches {
        let batch = batch(n);
        all.reserve_exact(batch.len());
        all.extend_from_slice(&batch);
    }
    all
}
//+ 1
fn gather(batches: u64) -> Vec<u64> {
    let mut all = Vec::new();
    for n in 0..batches {
        let batch = batch(n);
        all.reserve(batch.len());
        all.extend_from_slice(&batch);
    }
    all
}
//.

//- 2 lookalike preallocation/reserve-exact-trap
fn packed(values: &[u64]) -> Vec<u8> {
    let mut packed = Vec::new();
    packed.reserve_exact(values.len() * 8);
    for value in values {
        packed.extend_from_slice(&value.to_le_bytes());
    }
    packed
}
//+ 2
fn packed(values: &[u64]) -> Vec<u8> {
    let mut packed = Vec::new();
    packed.reserve(values.len() * 8);
    for value in values {
        packed.extend_from_slice(&value.to_le_bytes());
    }
    packed
}
//.

fn main() {
    let all = gather(4_000);
    let packed = packed(&all);
    let mut check = 0u32;
    for byte in packed {
        check = check.rotate_left(7) ^ u32::from(byte);
    }
    println!("{check} {}", all.len());
}
