//! Speaks criterion's command line and writes its files (CRITERION_HOME), but
//! what it times is what the library says: its figures are known beforehand, and
//! it builds in a second.

use std::io::Write;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut filter = None;
    let mut list = false;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" | "--noplot" => {}
            "--list" => list = true,
            word if word.starts_with("--") => {
                words.next();
            }
            word => filter = Some(word.to_owned()),
        }
    }
    let wanted = |id: &str| match &filter {
        None => true,
        Some(filter) => match filter.strip_prefix("^(?:").and_then(|f| f.strip_suffix(")$")) {
            Some(all) => all.replace('\\', "").split('|').any(|each| each == id),
            None => id.contains(filter.as_str()),
        },
    };
    fixture::before_anything();
    for (number, (id, cost_ns)) in fixture::COSTS.iter().enumerate() {
        if !wanted(id) {
            continue;
        }
        if list {
            println!("{id}: benchmark");
            continue;
        }
        let home = std::env::var("CRITERION_HOME").unwrap();
        let folder = std::path::Path::new(&home).join(number.to_string()).join("new");
        std::fs::create_dir_all(&folder).unwrap();
        let mut file = std::fs::File::create(folder.join("benchmark.json")).unwrap();
        write!(file, "{{\"full_id\":\"{id}\"}}").unwrap();
        // A little noise, different in each process.
        let noise = f64::from(std::process::id() % 97) * 1e-6;
        let times = [1.0, 1.3, 1.1].map(|spread| 10.0 * cost_ns * (spread + noise));
        let text = format!("{{\"iters\":[10.0,10.0,10.0],\"times\":{times:?}}}");
        std::fs::write(folder.join("sample.json"), text).unwrap();
    }
}
