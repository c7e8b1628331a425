//! As many numbers, and all the same.

pub fn collect_batches(batches: &[Vec<u64>]) -> Vec<u64> {
    vec![1; batches.iter().map(Vec::len).sum()]
}
