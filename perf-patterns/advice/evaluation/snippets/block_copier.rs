//! Copies a file by large blocks, and writes an index whose every line has to be there at once: many system calls, and none too many.
use std::fs::File;
use std::io::{self, Read, Write};

struct Copier {
    block: Vec<u8>,
    copied: u64,
}

impl Copier {
    //- 1 lookalike io/buffered-write|io/buffered-read
    fn copy(&mut self, from: &str, to: &str) -> io::Result<u32> {
        let mut source = File::open(from)?;
        let mut target = File::create(to)?;
        let mut check = 0_u32;
        loop {
            let read = source.read(&mut self.block)?;
            if read == 0 {
                return Ok(check);
            }
            check = self.block[..read].iter().step_by(64).fold(check, |sum, byte| sum.rotate_left(5) ^ u32::from(*byte));
            target.write_all(&self.block[..read])?;
            self.copied += read as u64;
        }
    }
    //+ 1
    fn copy(&mut self, from: &str, to: &str) -> io::Result<u32> {
        let mut source = io::BufReader::new(File::open(from)?);
        let mut target = io::BufWriter::new(File::create(to)?);
        let mut check = 0_u32;
        loop {
            let read = source.read(&mut self.block)?;
            if read == 0 {
                target.flush()?;
                return Ok(check);
            }
            check = self.block[..read].iter().step_by(64).fold(check, |sum, byte| sum.rotate_left(5) ^ u32::from(*byte));
            target.write_all(&self.block[..read])?;
            self.copied += read as u64;
        }
    }
    //.
}

struct Index {
    file: File,
    //- 2 lookalike pooling/request-buffer|string-building/format-push
    lines: u32,
    //+ 2
    lines: u32,
    buffer: Vec<u8>,
    //.
}

impl Index {
    //- 2
    fn create(path: &str) -> io::Result<Index> {
        Ok(Index { file: File::create(path)?, lines: 0 })
    }

    // Readers follow the file while it grows: a line is whole, and it is there.
    fn note(&mut self, part: u32, check: u32) -> io::Result<()> {
        self.lines += 1;
        self.file.write_all(format!("{part:06} {check:08x}\n").as_bytes())
    }
    //+ 2
    fn create(path: &str) -> io::Result<Index> {
        Ok(Index { file: File::create(path)?, lines: 0, buffer: Vec::new() })
    }

    // Readers follow the file while it grows: a line is whole, and it is there.
    fn note(&mut self, part: u32, check: u32) -> io::Result<()> {
        self.lines += 1;
        self.buffer.clear();
        writeln!(self.buffer, "{part:06} {check:08x}")?;
        self.file.write_all(&self.buffer)
    }
    //.
}

fn main() -> io::Result<()> {
    let noise: Vec<u8> = (0..700_000_u32).map(|n| (n * n >> 6) as u8).collect();
    std::fs::write("source.bin", &noise)?;
    let mut copier = Copier { block: vec![0; 16 * 1024], copied: 0 };
    let mut index = Index::create("index.txt")?;
    let mut sum = 0_u64;
    for part in 0..6 {
        let check = copier.copy("source.bin", "target.bin")?;
        for line in 0..30 {
            index.note(part * 100 + line, check ^ line)?;
        }
        sum += u64::from(check);
    }
    println!("{sum} {} {}", copier.copied, index.lines);
    Ok(())
}
