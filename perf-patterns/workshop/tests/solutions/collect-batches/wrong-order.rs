//! Another order.

pub fn collect_batches(batches: &[Vec<u64>]) -> Vec<u64> {
    let mut all = batches.concat();
    all.sort_unstable();
    all
}
