//! uses rustc-hash
//! After benhoyt/countwords#114: counted words go to standard output one by one;
//! − after pnpm/pn#41, closed: a list of a few scripts, which a person reads as it comes.
use std::fmt::Write as _;
use std::collections::HashMap;
use std::io::{self, Write};

//- 1 mistake lookups/hasher
fn count(text: &str) -> HashMap<&str, u32> {
    let mut counts = HashMap::new();
    for word in text.split_ascii_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}
//+ 1
fn count(text: &str) -> rustc_hash::FxHashMap<&str, u32> {
    let mut counts = rustc_hash::FxHashMap::default();
    for word in text.split_ascii_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}
//.

fn main() -> io::Result<()> {
    let text: String = (0..9_000_u32).fold(String::with_capacity(9_000 * 8), |mut text, at| {
            let _ = write!(text, "word{} ", at.wrapping_mul(2_654_435_761) >> 16 & 0x1ff);
            text
        });
    let counts = count(&text);
    let mut ordered: Vec<(&str, u32)> = counts.into_iter().collect();
    ordered.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    //- 2 mistake io/buffered-write
    let mut out = io::stdout().lock();
    for (word, count) in &ordered {
        writeln!(out, "{word} {count}")?;
    }
    //+ 2
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (word, count) in &ordered {
        writeln!(out, "{word} {count}")?;
    }
    out.flush()?;
    drop(out);
    //.
    //- 3 lookalike io/buffered-write
    for (name, script) in [("build", "cargo build"), ("test", "cargo test"), ("fix", "cargo fmt")] {
        println!("{name}: {script}");
    }
    //+ 3
    let mut scripts = io::BufWriter::new(io::stdout().lock());
    for (name, script) in [("build", "cargo build"), ("test", "cargo test"), ("fix", "cargo fmt")] {
        writeln!(scripts, "{name}: {script}")?;
    }
    scripts.flush()?;
    //.
    Ok(())
}
