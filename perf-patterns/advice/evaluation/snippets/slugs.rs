//! Slugs of titles: the general way for each letter, though nearly all are plain; and titles in which none is.
//- 1 mistake work/fast-path|loops/bytes-not-chars|string-building/ascii-case
fn slug(title: &str, out: &mut String) {
    for c in title.chars() {
        for lower in c.to_lowercase() {
            if lower.is_alphanumeric() {
                out.push(lower);
            } else if !out.ends_with('-') {
                out.push('-');
            }
        }
    }
}
//+ 1
fn slug(title: &str, out: &mut String) {
    for c in title.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                out.push(c.to_ascii_lowercase());
            } else if !out.ends_with('-') {
                out.push('-');
            }
            continue;
        }
        for lower in c.to_lowercase() {
            if lower.is_alphanumeric() {
                out.push(lower);
            } else if !out.ends_with('-') {
                out.push('-');
            }
        }
    }
}
//.

//- 2 lookalike work/fast-path|loops/bytes-not-chars
fn initials(names: &[String]) -> u64 {
    let mut sum = 0;
    for name in names {
        for c in name.chars().filter(|c| c.is_uppercase()) {
            sum += u64::from(u32::from(c));
        }
    }
    sum
}
//+ 2
fn initials(names: &[String]) -> u64 {
    let mut sum = 0;
    for name in names {
        if name.is_ascii() {
            sum += name.bytes().filter(u8::is_ascii_uppercase).map(u64::from).sum::<u64>();
            continue;
        }
        for c in name.chars().filter(|c| c.is_uppercase()) {
            sum += u64::from(u32::from(c));
        }
    }
    sum
}
//.

fn main() {
    let titles: Vec<String> = (0..700)
        .map(|n| if n % 50 == 0 { format!("Übersicht № {n}") } else { format!("How To Measure, Part {n}: The Loop") })
        .collect();
    let names: Vec<String> = (0..500).map(|n| format!("Ёлка Жанна {n}")).collect();
    let mut slugs = String::new();
    for _ in 0..3 {
        for title in &titles {
            slug(title, &mut slugs);
            slugs.push('\n');
        }
    }
    println!("{} {}", slugs.len(), initials(&names));
}
