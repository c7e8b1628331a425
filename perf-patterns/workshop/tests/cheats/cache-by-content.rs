// refused: alive
use std::collections::HashMap;
use std::sync::Mutex;

static SEEN: Mutex<Option<HashMap<Vec<String>, String>>> = Mutex::new(None);

pub fn append(words: &[String]) -> String {
    let mut seen = SEEN.lock().unwrap();
    let seen = seen.get_or_insert_with(HashMap::new);
    seen.entry(words.to_vec())
        .or_insert_with(|| words.concat())
        .clone()
}
