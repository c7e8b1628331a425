//! Judges pass phrases: a table of classes is built anew for each; weights are a few numbers; a list of bad ones is made once.
use std::collections::HashMap;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Lower,
    Upper,
    Digit,
    Other,
}

//- 1 mistake work/compile-once|lookups/hasher
fn classes() -> HashMap<char, Class> {
    let mut classes = HashMap::new();
    classes.extend(('a'..='z').map(|letter| (letter, Class::Lower)));
    classes.extend(('A'..='Z').map(|letter| (letter, Class::Upper)));
    classes.extend(('0'..='9').map(|digit| (digit, Class::Digit)));
    classes
}

fn strength(phrase: &str, weights: &[u32; 4]) -> u32 {
    let classes = classes();
    let mut strength = 0;
    let mut last = Class::Other;
    for character in phrase.chars() {
        let class = classes.get(&character).copied().unwrap_or(Class::Other);
        strength += weights[class as usize] + u32::from(class != last);
        last = class;
    }
    strength
}
//+ 1
static CLASSES: std::sync::LazyLock<HashMap<char, Class>> = std::sync::LazyLock::new(classes);

fn classes() -> HashMap<char, Class> {
    let mut classes = HashMap::new();
    classes.extend(('a'..='z').map(|letter| (letter, Class::Lower)));
    classes.extend(('A'..='Z').map(|letter| (letter, Class::Upper)));
    classes.extend(('0'..='9').map(|digit| (digit, Class::Digit)));
    classes
}

fn strength(phrase: &str, weights: &[u32; 4]) -> u32 {
    let classes = &*CLASSES;
    let mut strength = 0;
    let mut last = Class::Other;
    for character in phrase.chars() {
        let class = classes.get(&character).copied().unwrap_or(Class::Other);
        strength += weights[class as usize] + u32::from(class != last);
        last = class;
    }
    strength
}
//.

fn weights(strict: bool) -> [u32; 4] {
    //- 2 lookalike work/compile-once
    let base = [2, 3, 3, 5];
    base.map(|weight| if strict { weight - 1 } else { weight })
    //+ 2
    match strict {
        true => [1, 2, 2, 4],
        false => [2, 3, 3, 5],
    }
    //.
}

fn is_bad(phrase: &str, bad: &[String]) -> bool {
    //- 3 lookalike lookups/contains-set|string-building/ascii-case
    bad.iter().any(|word| phrase.contains(word.as_str()))
    //+ 3
    bad.iter().any(|word| phrase.find(word.as_str()).is_some())
    //.
}

fn main() {
    let bad: Vec<String> = ["password", "letmein", "qwerty"].map(str::to_owned).to_vec();
    let phrases: Vec<String> = (0..600).map(|at| format!("{}Horse{}-battery{}", ["correct", "qwerty", "wild"][at % 3], at * 7, at % 11)).collect();
    let mut good = 0;
    let mut sum = 0;
    for (at, phrase) in phrases.iter().enumerate() {
        let strength = strength(phrase, &weights(at % 2 == 0));
        sum += strength;
        good += u32::from(strength > 60 && !is_bad(phrase, &bad));
    }
    println!("{good} {sum}");
}
