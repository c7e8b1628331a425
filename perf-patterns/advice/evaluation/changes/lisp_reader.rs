//! After vishpat/lisp-rs#4: the lexer takes each character off the front of a vector;
//! beside it, a list of a few values, whose first is taken off.
use std::fmt::Write as _;

#[derive(Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Number(i64),
    Name(String),
}

//- 1 mistake work/quadratic-delete|loops/bytes-not-chars|loops/collect-then-iterate
fn tokens(program: &str) -> Vec<Token> {
    let mut rest: Vec<char> = program.chars().collect();
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        let first = rest.remove(0);
        match first {
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            blank if blank.is_whitespace() => {}
            other => {
                let mut word = other.to_string();
                while !rest.is_empty() && !rest[0].is_whitespace() && rest[0] != '(' && rest[0] != ')' {
                    word.push(rest.remove(0));
                }
                tokens.push(word.parse().map_or_else(|_| Token::Name(word.clone()), Token::Number));
            }
        }
    }
    tokens
}
//+ 1
fn tokens(program: &str) -> Vec<Token> {
    let mut rest = program.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(first) = rest.next() {
        match first {
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            blank if blank.is_whitespace() => {}
            other => {
                let mut word = other.to_string();
                while let Some(next) = rest.next_if(|next| !next.is_whitespace() && *next != '(' && *next != ')') {
                    word.push(next);
                }
                tokens.push(word.parse().map_or_else(|_| Token::Name(word.clone()), Token::Number));
            }
        }
    }
    tokens
}
//.

fn value(tokens: &mut std::slice::Iter<Token>) -> i64 {
    match tokens.next() {
        Some(Token::Number(number)) => *number,
        Some(Token::Open) => {
            let Some(Token::Name(name)) = tokens.next() else { return 0 };
            let mut values = Vec::new();
            while tokens.as_slice().first().is_some_and(|token| *token != Token::Close) {
                values.push(value(tokens));
            }
            tokens.next();
            apply(name, values)
        }
        _ => 0,
    }
}

//- 2 lookalike work/quadratic-delete|loops/collect-then-iterate
fn apply(name: &str, mut values: Vec<i64>) -> i64 {
    if values.is_empty() {
        return 0;
    }
    let first = values.remove(0);
    match name {
        "+" => values.iter().fold(first, |sum, value| sum + value),
        "-" => values.iter().fold(first, |sum, value| sum - value),
        _ => values.iter().fold(first, |sum, value| (sum * value) % 1_000_007),
    }
}
//+ 2
fn apply(name: &str, values: Vec<i64>) -> i64 {
    let Some((first, values)) = values.split_first() else { return 0 };
    match name {
        "+" => values.iter().fold(*first, |sum, value| sum + value),
        "-" => values.iter().fold(*first, |sum, value| sum - value),
        _ => values.iter().fold(*first, |sum, value| (sum * value) % 1_000_007),
    }
}
//.

fn main() {
    let program: String = (0..220).fold(String::with_capacity(220 * 40), |mut text, at| {
            let _ = write!(text, "(+ {at} (* 3 {} (- 100 {at})) 7)\n", at % 13);
            text
        });
    let tokens = tokens(&program);
    let mut rest = tokens.iter();
    let mut sum = 0;
    while !rest.as_slice().is_empty() {
        sum += value(&mut rest);
    }
    println!("{} {sum}", tokens.len());
}
