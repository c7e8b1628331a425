//! After nnethercote/perf-book#68: `lines()` against `read_line` into one buffer.
use std::fs::File;
use std::io::{BufRead, BufReader, Result, Write};

//- 1 mistake pooling/read-lines
fn longest(name: &str) -> Result<(usize, u64)> {
    let file = BufReader::new(File::open(name)?);
    let (mut longest, mut digits) = (0, 0);
    for line in file.lines().map_while(Result::ok) {
        longest = longest.max(line.len());
        digits += line.bytes().filter(u8::is_ascii_digit).count() as u64;
    }
    Ok((longest, digits))
}
//+ 1
fn longest(name: &str) -> Result<(usize, u64)> {
    let mut file = BufReader::new(File::open(name)?);
    let (mut longest, mut digits) = (0, 0);
    let mut line = String::new();
    while file.read_line(&mut line)? > 0 {
        longest = longest.max(line.trim_end_matches('\n').len());
        digits += line.bytes().filter(u8::is_ascii_digit).count() as u64;
        line.clear();
    }
    Ok((longest, digits))
}
//.

fn main() -> Result<()> {
    let mut text = Vec::new();
    for n in 0..9_000u32 {
        writeln!(text, "{n} {}", n.wrapping_mul(2_654_435_761))?;
    }
    File::create("numbers.txt")?.write_all(&text)?;
    let (longest, digits) = longest("numbers.txt")?;
    println!("{longest} {digits}");
    Ok(())
}
