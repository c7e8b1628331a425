//! Who is invited and comes? One list is searched for every guest, one is always short.
fn names(count: usize, step: usize) -> Vec<String> {
    (0..count).map(|n| format!("guest {}", n * step % 4_001)).collect()
}

//- 1 mistake lookups/contains-set
fn welcome<'a>(guests: &'a [String], invited: &[String]) -> Vec<&'a str> {
    guests
        .iter()
        .filter(|guest| invited.contains(guest))
        .map(|guest| guest.as_str())
        .collect()
}
//+ 1
fn welcome<'a>(guests: &'a [String], invited: &[String]) -> Vec<&'a str> {
    let invited: std::collections::HashSet<&String> = invited.iter().collect();
    guests
        .iter()
        .filter(|guest| invited.contains(guest))
        .map(|guest| guest.as_str())
        .collect()
}
//.

//- 2 lookalike lookups/contains-set
fn extras(guests: &[String], wanted: &[u8]) -> usize {
    let mut found = 0;
    for guest in guests {
        for byte in guest.bytes() {
            if wanted.contains(&byte) {
                found += 1;
            }
        }
    }
    found
}
//+ 2
fn extras(guests: &[String], wanted: &[u8]) -> usize {
    let wanted: std::collections::HashSet<u8> = wanted.iter().copied().collect();
    let mut found = 0;
    for guest in guests {
        for byte in guest.bytes() {
            if wanted.contains(&byte) {
                found += 1;
            }
        }
    }
    found
}
//.

fn main() {
    let guests = names(1_000, 7);
    let invited = names(400, 13);
    let here = welcome(&guests, &invited);
    let mut all = 0;
    for _ in 0..12 {
        all += extras(&guests, std::hint::black_box(b"123"));
    }
    println!("{} {:?} {all}", here.len(), here.last());
}
