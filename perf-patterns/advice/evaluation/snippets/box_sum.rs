//! Totals as boxes, through a trait; a list of boxes that is really a list.
use std::hint::black_box;

trait Account {
    fn balance(&self, day: u32) -> Money;
}

struct Savings(i64);
struct Loan(i64, i64);

//- 1 mistake heap-vs-stack/return-sum
type Money = Box<i64>;

fn money(cents: i64) -> Money {
    Box::new(cents)
}
//+ 1
type Money = i64;

fn money(cents: i64) -> Money {
    cents
}
//.

//- 1
impl Account for Savings {
    fn balance(&self, day: u32) -> Money {
        money(self.0 + i64::from(day))
    }
}

impl Account for Loan {
    fn balance(&self, day: u32) -> Money {
        money(-self.0 - self.1 * i64::from(day))
    }
}

fn wealth(accounts: &[Box<dyn Account>], day: u32) -> i64 {
    accounts.iter().map(|account| *account.balance(day)).sum()
}
//+ 1
impl Account for Savings {
    fn balance(&self, day: u32) -> Money {
        money(self.0 + i64::from(day))
    }
}

impl Account for Loan {
    fn balance(&self, day: u32) -> Money {
        money(-self.0 - self.1 * i64::from(day))
    }
}

fn wealth(accounts: &[Box<dyn Account>], day: u32) -> i64 {
    accounts.iter().map(|account| account.balance(day)).sum()
}
//.

struct Link {
    value: i64,
    next: Option<Box<Link>>,
}

//- 2 lookalike heap-vs-stack/return-sum
fn push(head: Option<Box<Link>>, value: i64) -> Option<Box<Link>> {
    Some(Box::new(Link { value, next: head }))
}
//+ 2
fn push(head: Option<Box<Link>>, value: i64) -> Option<Box<Link>> {
    let link = Link { value, next: head };
    Some(Box::new(link))
}
//.

fn main() {
    let accounts: Vec<Box<dyn Account>> = (0..60)
        .map(|n| -> Box<dyn Account> { if n % 2 == 0 { Box::new(Savings(n)) } else { Box::new(Loan(n, 2)) } })
        .collect();
    let mut sum = 0;
    for day in 0..400 {
        sum += wealth(black_box(&accounts), day);
    }
    let mut head = None;
    for value in 0..4_000 {
        head = push(head, value);
    }
    let mut reached = 0;
    while let Some(mut link) = head {
        reached += link.value % 10;
        head = link.next.take();
    }
    println!("{sum} {reached}");
}
