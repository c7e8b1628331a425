//! Expects every line to be of the right shape.

pub fn sum_settings(lines: &str) -> u64 {
    let mut sum = 0_u64;
    for line in lines.lines() {
        let (_key, value) = line.split_once('=').unwrap();
        sum = sum.wrapping_add(value.parse().unwrap_or(0));
    }
    sum
}
