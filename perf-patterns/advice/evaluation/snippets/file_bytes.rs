//! Counts the bytes of a file one by one as they come; and decodes numbers from memory, where no buffer helps.
use std::fs::File;
use std::io::{self, Cursor, Read};

//- 1 mistake io/buffered-read
fn histogram(path: &str) -> io::Result<[u32; 256]> {
    let mut counts = [0; 256];
    for byte in File::open(path)?.bytes() {
        counts[byte? as usize] += 1;
    }
    Ok(counts)
}
//+ 1
fn histogram(path: &str) -> io::Result<[u32; 256]> {
    let mut counts = [0; 256];
    for byte in io::BufReader::new(File::open(path)?).bytes() {
        counts[byte? as usize] += 1;
    }
    Ok(counts)
}
//.

//- 2 lookalike io/buffered-read
fn numbers(bytes: &[u8]) -> io::Result<u64> {
    let mut from = Cursor::new(bytes);
    let mut sum = 0;
    let mut word = [0; 4];
    for _ in 0..bytes.len() / 4 {
        from.read_exact(&mut word)?;
        sum += u64::from(u32::from_le_bytes(word));
    }
    Ok(sum)
}
//+ 2
fn numbers(bytes: &[u8]) -> io::Result<u64> {
    let mut from = io::BufReader::new(Cursor::new(bytes));
    let mut sum = 0;
    let mut word = [0; 4];
    for _ in 0..bytes.len() / 4 {
        from.read_exact(&mut word)?;
        sum += u64::from(u32::from_le_bytes(word));
    }
    Ok(sum)
}
//.

fn main() -> io::Result<()> {
    let noise: Vec<u8> = (0..2_000_u32).map(|n| (n * n >> 4) as u8).collect();
    std::fs::write("noise.bin", &noise)?;
    let counts = histogram("noise.bin")?;
    let mut sum = 0;
    for from in 0..100 {
        sum += numbers(&noise[from..])?;
    }
    println!("{:?} {sum}", counts.iter().max());
    Ok(())
}
