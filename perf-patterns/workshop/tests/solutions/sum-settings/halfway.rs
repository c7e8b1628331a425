//! A vector for long lines only.

pub fn sum_settings(lines: &str) -> u64 {
    let mut sum = 0_u64;
    for line in lines.lines() {
        if line.len() > 9 {
            let parts: Vec<&str> = line.split('=').collect();
            if let [_key, value] = parts[..] {
                sum = sum.wrapping_add(value.parse().unwrap_or(0));
            }
        } else if let Some((_key, value)) = line.split_once('=') {
            sum = sum.wrapping_add(value.parse().unwrap_or(0));
        }
    }
    sum
}
