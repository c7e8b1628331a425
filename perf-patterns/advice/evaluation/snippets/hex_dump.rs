//! Dumps bytes as hex: each byte becomes a string before a line is joined; names of sections are strings already.
struct Section {
    name: String,
    at: usize,
    len: usize,
}

fn image(len: usize) -> Vec<u8> {
    let mut state = 99_u32;
    (0..len)
        .map(|at| {
            state = state.wrapping_mul(22_695_477).wrapping_add(1);
            if at % 64 < 20 { b'a' + (state >> 24) as u8 % 26 } else { (state >> 16) as u8 }
        })
        .collect()
}

//- 1 mistake string-building/join-numbers|string-building/format-push|string-building/append
fn hex_line(at: usize, bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{at:08x}  {}", digits.join(" "))
}
//+ 1
fn hex_line(at: usize, bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut line = String::with_capacity(10 + 3 * bytes.len());
    let _ = write!(line, "{at:08x} ");
    for byte in bytes {
        let _ = write!(line, " {byte:02x}");
    }
    line
}
//.

fn printable(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect()
}

//- 2 lookalike string-building/join-numbers|string-building/append
fn listing(sections: &[Section]) -> String {
    let names: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
    names.join(", ")
}
//+ 2
fn listing(sections: &[Section]) -> String {
    let mut listing = String::new();
    for section in sections {
        if !listing.is_empty() {
            listing.push_str(", ");
        }
        listing.push_str(&section.name);
    }
    listing
}
//.

fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(1, |sum: u32, byte| sum.rotate_left(5) ^ u32::from(*byte))
}

fn main() {
    let image = image(24_000);
    let sections: Vec<Section> = (0..12)
        .map(|n| Section { name: format!(".part{n}"), at: n * 2_000, len: 1_900 })
        .collect();
    let mut length = 0;
    let mut last = String::new();
    for section in &sections {
        for (row, bytes) in image[section.at..section.at + section.len].chunks(16).enumerate() {
            let line = hex_line(section.at + row * 16, bytes);
            let text = printable(bytes);
            length += line.len() + text.len();
            if row == 7 {
                last = format!("{line}  |{text}|");
            }
        }
    }
    println!("{}", listing(&sections));
    println!("{length} {last} {:08x}", checksum(&image));
}
