//! Header lookup without case; the canonical form of a name is stored elsewhere.
use std::collections::HashMap;

const NAMES: [&str; 8] =
    ["Host", "Accept", "Content-Type", "Content-Length", "User-Agent", "Cookie", "Referer", "ETag"];

struct Message {
    headers: Vec<(String, String)>,
}

fn message(n: usize) -> Message {
    let headers = (0..8)
        .map(|i| (NAMES[(n + i) % 8].to_owned(), format!("value {}", n * i)))
        .collect();
    Message { headers }
}

impl Message {
    //- 1 mistake string-building/ascii-case
    fn get(&self, wanted: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(name, _)| name.to_lowercase() == wanted.to_lowercase())
            .map(|(_, value)| value.as_str())
    }
    //+ 1
    fn get(&self, wanted: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.as_str())
    }
    //.

    //- 2 lookalike string-building/ascii-case
    fn canonical(&self) -> HashMap<String, &str> {
        let mut map = HashMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            map.insert(name.to_ascii_lowercase(), value.as_str());
        }
        map
    }
    //+ 2
    fn canonical(&self) -> HashMap<String, &str> {
        let mut map = HashMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let mut name = name.to_owned();
            name.make_ascii_lowercase();
            map.insert(name, value.as_str());
        }
        map
    }
    //.
}

fn main() {
    let mut total = 0;
    let mut distinct = 0;
    for n in 0..1_500 {
        let message = message(n);
        for wanted in ["cookie", "etag", "HOST"] {
            total += message.get(wanted).map_or(0, str::len);
        }
        if n % 4 == 0 {
            let canonical = message.canonical();
            distinct += canonical.len() + canonical.get("etag").map_or(0, |value| value.len());
        }
    }
    println!("{total} {distinct}");
}
