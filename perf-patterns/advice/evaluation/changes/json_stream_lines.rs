//! After transithq/tropel#168: a stream of JSON lines goes to its file through a buffer.
use std::fs::File;
use std::io::{self, Write};

struct Sample {
    name: &'static str,
    value: u32,
    at: u64,
}

//- 1 mistake io/buffered-write
struct JsonStream {
    out: File,
}

impl JsonStream {
    fn open(path: &str) -> io::Result<Self> {
        Ok(JsonStream { out: File::create(path)? })
    }

    fn emit(&mut self, sample: &Sample) -> io::Result<()> {
        writeln!(self.out, "{{\"metric\":\"{}\",\"value\":{},\"time\":{}}}", sample.name, sample.value, sample.at)
    }

    fn close(self) -> io::Result<u64> {
        Ok(self.out.metadata()?.len())
    }
}
//+ 1
struct JsonStream {
    out: io::BufWriter<File>,
}

impl JsonStream {
    fn open(path: &str) -> io::Result<Self> {
        Ok(JsonStream { out: io::BufWriter::new(File::create(path)?) })
    }

    fn emit(&mut self, sample: &Sample) -> io::Result<()> {
        writeln!(self.out, "{{\"metric\":\"{}\",\"value\":{},\"time\":{}}}", sample.name, sample.value, sample.at)
    }

    fn close(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.out.get_ref().metadata()?.len())
    }
}
//.

fn main() -> io::Result<()> {
    let mut stream = JsonStream::open("samples.json")?;
    for at in 0..800 {
        let name = ["http_reqs", "vus", "iterations"][at as usize % 3];
        stream.emit(&Sample { name, value: (at * 37 % 211) as u32, at })?;
    }
    println!("{}", stream.close()?);
    Ok(())
}
