//! Encodes a text in which every fourth character has to be.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

fn main() {
    let text = "abc ".repeat(300);
    let mut length = 0;
    for _ in 0..20 {
        let encoded = utf8_percent_encode(std::hint::black_box(&text), NON_ALPHANUMERIC);
        length += std::borrow::Cow::from(encoded).len();
    }
    println!("{length}");
}
