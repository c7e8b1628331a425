//! Whole programs: whether they do the same work, and their turns.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use command_line::{print, process};

use super::outcome::report;
use super::{Prepared, Ready, side_name, take};
use crate::counts::{self, Counted, Pair};
use crate::layout::Layouts;
use crate::program::Call;
use crate::report::{Metric, NotMeasured, Report, Side};
use crate::schedule::Arm;
use crate::settings::Settings;
use crate::store::Store;
use crate::turns::{Measured, Values};

/// Two programs that exist already.
pub(super) fn programs(
    settings: &Settings,
    base: &[String],
    head: &[String],
    store: &Store,
) -> anyhow::Result<Report> {
    let program = |words: &[String]| -> anyhow::Result<(PathBuf, Vec<String>)> {
        let (program, arguments) = words
            .split_first()
            .context("a program is missing\nhint: `ab -- ./old ARGS --vs ./new ARGS`")?;
        Ok((
            counts::which(program, &settings.folder)?,
            arguments.to_vec(),
        ))
    };
    let (base_program, base_arguments) = program(base)?;
    let (head_program, head_arguments) = program(head)?;
    let name = base_program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let calls = [
        call(settings, &name, &base_arguments)?,
        call(settings, &name, &head_arguments)?,
    ];
    let one = |executable: &Path| Layouts {
        executables: vec![executable.to_owned()],
        are_shuffled: false,
    };
    let prepared = Prepared {
        settings,
        store,
        ready: Ready {
            base: one(&base_program),
            control: one(&base_program),
            head: one(&head_program),
        },
        ids: Vec::new(),
        harness: String::new(),
        toolchain: None,
        only_base: Vec::new(),
        only_head: Vec::new(),
        outputs_equal: None,
        warnings: Vec::new(),
    };
    let side = |words: &[String]| Side {
        name: words.join(" "),
        commit: None,
        tree: None,
    };
    let pair = Pair {
        base: &base_program,
        head: &head_program,
    };
    whole(
        prepared,
        &pair,
        [&calls[0], &calls[1]],
        [side(base), side(head)],
    )
}

/// Whole programs, equal work first.
pub(super) fn whole(
    mut prepared: Prepared,
    pair: &Pair,
    calls: [&Call; 2],
    sides: [Side; 2],
) -> anyhow::Result<Report> {
    let scratch = prepared.store.run_folder()?;
    let outputs = &prepared.settings.outputs;
    let difference =
        calls[0].first_difference(pair.base, pair.head, calls[1], outputs, scratch.path())?;
    prepared.outputs_equal = Some(difference.is_none());
    if let Some(difference) = difference {
        ensure!(
            prepared.settings.outputs_may_differ,
            "the outputs differ: {difference}\nhint: `--outputs-may-differ` compares \
             the programs anyway, and marks the report"
        );
        prepared
            .warnings
            .push(format!("the outputs differ: {difference}"));
    }
    prepared.ids = vec![calls[0].id.clone()];
    "whole programs".clone_into(&mut prepared.harness);
    let mut own_peak = None;
    let measured = {
        let run = &mut |arm: Arm, executable: &Path, _: &[String]| -> anyhow::Result<Values> {
            let call = calls[usize::from(arm == Arm::Head)];
            own_peak = own_peak.max(process::own_peak_resident_bytes());
            call.values(executable)
                .with_context(|| format!("{}'s program", side_name(arm)))
        };
        take(&prepared, scratch.path(), run)?
    };
    let (measured, hidden) = without_hidden_peaks(measured, own_peak, &prepared.ids[0]);
    let mut counted = counts::size(pair, &prepared.ids[0]);
    counted.not_measured.extend(hidden);
    if prepared.settings.counts {
        let mut more = Counted::default();
        if let Some(reason) = counts::unavailable() {
            more.skip_all(Metric::Instructions, reason);
            more.skip_all(Metric::Allocations, reason);
        } else {
            let begin = |what: &str| print::note(format!("counting {what}"));
            more = counts::programs(pair, calls, scratch.path(), begin)?;
        }
        counted.entries.extend(more.entries);
        counted.not_measured.extend(more.not_measured);
    }
    report(prepared, measured, counted, sides)
}

pub(super) fn call(settings: &Settings, name: &str, arguments: &[String]) -> anyhow::Result<Call> {
    let folder = fs_err::canonicalize(&settings.folder)?;
    let input = match &settings.input {
        Some(file) => Some(
            fs_err::canonicalize(folder.join(file))
                .with_context(|| format!("there is no input {}", file.display()))?,
        ),
        None => None,
    };
    Ok(Call {
        id: name.to_owned(),
        arguments: arguments.to_vec(),
        folder,
        input,
        time_limit: settings.time_limit,
    })
}

/// The kernel counts what this program had when it started a child: a peak that is
/// no larger says nothing of the child.
fn without_hidden_peaks(
    mut measured: Measured,
    own_peak: Option<u64>,
    id: &str,
) -> (Measured, Option<NotMeasured>) {
    let own = own_peak.unwrap_or(0) as f64;
    let is_peak = |metric| metric == Metric::PeakResidentBytes;
    let is_hidden = measured
        .samples
        .iter()
        .any(|sample| is_peak(sample.metric) && sample.value <= own);
    if !is_hidden {
        return (measured, None);
    }
    measured.samples.retain(|sample| !is_peak(sample.metric));
    let reason = format!(
        "the kernel counts at least what the measuring program itself has, {}",
        command_line::units::bytes(own as u64)
    );
    let missing = NotMeasured {
        id: id.to_owned(),
        metric: Metric::PeakResidentBytes,
        reason,
    };
    (measured, Some(missing))
}
