//! After mosuka/laurus#466: clauses of a query score each document behind a pointer;
//! − after Unleash/unleash-rust-sdk#7: strategies that are asked seldom, with no benefit that was seen.
//- 1 mistake heap-vs-stack/dyn-dispatch
trait Scorer {
    fn score(&self, document: u32, length: u32) -> u32;
}

struct Term {
    weight: u32,
    every: u32,
}

struct Constant(u32);

struct Range {
    from: u32,
    to: u32,
}

impl Scorer for Term {
    fn score(&self, document: u32, length: u32) -> u32 {
        if document % self.every == 0 { self.weight * 1_000 / (length + 200) } else { 0 }
    }
}

impl Scorer for Constant {
    fn score(&self, _: u32, _: u32) -> u32 {
        self.0
    }
}

impl Scorer for Range {
    fn score(&self, document: u32, _: u32) -> u32 {
        u32::from((self.from..self.to).contains(&document)) * 5
    }
}

fn clauses() -> Vec<Box<dyn Scorer>> {
    vec![
        Box::new(Term { weight: 30, every: 3 }),
        Box::new(Range { from: 2_000, to: 9_000 }),
        Box::new(Constant(1)),
        Box::new(Term { weight: 70, every: 8 }),
    ]
}

fn best(clauses: &[Box<dyn Scorer>], documents: u32) -> (u32, u32) {
    (0..documents)
        .map(|document| {
            let length = document * 31 % 400;
            (clauses.iter().map(|clause| clause.score(document, length)).sum(), document)
        })
        .max()
        .unwrap_or_default()
}
//+ 1
enum Scorer {
    Term { weight: u32, every: u32 },
    Constant(u32),
    Range { from: u32, to: u32 },
}

impl Scorer {
    fn score(&self, document: u32, length: u32) -> u32 {
        match self {
            Scorer::Term { weight, every } => {
                if document % every == 0 {
                    weight * 1_000 / (length + 200)
                } else {
                    0
                }
            }
            Scorer::Constant(score) => *score,
            Scorer::Range { from, to } => u32::from((*from..*to).contains(&document)) * 5,
        }
    }
}

fn clauses() -> Vec<Scorer> {
    vec![
        Scorer::Term { weight: 30, every: 3 },
        Scorer::Range { from: 2_000, to: 9_000 },
        Scorer::Constant(1),
        Scorer::Term { weight: 70, every: 8 },
    ]
}

fn best(clauses: &[Scorer], documents: u32) -> (u32, u32) {
    (0..documents)
        .map(|document| {
            let length = document * 31 % 400;
            (clauses.iter().map(|clause| clause.score(document, length)).sum(), document)
        })
        .max()
        .unwrap_or_default()
}
//.

//- 2 lookalike heap-vs-stack/dyn-dispatch
type Strategy = Box<dyn Fn(&str) -> bool>;

fn strategies() -> Vec<Strategy> {
    vec![Box::new(|user| user.ends_with('7')), Box::new(|user| user.bytes().map(u32::from).sum::<u32>() % 10 < 3)]
}

fn is_enabled(strategies: &[Strategy], user: &str) -> bool {
    strategies.iter().any(|strategy| strategy(user))
}
//+ 2
enum Strategy {
    Last,
    Share,
}

fn strategies() -> Vec<Strategy> {
    vec![Strategy::Last, Strategy::Share]
}

fn is_enabled(strategies: &[Strategy], user: &str) -> bool {
    strategies.iter().any(|strategy| match strategy {
        Strategy::Last => user.ends_with('7'),
        Strategy::Share => user.bytes().map(u32::from).sum::<u32>() % 10 < 3,
    })
}
//.

fn main() {
    let clauses = clauses();
    let strategies = strategies();
    let mut enabled = 0;
    let mut sum = 0;
    for query in 0..12_u32 {
        let user = format!("user number {query}");
        enabled += u32::from(is_enabled(&strategies, &user));
        let (score, document) = best(&clauses, 8_000 + query * 100);
        sum += score + document;
    }
    println!("{enabled} {sum}");
}
