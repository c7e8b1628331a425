//! Counts the words of a file, and leaves profiles of doing so.

// ANCHOR: program
use std::collections::HashMap;
use std::error::Error;

use profiling_alloc_system as _; // The heap, sampled: this line is all.

fn main() -> Result<(), Box<dyn Error>> {
    // Samples every thread until it is dropped at the end of `main`, then writes.
    let _cpu = profiling::Cpu::to_file("cpu.pb.gz")?;

    let path = std::env::args().nth(1).ok_or("which file?")?;
    let text = std::fs::read_to_string(path)?;
    let counts = count(&text);
    for (word, count) in top(&counts, 10) {
        println!("{count:8} {word}");
    }

    // While what is to be seen in it is alive: `text` and `counts` are.
    profiling::heap::write_profile("heap.pb.gz")?;
    Ok(())
}

/// How often each word occurs, in lower case.
fn count(text: &str) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// The most frequent words, most frequent first.
fn top(counts: &HashMap<String, u64>, most: usize) -> Vec<(&str, u64)> {
    let mut words: Vec<(&str, u64)> = counts
        .iter()
        .map(|(word, count)| (word.as_str(), *count))
        .collect();
    words.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    words.truncate(most);
    words
}
// ANCHOR_END: program
