//! The commands that read records: many, damaged, foreign and partial ones.

use crate::support;
use std::path::Path;
use std::process::Output;

use crate::support::{root, stderr, stdout, xtask};
use serde_json::{Value, json};

fn reference() -> Value {
    let file = root().join("results/reference/record.json");
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// Writes `results/<run_id>/record.json` below `results`.
fn store(results: &Path, record: &Value) {
    let folder = results.join(record["run_id"].as_str().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("record.json"), record.to_string()).unwrap();
}

fn run_in(results: &Path, arguments: &[&str]) -> Output {
    xtask(arguments)
        .env("WORKSHOP_RESULTS", results)
        .output()
        .unwrap()
}

/// One clear line, exit code 2, nothing on stdout.
fn refused(output: &Output, says: &str) {
    let told = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(says), "{says}\n{told}");
    assert!(told.contains("hint: ") || told.contains("--help"), "{told}");
    assert_eq!(stdout(output), "");
}

/// The most that a pattern may add to a record; 3,100 when it was fixed.
const BYTES_PER_PATTERN: u64 = 3_500;

/// The most that a pattern may add to the baseline of counts; 620 when it was fixed.
/// Sixty patterns stay below 100 kB.
const BASELINE_BYTES_PER_PATTERN: u64 = 1_600;

#[test]
fn the_baseline_of_counts_is_small_enough_to_review() {
    let files = support::files(&root().join("results/counts"));
    let bytes: u64 = files
        .iter()
        .map(|file| std::fs::metadata(file).unwrap().len())
        .sum();
    let patterns = patterns::patterns().count() as u64;
    println!("{bytes} bytes, {} for 60 patterns", 60 * bytes / patterns);
    let most = patterns * BASELINE_BYTES_PER_PATTERN;
    assert!(bytes <= most, "{bytes} bytes, at most {most}");
}

#[test]
fn the_reference_is_small_and_follows_the_committed_schemas() {
    let folder = root().join("results/reference");
    let patterns = reference()["patterns"].as_array().unwrap().len() as u64;
    let bytes = std::fs::metadata(folder.join("record.json")).unwrap().len();
    println!("{bytes} bytes, {} a pattern", bytes / patterns);
    assert!(
        bytes <= patterns * BYTES_PER_PATTERN,
        "{bytes} bytes for {patterns} patterns"
    );
    for (file, schema) in [
        ("record.json", "record.schema.json"),
        ("profiles.json", "profiles.schema.json"),
    ] {
        let read = |path: std::path::PathBuf| -> Value {
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let validator =
            jsonschema::validator_for(&read(root().join("benches/record").join(schema))).unwrap();
        let written = read(folder.join(file));
        let problem = validator.validate(&written).err();
        assert_eq!(problem.map(|problem| problem.to_string()), None, "{file}");
    }
}

/// Roles, verdicts, stages and efforts are closed sets, for whoever reads the schema.
#[test]
fn a_record_with_a_word_of_its_own_does_not_follow_the_schema() {
    let schema = std::fs::read(root().join("benches/record/record.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let case = "/patterns/0/inputs/0/cases/1";
    for place in [
        "/settings/effort",
        "/stages/0/name",
        "/patterns/0/variants/0/role",
        &format!("{case}/verdict"),
    ] {
        let mut record = reference();
        assert!(validator.is_valid(&record));
        *record.pointer_mut(place).unwrap() = json!("invented");
        assert!(!validator.is_valid(&record), "{place}");
    }
    let mut record = reference();
    record.pointer_mut(case).unwrap()["not_measured"] = json!({"invented": "why"});
    assert!(!validator.is_valid(&record));
}

#[test]
fn history_lists_a_thousand_runs_and_marks_compilers() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = reference();
    // As it is written: the header stands first, and a listing reads it alone.
    let text = std::fs::read_to_string(root().join("results/reference/record.json")).unwrap();
    for index in 0..1000 {
        let id = format!(
            "2026-01-01T00-{:02}-{:02}Z-{index:07}",
            index / 60 % 60,
            index % 60
        );
        let text = text.replace(record["run_id"].as_str().unwrap(), &id);
        let run = folder.path().join(&id);
        std::fs::create_dir(&run).unwrap();
        std::fs::write(run.join("record.json"), text).unwrap();
    }
    record["run_id"] = json!("2026-02-01T00-00-00Z-newer");
    record["environment"]["rustc"] = json!("rustc 9.99.0 (future)");
    store(folder.path(), &record);

    let output = run_in(folder.path(), &["history"]);
    let table = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        table
            .lines()
            .filter(|line| line.starts_with("2026-01-01T"))
            .count(),
        1000
    );
    assert!(table.contains("rustc 9.99.0 (future)"), "{table}");
    let time = table
        .lines()
        .find(|line| line.starts_with("time_ns"))
        .unwrap();
    assert!(time.contains('┊'), "{time}");

    let output = run_in(folder.path(), &["history", "append", "--format", "json"]);
    let told: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(told["runs"].as_array().unwrap().len(), 1001);
    assert_eq!(told["pattern"], "string-building/append");
    let last = told["points"].as_array().unwrap().last().unwrap();
    assert_eq!(last["other_compiler"], true);
    assert!(last["time_ratio"].as_f64().unwrap() > 0.0);
}

#[test]
fn damaged_and_newer_records_are_named_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = reference();
    record["run_id"] = json!("2026-01-01T00-00-00Z-whole");
    store(folder.path(), &record);
    let whole = record.to_string();
    for (name, text) in [
        ("empty", ""),
        ("truncated", &whole[..whole.len() / 2]),
        ("foreign", "{\"not\": \"a record\"}"),
        ("newer", "{\"schema_version\": 999, \"whatever\": []}"),
    ] {
        let run = folder.path().join(format!("2026-01-02T00-00-00Z-{name}"));
        std::fs::create_dir(&run).unwrap();
        std::fs::write(run.join("record.json"), text).unwrap();
    }
    let output = run_in(folder.path(), &["history"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("2026-01-01T00-00-00Z-whole"));
    let told = stderr(&output);
    for name in ["empty", "truncated", "foreign", "newer"] {
        assert!(
            told.contains(&format!("-{name}/record.json")),
            "{name}\n{told}"
        );
    }
    assert!(told.contains("999"), "{told}");

    // The same records, asked for by name.
    for command in ["compare", "export", "gate", "book", "merge"] {
        for (name, says) in [
            ("empty", "is not a run record"),
            ("truncated", "is not a run record"),
            ("foreign", "is not a run record"),
            ("newer", "schema version 999"),
            ("missing", "no record is called"),
        ] {
            let id = format!("2026-01-02T00-00-00Z-{name}");
            let out = folder.path().join("book");
            let out = out.to_str().unwrap();
            let arguments: Vec<&str> = match command {
                "compare" => vec!["compare", "2026-01-01T00-00-00Z-whole", &id],
                "export" => vec!["export", &id, "--format", "csv"],
                "gate" => vec!["gate", "--against", &id],
                "book" => vec!["book", "--from", &id, "--out", out],
                _ => vec!["merge", "2026-01-01T00-00-00Z-whole", &id],
            };
            let output = run_in(folder.path(), &arguments);
            let told = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{command} {name}: {told}");
            assert!(told.contains(says), "{command} {name}: {told}");
            assert!(!folder.path().join("book").exists());
        }
    }
}

#[test]
fn records_with_nothing_in_common_are_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = reference();
    record["run_id"] = json!("2026-01-01T00-00-00Z-old");
    store(folder.path(), &record);
    let old = "2026-01-01T00-00-00Z-old";
    // Nothing in common.
    for pattern in record["patterns"].as_array_mut().unwrap() {
        let id = format!("other-{}", pattern["id"].as_str().unwrap());
        pattern["id"] = json!(id);
    }
    record["run_id"] = json!("2026-01-01T00-00-01Z-new");
    store(folder.path(), &record);
    let new = "2026-01-01T00-00-01Z-new";

    let run = |arguments: &[&str]| run_in(folder.path(), arguments);
    refused(&run(&["compare", old, new]), "no figure in common");
    refused(
        &run(&["gate", "--against", old, "--from", new]),
        "no count in common",
    );
}

#[test]
fn parts_of_a_run_are_merged_with_their_profiles() {
    let folder = tempfile::tempdir().unwrap();
    let whole = reference();
    let profiles = root().join("results/reference/profiles.json");
    let profiles: Value = serde_json::from_slice(&std::fs::read(profiles).unwrap()).unwrap();
    let mut ids = Vec::new();
    for part in 0..2 {
        let mut record = whole.clone();
        let mut profiles = profiles.clone();
        // Every second pattern, as `--shard` shares them out.
        let patterns = whole["patterns"].as_array().unwrap();
        let is_mine = |id: &str| {
            let index = patterns.iter().position(|pattern| {
                format!("{id}/").starts_with(&format!("{}/", pattern["id"].as_str().unwrap()))
            });
            index.unwrap() % 2 == part
        };
        let keep_mine = |list: &mut Value| {
            let list = list.as_array_mut().unwrap();
            list.retain(|entry| is_mine(entry["id"].as_str().unwrap()));
        };
        keep_mine(&mut record["patterns"]);
        keep_mine(&mut profiles["heap"]);
        keep_mine(&mut profiles["cpu"]);
        let id = format!("2026-01-01T00-00-0{part}Z-part");
        record["run_id"] = json!(id);
        record["settings"]["shard"] = json!(format!("{}/2", part + 1));
        store(folder.path(), &record);
        std::fs::write(
            folder.path().join(&id).join("profiles.json"),
            profiles.to_string(),
        )
        .unwrap();
        let profile = folder.path().join(&id).join("profiles/family/pattern");
        std::fs::create_dir_all(&profile).unwrap();
        std::fs::write(profile.join(format!("{part}.pb")), "profile").unwrap();
        ids.push(id);
    }
    let output = run_in(folder.path(), &["merge", &ids[1], &ids[0]]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let merged = folder.path().join("2026-01-01T00-00-00Z-part-merged");
    let text = std::fs::read(merged.join("record.json")).unwrap();
    let record: Value = serde_json::from_slice(&text).unwrap();
    let cases = |record: &Value| -> Vec<Value> {
        let patterns = record["patterns"].as_array().unwrap();
        let inputs = patterns
            .iter()
            .flat_map(|pattern| pattern["inputs"].as_array().unwrap());
        inputs
            .flat_map(|input| input["cases"].as_array().unwrap().clone())
            .collect()
    };
    let mut merged_cases = cases(&record);
    for case in &mut merged_cases {
        let machine = case.as_object_mut().unwrap().remove("machine");
        assert!(machine.unwrap().is_string());
    }
    assert_eq!(merged_cases, cases(&whole));
    let merged_profiles = std::fs::read(merged.join("profiles.json")).unwrap();
    let merged_profiles: Value = serde_json::from_slice(&merged_profiles).unwrap();
    for list in ["heap", "cpu"] {
        assert_eq!(
            merged_profiles[list].as_array().unwrap().len(),
            profiles[list].as_array().unwrap().len()
        );
    }
    for part in 0..2 {
        assert!(
            merged
                .join(format!("profiles/family/pattern/{part}.pb"))
                .is_file()
        );
    }
    // And it is a record like any other.
    let book = folder.path().join("book");
    let output = run_in(
        folder.path(),
        &[
            "book",
            "--from",
            "2026-01-01T00-00-00Z-part-merged",
            "--out",
            book.to_str().unwrap(),
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// Where hardly anything is resolved, that is the first thing to read: in the terminal
/// and on the front page.
#[test]
fn a_noisy_run_says_so_before_any_figure() {
    const SAID: &str = "This run was too noisy: of ";
    let folder = tempfile::tempdir().unwrap();
    let book = |record: &Value, name: &str| {
        let from = folder.path().join(format!("{name}.json"));
        std::fs::write(&from, record.to_string()).unwrap();
        let out = folder.path().join(name);
        let (from, to) = (from.to_str().unwrap(), out.to_str().unwrap());
        let output = run_in(folder.path(), &["book", "--from", from, "--out", to]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let page = std::fs::read_to_string(out.join("index.html")).unwrap();
        (stderr(&output), page)
    };
    let mut record = reference();
    record["run_id"] = json!("noisy");
    let (said, page) = book(&record, "good");
    assert!(!said.contains(SAID) && !page.contains(SAID), "{said}");

    for pattern in record["patterns"].as_array_mut().unwrap() {
        for input in pattern["inputs"].as_array_mut().unwrap() {
            for case in input["cases"].as_array_mut().unwrap() {
                if case.get("verdict").is_some() {
                    case["verdict"] = json!("not_resolved");
                }
            }
        }
    }
    let (said, page) = book(&record, "noisy");
    assert!(said.contains(SAID), "{said}");
    // Below the title, and above the chart.
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    let warning = place(SAID);
    assert!(place("id=\"the-rust-performance-workshop\"") < warning);
    assert!(warning < place("id=\"the-whole-catalogue\""));
}

/// What a tool said, and what no run counts: neither may end the rendering or break
/// a page.
#[test]
fn a_record_of_extremes_becomes_a_book() {
    const SAID: &str = "it said </table>\n\n<div class=\"x\">`\n";
    fn grow(value: &mut Value) {
        match value {
            Value::Number(number) if number.is_u64() => *value = json!(u64::MAX),
            Value::Array(values) => values.iter_mut().for_each(grow),
            Value::Object(fields) => fields.values_mut().for_each(grow),
            _ => {}
        }
    }
    let counts = ["simulated", "heap", "system_calls", "system_calls_by_kind"];
    let folder = tempfile::tempdir().unwrap();
    let mut record = reference();
    let mut told = 0;
    for pattern in record["patterns"].as_array_mut().unwrap() {
        for input in pattern["inputs"].as_array_mut().unwrap() {
            for (index, case) in input["cases"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .enumerate()
            {
                for name in counts {
                    case.get_mut(name).map(grow);
                }
                if index == 1 {
                    if let Some(counts) = case.get_mut("simulated") {
                        counts[0] = Value::Null;
                    }
                    case["not_measured"] = json!({ "instructions": SAID, "cpu_profile": SAID });
                    told += 1;
                }
            }
        }
    }
    assert!(told > 40);
    std::fs::write(folder.path().join("record.json"), record.to_string()).unwrap();
    let profiles = std::fs::read(root().join("results/reference/profiles.json")).unwrap();
    let mut profiles: Value = serde_json::from_slice(&profiles).unwrap();
    let lists = profiles["cpu"].as_array_mut().unwrap();
    for (index, profile) in lists.iter_mut().enumerate() {
        profile["samples"] = json!(u64::MAX);
        profile["cpu_time_ns"] = json!(u64::MAX);
        for call in profile["calls"].as_array_mut().unwrap() {
            call[2] = json!(u64::MAX);
        }
        // Some have none: their pages say why.
        if index % 3 == 1 {
            profile["calls"] = json!([]);
        }
    }
    std::fs::write(folder.path().join("profiles.json"), profiles.to_string()).unwrap();
    let out = folder.path().join("book");
    let from = folder.path().join("record.json");
    let output = run_in(
        folder.path(),
        &[
            "book",
            "--from",
            from.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = std::fs::read_to_string(out.join("string-building/append.html")).unwrap();
    assert!(
        page.contains("it said &lt;/table&gt;"),
        "the reason is not shown"
    );
}

/// `WORKSHOP_RESULTS` moves this machine's records; the baseline is the repository's.
#[test]
fn where_records_are_moved_the_committed_baseline_stays() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut record = reference();
    // Refused before anything is built, and after the baseline was read.
    record["environment"]["rustc"] = json!("rustc 1.0.0 (of another time)");
    let file = elsewhere.path().join("record.json");
    std::fs::write(&file, record.to_string()).unwrap();
    let output = run_in(
        elsewhere.path(),
        &["gate", "--from", file.to_str().unwrap()],
    );
    refused(&output, "counts of different environments are not compared");
    assert!(stderr(&output).contains("of another time"));
    let output = run_in(
        elsewhere.path(),
        &["export", "reference", "--format", "csv"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
