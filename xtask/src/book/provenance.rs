//! Where a page's numbers come from, as its footer says it.

use record::Record;
use serde::Serialize;

use crate::analysis;
use crate::units;

/// What the footer of every page says of where its numbers come from.
#[derive(Serialize)]
pub(super) struct Provenance {
    run_id: String,
    cpu: String,
    cores: Option<u32>,
    os: String,
    virtual_machine: Option<String>,
    rustc: String,
    flags: String,
    allocator: String,
    valgrind: String,
    commit: String,
    dirty: bool,
    date: String,
    load: String,
    command: String,
    seconds: String,
}

pub(super) fn provenance(record: &Record) -> Provenance {
    let environment = &record.environment;
    Provenance {
        run_id: record.run_id.clone(),
        cpu: environment.cpu.clone(),
        cores: environment.cores,
        os: environment.os.clone(),
        virtual_machine: environment.virtual_machine.clone(),
        rustc: environment.rustc.clone(),
        flags: if environment.rustflags.is_empty() {
            format!("profile {}", environment.profile)
        } else {
            format!(
                "profile {}, RUSTFLAGS {}",
                environment.profile, environment.rustflags
            )
        },
        allocator: environment.allocator.clone(),
        valgrind: environment
            .valgrind
            .clone()
            .unwrap_or_else(|| "no valgrind".into()),
        commit: environment
            .commit
            .clone()
            .unwrap_or_else(|| "no commit".into()),
        dirty: environment.dirty,
        date: record
            .started_at
            .get(..10)
            .unwrap_or(&record.started_at)
            .to_owned(),
        load: analysis::noise::load(environment),
        command: record.settings.command.clone(),
        seconds: units::significant(record.stages.iter().map(|stage| stage.seconds).sum()),
    }
}
