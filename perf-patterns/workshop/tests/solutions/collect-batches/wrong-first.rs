//! Takes every batch for one number.

pub fn collect_batches(batches: &[Vec<u64>]) -> Vec<u64> {
    batches
        .iter()
        .filter_map(|batch| batch.first().copied())
        .collect()
}
