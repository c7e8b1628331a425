//! Speaks gungraun's command line and writes its runner's summaries (GUNGRAUN_HOME),
//! but what it counts is what the library says, and it builds in a second.

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filter = arguments.iter().find(|word| !word.starts_with("--"));
    for (id, cost) in fixture::COSTS {
        if filter.is_some_and(|filter| filter != id) {
            continue;
        }
        if arguments.iter().any(|word| word == "--list") {
            println!("costs::{id}: benchmark");
            continue;
        }
        assert_eq!(std::env::var("GUNGRAUN_SAVE_SUMMARY").unwrap(), "json");
        let home = std::env::var("GUNGRAUN_HOME").unwrap();
        let folder = std::path::Path::new(&home).join(id);
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "{{\"version\":\"7\",\"id\":\"{id}\",\"module_path\":\"costs\",\"profiles\":[{{\
             \"tool\":\"Callgrind\",\"data\":{{\"total\":{{\"metrics\":{{\"Ir\":{{\"values\":\
             {{\"new\":{cost}}}}}}}}}}}}}]}}"
        );
        std::fs::write(folder.join("summary.json"), text).unwrap();
    }
}
