//! A chart of an organisation: names are returned in vectors upwards; depth is a number; the path to a person is short.
struct Person {
    name: String,
    salary: u32,
    reports: Vec<Person>,
}

fn grow(name: String, depth: u32, width: u32) -> Person {
    let reports = match depth {
        0 => Vec::new(),
        _ => (0..width).map(|at| grow(format!("{name}.{at}"), depth - 1, width - at % 2)).collect(),
    };
    Person { salary: 1_000 + name.len() as u32 * 10, name, reports }
}

//- 1 mistake recursion/flatten-tree|pooling/reuse-vec
fn everyone(person: &Person) -> Vec<&str> {
    let mut names = vec![person.name.as_str()];
    for report in &person.reports {
        names.extend(everyone(report));
    }
    names
}
//+ 1
fn everyone(person: &Person) -> Vec<&str> {
    fn collect<'a>(person: &'a Person, names: &mut Vec<&'a str>) {
        names.push(&person.name);
        for report in &person.reports {
            collect(report, names);
        }
    }
    let mut names = Vec::new();
    collect(person, &mut names);
    names
}
//.

//- 2 lookalike recursion/depth-first|recursion/flatten-tree
fn payroll(person: &Person) -> u64 {
    let below: u64 = person.reports.iter().map(payroll).sum();
    below + u64::from(person.salary)
}
//+ 2
fn payroll(person: &Person) -> u64 {
    let mut sum = 0;
    let mut open = vec![person];
    while let Some(person) = open.pop() {
        sum += u64::from(person.salary);
        open.extend(&person.reports);
    }
    sum
}
//.

//- 3 lookalike recursion/flatten-tree|recursion/depth-first
fn chain<'a>(person: &'a Person, name: &str) -> Option<Vec<&'a str>> {
    if person.name == name {
        return Some(vec![&person.name]);
    }
    let next = person.reports.iter().find(|report| name.starts_with(&report.name))?;
    let mut chain = chain(next, name)?;
    chain.push(&person.name);
    Some(chain)
}
//+ 3
fn chain<'a>(mut person: &'a Person, name: &str) -> Option<Vec<&'a str>> {
    let mut chain = vec![person.name.as_str()];
    while person.name != name {
        person = person.reports.iter().find(|report| name.starts_with(&report.name))?;
        chain.push(&person.name);
    }
    chain.reverse();
    Some(chain)
}
//.

fn main() {
    let head = grow("a".to_owned(), 6, 4);
    let mut longest = 0;
    for head in &head.reports {
        longest = everyone(head).iter().map(|name| name.len()).sum::<usize>().max(longest);
    }
    let everyone = everyone(&head);
    println!("{} {longest} {}", everyone.len(), payroll(&head));
    println!("{:?}", chain(&head, everyone[everyone.len() - 1]));
}
