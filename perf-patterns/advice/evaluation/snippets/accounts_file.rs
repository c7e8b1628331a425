//! Reads accounts: seven fields are collected for two; a row that is turned round; one line of settings.
#[derive(Debug, PartialEq)]
struct Account<'a> {
    name: &'a str,
    id: u32,
}

fn file(accounts: u32) -> String {
    //- 4 mistake string-building/format-push|string-building/join-numbers|string-building/append
    (0..accounts).map(|n| format!("user{n}:x:{}:{}:User {n}:/home/user{n}:/bin/sh\n", 1_000 + n, n % 50)).collect()
    //+ 4
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..accounts {
        let _ = write!(text, "user{n}:x:{}:{}:User {n}:/home/user{n}:/bin/sh\n", 1_000 + n, n % 50);
    }
    text
    //.
}

mod parse {
    use super::Account;

    //- 1 mistake string-building/parse-fields
    pub fn account(line: &str) -> Option<Account<'_>> {
        let fields: Vec<&str> = line.split(':').collect();
        if fields.len() < 3 {
            return None;
        }
        Some(Account { name: fields[0], id: fields[2].parse().ok()? })
    }
    //+ 1
    pub fn account(line: &str) -> Option<Account<'_>> {
        let mut fields = line.split(':');
        let name = fields.next()?;
        Some(Account { name, id: fields.nth(1)?.parse().ok()? })
    }
    //.

    //- 2 lookalike string-building/parse-fields|loops/collect-then-iterate
    pub fn reversed(domain: &str) -> String {
        let mut labels: Vec<&str> = domain.split('.').collect();
        labels.reverse();
        labels.join(".")
    }
    //+ 2
    pub fn reversed(domain: &str) -> String {
        let mut all = String::with_capacity(domain.len());
        for label in domain.rsplit('.') {
            if !all.is_empty() {
                all.push('.');
            }
            all.push_str(label);
        }
        all
    }
    //.

    //- 3 lookalike string-building/parse-fields
    pub fn range(setting: &str) -> (u32, u32) {
        let parts: Vec<&str> = setting.split("..").collect();
        (parts[0].parse().unwrap_or(0), parts[1].parse().unwrap_or(u32::MAX))
    }
    //+ 3
    pub fn range(setting: &str) -> (u32, u32) {
        let (from, to) = setting.split_once("..").unwrap_or((setting, ""));
        (from.parse().unwrap_or(0), to.parse().unwrap_or(u32::MAX))
    }
    //.
}

fn main() {
    let text = file(4_000);
    let (from, to) = parse::range("1200..4700");
    let mut sum = 0_u64;
    let mut letters = 0;
    for account in text.lines().filter_map(parse::account) {
        if (from..to).contains(&account.id) {
            sum += u64::from(account.id);
            letters += account.name.len();
        }
    }
    let domains: Vec<String> = (0..150).map(|n| parse::reversed(&format!("host{n}.zone.example.org"))).collect();
    println!("{sum} {letters} {}", domains[77]);
}
