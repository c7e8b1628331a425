//! Normalises identifiers; the common input is plain, and a slow general way is taken for all.
fn slow_fold(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        'ä' | 'á' | 'à' | 'â' => 'a',
        'ö' | 'ó' | 'ò' | 'ô' => 'o',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        c => c,
    };
    c.to_lowercase()
}

//- 1 mistake work/fast-path|loops/bytes-not-chars|string-building/escape-cow
fn folded(name: &str) -> String {
    name.chars().flat_map(slow_fold).filter(|c| c.is_alphanumeric()).collect()
}
//+ 1
fn folded(name: &str) -> String {
    if name.is_ascii() {
        let mut out = String::with_capacity(name.len());
        out.extend(name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char));
        return out;
    }
    name.chars().flat_map(slow_fold).filter(|c| c.is_alphanumeric()).collect()
}
//.

//- 2 lookalike work/fast-path|loops/bytes-not-chars
fn initials(names: &[String]) -> String {
    let mut initials = String::new();
    for name in names {
        if let Some(first) = name.chars().next() {
            initials.extend(first.to_uppercase());
        }
    }
    initials
}
//+ 2
fn initials(names: &[String]) -> String {
    let mut initials = String::new();
    for name in names {
        match name.as_bytes().first() {
            Some(byte) if byte.is_ascii() => initials.push(byte.to_ascii_uppercase() as char),
            _ => {
                if let Some(first) = name.chars().next() {
                    initials.extend(first.to_uppercase());
                }
            }
        }
    }
    initials
}
//.

fn main() {
    let names: Vec<String> = (0..4_000)
        .map(|n| if n % 40 == 0 { format!("Größe-Ä{n}") } else { format!("Some-Identifier_{n}") })
        .collect();
    let mut folded: Vec<String> = names.iter().map(|name| folded(name)).collect();
    folded.dedup();
    let initials = initials(&names);
    println!("{} {} {}", folded.len(), folded[77], initials.len());
}
