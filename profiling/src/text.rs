//! Profiles as text, for people without a tool (`debug=1`).

use std::fmt::Write;

use crate::profile::{Frame, Module, Profile};
use crate::symbolise::{self, Lines};

/// A line for each function at `frame`, indented.
pub(crate) fn frame(text: &mut String, frame: Frame, modules: &[Module], lines: &Lines) {
    // Writing to a string cannot fail.
    if frame == Frame::CUT_OFF {
        let _ = writeln!(text, "  {}", Frame::CUT_OFF_NAME);
        return;
    }
    let Some(module) = modules.get(frame.module as usize) else {
        let _ = writeln!(text, "  {:#x}", frame.address);
        return;
    };
    let Some(lines) = lines.get(&frame) else {
        let _ = writeln!(text, "  {}+{:#x}", module.path, frame.address);
        return;
    };
    for line in lines.iter() {
        let _ = writeln!(
            text,
            "  {}\n      {}:{}",
            line.function, line.file, line.line
        );
    }
}

/// The values of each stack, largest first by the profile's default type, with its frames.
pub(crate) fn profile(profile: &Profile) -> String {
    let profile = profile.clone();
    symbolise::run(move || profile_here(&profile))
}

fn profile_here(profile: &Profile) -> String {
    let stacks = profile.samples.iter().map(|sample| &sample.stack);
    let lines = symbolise::lines(&profile.modules, stacks.flatten().copied());
    let mut text = String::new();
    let kinds: Vec<String> = profile
        .sample_types
        .iter()
        .map(|of| format!("{}/{}", of.kind, of.unit))
        .collect();
    let totals: Vec<String> = (0..kinds.len())
        .map(|index| profile.total(index).to_string())
        .collect();
    let _ = writeln!(
        text,
        "values: {}\ntotal: {}",
        kinds.join(" "),
        totals.join(" ")
    );
    for comment in &profile.comments {
        let _ = writeln!(text, "# {comment}");
    }
    let mut order: Vec<usize> = (0..profile.samples.len()).collect();
    let value = |at: usize| {
        profile.samples[at]
            .values
            .get(profile.default_type)
            .copied()
    };
    order.sort_by_key(|at| std::cmp::Reverse(value(*at)));
    for at in order {
        let sample = &profile.samples[at];
        let values: Vec<String> = sample.values.iter().map(i64::to_string).collect();
        let labels: Vec<String> = sample
            .labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let _ = writeln!(text, "\n{} {}", values.join(" "), labels.join(" "));
        for of in &sample.stack {
            frame(&mut text, *of, &profile.modules, &lines);
        }
    }
    text
}

/// A string in JSON's quotes, safe inside a page's script too.
pub(crate) fn json(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            // Would end a script or begin a comment there.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
