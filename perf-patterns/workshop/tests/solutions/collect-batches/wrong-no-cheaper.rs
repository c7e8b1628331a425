//! Grows with slack, and gives the slack back each time.

pub fn collect_batches(batches: &[Vec<u64>]) -> Vec<u64> {
    let mut all = Vec::new();
    for batch in batches {
        all.extend_from_slice(batch);
        all.shrink_to_fit();
    }
    all
}
