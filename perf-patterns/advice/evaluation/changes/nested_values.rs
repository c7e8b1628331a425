//! After GoPlasmatic/Orion#162: the path to a nested value is collected for each look, to be walked once;
//! beside it, a version whose parts are kept.
use std::collections::BTreeMap;

enum Value {
    Number(i64),
    Object(BTreeMap<String, Value>),
}

fn tree(depth: u32, seed: i64) -> Value {
    match depth {
        0 => Value::Number(seed),
        _ => Value::Object((0..4).map(|k| (["id", "body", "size", "next"][k as usize].to_owned(), tree(depth - 1, seed * 4 + k))).collect()),
    }
}

//- 1 mistake loops/collect-then-iterate|string-building/parse-fields
fn nested<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let parts: Vec<&str> = path.split('.').collect();
    let mut at = value;
    for part in parts {
        match at {
            Value::Object(fields) => at = fields.get(part)?,
            Value::Number(_) => return None,
        }
    }
    Some(at)
}
//+ 1
fn nested<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut at = value;
    for part in path.split('.') {
        match at {
            Value::Object(fields) => at = fields.get(part)?,
            Value::Number(_) => return None,
        }
    }
    Some(at)
}
//.

//- 2 lookalike loops/collect-then-iterate|string-building/parse-fields|heap-vs-stack/inline-vec
fn version(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}
//+ 2
fn version(text: &str) -> Option<Vec<u32>> {
    let mut parts = Vec::with_capacity(4);
    for part in text.split('.') {
        parts.push(part.parse().ok()?);
    }
    Some(parts)
}
//.

fn main() {
    let value = tree(4, 1);
    let paths = ["id.body.size.next", "next.next.id.id", "body.size", "size.id.body.body", "id.nothing.here"];
    let mut sum = 0;
    let mut missing = 0;
    for at in 0..6_000 {
        match nested(&value, paths[at * 7 % paths.len()]) {
            Some(Value::Number(number)) => sum += number,
            Some(Value::Object(fields)) => sum += fields.len() as i64,
            None => missing += 1,
        }
    }
    let mut versions: Vec<Vec<u32>> = (0..60).filter_map(|at| version(&format!("{}.{}.{}", at % 3, at * 7 % 20, at))).collect();
    versions.sort();
    println!("{sum} {missing} {:?}", versions.last());
}
