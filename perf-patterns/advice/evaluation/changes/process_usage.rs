//! uses rustc-hash
//! After iphands/randy#12: one string for the lines of a file of the system, instead of one for each line;
//! fields of a line are taken as they come.
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, Write};

fn write_status(path: &str) -> io::Result<()> {
    let mut out = io::BufWriter::new(File::create(path)?);
    for pid in 0..300 {
        writeln!(out, "{pid} (worker/{}) S {} {} 0 {} 4194304 {}", pid % 12, pid / 3, pid / 7, pid * 13 % 90, pid * 31 % 7_777)?;
    }
    out.flush()
}

#[derive(Default)]
struct Usage {
    //- 3 mistake lookups/hasher
    ticks: HashMap<u32, u32>,
    //+ 3
    ticks: rustc_hash::FxHashMap<u32, u32>,
    //.
    busy: u32,
}

//- 1 mistake pooling/read-lines|pooling/reuse-vec|pooling/request-buffer
fn update(usage: &mut Usage, reader: &mut BufReader<File>) -> io::Result<()> {
    reader.rewind()?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
//+ 1
fn update(usage: &mut Usage, reader: &mut BufReader<File>) -> io::Result<()> {
    reader.rewind()?;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
//.
        let mut fields = line.split_ascii_whitespace();
        let pid = fields.next().and_then(|pid| pid.parse().ok()).unwrap_or(0);
        let ticks: u32 = fields.next_back().and_then(|ticks| ticks.parse().ok()).unwrap_or(0);
        //- 3
        let before = usage.ticks.insert(pid, ticks).unwrap_or(0);
        //+ 3
        let before = usage.ticks.insert(pid, ticks).unwrap_or(0);
        //.
        usage.busy += u32::from(ticks > before);
    }
}

fn main() -> io::Result<()> {
    write_status("status.txt")?;
    let mut usage = Usage::default();
    let mut reader = BufReader::new(File::open("status.txt")?);
    for _ in 0..12 {
        update(&mut usage, &mut reader)?;
    }
    //- 2 lookalike loops/collect-then-iterate|preallocation/vec-capacity
    let mut most: Vec<(u32, u32)> = usage.ticks.iter().map(|(pid, ticks)| (*ticks, *pid)).collect();
    most.sort_unstable();
    //+ 2
    let mut most = Vec::with_capacity(usage.ticks.len());
    most.extend(usage.ticks.iter().map(|(pid, ticks)| (*ticks, *pid)));
    most.sort_unstable();
    //.
    println!("{} {:?}", usage.busy, most.last());
    Ok(())
}
