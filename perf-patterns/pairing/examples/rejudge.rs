//! Judges kept samples again and counts the verdicts: `rejudge FILE...`, each the
//! `samples.jsonl` of one comparison, with `--of ID` for benchmarks whose id
//! contains it and `--without ID` for all others.

use command_line::{print, units};
use pairing::judge::{self, Sample};
use pairing::report::{Entry, Metric, Verdict};
use pairing::turns;
use statistics::proportion;

fn main() -> anyhow::Result<()> {
    let mut files = Vec::new();
    let (mut only, mut without) = (None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--of" => only = words.next(),
            "--without" => without = words.next(),
            _ => files.push(word),
        }
    }
    let mut entries: Vec<Entry> = Vec::new();
    let (mut trials, mut false_positives) = (0, 0);
    for file in &files {
        let mut samples: Vec<Sample> = turns::read_samples(file.as_ref())?;
        samples.retain(|sample| only.as_ref().is_none_or(|only| sample.id.contains(only)));
        samples.retain(|sample| {
            without
                .as_ref()
                .is_none_or(|without| !sample.id.contains(without))
        });
        let judged = judge::judge(&samples, 0.01);
        trials += judged.control.trials;
        false_positives += judged.control.false_positives;
        entries.extend(judged.entries);
    }
    entries.retain(|entry| matches!(entry.metric, Metric::TimeNs | Metric::CpuTimeNs));
    let count = |verdict| {
        entries
            .iter()
            .filter(|entry| entry.verdict == verdict)
            .count()
    };
    let (faster, slower) = (count(Verdict::Faster), count(Verdict::Slower));
    let mut reaches: Vec<f64> = entries
        .iter()
        .map(|entry| 50.0 * (entry.high - entry.low))
        .collect();
    reaches.sort_by(f64::total_cmp);
    let reach = |share: f64| {
        let last = reaches.len().saturating_sub(1) as f64;
        reaches.get((share * last) as usize).copied().unwrap_or(0.0)
    };
    let bound = |hits, trials| {
        let bound = proportion::upper_bound(hits, trials, 0.95);
        format!("at most {} %", units::significant(100.0 * bound))
    };
    print::data(format!(
        "{} comparisons in {} runs: {faster} faster, {slower} slower, {} equivalent, {} not \
         resolved; half-width median {} %, 90th percentile {} %\ncalled different: {} ({})\n\
         controls called different: {false_positives} of {trials} ({})",
        entries.len(),
        files.len(),
        count(Verdict::Equivalent),
        count(Verdict::NotResolved),
        units::significant(reach(0.5)),
        units::significant(reach(0.9)),
        faster + slower,
        bound(faster + slower, entries.len().max(1)),
        bound(false_positives, trials.max(1)),
    ));
    for entry in entries {
        if matches!(entry.verdict, Verdict::Faster | Verdict::Slower) {
            print::data(format!(
                "  {} {}: {:.4} [{:.4}, {:.4}]",
                entry.id,
                entry.verdict.name(),
                entry.ratio,
                entry.low,
                entry.high
            ));
        }
    }
    Ok(())
}
