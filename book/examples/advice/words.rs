//! `words TEXT WORD`: how often each word of a text occurs, without one word in
//! whatever case. The program of the guide's *Advice for your program*.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(without)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: words TEXT WORD"));
    };
    let counts = count(BufReader::new(File::open(path)?), &without)?;
    print(&counts);
    Ok(())
}

/// How often each word occurs, but for `without`, which is given in lower case.
fn count(text: impl BufRead, without: &str) -> io::Result<HashMap<String, u64>> {
    let mut counts = HashMap::new();
    for line in text.lines() {
        for word in line?.split_whitespace() {
            if word.to_lowercase() == without {
                continue;
            }
            *counts.entry(word.to_string()).or_insert(0) += 1;
        }
    }
    Ok(counts)
}

/// Prints the words, most frequent first.
fn print(counts: &HashMap<String, u64>) {
    let mut words: Vec<_> = counts.iter().collect();
    words.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (word, count) in words {
        println!("{count:>7} {word}");
    }
}
