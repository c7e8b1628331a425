//! Traces of a program: spans go to the file piece by piece; a heartbeat has to be there at once; a summary is one write.
use std::fs::File;
use std::io::{self, Write};

struct Span {
    name: &'static str,
    from: u64,
    to: u64,
}

//- 1 mistake io/buffered-write
struct Trace {
    file: File,
    is_first: bool,
}

impl Trace {
    fn create(path: &str) -> io::Result<Trace> {
        let mut file = File::create(path)?;
        file.write_all(b"[")?;
        Ok(Trace { file, is_first: true })
    }

    fn span(&mut self, span: &Span) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            self.file.write_all(b",\n")?;
        }
        write!(self.file, "{{\"name\":\"{}\",\"ts\":{},\"dur\":{}}}", span.name, span.from, span.to - span.from)
    }

    fn close(mut self) -> io::Result<()> {
        self.file.write_all(b"]\n")
    }
}
//+ 1
struct Trace {
    file: io::BufWriter<File>,
    is_first: bool,
}

impl Trace {
    fn create(path: &str) -> io::Result<Trace> {
        let mut file = io::BufWriter::new(File::create(path)?);
        file.write_all(b"[")?;
        Ok(Trace { file, is_first: true })
    }

    fn span(&mut self, span: &Span) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            self.file.write_all(b",\n")?;
        }
        write!(self.file, "{{\"name\":\"{}\",\"ts\":{},\"dur\":{}}}", span.name, span.from, span.to - span.from)
    }

    fn close(mut self) -> io::Result<()> {
        self.file.write_all(b"]\n")?;
        self.file.flush()
    }
}
//.

//- 2 lookalike io/buffered-write
// Whoever watches the file sees that the program is alive.
fn beat(file: &mut File, at: u64) -> io::Result<()> {
    file.write_all(format!("alive at {at}\n").as_bytes())
}
//+ 2
// Whoever watches the file sees that the program is alive.
fn beat(file: &mut File, at: u64) -> io::Result<()> {
    let mut file = io::BufWriter::with_capacity(64, file);
    writeln!(file, "alive at {at}")?;
    file.flush()
}
//.

fn main() -> io::Result<()> {
    let names = ["parse", "resolve", "check", "emit"];
    let mut trace = Trace::create("trace.json")?;
    let mut alive = File::create("alive.txt")?;
    let mut longest = 0;
    for at in 0..700_u64 {
        let span = Span { name: names[(at % 4) as usize], from: at * 50, to: at * 50 + 10 + at * at % 39 };
        trace.span(&span)?;
        longest = longest.max(span.to - span.from);
        if at % 25 == 0 {
            beat(&mut alive, span.from)?;
        }
    }
    trace.close()?;
    //- 3 lookalike io/buffered-write|string-building/format-push
    std::fs::write("summary.txt", format!("700 spans, the longest {longest}\n"))?;
    //+ 3
    let mut summary = io::BufWriter::new(File::create("summary.txt")?);
    writeln!(summary, "700 spans, the longest {longest}")?;
    summary.flush()?;
    //.
    let sizes = ["trace.json", "alive.txt", "summary.txt"].map(|path| std::fs::metadata(path).map_or(0, |file| file.len()));
    println!("{sizes:?}");
    Ok(())
}
