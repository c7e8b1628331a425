//! Room for seventeen at a time: the growth stays quadratic.

pub fn collect_batches(batches: &[Vec<u64>]) -> Vec<u64> {
    let mut all = Vec::new();
    for batch in batches {
        if all.capacity() - all.len() < batch.len() {
            all.reserve_exact(batch.len() + 16);
        }
        all.extend_from_slice(batch);
    }
    all
}
