//! Takes a line without `=` for a value.

pub fn sum_settings(lines: &str) -> u64 {
    let mut sum = 0_u64;
    for line in lines.lines() {
        let value = line.split('=').next_back().unwrap_or_default();
        sum = sum.wrapping_add(value.bytes().fold(0, |value, byte| {
            value * 10 + u64::from(byte.wrapping_sub(b'0'))
        }));
    }
    sum
}
