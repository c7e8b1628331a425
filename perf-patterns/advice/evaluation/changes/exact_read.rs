//! After astral-sh/uv#20120: a file is read into a buffer of its size.
use std::fs::File;
use std::io::{self, Read, Write};

fn prepare(name: &str) -> io::Result<()> {
    let mut file = File::create(name)?;
    let line = b"Name: package; Version: 1.2.3; Requires: other\n";
    file.write_all(&line.repeat(20_000))
}

//- 1 mistake preallocation/vec-capacity
fn read(name: &str) -> io::Result<Vec<u8>> {
    let mut file = File::open(name)?;
    let mut all = Vec::new();
    let mut chunk = [0; 8 * 1024];
    loop {
        let got = file.read(&mut chunk)?;
        if got == 0 {
            return Ok(all);
        }
        all.extend_from_slice(&chunk[..got]);
    }
}
//+ 1
fn read(name: &str) -> io::Result<Vec<u8>> {
    let mut file = File::open(name)?;
    let mut all = Vec::with_capacity(file.metadata()?.len() as usize);
    file.read_to_end(&mut all)?;
    Ok(all)
}
//.

fn main() -> io::Result<()> {
    prepare("metadata.txt")?;
    let mut sum = 0;
    for _ in 0..4 {
        let all = read("metadata.txt")?;
        sum += all.iter().filter(|byte| **byte == b';').count();
    }
    println!("{sum}");
    Ok(())
}
