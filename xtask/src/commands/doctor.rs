//! `cargo xtask doctor`

use record::Environment;
use serde::Serialize;

use super::Format;
use crate::table;
use crate::{Outcome, analysis, environment, print, process, store, tools};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, default_value = "table")]
    format: Format,
}

const COMPILER: &str = "compiler";

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    what: &'static str,
    /// `ok`, `missing` or `disturbs`.
    state: &'static str,
    found: String,
    advice: String,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let findings = findings();
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&findings)?),
            Format::Table => {
                let rows = findings
                    .iter()
                    .map(|finding| {
                        vec![
                            finding.what.to_owned(),
                            finding.state.to_owned(),
                            finding.found.clone(),
                        ]
                    })
                    .collect();
                print::data(table::render(&["what", "state", "found"], rows, 3));
                for finding in findings.iter().filter(|finding| !finding.advice.is_empty()) {
                    print::hint(&format!("{}: {}", finding.what, finding.advice));
                }
            }
        }
        // Without a compiler nothing here works.
        let has_compiler = findings
            .iter()
            .any(|finding| finding.what == COMPILER && finding.state == "ok");
        Ok(if has_compiler {
            Outcome::Done
        } else {
            Outcome::CheckFailed
        })
    }
}

fn findings() -> Vec<Finding> {
    let seen = Environment {
        busy_cores: environment::busy_cores(),
        ..environment::observe()
    };
    let ok = |what, found: String| Finding {
        what,
        state: "ok",
        found,
        advice: String::new(),
    };
    let mut findings = vec![
        if process::is_installed("rustc") {
            ok(COMPILER, seen.rustc.clone())
        } else {
            Finding {
                what: COMPILER,
                state: "missing",
                found: "no rustc is on PATH".into(),
                advice: "`rustup default stable` installs one; nothing can be built without it"
                    .into(),
            }
        },
        ok(
            "cpu",
            match seen.cores {
                Some(cores) => format!("{}, {cores} cores", seen.cpu),
                None => seen.cpu.clone(),
            },
        ),
        match &seen.valgrind {
            Some(version) => ok("valgrind", version.clone()),
            None => Finding {
                what: "valgrind",
                state: "missing",
                found: "no instruction counts without it".into(),
                advice: tools::valgrind_missing(),
            },
        },
    ];
    findings.push(optional(
        "go",
        "reads CPU profiles with `go tool pprof`; nothing here needs it",
    ));
    findings.push(optional(
        "chromium",
        "the book's browser test is skipped without it",
    ));
    findings.push(match seen.governor.as_deref() {
        Some("performance") => ok("governor", "performance".into()),
        Some(other) => Finding {
            what: "governor",
            state: "disturbs",
            found: other.into(),
            advice: "`sudo cpupower frequency-set -g performance` keeps the frequency fixed".into(),
        },
        None => ok("governor", "none is visible".into()),
    });
    let load = analysis::noise::load(&seen);
    findings.push(if analysis::noise::is_loaded(&seen) {
        Finding {
            what: "load",
            state: "disturbs",
            found: load,
            advice: "wait for other work to end, or stop it".into(),
        }
    } else {
        ok("load", load)
    });
    let lasting = environment::lasting_load_averages().and_then(|averages| {
        let pressure = environment::cpu_pressure();
        analysis::noise::lasting_load(averages, pressure, seen.cores.unwrap_or(1))
    });
    findings.push(match lasting {
        Some(found) => Finding {
            what: "load for minutes",
            state: "disturbs",
            found,
            advice: "a run takes minutes: measure when the cores are idle again".into(),
        },
        None => ok("load for minutes", "none that lasts".into()),
    });
    findings.push(match seen.virtual_machine {
        Some(name) => Finding {
            what: "machine",
            state: "disturbs",
            found: format!("virtual: {name}"),
            advice: "other guests may take time from it: trust counts and ratios more than times"
                .into(),
        },
        None => ok("machine", "no hypervisor is seen".into()),
    });
    let runs = store::runs().map_or(0, |runs| runs.len());
    findings.push(ok(
        "records",
        format!("{runs} in {}", store::results().display()),
    ));
    findings
}

fn optional(program: &'static str, what_for: &str) -> Finding {
    if process::is_installed(program) {
        return Finding {
            what: program,
            state: "ok",
            found: "installed".into(),
            advice: String::new(),
        };
    }
    Finding {
        what: program,
        state: "missing",
        found: what_for.into(),
        advice: String::new(),
    }
}
