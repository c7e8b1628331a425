//! After rust-lang/rust#145152: names of types that differ in case alone are compared without copies;
//! − after getsentry/relay#2400, closed: names of browsers, in which case goes beyond ASCII.
struct Path {
    found: &'static str,
    expected: &'static str,
}

const PATHS: [Path; 5] = [
    Path { found: "std::collections::HashMap", expected: "std::collections::hashmap" },
    Path { found: "alloc::string::String", expected: "alloc::string::string" },
    Path { found: "core::option::Option", expected: "core::result::Result" },
    Path { found: "u32", expected: "U32" },
    Path { found: "crate::parser::Token", expected: "crate::lexer::Token" },
];

//- 1 mistake string-building/ascii-case
fn differ_in_case(path: &Path) -> bool {
    path.found != path.expected && path.found.to_lowercase().to_string() == path.expected.to_lowercase().to_string()
}
//+ 1
fn differ_in_case(path: &Path) -> bool {
    path.found != path.expected && path.found.eq_ignore_ascii_case(path.expected)
}
//.

//- 2 lookalike string-building/ascii-case
fn is_agent(wanted: &str, agent: &str) -> bool {
    agent.to_lowercase().starts_with(&wanted.to_lowercase())
}
//+ 2
fn is_agent(wanted: &str, agent: &str) -> bool {
    let mut agent = agent.chars().flat_map(char::to_lowercase);
    wanted.chars().flat_map(char::to_lowercase).all(|character| agent.next() == Some(character))
}
//.

fn main() {
    let mut confused = 0;
    for round in 0..900 {
        for (at, path) in PATHS.iter().enumerate() {
            if differ_in_case(path) {
                confused += round % 7 + at;
            }
        }
    }
    let agents = ["ÉCLAIR/4.0 (compatible)", "Ωmega 12.1", "Ünicorn/1"];
    let wanted = ["éclair", "ωMEGA", "ünicorn", "nothing"];
    let mut known = 0;
    for at in 0..60 {
        known += u32::from(is_agent(wanted[at % 4], agents[at % 3]));
    }
    println!("{confused} {known}");
}
