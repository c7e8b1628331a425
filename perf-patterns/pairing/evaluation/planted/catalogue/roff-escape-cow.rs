//! Renders a page of text in which hardly anything is escaped.

use roff::{Roff, roman};

fn main() {
    let mut page = Roff::new();
    for i in 0..2_000 {
        page.text([roman(format!("line {i} of a text without anything to escape"))]);
    }
    let mut length = 0;
    for _ in 0..10 {
        length += std::hint::black_box(&page).render().len();
    }
    println!("{length}");
}
