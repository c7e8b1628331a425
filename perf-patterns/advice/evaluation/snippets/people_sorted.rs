//! People in order: a sort by an owned key; a name that is formatted to be compared; a report that has to own.
trait Named {
    fn first(&self) -> &str;
    fn last(&self) -> &str;

    //- 1 mistake ownership/clone-to-read
    fn key(&self) -> String {
        self.last().to_string()
    }
    //+ 1
    fn key(&self) -> &str {
        self.last()
    }
    //.

    fn full(&self) -> String {
        format!("{} {}", self.first(), self.last())
    }
}

#[derive(Clone)]
struct Person {
    first: String,
    last: String,
    age: u8,
}

impl Named for Person {
    fn first(&self) -> &str {
        &self.first
    }
    fn last(&self) -> &str {
        &self.last
    }
}

//- 1
fn sort<T: Named>(people: &mut [T]) {
    people.sort_by(|a, b| a.key().cmp(&b.key()));
}
//+ 1
fn sort<T: Named>(people: &mut [T]) {
    people.sort_by(|a, b| a.key().cmp(b.key()));
}
//.

//- 2 mistake ownership/clone-to-read|string-building/append
fn find<'a, T: Named>(people: &'a [T], name: &str) -> Option<&'a T> {
    people.iter().find(|person| person.full() == name)
}
//+ 2
fn find<'a, T: Named>(people: &'a [T], name: &str) -> Option<&'a T> {
    let (first, last) = name.split_once(' ')?;
    people.iter().find(|person| person.first() == first && person.last() == last)
}
//.

//- 3 lookalike ownership/clone-to-read|string-building/append
fn report(people: &[Person], from: u8) -> Vec<String> {
    people.iter().filter(|person| person.age >= from).map(Named::full).collect()
}
//+ 3
fn report(people: &[Person], from: u8) -> Vec<String> {
    let mut names = Vec::new();
    for person in people.iter().filter(|person| person.age >= from) {
        names.push(person.full());
    }
    names
}
//.

fn main() {
    const LAST: [&str; 7] = ["Moreau", "Okafor", "Lindgren", "Tanaka", "Silva", "Novak", "Haddad"];
    let mut people: Vec<Person> = (0..900_usize)
        .map(|n| Person { first: format!("P{}", n * 7 % 900), last: LAST[n * 5 % 7].to_owned(), age: (n % 90) as u8 })
        .collect();
    sort(&mut people);
    let mut ages = 0;
    for n in 0..12_usize {
        ages += find(&people, &format!("P{} {}", n * 7, LAST[n * 5 % 7])).map_or(0, |person| u32::from(person.age));
    }
    println!("{ages} {} {}", report(&people, 80).len(), people[450].first);
}
