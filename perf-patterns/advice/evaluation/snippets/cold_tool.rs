//! A tool that starts carelessly and then only counts: nothing in its start is worth an edit.
use std::collections::HashMap;
use std::fs;
use std::io::Write;

struct Options {
    names: Vec<String>,
    weights: HashMap<String, u32>,
}

impl Options {
    //- 1 lookalike ownership/clone-to-read|lookups/key-without-owning|preallocation/vec-capacity
    fn read(text: &str) -> Options {
        let mut names = Vec::new();
        let mut weights = HashMap::new();
        for word in text.split_whitespace() {
            let name = word.to_string();
            *weights.entry(name.clone()).or_insert(0) += name.clone().len() as u32;
            names.push(name);
        }
        Options { names, weights }
    }
    //+ 1
    fn read(text: &str) -> Options {
        let mut names = Vec::with_capacity(12);
        let mut weights = HashMap::with_capacity(12);
        for word in text.split_whitespace() {
            match weights.get_mut(word) {
                Some(weight) => *weight += word.len() as u32,
                None => {
                    weights.insert(word.to_owned(), word.len() as u32);
                }
            }
            names.push(word.to_owned());
        }
        Options { names, weights }
    }
    //.

    //- 2 lookalike string-building/append|string-building/format-push
    fn usage(&self) -> String {
        let mut usage = String::from("usage:");
        for name in &self.names {
            usage = format!("{usage} [--{name}]");
        }
        usage
    }
    //+ 2
    fn usage(&self) -> String {
        let mut usage = String::from("usage:");
        for name in &self.names {
            usage.push_str(" [--");
            usage.push_str(name);
            usage.push(']');
        }
        usage
    }
    //.
}

//- 3 lookalike io/buffered-write
fn log(path: &str, lines: &[String]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    for line in lines {
        writeln!(file, "{line}")?;
    }
    Ok(())
}
//+ 3
fn log(path: &str, lines: &[String]) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(fs::File::create(path)?);
    for line in lines {
        writeln!(file, "{line}")?;
    }
    file.flush()
}
//.

fn primes(below: usize) -> usize {
    let mut composite = vec![false; below];
    let mut count = 0;
    for n in 2..below {
        if !composite[n] {
            count += 1;
            for multiple in (n * n..below).step_by(n) {
                composite[multiple] = true;
            }
        }
    }
    count
}

fn main() -> std::io::Result<()> {
    let options = Options::read("verbose depth jobs output input seed limit colour format quiet");
    let usage = options.usage();
    log("start.log", &options.names)?;
    let below = std::hint::black_box(700_000);
    println!("{} {} {}", primes(below), usage.len(), options.weights["depth"]);
    Ok(())
}
