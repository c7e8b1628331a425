//! uses regex
//! Hot, and as it should be: an expression in a static, text in another script, a search that needs its list sorted.
use std::sync::LazyLock;

use regex::Regex;

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[а-яё]{4,}\b").unwrap());

//- 1 lookalike work/compile-once
fn long_words<'a>(text: &'a str) -> impl Iterator<Item = &'a str> {
    WORD.find_iter(text).map(|found| found.as_str())
}
//+ 1
fn long_words<'a>(text: &'a str) -> impl Iterator<Item = &'a str> {
    static HERE: std::sync::OnceLock<Regex> = std::sync::OnceLock::new();
    HERE.get_or_init(|| Regex::new(r"\b[а-яё]{4,}\b").unwrap()).find_iter(text).map(|found| found.as_str())
}
//.

//- 2 lookalike work/fast-path|loops/bytes-not-chars
fn key(word: &str) -> u64 {
    let mut key = 7_u64;
    for c in word.chars() {
        for lower in c.to_lowercase() {
            key = key.wrapping_mul(31).wrapping_add(u64::from(u32::from(lower)));
        }
    }
    key
}
//+ 2
fn key(word: &str) -> u64 {
    let mut key = 7_u64;
    if word.is_ascii() {
        for byte in word.bytes() {
            key = key.wrapping_mul(31).wrapping_add(u64::from(byte.to_ascii_lowercase()));
        }
        return key;
    }
    for c in word.chars() {
        for lower in c.to_lowercase() {
            key = key.wrapping_mul(31).wrapping_add(u64::from(u32::from(lower)));
        }
    }
    key
}
//.

//- 3 lookalike loops/collect-then-iterate
fn distinct(texts: &[String]) -> usize {
    let mut keys: Vec<u64> = texts.iter().flat_map(|text| long_words(text)).map(key).collect();
    keys.sort_unstable();
    let mut count = 0;
    let mut last = None;
    for key in keys {
        if last != Some(key) {
            count += 1;
        }
        last = Some(key);
    }
    count
}
//+ 3
fn distinct(texts: &[String]) -> usize {
    let mut keys: Vec<u64> = texts.iter().flat_map(|text| long_words(text)).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}
//.

fn main() {
    let texts: Vec<String> = (0..120).map(|n| format!("строка номер {n} содержит слова и числа, {} раза", n * 3)).collect();
    println!("{}", distinct(&texts));
}
