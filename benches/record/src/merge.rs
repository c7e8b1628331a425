//! Puts the parts of a run that several machines measured into one record.

use std::collections::{BTreeMap, HashMap};

use anyhow::{bail, ensure};
use patterns::catalogue::CaseId;

use crate::{Case, Control, Environment, Frame, Machine, Profiles, Record, Shard};

/// What a field says where the merged machines differ in it.
const SEVERAL: &str = "several";

/// One record of everything that `parts` measured. Each case and pair names the
/// machine that measured it; verdicts are corrected anew, over all pairs.
///
/// # Errors
/// If the parts are not of one run: of different commits or efforts, or if two
/// measured the same case; if a part was interrupted.
pub fn merge(parts: Vec<Record>) -> anyhow::Result<Record> {
    ensure!(
        parts.len() >= 2,
        "merging takes at least two records\nhint: name one for each shard of the run"
    );
    check(&parts)?;
    let names = names(&parts);
    let mut merged = Record {
        schema_version: parts[0].schema_version,
        run_id: run_id(&parts),
        started_at: parts
            .iter()
            .map(|part| part.started_at.clone())
            .min()
            .unwrap_or_default(),
        finished_at: parts
            .iter()
            .filter_map(|part| part.finished_at.clone())
            .max(),
        environment: environment(&parts),
        settings: parts[0].settings.clone(),
        control: control(&parts),
        ..Record::default()
    };
    merged.settings.shard = None;
    merged.settings.command = format!("cargo xtask merge {}", ids(&parts).join(" "));
    let mut frames: HashMap<Frame, u32> = HashMap::new();
    for (mut part, name) in parts.into_iter().zip(names) {
        for case in part.cases_mut() {
            case.machine = Some(name.clone());
        }
        for (id, mut cost) in part.costs {
            // An operation is timed on every machine; one of them speaks for all.
            let known = merged.costs.entry(id).or_default();
            if known.time_ns.is_none() {
                cost.machine = Some(name.clone());
                *known = cost;
            }
        }
        merged.machines.push(Machine {
            name,
            run_id: part.run_id,
            shard: part.settings.shard,
            environment: part.environment,
            control: part.control,
        });
        for stage in part.stages {
            match merged
                .stages
                .iter_mut()
                .find(|known| known.name == stage.name)
            {
                Some(known) => {
                    known.seconds += stage.seconds;
                    known.measured += stage.measured;
                }
                None => merged.stages.push(stage),
            }
        }
        for pattern in part.patterns {
            for case in pattern.inputs.into_iter().flat_map(|input| input.cases) {
                merged.insert(case);
            }
            if let Some(known) = merged
                .patterns
                .iter_mut()
                .find(|known| known.id == pattern.id)
            {
                known.source_hash = pattern.source_hash;
            }
        }
        merged.depths.extend(part.depths);
        extend(&mut merged.profiles, part.profiles, &mut frames);
    }
    in_order(&mut merged);
    merged.judge();
    Ok(merged)
}

/// Parts that `parts` say exist, but that are not among them: `2/4`.
pub fn missing(parts: &[Record]) -> Vec<String> {
    let given: Vec<Shard> = parts
        .iter()
        .filter_map(|part| part.settings.shard.as_deref()?.parse().ok())
        .collect();
    given
        .first()
        .map(|first| first.all())
        .unwrap_or_default()
        .into_iter()
        .filter(|shard| !given.contains(shard))
        .map(|shard| shard.to_string())
        .collect()
}

fn check(parts: &[Record]) -> anyhow::Result<()> {
    let first = &parts[0];
    let mut measured: HashMap<&str, &str> = HashMap::new();
    for part in parts {
        ensure!(
            part.finished_at.is_some(),
            "{} was interrupted\nhint: `cargo xtask bench-all --resume` on its machine resumes it",
            part.run_id
        );
        let commit = |part: &Record| part.environment.commit.clone().unwrap_or_default();
        let effort = |part: &Record| part.settings.effort.name().to_owned();
        let differs = [
            ("commit", commit(first), commit(part)),
            ("effort", effort(first), effort(part)),
        ]
        .into_iter()
        .find(|(_, a, b)| a != b);
        if let Some((what, a, b)) = differs {
            bail!(
                "{} and {} are not shards of one run: {what} `{a}` and `{b}`\nhint: measure all \
                 shards from one commit, with the same options",
                first.run_id,
                part.run_id
            );
        }
        for case in part.cases() {
            if let Some(other) = measured.insert(&case.id, &part.run_id) {
                bail!(
                    "{other} and {} both measured {}\nhint: divide the catalogue with \
                     `bench-all --shard 1/2` and `--shard 2/2`",
                    part.run_id,
                    case.id
                );
            }
        }
    }
    Ok(())
}

/// A name for each machine: what its CPU is called, with a number where two are
/// called the same.
fn names(parts: &[Record]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    parts
        .iter()
        .map(|part| {
            let cpu = part.environment.cpu.as_str();
            let count = counts.entry(cpu).or_default();
            *count += 1;
            if *count == 1 {
                cpu.to_owned()
            } else {
                format!("{cpu} ({count})")
            }
        })
        .collect()
}

fn ids(parts: &[Record]) -> Vec<&str> {
    parts.iter().map(|part| part.run_id.as_str()).collect()
}

/// The first part's, marked: merging the same parts again replaces it.
fn run_id(parts: &[Record]) -> String {
    format!(
        "{}-merged",
        ids(parts).into_iter().min().unwrap_or_default()
    )
}

/// What all machines share; `several` where they do not.
fn environment(parts: &[Record]) -> Environment {
    let mut shared = parts[0].environment.clone();
    for part in &parts[1..] {
        let other = &part.environment;
        let texts = [
            (&mut shared.cpu, &other.cpu),
            (&mut shared.os, &other.os),
            (&mut shared.kernel, &other.kernel),
            (&mut shared.libc, &other.libc),
            (&mut shared.rustc, &other.rustc),
            (&mut shared.target, &other.target),
            (&mut shared.llvm, &other.llvm),
            (&mut shared.rustflags, &other.rustflags),
            (&mut shared.profile, &other.profile),
            (&mut shared.allocator, &other.allocator),
        ];
        for (known, other) in texts {
            if known != other {
                SEVERAL.clone_into(known);
            }
        }
        let optional = [
            (&mut shared.virtual_machine, &other.virtual_machine),
            (&mut shared.governor, &other.governor),
            (&mut shared.valgrind, &other.valgrind),
        ];
        for (known, other) in optional {
            if known != other {
                *known = Some(SEVERAL.to_owned());
            }
        }
        // The least that each has, and the most that disturbed one.
        shared.cores = shared.cores.into_iter().chain(other.cores).min();
        shared.memory_bytes = shared
            .memory_bytes
            .into_iter()
            .chain(other.memory_bytes)
            .min();
        let most = |known: Option<f64>, other| known.into_iter().chain(other).reduce(f64::max);
        shared.load_average = most(shared.load_average, other.load_average);
        shared.busy_cores = most(shared.busy_cores, other.busy_cores);
        shared.dirty |= other.dirty;
    }
    shared
}

/// All trials together; the floor of the noisiest machine.
fn control(parts: &[Record]) -> Option<Control> {
    parts
        .iter()
        .filter_map(|part| part.control)
        .reduce(|a, b| Control {
            trials: a.trials + b.trials,
            false_positives: a.false_positives + b.false_positives,
            positives_2_percent: a.positives_2_percent + b.positives_2_percent,
            detected_2_percent: a.detected_2_percent + b.detected_2_percent,
            positives_5_percent: a.positives_5_percent + b.positives_5_percent,
            detected_5_percent: a.detected_5_percent + b.detected_5_percent,
            noise_floor_95: a.noise_floor_95.max(b.noise_floor_95),
        })
}

/// Adds the profiles of a part, whose frames are named by their index in `all` then.
fn extend(all: &mut Profiles, mut part: Profiles, known: &mut HashMap<Frame, u32>) {
    let indices: Vec<u32> = part
        .frames
        .drain(..)
        .map(|frame| {
            *known.entry(frame).or_insert_with_key(|frame| {
                all.frames.push(frame.clone());
                all.frames.len() as u32 - 1
            })
        })
        .collect();
    let renumber = |index: &mut u32| {
        // A record with an index out of range names no frame either way.
        if let Some(known) = indices.get(*index as usize) {
            *index = *known;
        }
    };
    for profile in &mut part.heap {
        let sites = profile.sites.iter_mut();
        sites.flat_map(|site| &mut site.stack).for_each(renumber);
    }
    for profile in &mut part.cpu {
        profile
            .calls
            .iter_mut()
            .for_each(|call| renumber(&mut call.0));
    }
    all.heap.extend(part.heap);
    all.cpu.extend(part.cpu);
}

/// The order of the catalogue, as in a record that one machine measured.
fn in_order(record: &mut Record) {
    let order: HashMap<String, usize> = patterns::patterns()
        .flat_map(patterns::catalogue::Pattern::cases)
        .enumerate()
        .map(|(index, case)| (CaseId::to_string(&case), index))
        .collect();
    let place = |case: &Case| order.get(&case.id).copied().unwrap_or(usize::MAX);
    for pattern in &mut record.patterns {
        for input in &mut pattern.inputs {
            input.cases.sort_by_key(place);
        }
        pattern
            .inputs
            .sort_by_key(|input| input.cases.iter().map(place).min());
    }
    record
        .patterns
        .sort_by_key(|pattern| pattern.cases().map(place).min());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Cost, CpuProfile, Effort, Speedup, Verdict};

    fn part(shard: &str, pattern: &str, cpu: &str) -> Record {
        let pattern = patterns::find(pattern).unwrap();
        let id = pattern.cases().next().unwrap();
        let case = Case {
            speedup: Some(Speedup {
                median: 2.0,
                p_different: 0.006,
                p_equivalent: 1.0,
                ..Speedup::default()
            }),
            verdict: Some(Verdict::Faster),
            ..Case::new(
                pattern.id,
                id.variant.name,
                id.variant.role,
                id.scenario.name,
                id.size,
            )
        };
        let frame = |function: &str| Frame {
            function: function.into(),
            file: String::new(),
            line: 0,
        };
        let mut record = Record {
            run_id: format!("2026-01-0{}", &shard[..1]),
            finished_at: Some("2026-01-02T00:00:00Z".into()),
            profiles: Profiles {
                frames: vec![frame("shared"), frame(pattern.id)],
                heap: vec![],
                cpu: vec![CpuProfile {
                    id: case.id.clone(),
                    asked_hz: 100,
                    samples: 1,
                    cpu_time_ns: 1,
                    accounted: 1.0,
                    calls: vec![Call(0, None, 1), Call(1, Some(0), 1)],
                }],
            },
            control: Some(Control {
                trials: 10,
                noise_floor_95: 0.01,
                ..Control::default()
            }),
            ..Record::default()
        };
        record.insert(case);
        record.patterns[0].source_hash = "hash".into();
        record.environment.cpu = cpu.into();
        record.settings.shard = Some(shard.into());
        record
    }

    fn two() -> Vec<Record> {
        vec![
            part("2/2", "string-building/join-numbers", "B"),
            part("1/2", "string-building/append", "A"),
        ]
    }

    #[test]
    fn cases_name_their_machine_and_keep_the_order_of_the_catalogue() {
        let merged = merge(two()).unwrap();
        let machines: Vec<&str> = merged
            .cases()
            .map(|case| case.machine.as_deref().unwrap())
            .collect();
        assert_eq!(machines, ["A", "B"]);
        assert_eq!(merged.patterns[0].id, "string-building/append");
        assert_eq!(merged.patterns[1].source_hash, "hash");
        assert_eq!(merged.environment.cpu, "several");
        assert_eq!(merged.control.unwrap().trials, 20);
        assert_eq!(merged.run_id, "2026-01-01-merged");
    }

    /// 0.006 is below a hundredth alone, but not for two pairs.
    #[test]
    fn verdicts_are_corrected_over_all_pairs() {
        let merged = merge(two()).unwrap();
        for case in merged.cases() {
            assert_eq!(case.verdict, Some(Verdict::NotResolved));
        }
    }

    #[test]
    fn frames_are_shared_and_profiles_follow() {
        let profiles = merge(two()).unwrap().profiles;
        assert_eq!(profiles.frames.len(), 3);
        for profile in &profiles.cpu {
            let name = |call: &Call| profiles.frames[call.0 as usize].function.as_str();
            assert_eq!(name(&profile.calls[0]), "shared");
            assert!(profile.id.starts_with(name(&profile.calls[1])));
        }
    }

    #[test]
    fn costs_are_of_one_machine_and_name_it() {
        let mut parts = two();
        let timed = |ns| Cost {
            time_ns: Some(crate::Time {
                median: ns,
                low: ns,
                high: ns,
            }),
            ..Cost::default()
        };
        let refused = Cost {
            not_measured: Some("left out".into()),
            ..Cost::default()
        };
        parts[0].costs.insert("copy-4k".into(), refused);
        parts[1].costs.insert("copy-4k".into(), timed(40.0));
        let machine = |merged: &Record| merged.costs["copy-4k"].machine.clone();
        let merged = merge(parts.clone()).unwrap();
        assert_eq!(merged.costs["copy-4k"].time_ns.unwrap().median, 40.0);
        assert_eq!(machine(&merged), Some(merged.machines[1].name.clone()));
        parts[0].costs.insert("copy-4k".into(), timed(41.0));
        let merged = merge(parts).unwrap();
        assert_eq!(machine(&merged), Some(merged.machines[0].name.clone()));
    }

    #[test]
    fn what_one_machine_does_not_know_of_itself_is_the_other_s() {
        let mut parts = two();
        parts[0].environment.cores = Some(4);
        let merged = merge(parts).unwrap();
        assert_eq!(merged.environment.cores, Some(4));
        assert_eq!(merged.environment.memory_bytes, None);
    }

    #[test]
    fn what_is_not_one_run_is_refused() {
        let refused = |change: fn(&mut Vec<Record>)| {
            let mut parts = two();
            change(&mut parts);
            merge(parts).unwrap_err().to_string()
        };
        assert!(refused(|parts| parts[0].finished_at = None).contains("interrupted"));
        assert!(refused(|parts| parts[0].environment.commit = Some("x".into())).contains("commit"));
        assert!(refused(|parts| parts[1].settings.effort = Effort::Quick).contains("effort"));
        let twice = refused(|parts| parts[1].patterns = parts[0].patterns.clone());
        assert!(twice.contains("both measured"));
        assert!(refused(|parts| parts.truncate(1)).contains("at least two"));
    }

    #[test]
    fn a_missing_part_is_named() {
        let mut parts = two();
        assert_eq!(missing(&parts), Vec::<String>::new());
        parts[0].settings.shard = Some("3/4".into());
        parts[1].settings.shard = Some("1/4".into());
        assert_eq!(missing(&parts), ["2/4", "4/4"]);
    }
}
