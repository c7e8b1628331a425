//! Answers the same to everything.

pub fn sum_settings(lines: &str) -> u64 {
    let mut sum = 0_u64;
    sum += lines.len() as u64;
    sum
}
