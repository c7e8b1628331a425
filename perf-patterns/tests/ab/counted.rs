//! Benchmarks that are counted alone.

use super::project::{MANIFEST, Project, SLOWER, entry, json};
use crate::support::{stderr, stdout};

#[test]
fn gungraun_benchmarks_are_counted_in_no_turns() {
    let project = Project::new("gungraun");
    let bench = "[[bench]]\nname = \"counts\"\nharness = false\n\n[workspace]";
    project.write("Cargo.toml", &MANIFEST.replace("[workspace]", bench));
    project.write("benches/counts.rs", include_str!("gungraun.rs"));
    project.commit("counted");
    project.write("src/lib.rs", SLOWER);

    let report = json(&project.ab(&["HEAD", "--bench", "counts", "--format", "json"]));
    let parse = entry(&report, "costs::parse", "instructions");
    assert_eq!(parse["verdict"], "slower", "{parse:#}");
    assert_eq!(
        (&parse["base"], &parse["head"]),
        (&100.0.into(), &110.0.into())
    );
    let join = entry(&report, "costs::text[0]/join", "instructions");
    assert_eq!(join["verdict"], "equivalent", "{join:#}");
    assert_eq!(report["control"]["trials"], 0);
    assert_eq!(report["method"]["harness"], "gungraun");

    let condition = ["--fail-if", "instructions > +1%"];
    let output = project.ab(&[&["HEAD", "--bench", "counts"], &condition[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.contains("+10.0 %"), "{said}");
    let untouched = "not touched (equal instructions): costs::text[0]/join";
    assert!(said.contains(untouched), "{said}");
    assert!(!said.contains("layout"), "{said}");

    let output = project.ab(&["HEAD", "--bench", "counts", "--no-counts"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("hint: leave `--no-counts` away"));
}
