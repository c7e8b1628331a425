//! Replays bookings: each is parsed into owned fields, an account is cloned for a check, a statement is formatted line by line.
use std::fmt::Write as _;
use std::collections::BTreeMap;

#[derive(Clone)]
struct Account {
    owner: String,
    history: Vec<i64>,
    cents: i64,
}

struct Booking {
    from: String,
    to: String,
    cents: i64,
}

//- 1 mistake ownership/clone-to-read|string-building/parse-fields
fn booking(line: &str) -> Option<Booking> {
    let fields: Vec<String> = line.split(';').map(|field| field.trim().to_string()).collect();
    if fields.len() != 4 || fields[0] != "transfer" {
        return None;
    }
    Some(Booking { from: fields[1].clone(), to: fields[2].clone(), cents: fields[3].parse().ok()? })
}
//+ 1
fn booking(line: &str) -> Option<Booking> {
    let mut fields = line.split(';').map(str::trim);
    let (kind, from, to, cents) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    if kind != "transfer" || fields.next().is_some() {
        return None;
    }
    Some(Booking { from: from.to_owned(), to: to.to_owned(), cents: cents.parse().ok()? })
}
//.

//- 2 mistake ownership/clone-to-read|pooling/clone-from
fn is_covered(accounts: &BTreeMap<String, Account>, booking: &Booking) -> bool {
    let Some(account) = accounts.get(&booking.from).cloned() else { return false };
    let lowest = account.history.iter().rev().take(3).min().copied().unwrap_or(0);
    account.cents - booking.cents > lowest.min(-50_000)
}
//+ 2
fn is_covered(accounts: &BTreeMap<String, Account>, booking: &Booking) -> bool {
    let Some(account) = accounts.get(&booking.from) else { return false };
    let lowest = account.history.iter().rev().take(3).min().copied().unwrap_or(0);
    account.cents - booking.cents > lowest.min(-50_000)
}
//.

fn book(accounts: &mut BTreeMap<String, Account>, booking: &Booking) -> bool {
    if !is_covered(accounts, booking) || !accounts.contains_key(&booking.to) {
        return false;
    }
    for (name, cents) in [(&booking.from, -booking.cents), (&booking.to, booking.cents)] {
        if let Some(account) = accounts.get_mut(name) {
            account.cents += cents;
            //- 3 lookalike preallocation/vec-capacity|pooling/reuse-vec
            account.history.push(account.cents);
            //+ 3
            account.history.extend([account.cents]);
            //.
        }
    }
    true
}

fn main() {
    let mut accounts: BTreeMap<String, Account> = (0..40)
        .map(|at| (format!("AC{at:04}"), Account { owner: format!("owner {at}"), history: Vec::new(), cents: 100_000 }))
        .collect();
    let text: String = (0..1_500)
        .fold(String::with_capacity(1_500 * 32), |mut text, at| {
            let _ = write!(text, "transfer; AC{:04}; AC{:04}; {}\n", at * 7 % 41, at * 13 % 40, 100 + at * 37 % 9_000);
            text
        });
    let mut booked = 0;
    for line in text.lines() {
        let Some(booking) = booking(line) else { continue };
        booked += u32::from(book(&mut accounts, &booking));
    }
    //- 4 lookalike string-building/format-push|string-building/append
    let mut statement = String::new();
    for (number, account) in &accounts {
        statement.push_str(&format!("{number} {} {}\n", account.owner, account.cents));
    }
    //+ 4
    let mut statement = String::new();
    for (number, account) in &accounts {
        let _ = writeln!(statement, "{number} {} {}", account.owner, account.cents);
    }
    //.
    println!("{booked} {} {}", statement.len(), accounts.values().map(|account| account.cents).sum::<i64>());
}
