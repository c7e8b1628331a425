//! After oxc-project/oxc#23850: looking for the ends of comments by bytes.
fn source(blocks: usize) -> String {
    let mut source = String::new();
    for n in 0..blocks {
        source.push_str("/* a comment of some words * and stars ** here */ code(");
        source.push_str(&n.to_string());
        source.push_str(");\n");
    }
    source
}

//- 1 mistake loops/bytes-not-chars
fn comments(source: &str) -> usize {
    let mut inside = false;
    let mut length = 0;
    let mut last = ' ';
    for c in source.chars() {
        if inside {
            length += 1;
            if last == '*' && c == '/' {
                inside = false;
            }
        } else if last == '/' && c == '*' {
            inside = true;
        }
        last = c;
    }
    length
}
//+ 1
fn comments(source: &str) -> usize {
    let mut inside = false;
    let mut length = 0;
    let mut last = b' ';
    for &byte in source.as_bytes() {
        if inside {
            length += usize::from(byte & 0xc0 != 0x80);
            if last == b'*' && byte == b'/' {
                inside = false;
            }
        } else if last == b'/' && byte == b'*' {
            inside = true;
        }
        last = byte;
    }
    length
}
//.

fn main() {
    let source = source(3_000);
    let mut sum = 0;
    for _ in 0..6 {
        sum += comments(std::hint::black_box(&source));
    }
    println!("{sum} {}", source.lines().count());
}
