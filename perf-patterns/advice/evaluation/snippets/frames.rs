//! Reads frames of a binary file field by field; a second reader is buffered already.
use std::fs::File;
use std::io::{self, BufReader, Read, Write};

fn prepare(name: &str, frames: u32) -> io::Result<()> {
    let mut bytes = Vec::new();
    for n in 0..frames {
        let payload = vec![n as u8; (n % 13) as usize];
        bytes.extend_from_slice(&(payload.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&payload);
    }
    File::create(name)?.write_all(&bytes)
}

//- 1 mistake io/buffered-read
fn lengths(name: &str) -> io::Result<usize> {
    let mut input = File::open(name)?;
    let mut head = [0; 2];
    let mut body = [0; 16];
    let mut sum = 0;
    while input.read_exact(&mut head).is_ok() {
        let length = usize::from(u16::from_le_bytes(head));
        input.read_exact(&mut body[..length])?;
        sum += body[..length].iter().map(|byte| usize::from(*byte)).sum::<usize>() + length;
    }
    Ok(sum)
}
//+ 1
fn lengths(name: &str) -> io::Result<usize> {
    let mut input = BufReader::new(File::open(name)?);
    let mut head = [0; 2];
    let mut body = [0; 16];
    let mut sum = 0;
    while input.read_exact(&mut head).is_ok() {
        let length = usize::from(u16::from_le_bytes(head));
        input.read_exact(&mut body[..length])?;
        sum += body[..length].iter().map(|byte| usize::from(*byte)).sum::<usize>() + length;
    }
    Ok(sum)
}
//.

//- 2 lookalike io/buffered-read
fn blocks(name: &str) -> io::Result<u32> {
    let mut input = File::open(name)?;
    let mut block = vec![0; 64 * 1024];
    let mut sum = 0u32;
    loop {
        let got = input.read(&mut block)?;
        if got == 0 {
            return Ok(sum);
        }
        for byte in &block[..got] {
            sum = sum.rotate_left(3) ^ u32::from(*byte);
        }
    }
}
//+ 2
fn blocks(name: &str) -> io::Result<u32> {
    let mut input = BufReader::new(File::open(name)?);
    let mut block = vec![0; 64 * 1024];
    let mut sum = 0u32;
    loop {
        let got = input.read(&mut block)?;
        if got == 0 {
            return Ok(sum);
        }
        for byte in &block[..got] {
            sum = sum.rotate_left(3) ^ u32::from(*byte);
        }
    }
}
//.

fn main() -> io::Result<()> {
    prepare("frames.bin", 6_000)?;
    let mut sums = (lengths("frames.bin")?, 0);
    for _ in 0..30 {
        sums.1 ^= blocks("frames.bin")?;
    }
    println!("{sums:?}");
    Ok(())
}
