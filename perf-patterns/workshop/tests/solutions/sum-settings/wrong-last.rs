//! Leaves out the last line.

pub fn sum_settings(lines: &str) -> u64 {
    let mut sum = 0_u64;
    let count = lines.lines().count().saturating_sub(1);
    for line in lines.lines().take(count) {
        if let Some((_key, value)) = line.split_once('=') {
            sum = sum.wrapping_add(value.parse().unwrap_or(0));
        }
    }
    sum
}
