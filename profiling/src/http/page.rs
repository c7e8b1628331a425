//! The two pages, index and flame graph; both work without the network.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::pprof::{self, proto};
use crate::profile::Profile;
use crate::text::json;
use crate::{advice, heap, task};

/// The part of a page before its title.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
                    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("flamegraph.js");

/// Each profile with a description.
const PROFILES: [(&str, &str); 14] = [
    ("profile?seconds=10", "CPU time for ten seconds; also hz"),
    (
        "wall?seconds=10",
        "time that passes, running or waiting; wakes sleeping threads",
    ),
    (
        "heap",
        "memory in use; seconds=N for the change, debug=1 for text",
    ),
    ("allocs", "everything allocated since the start"),
    (
        "threads?debug=1",
        "all threads with names, states and stacks",
    ),
    (
        "goroutine?debug=1",
        "the same, by the name that Go's tools know",
    ),
    ("block", "where threads waited for locks of profiling::sync"),
    ("mutex", "who made them wait"),
    ("threadcreate", "empty: who starts threads is not recorded"),
    ("cmdline", "the program's arguments"),
    (
        "flamegraph?kind=cpu&seconds=5",
        "drawn in the browser; also kind=wall, heap, allocs, threads, block, mutex",
    ),
    (
        "advice",
        "lines worth a look, and what to ask there, as JSON: by allocations; also kind=cpu",
    ),
    (
        "history",
        "the windows recorded; from=-5m&to=now fetches a span as one profile",
    ),
    (
        "diff?kind=cpu&from=-10m&to=-1m",
        "the window at one time against that at another",
    ),
];

/// The page at `/debug/pprof/`; its links carry `secret`, if it was given as a
/// parameter.
pub(super) fn index(secret: Option<&str>) -> String {
    let mut rows = String::new();
    for (target, told) in PROFILES {
        let name = target.split('?').next().unwrap_or(target);
        let mut target = target.to_owned();
        if let Some(secret) = secret {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str("secret=");
            target.push_str(secret);
        }
        let target = escape(&target);
        // Writing to a string cannot fail.
        let _ = writeln!(
            rows,
            "<tr><td><a href=\"{target}\">{name}</a></td><td>{told}</td></tr>"
        );
    }
    let threads = match task::ids().len() {
        0 => String::new(),
        count => format!(", {count} threads"),
    };
    let allocator = if heap::is_linked() {
        format!("sampled each {} bytes on average", heap::rate())
    } else {
        "not sampled: no sampling allocator is linked".to_owned()
    };
    format!(
        "{HEAD}<title>/debug/pprof/</title>\
         <style>{STYLE}</style></head>\n<body><h1>/debug/pprof/</h1>\n\
         <p>Process {}{threads}. Heap: {allocator}.</p>\n\
         <p><code>go tool pprof http://…/debug/pprof/profile?seconds=10</code></p>\n\
         <table>\n{rows}</table></body></html>\n",
        std::process::id(),
    )
}

/// A page that draws `profile` as a flame graph.
pub(super) fn flamegraph(kind: &str, profile: &Profile) -> String {
    let message = pprof::message(profile);
    let index = profile.default_type;
    let unit = profile
        .sample_types
        .get(index)
        .map_or("count", |of| of.unit.as_str());
    let title = match profile.duration_ns {
        // A snapshot, or everything since the start.
        0 => kind.to_owned(),
        ns => format!("{kind}, {:.1} s", ns as f64 / 1e9),
    };
    let mut told = String::new();
    for comment in &profile.comments {
        let _ = write!(told, "<li>{}</li>", escape(comment));
    }
    let advice = advice::of(&message);
    format!(
        "{HEAD}<title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n\
         <p><input id=\"search\" placeholder=\"search\" aria-label=\"search functions\"> \
         <button id=\"reset\">whole</button> \
         <button id=\"runtime\" aria-pressed=\"false\">runtime frames</button> <span id=\"told\"></span></p>\n\
         <div id=\"graph\" role=\"img\" aria-label=\"flame graph\"></div>\n{}<ul>{told}</ul>\n\
         <script type=\"application/json\" id=\"data\">{{\"unit\":{},\"root\":{},\"advice\":{}}}</script>\n\
         <script>{SCRIPT}</script></body></html>\n",
        list(&advice),
        json(unit),
        tree(&message, index),
        advice::array(&advice),
    )
}

/// Lines worth a look, as a table.
fn list(advice: &[advice::Advice]) -> String {
    if advice.is_empty() {
        return String::new();
    }
    let mut list = String::from("<h2>Look here</h2>\n<ul id=\"advice\">");
    for of in advice {
        let _ = writeln!(
            list,
            "<li><code>{}:{}</code> {}: {} <em>{}</em></li>",
            escape(&of.file),
            of.line,
            of.pattern,
            escape(&of.evidence),
            escape(of.question),
        );
    }
    list.push_str("</ul>\n");
    list
}

#[derive(Default)]
struct Node {
    value: i64,
    /// Whether some stack here has the service's own code, or a call out of it.
    is_own: bool,
    children: BTreeMap<String, Node>,
}

/// The stacks as one tree from the outermost function inwards, as JSON: name, value,
/// children, and 1 where the service's own code has not begun yet.
fn tree(message: &proto::Profile, index: usize) -> String {
    let mut root = Node::default();
    for (stack, value) in pprof::stacks(message, index) {
        root.value += value;
        let mut node = &mut root;
        if let Some(name) = stack.thread {
            node = node.children.entry(format!("thread {name}")).or_default();
            node.value += value;
            node.is_own = true;
        }
        let mut is_own = false;
        for call in stack.calls {
            is_own |= !call.is_runtime();
            node = node.children.entry(call.name.into_owned()).or_default();
            node.value += value;
            node.is_own |= is_own;
        }
    }
    root.is_own = true;
    let mut out = String::new();
    write_node(&mut out, "all", &root);
    out
}

fn write_node(out: &mut String, name: &str, node: &Node) {
    let _ = write!(out, "[{},{},[", json(name), node.value);
    for (at, (name, child)) in node.children.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_node(out, name, child);
    }
    out.push_str(if node.is_own { "]]" } else { "],1]" });
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_carry_the_secret_as_it_was_sent_and_nothing_else() {
        let page = index(Some("s%26\"x"));
        assert!(page.contains("href=\"heap?secret=s%26&quot;x\""), "{page}");
        assert!(page.contains("href=\"profile?seconds=10&amp;secret=s%26&quot;x\""));
        assert!(!index(None).contains("secret"));
    }
}
