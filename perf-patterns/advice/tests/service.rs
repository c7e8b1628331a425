//! What a running service knows of the patterns' symptoms is a table made from
//! their declarations, and it answers in the form of `advise`.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::fmt::Write;

use expect_test::expect_file;
use patterns::catalogue::{Metric, Pattern, Reach, Shape, Symptom};

/// What a share is of, in a sampled profile; nothing where it does not have it.
fn metric(metric: Metric) -> Option<&'static str> {
    match metric {
        Metric::Allocations => Some("Allocations"),
        Metric::AllocatedBytes => Some("AllocatedBytes"),
        Metric::Instructions | Metric::TimeNs => Some("Samples"),
        _ => None,
    }
}

/// What is left of a shape, in a sampled profile.
enum Left {
    Same(String),
    /// No profile without lifetimes shows it: the question is the reader's.
    Nothing,
    /// The symptom is nothing without it.
    Silence,
}

fn shape(shape: Shape) -> Left {
    match shape {
        Shape::Blocks(_)
        | Shape::LiveAtMost(_)
        | Shape::Freed
        | Shape::Kept
        | Shape::BytesAtMost(_)
        | Shape::BytesAtLeast(_) => Left::Same(format!("Shape::{shape:?}")),
        Shape::Grows | Shape::ReplacesAtMost(_) => Left::Nothing,
        Shape::SystemCalls(_) | Shape::WrittenAtMost(_) | Shape::ReadAtMost(_) => Left::Silence,
    }
}

/// A row of the table; nothing where a sampled profile cannot show the symptom.
fn row(pattern: &Pattern, symptom: &Symptom) -> Option<String> {
    // Whatever the line calls: the frames say what it is.
    let calls = if symptom.calls == ["*"] {
        &[]
    } else {
        symptom.calls
    };
    let is_seen = !calls.is_empty() || !symptom.frames.is_empty();
    if symptom.reach == Reach::Read || !is_seen {
        return None;
    }
    let matters: Vec<String> = symptom
        .matters
        .iter()
        .filter_map(|share| {
            Some(format!(
                "(Metric::{}, {:?})",
                metric(share.metric)?,
                share.least
            ))
        })
        .collect();
    if matters.is_empty() {
        return None;
    }
    let mut shapes = Vec::new();
    for of in symptom.shape {
        match shape(*of) {
            Left::Same(text) => shapes.push(text),
            Left::Nothing => {}
            Left::Silence => return None,
        }
    }
    let mut row = String::from("    Symptom {\n");
    for (name, value) in [
        ("pattern", format!("{:?}", pattern.id)),
        ("see", format!("{:?}", symptom.see)),
        ("calls", format!("&{calls:?}")),
        ("frames", format!("&{:?}", symptom.frames)),
        ("matters", format!("&[{}]", matters.join(", "))),
        ("shape", format!("&[{}]", shapes.join(", "))),
        ("edit", format!("{:?}", symptom.edit)),
        ("question", format!("{:?}", symptom.question)),
    ] {
        writeln!(row, "        {name}: {value},").unwrap();
    }
    row.push_str("    },\n");
    Some(row)
}

#[test]
fn the_services_table_is_the_patterns_own() {
    let mut table = String::from(
        "//! How the patterns' slow code shows in a sampled profile: generated from their\n\
         //! declarations; `UPDATE_EXPECT=1 cargo test -p advice --test service` renews it.\n\
         \n\
         use super::{Metric, Shape};\n\
         \n\
         /// A symptom as far as a service's own profiles can show it.\n\
         pub(super) struct Symptom {\n    \
             /// The pattern's id.\n    \
             pub(super) pattern: &'static str,\n    \
             /// What a person sees.\n    \
             pub(super) see: &'static str,\n    \
             /// Base names of what the own line calls; any where there are none.\n    \
             pub(super) calls: &'static [&'static str],\n    \
             /// Base names, one of which stands below the own line; any where there are none.\n    \
             pub(super) frames: &'static [&'static str],\n    \
             /// What the line must have of the process's total; one is enough.\n    \
             pub(super) matters: &'static [(Metric, f64)],\n    \
             /// What its figures must look like, all of it.\n    \
             pub(super) shape: &'static [Shape],\n    \
             /// The edit, in the imperative.\n    \
             pub(super) edit: &'static str,\n    \
             /// What to answer first.\n    \
             pub(super) question: &'static str,\n\
         }\n\
         \n\
         #[rustfmt::skip]\n\
         pub(super) const SYMPTOMS: &[Symptom] = &[\n",
    );
    for pattern in patterns::patterns() {
        // Without the source, what only it decides is said where nothing else says it.
        let decided = |symptom: &&Symptom| {
            symptom.reach == Reach::Confirm
                || symptom.reach == Reach::Look && symptom.source.is_empty()
        };
        let is_decided = pattern.symptoms.iter().any(|symptom| decided(&symptom));
        let rows = pattern.symptoms.iter();
        table.extend(
            rows.filter(|symptom| !is_decided || decided(symptom))
                .filter_map(|symptom| row(pattern, symptom)),
        );
    }
    table.push_str("];\n");
    expect_file!["../../../profiling/src/advice/symptoms.rs"].assert_eq(&table);
}

#[test]
fn the_service_answers_by_the_schema_of_advise() {
    let service = profiling::advice::Advice {
        pattern: "string-building/append",
        file: "src/\"main\".rs".to_owned(),
        line: 7,
        function: "shop::export<T>".to_owned(),
        evidence: "seen".to_owned(),
        metric: "allocated_bytes",
        share: 0.25,
        question: "Is it?",
    };
    let said: serde_json::Value =
        serde_json::from_str(&profiling::advice::array(std::slice::from_ref(&service))).unwrap();
    let engine = advice::Advice {
        pattern: service.pattern.to_owned(),
        confidence: advice::Confidence::Look,
        file: service.file,
        line: 7,
        function: service.function,
        evidence: service.evidence,
        ceiling: advice::Ceiling {
            metric: service.metric.to_owned(),
            share: service.share,
        },
        pair: None,
        question: service.question.to_owned(),
        command: "perf-patterns show string-building/append --diff && \
                  perf-patterns copy string-building/append"
            .to_owned(),
    };
    assert_eq!(said, serde_json::to_value([engine]).unwrap());
    let none: serde_json::Value = serde_json::from_str(&profiling::advice::array(&[])).unwrap();
    assert_eq!(none, serde_json::json!([]));
}

#[test]
fn the_published_schema_is_what_the_types_say() {
    expect_file!["../advise.schema.json"].assert_eq(&advice::answer::schema().unwrap());
}
