//! A write-ahead log: records go to the file one by one; each commit has to be there; a snapshot is one write.
use std::fs::File;
use std::io::{self, Write};

//- 1 mistake io/buffered-write
struct Log {
    file: File,
}

impl Log {
    fn create(path: &str) -> io::Result<Log> {
        Ok(Log { file: File::create(path)? })
    }

    fn append(&mut self, key: u32, value: &[u8]) -> io::Result<()> {
        self.file.write_all(&key.to_le_bytes())?;
        self.file.write_all(&(value.len() as u32).to_le_bytes())?;
        self.file.write_all(value)
    }
}
//+ 1
struct Log {
    file: io::BufWriter<File>,
}

impl Log {
    fn create(path: &str) -> io::Result<Log> {
        Ok(Log { file: io::BufWriter::new(File::create(path)?) })
    }

    fn append(&mut self, key: u32, value: &[u8]) -> io::Result<()> {
        self.file.write_all(&key.to_le_bytes())?;
        self.file.write_all(&(value.len() as u32).to_le_bytes())?;
        self.file.write_all(value)
    }
}
//.

//- 2 lookalike io/buffered-write
struct Journal {
    file: File,
}

impl Journal {
    fn open(path: &str) -> io::Result<Journal> {
        Ok(Journal { file: File::create(path)? })
    }

    // The caller goes on once the commit is with the kernel.
    fn commit(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())
    }
}
//+ 2
struct Journal {
    file: io::BufWriter<File>,
}

impl Journal {
    fn open(path: &str) -> io::Result<Journal> {
        Ok(Journal { file: io::BufWriter::new(File::create(path)?) })
    }

    // The caller goes on once the commit is with the kernel.
    fn commit(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.flush()
    }
}
//.

//- 3 lookalike io/buffered-write
fn snapshot(path: &str, pages: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(pages)
}
//+ 3
fn snapshot(path: &str, pages: &[u8]) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    file.write_all(pages)?;
    file.flush()
}
//.

fn main() -> io::Result<()> {
    let mut log = Log::create("wal.log")?;
    let mut journal = Journal::open("commits.log")?;
    let mut pages = vec![0_u8; 40_000];
    for key in 0..900_u32 {
        let value = [key as u8; 24];
        log.append(key, &value[..(key % 24) as usize])?;
        pages[(key * 97 % 40_000) as usize] ^= key as u8;
        if key % 10 == 0 {
            journal.commit("commit\n")?;
        }
    }
    snapshot("pages.bin", &pages)?;
    drop(log);
    let sizes = ["wal.log", "commits.log", "pages.bin"].map(|path| std::fs::metadata(path).map_or(0, |m| m.len()));
    println!("{sizes:?}");
    Ok(())
}
