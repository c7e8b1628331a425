//! After tursodatabase/turso#1678: names of functions and pragmas are compared without case and without copies;
//! − after rust-lang/rust-analyzer#22580, declined: a comparison that is seldom made.
struct Function {
    name: &'static str,
    arguments: u8,
}

const FUNCTIONS: [Function; 10] = [
    Function { name: "ABS", arguments: 1 },
    Function { name: "COALESCE", arguments: 2 },
    Function { name: "COUNT", arguments: 1 },
    Function { name: "LENGTH", arguments: 1 },
    Function { name: "LIKE", arguments: 2 },
    Function { name: "LOWER", arguments: 1 },
    Function { name: "MAX", arguments: 1 },
    Function { name: "MIN", arguments: 1 },
    Function { name: "ROUND", arguments: 2 },
    Function { name: "UPPER", arguments: 1 },
];

//- 1 mistake string-building/ascii-case
fn resolve(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.to_lowercase() == name.to_lowercase())
}
//+ 1
fn resolve(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}
//.

//- 2 lookalike string-building/ascii-case
fn journal_mode(setting: &str) -> u8 {
    match setting.to_ascii_lowercase().as_str() {
        "wal" => 1,
        "delete" => 2,
        _ => 0,
    }
}
//+ 2
fn journal_mode(setting: &str) -> u8 {
    if setting.eq_ignore_ascii_case("wal") {
        1
    } else if setting.eq_ignore_ascii_case("delete") {
        2
    } else {
        0
    }
}
//.

fn main() {
    let query = "select Max(length(name)), round(min(price), 2), coalesce(upper(state), lower('None')) from orders";
    let mut arguments = 0;
    let mut mode = 0;
    for turn in 0..400 {
        if turn % 50 == 0 {
            mode += journal_mode(if turn % 100 == 0 { "WAL" } else { "Delete" });
        }
        for word in query.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()) {
            arguments += resolve(word).map_or(0, |function| u32::from(function.arguments));
        }
    }
    println!("{arguments} {mode}");
}
