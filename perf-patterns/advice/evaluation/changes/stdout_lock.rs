//! − After sharkdp/hyperfine#73: locking standard output, where a BufWriter stands in front already.
use std::io::{self, BufWriter, Write};

struct Sieve {
    composite: Vec<bool>,
}

impl Sieve {
    fn new(limit: usize) -> Sieve {
        let mut composite = vec![false; limit];
        let mut p = 2;
        while p * p < limit {
            if !composite[p] {
                for multiple in (p * p..limit).step_by(p) {
                    composite[multiple] = true;
                }
            }
            p += 1;
        }
        Sieve { composite }
    }

    fn primes(&self) -> impl Iterator<Item = usize> {
        (2..self.composite.len()).filter(|n| !self.composite[*n])
    }
}

//- 1 lookalike io/buffered-write
fn print(sieve: &Sieve) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout());
    for prime in sieve.primes() {
        writeln!(out, "{prime}")?;
    }
    out.flush()
}
//+ 1
fn print(sieve: &Sieve) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for prime in sieve.primes() {
        writeln!(out, "{prime}")?;
    }
    out.flush()
}
//.

fn main() -> io::Result<()> {
    print(&Sieve::new(60_000))
}
