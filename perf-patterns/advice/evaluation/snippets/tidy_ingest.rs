//! An ingest that does it well already: scratch is cleared, sizes are said, output is buffered, keys are mostly new.
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

struct Ingest {
    fields: Vec<u32>,
    line: String,
    rows: u32,
}

impl Ingest {
    //- 1 lookalike pooling/reuse-vec|pooling/read-lines|pooling/request-buffer
    fn run(&mut self, mut reader: impl BufRead, mut each: impl FnMut(&[u32])) -> io::Result<()> {
        loop {
            self.line.clear();
            if reader.read_line(&mut self.line)? == 0 {
                return Ok(());
            }
            self.fields.clear();
            self.fields.extend(self.line.trim_end().split(',').filter_map(|field| field.parse::<u32>().ok()));
            each(&self.fields);
            self.rows += 1;
        }
    }
    //+ 1
    fn run(&mut self, mut reader: impl BufRead, mut each: impl FnMut(&[u32])) -> io::Result<()> {
        loop {
            self.line.clear();
            if reader.read_line(&mut self.line)? == 0 {
                return Ok(());
            }
            let mut fields = std::mem::take(&mut self.fields);
            fields.clear();
            for field in self.line.trim_end().split(',') {
                fields.extend(field.parse::<u32>());
            }
            each(&fields);
            self.fields = fields;
            self.rows += 1;
        }
    }
    //.
}

//- 2 lookalike lookups/key-without-owning|preallocation/map-capacity
fn remember(seen: &mut HashMap<Vec<u32>, u32>, fields: &[u32]) {
    *seen.entry(fields.to_vec()).or_insert(0) += fields[2];
}
//+ 2
fn remember(seen: &mut HashMap<Vec<u32>, u32>, fields: &[u32]) {
    if let Some(sum) = seen.get_mut(fields) {
        *sum += fields[2];
    } else {
        seen.insert(fields.to_vec(), fields[2]);
    }
}
//.

//- 3 lookalike io/buffered-write|string-building/format-push
fn write(path: &str, rows: u32) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for row in 0..rows {
        writeln!(file, "{row},{},{}", row * 7 % 1_000, row % 13)?;
    }
    file.flush()
}
//+ 3
fn write(path: &str, rows: u32) -> io::Result<()> {
    let mut text = Vec::with_capacity(rows as usize * 16);
    for row in 0..rows {
        writeln!(text, "{row},{},{}", row * 7 % 1_000, row % 13)?;
    }
    std::fs::write(path, text)
}
//.

fn main() -> io::Result<()> {
    write("rows.csv", 5_000)?;
    let mut ingest = Ingest { fields: Vec::with_capacity(4), line: String::with_capacity(64), rows: 0 };
    let mut seen = HashMap::with_capacity(5_000);
    ingest.run(BufReader::new(File::open("rows.csv")?), |fields| remember(&mut seen, fields))?;
    println!("{} {} {:?}", ingest.rows, seen.len(), seen.get(&[17, 119, 4][..]));
    Ok(())
}
