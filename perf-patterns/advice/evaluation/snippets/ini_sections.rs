//! Sections and keys of many small files in one map of maps: sections recur, keys hardly do.
use std::collections::{BTreeMap, HashMap};

type Sections = HashMap<String, BTreeMap<String, i64>>;

const NAMES: [&str; 6] =
    ["network.interfaces", "storage.volumes", "display.outputs", "audio.devices", "users.sessions", "power.profiles"];

fn lines(file: u32) -> impl Iterator<Item = (&'static str, String, i64)> {
    (0..60).map(move |n| (NAMES[(n / 10) as usize], format!("entry{file}_{n}"), i64::from(n ^ file)))
}

//- 1 mistake lookups/key-without-owning
fn merge(sections: &mut Sections, section: &str, key: String, value: i64) {
    let keys = sections.entry(section.to_owned()).or_insert_with(BTreeMap::new);
    keys.insert(key, value);
}
//+ 1
fn merge(sections: &mut Sections, section: &str, key: String, value: i64) {
    if let Some(keys) = sections.get_mut(section) {
        keys.insert(key, value);
        return;
    }
    sections.insert(section.to_owned(), BTreeMap::from([(key, value)]));
}
//.

//- 2 lookalike lookups/key-without-owning|ownership/clone-to-read
fn invert(sections: &Sections) -> BTreeMap<i64, Vec<String>> {
    let mut by_value: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for keys in sections.values() {
        for (key, value) in keys.iter().filter(|(_, value)| **value % 16 == 3) {
            by_value.entry(*value).or_default().push(key.clone());
        }
    }
    for keys in by_value.values_mut() {
        keys.sort();
    }
    by_value
}
//+ 2
fn invert(sections: &Sections) -> BTreeMap<i64, Vec<String>> {
    let mut by_value: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for keys in sections.values() {
        for (key, value) in keys.iter().filter(|(_, value)| **value % 16 == 3) {
            match by_value.get_mut(value) {
                Some(keys) => keys.push(key.clone()),
                None => {
                    by_value.insert(*value, vec![key.clone()]);
                }
            }
        }
    }
    for keys in by_value.values_mut() {
        keys.sort();
    }
    by_value
}
//.

fn main() {
    let mut sections = Sections::new();
    for file in 0..120 {
        for (section, key, value) in lines(file) {
            merge(&mut sections, section, key, value);
        }
    }
    let by_value = invert(&sections);
    let keys: usize = sections.values().map(BTreeMap::len).sum();
    println!("{keys} {} {:?}", by_value.len(), by_value.first_key_value().map(|(_, keys)| &keys[0]));
}
