//! Records of version 2 that name each count are read as those with lists.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use record::{Metric, Record};
use serde_json::Value;

/// Part of a reference run as it was written then: the text, and what is read from it.
fn old() -> (Value, Record) {
    let text = include_str!("named_counts.json");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.json");
    std::fs::write(&file, text).unwrap();
    (
        serde_json::from_str(text).unwrap(),
        record::read(&file).unwrap(),
    )
}

#[test]
fn every_figure_of_every_case_is_read() {
    let (old, record) = old();
    let inputs = old["patterns"].as_array().unwrap().iter();
    let inputs = inputs.flat_map(|pattern| pattern["inputs"].as_array().unwrap());
    let cases: Vec<&Value> = inputs
        .flat_map(|input| input["cases"].as_array().unwrap())
        .collect();
    assert_eq!(record.cases().count(), cases.len());
    let mut without_simulation = 0;
    for (case, old) in record.cases().zip(cases) {
        assert_eq!(case.variant, old["variant"]);
        for metric in Metric::ALL {
            if metric != Metric::TimeNs && metric != Metric::EstimatedCycles {
                let count = case.count(metric).map_or(Value::Null, Value::from);
                assert_eq!(count, old[metric.name()], "{metric} of {}", case.id);
            }
        }
        let median = case.time_ns.map(|time| time.median);
        assert_eq!(median, old["time_ns"][0].as_f64());
        let ratio = case.speedup.map(|speedup| speedup.median);
        assert_eq!(ratio, old["speedup"]["ratio"][0].as_f64());
        let rounds = case.speedup.map(|speedup| speedup.rounds as u64);
        assert_eq!(rounds, old["speedup"]["rounds"].as_u64());
        let reasons = old["not_measured"]
            .as_object()
            .map_or(0, serde_json::Map::len);
        assert_eq!(case.not_measured.len(), reasons);
        without_simulation += usize::from(case.instructions.is_none());
    }
    assert!(without_simulation > 0);
}

#[test]
fn what_is_written_now_is_shorter_and_says_the_same() {
    let (_, record) = old();
    let folder = tempfile::tempdir().unwrap();
    record::save(&record, folder.path()).unwrap();
    let file = folder.path().join("record.json");
    assert_eq!(record::read(&file).unwrap(), record);
    let now = std::fs::metadata(file).unwrap().len() as usize;
    let then = include_str!("named_counts.json").len();
    assert!(now * 10 < then * 9, "{now} bytes, and it was {then}");
}
