//! Progress to standard error, piece by piece; the table at the end is one text.
use std::io::Write;

struct Progress {
    of: usize,
    //- 1 mistake io/buffered-write
    out: std::io::Stderr,
    //+ 1
    out: std::io::BufWriter<std::io::Stderr>,
    //.
}

impl Progress {
    //- 1
    fn new(of: usize) -> Self {
        Progress { of, out: std::io::stderr() }
    }

    fn step(&mut self, at: usize) -> std::io::Result<()> {
        write!(self.out, "\r[{:>3} of {}] ", at + 1, self.of)?;
        for cell in 0..10 {
            write!(self.out, "{}", if cell * self.of / 10 <= at { '#' } else { '.' })?;
        }
        Ok(())
    }
    //+ 1
    fn new(of: usize) -> Self {
        Progress { of, out: std::io::BufWriter::new(std::io::stderr()) }
    }

    fn step(&mut self, at: usize) -> std::io::Result<()> {
        write!(self.out, "\r[{:>3} of {}] ", at + 1, self.of)?;
        for cell in 0..10 {
            write!(self.out, "{}", if cell * self.of / 10 <= at { '#' } else { '.' })?;
        }
        Ok(())
    }
    //.
}

//- 2 lookalike io/buffered-write
fn table(rows: &[u64]) {
    let mut text = String::with_capacity(rows.len() * 8);
    for row in rows {
        text.push_str(&row.to_string());
        text.push(' ');
    }
    println!("{text}");
}
//+ 2
fn table(rows: &[u64]) {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for row in rows {
        let _ = write!(out, "{row} ");
    }
    let _ = writeln!(out);
}
//.

fn main() -> std::io::Result<()> {
    let mut progress = Progress::new(120);
    let mut rows = Vec::with_capacity(120);
    for at in 0..120 {
        rows.push((0..900_u64).fold(at as u64, |sum, n| sum.rotate_left(3) ^ n) % 1_000);
        if at % 2 == 0 {
            progress.step(at)?;
        }
    }
    table(&rows);
    Ok(())
}
