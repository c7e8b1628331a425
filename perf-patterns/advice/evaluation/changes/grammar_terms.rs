//! After shnewto/bnf#94: iterators over the terms of a grammar say how many they are;
//! after rust-lang/rust#53019: a filter's hint is of no use.
struct Grammar {
    terms: Vec<u16>,
    starts: Vec<usize>,
}

struct Terms<'a> {
    terms: &'a [u16],
    at: usize,
}

//- 1 mistake preallocation/size-hint|preallocation/vec-capacity
impl Iterator for Terms<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        let term = self.terms.get(self.at)?;
        self.at += 1;
        Some(*term)
    }
}

fn copy(grammar: &Grammar, production: usize) -> Vec<u16> {
    grammar.terms(production).collect()
}
//+ 1
impl Iterator for Terms<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        let term = self.terms.get(self.at)?;
        self.at += 1;
        Some(*term)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.terms.len() - self.at;
        (left, Some(left))
    }
}

fn copy(grammar: &Grammar, production: usize) -> Vec<u16> {
    grammar.terms(production).collect()
}
//.

impl Grammar {
    fn new(productions: usize) -> Grammar {
        let starts: Vec<usize> = (0..=productions).map(|at| at * 60 + at % 7 * 5).collect();
        let terms = (0..starts[productions]).map(|at| (at * 31 % 400) as u16).collect();
        Grammar { terms, starts }
    }

    fn terms(&self, production: usize) -> Terms<'_> {
        Terms { terms: &self.terms[self.starts[production]..self.starts[production + 1]], at: 0 }
    }
}

fn nullable(grammar: &Grammar, production: usize) -> Vec<u16> {
    //- 2 lookalike preallocation/size-hint|preallocation/vec-capacity
    grammar.terms(production).filter(|term| term % 97 == 0).collect()
    //+ 2
    let mut nullable = Vec::with_capacity(4);
    nullable.extend(grammar.terms(production).filter(|term| term % 97 == 0));
    nullable
    //.
}

fn main() {
    let grammar = Grammar::new(120);
    let mut sum = 0_u64;
    let mut empty = 0;
    for round in 0..10_u64 {
        for production in 0..120 {
            let terms = copy(&grammar, production);
            sum += terms.len() as u64 * round + u64::from(terms[terms.len() / 2]);
            empty += usize::from(round == 0 && nullable(&grammar, production).len() > 1);
        }
    }
    println!("{sum} {empty}");
}
