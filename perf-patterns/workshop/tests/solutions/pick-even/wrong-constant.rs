//! Answers the same to everything.

pub fn pick_even(numbers: &[u64]) -> Vec<u64> {
    let _ = numbers;
    Vec::new()
}
