//! Separates the digits of long numbers.

extern crate thousands;

use thousands::Separable;

fn main() {
    let number = "1234567890".repeat(20);
    let mut length = 0;
    for _ in 0..4_000 {
        length += std::hint::black_box(number.as_str()).separate_with_commas().len();
    }
    println!("{length}");
}
