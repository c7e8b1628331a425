//! After uutils/coreutils 8bdee49cdd: a checksum that reads its file a few bytes at a time.
use std::fs::File;
use std::io::{self, Read, Write};

//- 1 mistake io/buffered-read
fn checksum(name: &str) -> io::Result<(u16, usize)> {
    let mut file = File::open(name)?;
    let mut bytes = [0; 64];
    let (mut sum, mut length) = (0u16, 0);
    loop {
        let got = file.read(&mut bytes)?;
        if got == 0 {
            return Ok((sum, length));
        }
        for byte in &bytes[..got] {
            sum = sum.rotate_right(1).wrapping_add(u16::from(*byte));
        }
        length += got;
    }
}
//+ 1
fn checksum(name: &str) -> io::Result<(u16, usize)> {
    let mut file = File::open(name)?;
    let mut bytes = [0; 32 * 1024];
    let (mut sum, mut length) = (0u16, 0);
    loop {
        let got = file.read(&mut bytes)?;
        if got == 0 {
            return Ok((sum, length));
        }
        for byte in &bytes[..got] {
            sum = sum.rotate_right(1).wrapping_add(u16::from(*byte));
        }
        length += got;
    }
}
//.

fn main() -> io::Result<()> {
    let bytes: Vec<u8> = (0..250_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    File::create("blocks.bin")?.write_all(&bytes)?;
    let (sum, length) = checksum("blocks.bin")?;
    println!("{sum} {length}");
    Ok(())
}
