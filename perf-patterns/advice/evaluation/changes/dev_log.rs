//! After rolldown/rolldown#9219: a log of events goes to its file through a buffer.
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};

struct Log {
    //- 1
    file: File,
    //+ 1
    file: BufWriter<File>,
    //.
}

impl Log {
    //- 1
    fn open(name: &str) -> io::Result<Log> {
        let file = OpenOptions::new().create(true).write(true).truncate(true).open(name)?;
        Ok(Log { file })
    }
    //+ 1
    fn open(name: &str) -> io::Result<Log> {
        let file = OpenOptions::new().create(true).write(true).truncate(true).open(name)?;
        Ok(Log { file: BufWriter::new(file) })
    }
    //.

    //- 1 mistake io/buffered-write
    fn event(&mut self, kind: &str, id: u32) -> io::Result<()> {
        self.file.write_all(kind.as_bytes())?;
        writeln!(self.file, " {id}")
    }
    //+ 1
    fn event(&mut self, kind: &str, id: u32) -> io::Result<()> {
        self.file.write_all(kind.as_bytes())?;
        writeln!(self.file, " {id}")
    }
    //.
}

fn build(log: &mut Log, modules: u32) -> io::Result<u64> {
    let mut sum = 0u64;
    for module in 0..modules {
        log.event("load", module)?;
        for step in 0..50u64 {
            sum = sum.rotate_left(3) ^ (u64::from(module) * step);
        }
        if module % 4 == 0 {
            log.event("transform", module)?;
        }
    }
    Ok(sum)
}

fn main() -> io::Result<()> {
    let mut log = Log::open("events.log")?;
    let sum = build(&mut log, 2_500)?;
    log.file.flush()?;
    println!("{sum} {}", std::fs::metadata("events.log")?.len());
    Ok(())
}
