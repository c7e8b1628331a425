//! Prints straight to standard output, piece by piece; and one large text at once.
use std::io::{self, Write};

struct Entry {
    name: String,
    size: u64,
    directory: bool,
}

fn entries(n: u64) -> Vec<Entry> {
    (0..n).map(|at| Entry { name: format!("entry-{at:05}"), size: at * at % 70_001, directory: at % 6 == 0 }).collect()
}

//- 1 mistake io/buffered-write
fn list(entries: &[Entry], out: &mut impl Write) -> io::Result<()> {
    for entry in entries {
        if entry.directory {
            write!(out, "d ")?;
        } else {
            write!(out, "- ")?;
        }
        writeln!(out, "{:>8} {}", entry.size, entry.name)?;
    }
    Ok(())
}
//+ 1
fn list(entries: &[Entry], out: &mut impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for entry in entries {
        if entry.directory {
            write!(out, "d ")?;
        } else {
            write!(out, "- ")?;
        }
        writeln!(out, "{:>8} {}", entry.size, entry.name)?;
    }
    out.flush()
}
//.

//- 2 lookalike io/buffered-write
fn total(entries: &[Entry], out: &mut impl Write) -> io::Result<()> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&entry.name[5..]);
        text.push(if entry.directory { '/' } else { ' ' });
    }
    writeln!(out, "{text}")
}
//+ 2
fn total(entries: &[Entry], out: &mut impl Write) -> io::Result<()> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&entry.name[5..]);
        text.push(if entry.directory { '/' } else { ' ' });
    }
    let mut out = io::BufWriter::new(out);
    writeln!(out, "{text}")?;
    out.flush()
}
//.

fn main() -> io::Result<()> {
    let mut entries = entries(2_500);
    entries.sort_by_key(|entry| (!entry.directory, entry.size));
    let mut out = io::stdout();
    list(&entries, &mut out)?;
    total(&entries, &mut out)
}
