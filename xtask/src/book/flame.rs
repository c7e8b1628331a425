//! Flame graphs from a record's stacks: width is time, the leaf on top.

use std::collections::HashSet;

use benches::record::{CpuProfile, Frame};

use super::svg;
use crate::analysis::top;

const WIDTH: f64 = 720.0;
const ROW: f64 = 17.0;
/// Deeper stacks are cut: what matters stands near the variant.
const DEPTH: usize = 22;
/// Narrower frames are left out.
const NARROWEST: f64 = 1.5;

/// A call with its place in the drawing.
struct Box<'a> {
    name: &'a str,
    samples: u64,
    start: u64,
    level: usize,
}

/// The graph; `None` without samples. `own` are the functions of the pattern's
/// file.
pub fn draw(profile: &CpuProfile, frames: &[Frame], own: &HashSet<&str>) -> Option<String> {
    let boxes = places(profile, frames);
    let total: u64 = boxes
        .iter()
        .filter(|call| call.level == 0)
        .map(|call| call.samples)
        .sum();
    if total == 0 {
        return None;
    }
    let scale = WIDTH / total as f64;
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
        let share = call.samples as f64 * 100.0 / total as f64;
        body.push_str(&format!(
            "<g><title>{} · {share:.1} %</title><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" class=\"{}\"/>",
            svg::escape(call.name),
            (width - 0.6).max(0.8),
            ROW - 1.0,
            kind(call.name, own),
        ));
        // A character is about 6 units wide at this size.
        let room = (width / 6.0) as usize;
        if room >= 4 {
            body.push_str(&format!(
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 3.0,
                y + 12.0,
                svg::escape(&shortened(call.name, room)),
            ));
        }
        body.push_str("</g>\n");
    }
    let title = format!("Flame graph of {}, {} samples", profile.id, profile.samples);
    Some(svg::drawing(
        "flame",
        WIDTH,
        levels as f64 * ROW + 2.0,
        &title,
        &body,
    ))
}

/// Lays calls side by side, each above its caller.
fn places<'a>(profile: &CpuProfile, frames: &'a [Frame]) -> Vec<Box<'a>> {
    let mut boxes: Vec<Box> = Vec::new();
    // Where the next call of each caller begins; the last entry is for roots.
    let mut free = vec![0; profile.calls.len() + 1];
    for call in &profile.calls {
        let caller = call.1.map(|index| index as usize);
        let slot = caller.unwrap_or(profile.calls.len());
        let start = free.get(slot).copied().unwrap_or(0);
        let index = boxes.len();
        if let Some(next) = free.get_mut(slot) {
            *next = start + call.2;
        }
        free[index] = start;
        boxes.push(Box {
            name: frames
                .get(call.0 as usize)
                .map_or("?", |frame| &frame.function),
            samples: call.2,
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
    let share = |samples: u64| {
        format!(
            "{:.1} %",
            samples as f64 * 100.0 / profile.samples.max(1) as f64
        )
    };
    top::rows(stacks)
        .into_iter()
        .filter(|row| row.flat > 0)
        .take(8)
        .map(|row| (row.name, share(row.flat), share(row.cumulative)))
        .collect()
}

/// The names of the functions that a pattern's file defines.
pub fn functions(source: &str) -> HashSet<&str> {
    source
        .match_indices("fn ")
        .filter_map(|(start, _)| {
            source[start + 3..]
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// What a frame does, for its colour.
fn kind(name: &str, own: &HashSet<&str>) -> &'static str {
    const ALLOCATOR: [&str; 11] = [
        "dealloc",
        "malloc",
        "free",
        "realloc",
        "calloc",
        "int_",
        "alloc::alloc",
        "finish_grow",
        "exchange_malloc",
        "unlink_chunk",
        "systrim",
    ];
    const COPY: [&str; 3] = ["memcpy", "memmove", "memset"];
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&COPY) {
        "copy"
    } else if !name.contains('<') && own.contains(name.rsplit("::").next().unwrap_or(name)) {
        "own"
    } else if has(&ALLOCATOR) {
        "allocator"
    } else if name.contains("fmt") {
        "format"
    } else {
        "other"
    }
}

/// The name without its module path, cut to `room`.
fn shortened(name: &str, room: usize) -> String {
    let short = if name.starts_with('<') {
        name
    } else {
        name.rsplit("::").next().unwrap_or(name)
    };
    if short.chars().count() <= room {
        return short.to_owned();
    }
    let mut cut: String = short.chars().take(room.saturating_sub(1)).collect();
    cut.push('…');
    cut
}
