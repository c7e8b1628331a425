//! After uutils/coreutils#10794, closed: numbers are read by `split`, which makes a vector for each line.
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

fn write_numbers(path: &str) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for at in 0..6_000_u64 {
        writeln!(out, "{}", at * at * 97 % 5_000_000)?;
    }
    out.flush()
}

fn human(number: u64) -> (u64, char) {
    match number {
        0..=999 => (number, ' '),
        1_000..=999_999 => (number.div_ceil(1_000), 'K'),
        _ => (number.div_ceil(1_000_000), 'M'),
    }
}

//- 1 mistake pooling/read-lines|pooling/reuse-vec|pooling/request-buffer
fn format(path: &str, out: &mut impl Write) -> io::Result<u32> {
    let mut bad = 0;
    for line in BufReader::new(File::open(path)?).split(b'\n') {
        let line = line?;
        match std::str::from_utf8(&line).ok().and_then(|line| line.trim().parse().ok()) {
            Some(number) => {
                let (number, unit) = human(number);
                writeln!(out, "{number}{unit}")?;
            }
            None => bad += 1,
        }
    }
    Ok(bad)
}
//+ 1
fn format(path: &str, out: &mut impl Write) -> io::Result<u32> {
    let mut bad = 0;
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        match std::str::from_utf8(&line).ok().and_then(|line| line.trim().parse().ok()) {
            Some(number) => {
                let (number, unit) = human(number);
                writeln!(out, "{number}{unit}")?;
            }
            None => bad += 1,
        }
        line.clear();
    }
    Ok(bad)
}
//.

fn main() -> io::Result<()> {
    write_numbers("numbers.txt")?;
    //- 2 lookalike io/buffered-write|preallocation/vec-capacity
    let mut text = Vec::new();
    let bad = format("numbers.txt", &mut text)?;
    std::fs::write("formatted.txt", &text)?;
    //+ 2
    let mut text = Vec::with_capacity(32 * 1_024);
    let bad = format("numbers.txt", &mut text)?;
    std::fs::write("formatted.txt", &text)?;
    //.
    let millions = text.iter().filter(|byte| **byte == b'M').count();
    println!("{bad} {} {millions}", text.len());
    Ok(())
}
