//! What a run found out about itself.

use record::Record;

use crate::analysis;
use crate::units;

/// What the run found out about itself, as Markdown.
pub(super) fn control(record: &Record) -> String {
    let Some(control) = &record.control else {
        return "This run timed no pairs, so it has no control.".to_owned();
    };
    let row = |what: &str, seen: usize, of: usize| format!("| {what} | {of} | {seen} |\n");
    let mut text = String::from("| Trials of this run | | called different |\n|---|---|---|\n");
    text += &row(
        "a variant against itself",
        control.false_positives,
        control.trials,
    );
    text += &row(
        "2 % more iterations on one side",
        control.detected_2_percent,
        control.positives_2_percent,
    );
    text += &row(
        "5 % more iterations on one side",
        control.detected_5_percent,
        control.positives_5_percent,
    );
    text += &format!(
        "\nNoise floor: 95 % of the trials of a variant against itself were within ±{}. \
         Trials are judged without correction.\n",
        units::percent(control.noise_floor_95)
    );
    for warning in analysis::noise::warnings(record) {
        text += &format!("\n**Take care:** {}; {}.\n", warning.seen, warning.advice);
    }
    text
}
