//! Flame graphs from a record's stacks: width is time, the leaf on top.

use std::collections::HashSet;

use record::{CpuProfile, Frame};

use super::svg::{self, Percent};
use crate::analysis::calls::{Kind, kind};
use crate::analysis::top;
use crate::units;

const ROW: f64 = 17.0;
/// Deeper stacks are cut: what matters stands near the variant.
const DEPTH: usize = 22;
/// Narrower frames are left out, and those that no text fits into get none.
const NARROWEST: Percent = 0.2;
const NARROWEST_WITH_TEXT: Percent = 3.0;

/// A call with its place in the drawing.
struct Box<'a> {
    name: &'a str,
    samples: u64,
    start: u64,
    level: usize,
}

/// The graph; `None` without samples. `own` is what the pattern's file
/// defines.
pub fn draw(profile: &CpuProfile, frames: &[Frame], own: &HashSet<&str>) -> Option<String> {
    let boxes = places(profile, frames);
    let total = total(
        boxes
            .iter()
            .filter(|call| call.level == 0)
            .map(|call| call.samples),
    );
    if total == 0 {
        return None;
    }
    let scale = 100.0 / total as f64;
    let visible = || {
        boxes
            .iter()
            .filter(|call| call.samples as f64 * scale >= NARROWEST && call.level < DEPTH)
    };
    let levels = visible().map(|call| call.level + 1).max()?;
    let mut body = String::new();
    for call in visible() {
        let (x, width) = (call.start as f64 * scale, call.samples as f64 * scale);
        let y = (levels - call.level - 1) as f64 * ROW;
        // A drawing of its own cuts the name where the box ends, however wide the
        // page is.
        body.push_str(&format!(
            "<svg x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"{}\">\
             <title>{} · {width:.1} %</title><rect class=\"{}\"/>",
            svg::number(x),
            svg::number(y),
            svg::number(width),
            svg::number(ROW - 1.0),
            svg::escape(call.name),
            class(call.name, own),
        ));
        if width >= NARROWEST_WITH_TEXT {
            body.push_str(&format!(
                "<text>{}</text>",
                svg::escape(shortened(call.name)),
            ));
        }
        body.push_str("</svg>\n");
    }
    let title = format!("Flame graph of {}, {} samples", profile.id, profile.samples);
    Some(svg::drawing(
        "flame",
        levels as f64 * ROW + 2.0,
        &title,
        &body,
    ))
}

/// The sum, for all that a record may say.
fn total(samples: impl Iterator<Item = u64>) -> u64 {
    samples.fold(0, u64::saturating_add)
}

/// Functions of the loop that measures: a call that takes nanoseconds has them beside
/// it in its profile.
fn is_of_the_harness(name: &str) -> bool {
    const NAMES: [&str; 4] = [
        "<Erased as Case>::run",
        "process_cpu_time",
        "[vdso]",
        "core::hint::black_box",
    ];
    NAMES.contains(&name) || name.starts_with("PATTERN::{{closure}}")
}

/// Which calls are of the harness, by their index: roots that it defines, and what
/// they alone call. What a pattern's closure calls is the pattern's.
fn harness(profile: &CpuProfile, frames: &[Frame]) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(profile.calls.len());
    for call in &profile.calls {
        let below = call
            .1
            .is_none_or(|caller| found.get(caller as usize) == Some(&true));
        let name = frames
            .get(call.0 as usize)
            .map(|frame| frame.function.as_str());
        found.push(below && name.is_some_and(is_of_the_harness));
    }
    found
}

/// How many samples [`draw`] leaves out.
pub fn outside(profile: &CpuProfile, frames: &[Frame]) -> u64 {
    let harness = harness(profile, frames);
    let roots = profile.calls.iter().filter(|call| call.1.is_none());
    let all = total(roots.map(|call| call.2));
    let kept = profile
        .calls
        .iter()
        .zip(&harness)
        .filter(|(call, is_harness)| {
            let below = call
                .1
                .is_none_or(|caller| harness.get(caller as usize) == Some(&true));
            !**is_harness && below
        })
        .map(|(call, _)| call.2);
    let kept = total(kept);
    all.saturating_sub(kept)
}

/// Lays calls side by side, each above its caller.
fn places<'a>(profile: &CpuProfile, frames: &'a [Frame]) -> Vec<Box<'a>> {
    let harness = harness(profile, frames);
    let mut boxes: Vec<Box> = Vec::new();
    // Where the next call of each caller begins; the last entry is for roots.
    let mut free = vec![0; profile.calls.len() + 1];
    for call in &profile.calls {
        let is_harness = harness.get(boxes.len()) == Some(&true);
        let caller = call
            .1
            .map(|index| index as usize)
            .filter(|&caller| harness.get(caller) != Some(&true));
        let slot = caller.unwrap_or(profile.calls.len());
        let start = free.get(slot).copied().unwrap_or(0);
        let index = boxes.len();
        if !is_harness && let Some(next) = free.get_mut(slot) {
            *next = call.2.saturating_add(start);
        }
        free[index] = start;
        boxes.push(Box {
            name: frames
                .get(call.0 as usize)
                .map_or("?", |frame| &frame.function),
            samples: if is_harness { 0 } else { call.2 },
            start,
            level: caller
                .and_then(|caller| boxes.get(caller))
                .map_or(0, |caller| caller.level + 1),
        });
    }
    boxes
}

/// The functions with the most samples of their own: name, own share and share
/// with what they call, in per cent. The graph's data as a table.
pub fn top(profile: &CpuProfile, frames: &[Frame]) -> Vec<(String, String, String)> {
    let mut own: Vec<u64> = profile.calls.iter().map(|call| call.2).collect();
    for call in &profile.calls {
        if let Some(caller) = call.1.and_then(|index| own.get_mut(index as usize)) {
            *caller = caller.saturating_sub(call.2);
        }
    }
    let stacks = profile.calls.iter().zip(own).map(|(call, own)| {
        let mut names = Vec::new();
        let mut next = Some(call);
        while let Some(call) = next {
            names.push(
                frames
                    .get(call.0 as usize)
                    .map_or("?", |frame| frame.function.as_str()),
            );
            next = call.1.and_then(|index| profile.calls.get(index as usize));
        }
        (names, own, own)
    });
    let share = |samples: u64| units::share(samples, profile.samples);
    top::rows(stacks)
        .into_iter()
        .filter(|row| row.flat > 0)
        .take(8)
        .map(|row| (row.name, share(row.flat), share(row.cumulative)))
        .collect()
}

/// The class that colours a call.
fn class(name: &str, own: &HashSet<&str>) -> &'static str {
    match kind(name, own) {
        Kind::Own => "own",
        Kind::Allocator => "allocator",
        Kind::Copy => "copy",
        Kind::Format => "format",
        Kind::Other => "other",
    }
}

/// A method with its type, a free function without its modules, a closure with the
/// function that it is in.
fn shortened(name: &str) -> &str {
    if name.contains(char::is_uppercase) {
        name
    } else {
        function_names::without_path(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Call;

    #[test]
    fn the_loop_that_measures_is_left_out_and_what_it_calls_is_not() {
        let frames: Vec<Frame> = [
            "<Erased as Case>::run",
            "PATTERN::{{closure}}",
            "take",
            "swap",
        ]
        .iter()
        .map(|name| Frame {
            function: (*name).to_owned(),
            file: String::new(),
            line: 0,
        })
        .collect();
        let profile = CpuProfile {
            id: "f/p/v/typical/1".into(),
            asked_hz: 250,
            samples: 100,
            cpu_time_ns: 1,
            accounted: 1.0,
            calls: vec![
                Call(0, None, 30),
                Call(1, None, 70),
                Call(2, Some(1), 60),
                Call(3, Some(2), 50),
            ],
        };
        assert_eq!(outside(&profile, &frames), 40);
        let drawn = draw(&profile, &frames, &HashSet::new()).unwrap();
        assert!(
            !drawn.contains("Erased") && drawn.contains("take · 100.0 %"),
            "{drawn}"
        );
    }

    #[test]
    fn a_box_says_what_a_reader_knows_the_function_by() {
        for (name, shown) in [
            ("malloc", "malloc"),
            ("core::fmt::write", "write"),
            ("Vec::push", "Vec::push"),
            (
                "<String as Write>::write_str",
                "<String as Write>::write_str",
            ),
        ] {
            assert_eq!(shortened(name), shown);
        }
    }
}
