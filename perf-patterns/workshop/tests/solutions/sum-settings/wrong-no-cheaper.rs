//! Half of the bytes, in as many vectors.

pub fn sum_settings(lines: &str) -> u64 {
    let mut sum = 0_u64;
    for line in lines.lines() {
        let mut parts = Vec::with_capacity(2);
        parts.extend(line.split('='));
        if let [_key, value] = parts[..] {
            let value: &str = value;
            sum = sum.wrapping_add(value.parse().unwrap_or(0));
        }
    }
    sum
}
