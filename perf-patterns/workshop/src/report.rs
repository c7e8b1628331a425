//! A check as a person reads it: what is wrong first, what to do next last.

use command_line::units;
use patterns::catalogue::Kind;

use crate::check::{Checked, Verdict};
use crate::registry::Registered;
use crate::repository::Done;
use crate::score::{Graded, Medal};
use crate::text;

/// The whole text of a check of `file`, whose text is `source`.
pub fn check(
    registered: Registered,
    checked: &Checked,
    done: &Done,
    file: &str,
    source: &str,
) -> String {
    let name = registered.exercise.name;
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words.trim_end());
        text.push('\n');
    };
    match &checked.verdict {
        Verdict::NotBuilt(words) => {
            line(&format!("{name} does not compile:"));
            line("");
            line(words);
            line("");
            line(&format!("Next: fix {file}, then check again."));
        }
        Verdict::Refused(0, reason) => {
            line(&format!("{name} is refused: {reason}."));
            line("");
            line(&format!("Next: change that in {file}, then check again."));
        }
        Verdict::Refused(number, reason) => {
            line(&format!("{name} is refused at {file}:{number}: {reason}."));
            line("");
            line("Next: change that line, then check again.");
        }
        Verdict::Died(words) => {
            line(&format!("{name} did not come to its end: {words}."));
            line("");
            line(&format!("Next: fix {file}, then check again."));
        }
        Verdict::Unanswered(reason) => {
            line(&format!("{name} has no answer yet: {reason}."));
            line("");
            line(&format!(
                "Next: write it into {name}/answer.toml, then check again."
            ));
        }
        Verdict::Different(difference) => {
            line(&format!("{name} no longer answers as it did at the start."));
            line("");
            line(&format!(
                "The smallest input that was found: {}",
                difference.input
            ));
            if !difference.value.is_empty() {
                line(&format!("  input     {}", difference.value));
            }
            line(&format!("  expected  {}", difference.expected));
            line(&format!("  found     {}", difference.found));
            line("");
            line("Next: make the answers equal; what it costs is counted after that.");
        }
        Verdict::Counted => {
            line(&headline(registered, checked, done));
            line("");
            let kind = &registered.exercise.kind;
            if checked.notes.is_empty() || matches!(kind, Kind::Find { .. }) {
                line("It answers alike, on fresh inputs too.");
            }
            for note in &checked.notes {
                line(note);
            }
            if let Some(depths) = checked.depths {
                let [you, start, goal] =
                    [depths.you, depths.start, depths.goal].map(|depth| units::count(depth as u64));
                line(&format!(
                    "It survives a depth of {you}; the start {start}. The goal is {goal}; each \
                     doubling is tried."
                ));
            }
            line("The counts are those of three calls together.");
            for graded in &checked.metrics {
                line("");
                line(&table(registered, checked, graded));
            }
            for reason in &checked.not_counted {
                line("");
                line(&format!(
                    "Not counted: {reason}. `apt install valgrind`, or your system's way."
                ));
            }
            if let Some((first, other)) = checked.indirect_jumps.last() {
                line("");
                line(&format!(
                    "indirect jumps at the larger size: {} at the start, {} the other way",
                    units::count(*first),
                    units::count(*other)
                ));
            }
            // Of two ways that are shown both, neither is the learner's.
            let is_own = !matches!(kind, Kind::Predict | Kind::Explain { .. });
            if let Some((start, you)) = checked.time_ns.filter(|_| is_own) {
                line("");
                line(&format!(
                    "One call at the larger size took {}; at the start it was {} (shown, never graded).",
                    units::time(you as f64),
                    units::time(start as f64)
                ));
            }
            if let Some(costliest) = checked.costliest.as_ref().filter(|_| is_own) {
                let code = source
                    .lines()
                    .nth(costliest.number as usize - 1)
                    .unwrap_or("");
                line("");
                line(&format!(
                    "Most instructions now: {file}:{}, {:.0} %",
                    costliest.number,
                    100.0 * costliest.share
                ));
                line(&format!("  {}", code.trim()));
            }
            line("");
            line(&next(registered, checked, done));
        }
    }
    text
}

fn headline(registered: Registered, checked: &Checked, done: &Done) -> String {
    let name = registered.exercise.name;
    let score = checked.score;
    if nothing_grades(registered, checked) {
        return format!(
            "{name} answers alike; but it is graded by {}, which valgrind counts, and valgrind is \
             not installed.",
            text::metrics(registered)
        );
    }
    let medal = done.worth(score);
    match medal {
        Medal::None => {
            format!("{name}: no medal yet. The score is {score:.2}; bronze begins at 0.5.")
        }
        Medal::AboveReference => format!("{name}: above the reference! The score is {score:.2}."),
        medal => format!("{name}: {}. The score is {score:.2}.", medal.name()),
    }
}

fn next(registered: Registered, checked: &Checked, done: &Done) -> String {
    let name = registered.exercise.name;
    if nothing_grades(registered, checked) {
        return "Next: install valgrind, then check again; or name another exercise: \
                `perf-patterns workshop list` shows them all."
            .to_owned();
    }
    match done.worth(checked.score) {
        _ if matches!(registered.exercise.kind, Kind::Predict) => {
            "Next: `perf-patterns workshop next`. Only the first prediction counts.".to_owned()
        }
        Medal::None if crate::repository::answers_by_text(registered) => format!(
            "Next: write your answer into {name}/answer.toml, then check again; \
             `perf-patterns workshop hint {name}` helps."
        ),
        Medal::None if done.hints < 4 => {
            format!("Next: `perf-patterns workshop hint {name}` shows where to look.")
        }
        Medal::None => format!(
            "Next: `perf-patterns workshop hint {name}` repeats the hints; `perf-patterns workshop \
             solution {name} --into FILE` writes the reference (the medal then stays bronze)."
        ),
        Medal::AboveReference => format!(
            "Next: `perf-patterns show {}` shows how others got there; or `perf-patterns workshop \
             next`.",
            registered.pattern.id
        ),
        Medal::Bronze if done.solution => {
            "Next: `perf-patterns workshop next`. The reference was written out, so the medal stays \
             bronze."
                .to_owned()
        }
        Medal::Bronze | Medal::Silver if checked.depths.is_some() => {
            "Next: gold needs the goal's depth. Or `perf-patterns workshop next`.".to_owned()
        }
        Medal::Bronze | Medal::Silver => {
            let (above, from) = if done.worth(checked.score) == Medal::Bronze {
                ("silver", "0.9")
            } else {
                ("gold", "0.99")
            };
            format!(
                "Next: {above} begins at {from}; {} holds it back. Or `perf-patterns workshop next`.",
                worst(checked)
            )
        }
        Medal::Gold => "Next: `perf-patterns workshop next`.".to_owned(),
    }
}

/// Whether code is graded by counts, and none of them could be had.
fn nothing_grades(registered: Registered, checked: &Checked) -> bool {
    !crate::repository::answers_by_text(registered)
        && checked.depths.is_none()
        && checked.metrics.iter().all(|graded| graded.score.is_none())
}

/// The metric that decided the score.
fn worst(checked: &Checked) -> String {
    let graded = checked.metrics.iter().filter_map(|graded| {
        let score = graded.score?;
        Some((score, graded.metric.name().replace('_', " ")))
    });
    graded.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(
        || "the answer".to_owned(),
        |(_, name)| format!("what it takes in {name}"),
    )
}

/// One metric: you, start and reference at both sizes, and how each grows.
fn table(registered: Registered, checked: &Checked, graded: &Graded) -> String {
    let unit = registered.pattern.size_unit;
    let name = graded.metric.name().replace('_', " ");
    let mut rows = vec![];
    let column = |count: fn(&crate::score::Counts) -> u64| -> Vec<u64> {
        graded.counts.iter().map(count).collect()
    };
    let grows = checked.sizes.first() != checked.sizes.last();
    let mut row = |who: &str, counts: Vec<u64>| {
        let mut cells = vec![format!("  {who}")];
        cells.extend(counts.iter().map(|count| units::count(*count)));
        cells.extend(grows.then(|| match counts.as_slice() {
            [small, large] if *small > 0 => format!("{:.1}×", *large as f64 / *small as f64),
            _ => String::new(),
        }));
        rows.push(cells);
    };
    // Of two ways that are shown both, neither is the learner's; of a decision, the
    // reference would be the answer.
    let kind = &registered.exercise.kind;
    let shows_both = matches!(kind, Kind::Predict | Kind::Explain { .. });
    if !shows_both {
        row("you", column(|counts| counts.you));
    }
    row("start", column(|counts| counts.start));
    match kind {
        Kind::Leave => {}
        _ if shows_both => row("the other way", column(|counts| counts.reference)),
        _ => row("reference", column(|counts| counts.reference)),
    }
    let mut header = vec![name];
    header.extend(
        checked
            .sizes
            .iter()
            .map(|size| format!("{} {unit}", units::count(*size as u64))),
    );
    match header.as_mut_slice() {
        _ if grows => header.push("grows".to_owned()),
        // Inputs of one size, drawn twice.
        [.., second] => second.push_str(" more"),
        [] => {}
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut text = command_line::table::render(&header, rows, 1);
    match graded.score {
        Some(_) if crate::repository::answers_by_text(registered) => {}
        Some(score) => text.push_str(&format!("\n  score {:.2}", score.max(0.0))),
        None if crate::repository::answers_by_text(registered) => {}
        None => text.push_str("\n  not graded here"),
    }
    text
}
