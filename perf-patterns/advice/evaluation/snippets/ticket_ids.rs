//! uses regex
//! Finds tickets in messages: an expression is compiled in a closure for each; one waits in a static; one is a field.
use std::sync::LazyLock;

use regex::Regex;

static VERSION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"v\d+\.\d+").unwrap());

//- 1 mistake work/compile-once
fn tickets(messages: &[String]) -> usize {
    let of = |message: &str| {
        let ticket = Regex::new(r"[A-Z]{2,5}-\d{1,6}").unwrap();
        ticket.find_iter(message).count()
    };
    messages.iter().map(|message| of(message)).sum()
}
//+ 1
fn tickets(messages: &[String]) -> usize {
    let ticket = Regex::new(r"[A-Z]{2,5}-\d{1,6}").unwrap();
    let of = |message: &str| ticket.find_iter(message).count();
    messages.iter().map(|message| of(message)).sum()
}
//.

//- 2 lookalike work/compile-once
fn versions(messages: &[String]) -> usize {
    messages.iter().filter(|message| VERSION.is_match(message)).count()
}
//+ 2
fn versions(messages: &[String]) -> usize {
    let version = &*VERSION;
    messages.iter().filter(|message| version.is_match(message)).count()
}
//.

struct Rule {
    expression: Regex,
    points: usize,
}

impl Rule {
    //- 3 lookalike work/compile-once
    fn new(word: &str, points: usize) -> Rule {
        let expression = Regex::new(&format!("(?:^| ){}(?: |$)", regex::escape(word))).unwrap();
        Rule { expression, points }
    }
    //+ 3
    fn new(word: &str, points: usize) -> Rule {
        let source = String::from("(?:^| )") + &regex::escape(word) + "(?: |$)";
        Rule { expression: Regex::new(&source).unwrap(), points }
    }
    //.
}

fn main() {
    let messages: Vec<String> =
        (0..120).map(|n| format!("fix of CORE-{n} and NET-{} in v1.{} now", n * 3, n % 9)).collect();
    let rules = [Rule::new("fix", 3), Rule::new("now", 1)];
    let points: usize = messages
        .iter()
        .flat_map(|message| rules.iter().filter(|rule| rule.expression.is_match(message)))
        .map(|rule| rule.points)
        .sum();
    println!("{} {} {points}", tickets(&messages), versions(&messages));
}
