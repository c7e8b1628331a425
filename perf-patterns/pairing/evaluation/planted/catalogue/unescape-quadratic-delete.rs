//! Unescapes a text of 8 kB.

extern crate unescape;

fn main() {
    let text = r"line\n\ttext ".repeat(600);
    let mut length = 0;
    for _ in 0..10 {
        length += unescape::unescape(std::hint::black_box(&text)).map_or(0, |text| text.len());
    }
    println!("{length}");
}
