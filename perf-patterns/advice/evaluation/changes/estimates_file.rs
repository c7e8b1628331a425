//! After bheisler/cargo-criterion#60: saved measurements are read through a buffer, instead of piece by piece.
use std::fs::File;
use std::io::{self, Read, Write};

// A decoder that asks for one byte, or a few, at a time.
struct Decoder<R> {
    from: R,
}

impl<R: Read> Decoder<R> {
    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let mut byte = [0];
            self.from.read_exact(&mut byte)?;
            value |= u64::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }
}

fn encode(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

//- 1 mistake io/buffered-read
fn load(path: &str) -> io::Result<Vec<u64>> {
    let mut decoder = Decoder { from: File::open(path)? };
    let count = decoder.varint()?;
    (0..count).map(|_| decoder.varint()).collect()
}
//+ 1
fn load(path: &str) -> io::Result<Vec<u64>> {
    let mut decoder = Decoder { from: io::BufReader::new(File::open(path)?) };
    let count = decoder.varint()?;
    (0..count).map(|_| decoder.varint()).collect()
}
//.

//- 2 lookalike io/buffered-write
fn save(path: &str, values: &[u64]) -> io::Result<()> {
    let mut out = Vec::new();
    encode(values.len() as u64, &mut out);
    values.iter().for_each(|value| encode(*value, &mut out));
    File::create(path)?.write_all(&out)
}
//+ 2
fn save(path: &str, values: &[u64]) -> io::Result<()> {
    let mut out = Vec::new();
    encode(values.len() as u64, &mut out);
    values.iter().for_each(|value| encode(*value, &mut out));
    let mut file = io::BufWriter::new(File::create(path)?);
    file.write_all(&out)?;
    file.flush()
}
//.

fn main() -> io::Result<()> {
    let values: Vec<u64> = (0..700).map(|n| n * n * 31).collect();
    save("estimates.bin", &values)?;
    let loaded = load("estimates.bin")?;
    println!("{} {}", loaded.len(), loaded.iter().sum::<u64>());
    Ok(())
}
