//! A string for sixteen numbers, where the start has one for each.

use std::fmt::Write;

pub fn join_ids(numbers: &[u64]) -> String {
    let mut text = String::new();
    for (index, some) in numbers.chunks(16).enumerate() {
        let mut part = String::with_capacity(16 * 21);
        for (place, number) in some.iter().enumerate() {
            if index + place > 0 {
                part.push(',');
            }
            let _ = write!(part, "{number}");
        }
        text.push_str(&part);
    }
    text
}
