//! Checks a ledger: a rule gives back a box of its sum; the rules are behind pointers by right; a tree of accounts is walked once.
struct Entry {
    account: u16,
    cents: i64,
    day: u16,
}

//- 1 mistake heap-vs-stack/return-sum|heap-vs-stack/return-small
struct Verdict {
    sum: i64,
}

trait Rule {
    fn check(&self, entry: &Entry) -> Box<Verdict>;
}

struct Limit(i64);
struct Weekend;
struct Closed(Vec<u16>);

impl Rule for Limit {
    fn check(&self, entry: &Entry) -> Box<Verdict> {
        Box::new(Verdict { sum: (entry.cents - self.0).max(0) })
    }
}

impl Rule for Weekend {
    fn check(&self, entry: &Entry) -> Box<Verdict> {
        Box::new(Verdict { sum: i64::from(entry.day % 7 > 4) })
    }
}

impl Rule for Closed {
    fn check(&self, entry: &Entry) -> Box<Verdict> {
        Box::new(Verdict { sum: i64::from(self.0.binary_search(&entry.account).is_ok()) * 10 })
    }
}
//+ 1
struct Verdict {
    sum: i64,
}

trait Rule {
    fn check(&self, entry: &Entry) -> Verdict;
}

struct Limit(i64);
struct Weekend;
struct Closed(Vec<u16>);

impl Rule for Limit {
    fn check(&self, entry: &Entry) -> Verdict {
        Verdict { sum: (entry.cents - self.0).max(0) }
    }
}

impl Rule for Weekend {
    fn check(&self, entry: &Entry) -> Verdict {
        Verdict { sum: i64::from(entry.day % 7 > 4) }
    }
}

impl Rule for Closed {
    fn check(&self, entry: &Entry) -> Verdict {
        Verdict { sum: i64::from(self.0.binary_search(&entry.account).is_ok()) * 10 }
    }
}
//.

struct Account {
    number: u16,
    parts: Vec<Account>,
}

fn accounts(number: u16, depth: u16) -> Account {
    Account { number, parts: (0..if depth == 0 { 0 } else { 3 }).map(|k| accounts(number * 3 + k, depth - 1)).collect() }
}

//- 2 lookalike recursion/depth-first|recursion/flatten-tree
fn balance(account: &Account, sums: &[i64]) -> i64 {
    let parts: i64 = account.parts.iter().map(|part| balance(part, sums)).sum();
    parts + sums[usize::from(account.number) % sums.len()]
}
//+ 2
fn balance(account: &Account, sums: &[i64]) -> i64 {
    let mut balance = 0;
    let mut open = vec![account];
    while let Some(account) = open.pop() {
        balance += sums[usize::from(account.number) % sums.len()];
        open.extend(&account.parts);
    }
    balance
}
//.

fn main() {
    let entries: Vec<Entry> = (0..6_000_u32)
        .map(|at| Entry { account: (at * 7 % 500) as u16, cents: i64::from(at * 37 % 20_000) - 5_000, day: (at % 365) as u16 })
        .collect();
    let rules: Vec<Box<dyn Rule>> = vec![Box::new(Limit(12_000)), Box::new(Weekend), Box::new(Closed((0..500).step_by(9).collect()))];
    let mut sums = vec![0; 500];
    let mut bad = 0;
    for entry in &entries {
        sums[usize::from(entry.account)] += entry.cents;
        //- 1
        bad += rules.iter().map(|rule| rule.check(entry).sum).sum::<i64>();
        //+ 1
        bad += rules.iter().map(|rule| rule.check(entry).sum).sum::<i64>();
        //.
    }
    println!("{bad} {}", balance(&accounts(1, 5), &sums));
}
