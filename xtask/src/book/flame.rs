//! Flame graphs from a record's stacks: width is time, the leaf on top.

use std::collections::BTreeMap;

use benches::record::{CpuProfile, Frame};

use super::svg;

const WIDTH: f64 = 720.0;
const ROW: f64 = 17.0;
/// Deeper stacks are cut: what matters stands near the variant.
const DEPTH: usize = 22;
/// Narrower frames are left out.
const NARROWEST: f64 = 1.5;

/// A function with what it calls.
#[derive(Default)]
struct Node<'a> {
    samples: u64,
    calls: BTreeMap<&'a str, Node<'a>>,
}

/// The graph; `None` without samples.
pub fn draw(profile: &CpuProfile, frames: &[Frame]) -> Option<String> {
    let mut root = Node::default();
    for stack in &profile.stacks {
        root.samples += stack.samples;
        let mut node = &mut root;
        let names = stack.stack.iter().filter_map(|&index| frames.get(index as usize));
        for frame in names.take(DEPTH) {
            node = node.calls.entry(&frame.function).or_default();
            node.samples += stack.samples;
        }
    }
    if root.samples == 0 {
        return None;
    }
    let depth = height(&root, WIDTH / root.samples as f64);
    let mut body = String::new();
    let scale = WIDTH / root.samples as f64;
    paint(&root, 0.0, 0, depth, scale, root.samples, &mut body);
    let title = format!("Flame graph of {}, {} samples", profile.id, profile.samples);
    Some(svg::drawing("flame", WIDTH, depth as f64 * ROW + 2.0, &title, &body))
}

/// How many rows of visible frames stand above `node`.
fn height(node: &Node, scale: f64) -> usize {
    node.calls
        .values()
        .filter(|call| call.samples as f64 * scale >= NARROWEST)
        .map(|call| 1 + height(call, scale))
        .max()
        .unwrap_or(0)
}

fn paint(
    node: &Node,
    start: f64,
    level: usize,
    depth: usize,
    scale: f64,
    total: u64,
    body: &mut String,
) {
    let mut x = start;
    for (name, call) in &node.calls {
        let width = call.samples as f64 * scale;
        if width >= NARROWEST {
            let y = (depth - level - 1) as f64 * ROW;
            let share = call.samples as f64 * 100.0 / total as f64;
            // A character is about 6 units wide at this size.
            let room = (width / 6.0) as usize;
            body.push_str(&format!(
                "<g><title>{} · {share:.1} %</title><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" class=\"{}\"/>",
                svg::escape(name),
                (width - 0.6).max(0.8),
                ROW - 1.0,
                kind(name),
            ));
            if room >= 4 {
                body.push_str(&format!(
                    "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    x + 3.0,
                    y + 12.0,
                    svg::escape(&shortened(name, room)),
                ));
            }
            body.push_str("</g>\n");
            paint(call, x, level + 1, depth, scale, total, body);
        }
        x += width;
    }
}

/// What a frame does, for its colour.
pub fn kind(name: &str) -> &'static str {
    const ALLOCATOR: [&str; 10] = [
        "malloc", "free", "realloc", "calloc", "int_", "alloc::alloc", "finish_grow", "exchange_malloc",
        "unlink_chunk", "systrim",
    ];
    const COPY: [&str; 3] = ["memcpy", "memmove", "memset"];
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&COPY) {
        "copy"
    } else if name.starts_with("patterns::") || name.starts_with("<patterns::") {
        "own"
    } else if has(&ALLOCATOR) {
        "allocator"
    } else if name.contains("fmt") {
        "format"
    } else {
        "other"
    }
}

/// The name without its module path and generic arguments, cut to `room`.
fn shortened(name: &str, room: usize) -> String {
    let plain = name.split("::<").next().unwrap_or(name);
    let short = if name.starts_with('<') {
        name
    } else {
        plain.rsplit("::").next().unwrap_or(plain)
    };
    if short.chars().count() <= room {
        return short.to_owned();
    }
    let mut cut: String = short.chars().take(room.saturating_sub(1)).collect();
    cut.push('…');
    cut
}
