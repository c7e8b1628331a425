//! Answers the same to everything.

pub fn join_ids(numbers: &[u64]) -> String {
    let _ = numbers;
    "0".to_owned()
}
