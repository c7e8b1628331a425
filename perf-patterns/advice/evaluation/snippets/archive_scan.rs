//! Scans an archive: headers field by field from the file; contents by blocks that are large already.
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

fn build(path: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for entry in 0..600_u32 {
        file.write_all(&entry.to_be_bytes())?;
        file.write_all(&(entry % 90).to_be_bytes())?;
        file.write_all(&vec![entry as u8; (entry % 90) as usize])?;
    }
    file.flush()
}

fn number<R: Read>(from: &mut R) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

//- 1 mistake io/buffered-read
fn scan(path: &str) -> io::Result<(u32, u64)> {
    let mut file = File::open(path)?;
    let mut sum = 0;
    let mut entries = 0;
    let mut content = Vec::new();
    while let Ok(id) = number(&mut file) {
        let length = number(&mut file)?;
        content.resize(length as usize, 0);
        file.read_exact(&mut content)?;
        sum += u64::from(id) + content.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        entries += 1;
    }
    Ok((entries, sum))
}
//+ 1
fn scan(path: &str) -> io::Result<(u32, u64)> {
    let mut file = io::BufReader::new(File::open(path)?);
    let mut sum = 0;
    let mut entries = 0;
    let mut content = Vec::new();
    while let Ok(id) = number(&mut file) {
        let length = number(&mut file)?;
        content.resize(length as usize, 0);
        file.read_exact(&mut content)?;
        sum += u64::from(id) + content.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        entries += 1;
    }
    Ok((entries, sum))
}
//.

//- 2 lookalike io/buffered-read
fn checksum(path: &str) -> io::Result<u32> {
    let mut file = File::open(path)?;
    let mut block = [0; 16 * 1024];
    let mut sum = 0_u32;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(sum);
        }
        for byte in &block[..read] {
            sum = sum.rotate_left(3) ^ u32::from(*byte);
        }
    }
}
//+ 2
fn checksum(path: &str) -> io::Result<u32> {
    let mut file = io::BufReader::new(File::open(path)?);
    let mut block = [0; 16 * 1024];
    let mut sum = 0_u32;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(sum);
        }
        for byte in &block[..read] {
            sum = sum.rotate_left(3) ^ u32::from(*byte);
        }
    }
}
//.

//- 3 lookalike io/buffered-read
fn samples(path: &str) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut sum = 0;
    for at in 0..8 {
        file.seek(SeekFrom::Start(at * 3_000))?;
        sum += u64::from(number(&mut file)?);
    }
    Ok(sum)
}
//+ 3
fn samples(path: &str) -> io::Result<u64> {
    let mut file = io::BufReader::new(File::open(path)?);
    let mut sum = 0;
    for at in 0..8 {
        file.seek(SeekFrom::Start(at * 3_000))?;
        sum += u64::from(number(&mut file)?);
    }
    Ok(sum)
}
//.

fn main() -> io::Result<()> {
    build("archive.bin")?;
    println!("{:?} {} {}", scan("archive.bin")?, checksum("archive.bin")?, samples("archive.bin")?);
    Ok(())
}
