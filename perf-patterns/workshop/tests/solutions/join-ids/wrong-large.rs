//! Takes numbers for smaller than they may be.

use std::fmt::Write;

pub fn join_ids(numbers: &[u64]) -> String {
    let mut text = String::new();
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let _ = write!(text, "{}", *number as u32);
    }
    text
}
