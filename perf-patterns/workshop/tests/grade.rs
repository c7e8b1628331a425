//! What `grade` makes of a finished repository, in the formats that others read.

use fs_err as fs;
use patterns::catalogue::Track;
use serde_json::Value;
use workshop::score::Medal;
use workshop::{class, grade, program, registry, repository, schema};

#[test]
fn a_repository_is_graded_for_programs_a_summary_and_a_classroom() {
    let folder = tempfile::tempdir().unwrap();
    let ada = folder.path().join("ada");
    repository::start(&ada, Track::FirstHour, true).unwrap();
    let reference = program::reference(registry::find("append").unwrap()).unwrap();
    fs::write(ada.join("append/src/lib.rs"), reference.file).unwrap();
    let notes = ada.join("find-notes/src/lib.rs");
    fs::write(&notes, "pub fn find_notes( { a | b }").unwrap();
    fs::remove_file(ada.join("best-of-round/src/lib.rs")).unwrap();
    fs::create_dir(ada.join("best-of-round/src/lib.rs")).unwrap();

    let store = grade::store().unwrap();
    let repos = grade::grade(&[ada], "secret", store.path(), false, |_, _| ()).unwrap();
    let [repo] = repos.as_slice() else {
        panic!("{repos:?}")
    };
    assert_eq!(
        (repo.exercises.len(), repo.solved(), repo.points()),
        (8, 1, 100)
    );
    let of = |name: &str| {
        let mut found = repo.exercises.iter().filter(|one| one.exercise == name);
        found.next().unwrap()
    };
    assert_eq!(of("append").medal, Medal::Gold);
    assert!(of("known-ids").untouched);

    let published: Value = serde_json::from_str(&schema::grade().unwrap()).unwrap();
    let graded = serde_json::to_value(&repos).unwrap();
    assert!(jsonschema::is_valid(&published, &graded), "{graded:#}");

    let markdown = class::markdown(&repos);
    let rows: Vec<&str> = markdown.lines().collect();
    assert_eq!(rows.len(), 10, "{markdown}");
    assert!(
        rows.contains(&"| ada | append | 1.00 | gold | 0 |  |"),
        "{markdown}"
    );
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{row}");
    }

    let classroom = class::classroom(&repos);
    assert_eq!(classroom["status"], "fail");
    assert_eq!(classroom["max_score"], 800);
    let tests = classroom["tests"].as_array().unwrap();
    // By their names in the graders and the reporter of `classroom-resources`.
    let names =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(
        names(&classroom),
        ["max_score", "status", "tests", "version"]
    );
    for test in tests {
        assert_eq!(
            names(test),
            [
                "duration",
                "filename",
                "line_no",
                "message",
                "name",
                "score",
                "status",
                "test_code"
            ]
        );
        assert!(["pass", "fail"].contains(&test["status"].as_str().unwrap()));
        assert!(test["score"].is_u64() && test["line_no"].is_u64() && test["duration"].is_u64());
    }
    assert_eq!(classroom["version"], 1);
    let test = |name: &str| tests.iter().find(|test| test["name"] == name).unwrap();
    assert_eq!(
        (&test("append")["status"], &test("append")["score"]),
        (&"pass".into(), &100.into())
    );
    let damaged = test("best-of-round");
    assert_eq!(damaged["status"], "fail");
    assert!(
        damaged["message"].as_str().unwrap().contains("plain file"),
        "{damaged}"
    );
    assert!(!test("find-notes")["message"].as_str().unwrap().is_empty());
}
