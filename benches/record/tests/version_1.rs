//! Records of version 1 are read, and nothing of what they said is lost.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::io::Read;

use record::{Figure, Metric, Record};
use serde_json::Value;

/// The reference run as version 1 wrote it: the text, and what is read from it.
fn old() -> (Value, Record) {
    let compressed = include_bytes!("version_1.json.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&compressed[..])
        .read_to_string(&mut text)
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.json");
    std::fs::write(&file, &text).unwrap();
    (
        serde_json::from_str(&text).unwrap(),
        record::read(&file).unwrap(),
    )
}

fn list<'a>(of: &'a Value, name: &str) -> &'a Vec<Value> {
    of[name].as_array().unwrap()
}

#[test]
fn every_case_keeps_its_place_and_its_figures() {
    let (old, record) = old();
    let cases: Vec<_> = record.cases().collect();
    assert_eq!(cases.len(), list(&old, "cases").len());
    for (case, old) in cases.into_iter().zip(list(&old, "cases")) {
        assert_eq!(case.id, old["id"]);
        assert_eq!(case.role.name(), old["role"]);
        for (mine, name) in [
            (&case.family, "family"),
            (&case.pattern, "pattern"),
            (&case.variant, "variant"),
            (&case.scenario, "scenario"),
        ] {
            assert_eq!(*mine, old[name], "{name} of {}", case.id);
        }
        for metric in Metric::ALL {
            if metric != Metric::TimeNs {
                let count = case.count(metric).map_or(Value::Null, Value::from);
                assert_eq!(count, old[metric.name()], "{metric} of {}", case.id);
            }
        }
        let time = ["median", "low", "high"].map(|end| old["time_ns"][end].as_f64());
        assert_eq!(case.time_ns.map(|time| time.median), time[0]);
        assert_eq!(case.time_ns.map(|time| time.low), time[1]);
        assert_eq!(case.time_ns.map(|time| time.high), time[2]);
    }
}

#[test]
fn every_pair_has_the_ratios_and_the_verdict_that_it_had() {
    let (old, record) = old();
    assert_eq!(record.pairs().count(), list(&old, "pairs").len());
    for (pair, old) in record.pairs().zip(list(&old, "pairs")) {
        let new = serde_json::to_value(pair).unwrap();
        let old = old.as_object().unwrap();
        let speedup = old["speedup"].as_object().into_iter().flatten();
        let speedup = speedup.map(|(name, was)| (name, was, &new["speedup"][name]));
        let ratios = old.iter().filter(|(name, _)| *name != "speedup");
        let ratios = ratios.map(|(name, was)| (name, was, &new[name]));
        for (name, was, is) in ratios.chain(speedup) {
            match (is.as_f64(), was.as_f64()) {
                // Version 1 kept five digits.
                (Some(is), Some(was)) => {
                    assert!((is - was).abs() <= was * 1e-4, "{name} {is} {was}")
                }
                // 1 is said by its absence.
                (None, Some(1.0)) => {}
                _ => assert_eq!(is, was, "{name} of {}", pair.id()),
            }
        }
    }
}

#[test]
fn what_was_not_measured_still_says_why() {
    let (old, record) = old();
    let mut kept = 0;
    for skipped in list(&old, "skipped") {
        let metric = skipped["metric"].as_str().unwrap();
        let Some(figure) = Figure::from_name(metric) else {
            // A ratio over nothing follows from its two counts.
            continue;
        };
        if figure == Figure::Metric(Metric::EstimatedCycles) {
            continue;
        }
        let case = record.case(skipped["id"].as_str().unwrap()).unwrap();
        assert_eq!(case.not_measured[&figure], skipped["reason"]);
        kept += 1;
    }
    let entries = record.cases().map(|case| case.not_measured.len());
    assert_eq!(entries.sum::<usize>(), kept);
    assert!(kept > 0);
}

#[test]
fn header_profiles_and_depths_are_as_they_were() {
    let (old, record) = old();
    let is = |value: Value, name: &str| assert_eq!(value, old[name], "{name}");
    is(
        serde_json::to_value(&record.environment).unwrap(),
        "environment",
    );
    is(serde_json::to_value(&record.settings).unwrap(), "settings");
    is(serde_json::to_value(&record.stages).unwrap(), "stages");
    is(serde_json::to_value(record.control).unwrap(), "control");
    is(serde_json::to_value(&record.depths).unwrap(), "depths");
    is(
        serde_json::to_value(&record.profiles.frames).unwrap(),
        "frames",
    );
    is(
        serde_json::to_value(&record.profiles.heap).unwrap(),
        "heap_profiles",
    );
    is(
        serde_json::to_value(&record.profiles.cpu).unwrap(),
        "cpu_profiles",
    );
    let hashes: Vec<(&str, &str)> = record
        .patterns
        .iter()
        .map(|pattern| (pattern.id.as_str(), pattern.source_hash.as_str()))
        .collect();
    for (known, (id, hash)) in list(&old, "patterns").iter().zip(hashes) {
        assert_eq!(
            (&known["id"], &known["source_hash"]),
            (&id.into(), &hash.into())
        );
    }
}

/// Not a number that a program guessed.
#[test]
fn cores_and_memory_that_were_unknown_are_absent() {
    let compressed = include_bytes!("version_1.json.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&compressed[..])
        .read_to_string(&mut text)
        .unwrap();
    let mut old: Value = serde_json::from_str(&text).unwrap();
    old["environment"]["cores"] = 0.into();
    old["environment"]["memory_bytes"] = 0.into();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.json");
    std::fs::write(&file, old.to_string()).unwrap();
    let record = record::read(&file).unwrap();
    assert_eq!(record.environment.cores, None);
    assert_eq!(record.environment.memory_bytes, None);
}
