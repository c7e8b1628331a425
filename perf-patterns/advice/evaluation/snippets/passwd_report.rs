//! Accounts of a system: a vector of seven fields for each line, of which two are read; groups whose members are kept.
use std::collections::BTreeMap;

fn passwd(users: u32) -> String {
    let shells = ["/bin/bash", "/bin/sh", "/usr/sbin/nologin", "/bin/zsh"];
    //- 3 mistake string-building/format-push|string-building/append
    (0..users)
        .map(|at| format!("user{at}:x:{}:{}:User number {at}:/home/user{at}:{}\n", 1_000 + at, 100 + at % 7, shells[at as usize % 4]))
        .collect()
    //+ 3
    use std::fmt::Write;
    let mut passwd = String::new();
    for at in 0..users {
        let _ = write!(passwd, "user{at}:x:{}:{}:", 1_000 + at, 100 + at % 7);
        let _ = writeln!(passwd, "User number {at}:/home/user{at}:{}", shells[at as usize % 4]);
    }
    passwd
    //.
}

fn group(groups: u32) -> String {
    (0..groups).map(|at| format!("group{at}:x:{}:user{},user{},user{}\n", 100 + at, at, at + 7, at + 14)).collect()
}

//- 1 mistake string-building/parse-fields|loops/collect-then-iterate
fn shells(passwd: &str) -> BTreeMap<&str, u32> {
    let mut shells = BTreeMap::new();
    for line in passwd.lines() {
        let fields: Vec<&str> = line.split(':').collect();
        if fields.len() == 7 && !fields[0].is_empty() {
            *shells.entry(fields[6]).or_insert(0) += 1;
        }
    }
    shells
}
//+ 1
fn shells(passwd: &str) -> BTreeMap<&str, u32> {
    let mut shells = BTreeMap::new();
    for line in passwd.lines() {
        let (Some((name, rest)), Some((_, shell))) = (line.split_once(':'), line.rsplit_once(':')) else {
            continue;
        };
        if rest.bytes().filter(|byte| *byte == b':').count() == 5 && !name.is_empty() {
            *shells.entry(shell).or_insert(0) += 1;
        }
    }
    shells
}
//.

//- 2 lookalike string-building/parse-fields|loops/collect-then-iterate
fn members(group: &str) -> Vec<(&str, Vec<&str>)> {
    group
        .lines()
        .filter_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let [name, _, _, members] = fields[..] else { return None };
            Some((name, members.split(',').collect()))
        })
        .collect()
}
//+ 2
fn members(group: &str) -> Vec<(&str, Vec<&str>)> {
    group
        .lines()
        .filter_map(|line| {
            let mut fields = line.splitn(4, ':');
            let name = fields.next()?;
            let members = fields.nth(2)?;
            Some((name, members.split(',').collect()))
        })
        .collect()
}
//.

fn main() {
    let passwd = passwd(3_000);
    let group = group(40);
    let shells = shells(&passwd);
    let members = members(&group);
    for (shell, count) in &shells {
        println!("{count:6} {shell}");
    }
    println!("{} {:?}", members.len(), members.iter().find(|(_, names)| names.contains(&"user21")).map(|(name, _)| name));
}
