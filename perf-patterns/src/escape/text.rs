//! The answer as lines that people and editors read.

use std::collections::BTreeMap;

use allocation_report::{Breach, Change, Effects, Origin, Place, Ran, Site};

use super::{View, shown};

/// A line of output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    file: String,
    line: u32,
    column: u32,
    text: String,
    ran: Option<u64>,
}

fn at(view: &View, place: &Place, text: String) -> Message {
    Message {
        file: shown(&place.file, view.root),
        line: place.line,
        column: place.column,
        text,
        ran: None,
    }
}

/// By place, and where a heap profile is joined, what ran most first.
fn ordered(mut messages: Vec<Message>) -> Vec<Message> {
    messages.sort();
    messages.dedup();
    messages.sort_by_key(|message| std::cmp::Reverse(message.ran));
    messages
}

/// `file:line:column: message`, one a line.
pub fn lines(messages: &[Message]) -> String {
    messages
        .iter()
        .map(|message| {
            format!(
                "{}:{}:{}: {}\n",
                message.file,
                message.line,
                message.column.max(1),
                message.text
            )
        })
        .collect()
}

/// Whether a call is where something happens, and not only on the way there: it
/// calls no function whose own lines are shown.
fn is_origin(view: &View, site: &Site) -> bool {
    site.callee.is_none_or(|callee| {
        let callee = &view.report.functions[callee];
        let file = callee.place.as_ref().map(|place| place.file.as_str());
        !file.is_some_and(|file| view.selects_file(file))
    })
}

/// The places that do something; with `--all`, each function as well.
pub fn by_function(view: &View) -> Vec<Message> {
    let mut messages = Vec::new();
    for function in &view.report.functions {
        let file = function.place.as_ref().map(|place| place.file.as_str());
        let selected = view.selects(&function.name, file);
        if selected
            && view.all
            && let Some(place) = &function.place
            && view.shows(&place.file)
            && view.only.is_none_or(|only| only.holds(function.effects))
        {
            messages.push(at(view, place, function.message()));
        }
        for site in &function.sites {
            // A closure of ours may have gone into a function of the library.
            let Some(place) = site.place.as_ref() else {
                continue;
            };
            let asked = selected || view.selects_file(&place.file);
            let short = view.all || is_origin(view, site);
            if asked && short && view.wants(site.effects) && view.shows(&place.file) {
                messages.push(at(view, place, site.message()));
            }
        }
    }
    ordered(messages)
}

/// Each line that does something; with `--all`, each that has code.
pub fn by_line(view: &View) -> Vec<Message> {
    let report = view.report;
    let mut messages = Vec::new();
    for (index, line) in report.lines.iter().enumerate() {
        let named = line.sites.iter().any(|&(function, _)| {
            let function = &report.functions[function];
            view.filter
                .as_ref()
                .is_some_and(|filter| filter.selects(&function.name, Some(&line.file)))
        });
        if !(named || view.selects_file(&line.file)) || !view.shows(&line.file) {
            continue;
        }
        let file = shown(&line.file, view.root);
        let message = |column: u32, text: String, ran: Option<Ran>| Message {
            file: file.clone(),
            line: line.line,
            column,
            text: match ran {
                Some(ran) => format!(
                    "{text}; ran {} times, {} bytes",
                    ran.allocations, ran.allocated_bytes
                ),
                None => text,
            },
            ran: ran.map(|ran| ran.allocations),
        };
        // Sites that say the same are one to a reader.
        let mut sites: BTreeMap<(u32, String), Ran> = BTreeMap::new();
        for &key in &line.sites {
            let site = &report.functions[key.0].sites[key.1];
            let short = view.all || view.joined.is_some() || is_origin(view, site);
            if !short || !view.wants(site.effects) {
                continue;
            }
            let column = site
                .user_places
                .iter()
                .find(|place| place.line == line.line && place.file == line.file)
                .map_or(0, |place| place.column);
            let ran = sites.entry((column, site.message())).or_default();
            if let Some(counted) = view.joined.and_then(|joined| joined.sites.get(&key)) {
                ran.allocations += counted.allocations;
                ran.allocated_bytes += counted.allocated_bytes;
            }
        }
        // What ran at this line and fits none of its sites.
        let total = view
            .joined
            .and_then(|joined| joined.ran.get(&index))
            .copied()
            .unwrap_or_default();
        let counted: u64 = sites.values().map(|ran| ran.allocations).sum();
        let rest = (counted == 0 && total.allocations > 0).then_some(total);
        if let Some(rest) = rest {
            let verdict = line.effects.verdict().to_owned();
            messages.push(message(0, verdict, Some(rest)));
        } else if sites.is_empty() && view.all && view.only.is_none() {
            let verdict = match line.effects.is_empty() {
                true if line.only_when_panicking.takes_memory() => {
                    "does not allocate (only when it panics)"
                }
                _ => line.effects.verdict(),
            };
            messages.push(message(0, verdict.to_owned(), None));
        }
        for ((column, text), ran) in sites {
            messages.push(message(column, text, (ran.allocations > 0).then_some(ran)));
        }
    }
    ordered(messages)
}

/// How many of one's own functions do what.
pub fn summary(view: &View) -> String {
    let (mut all, mut allocate, mut unknown) = (0_u32, 0_u32, 0_u32);
    for function in &view.report.functions {
        let file = function.place.as_ref().map(|place| place.file.as_str());
        if view.selects(&function.name, file) && file.is_none_or(|file| view.shows(file)) {
            all += 1;
            if function.effects.takes_memory() {
                allocate += 1;
            } else if function.effects.has(Effects::UNKNOWN) {
                unknown += 1;
            }
        }
    }
    let quiet = all - allocate - unknown;
    let more = if view.all {
        ""
    } else {
        "; `--all` shows each of them"
    };
    let functions = if all == 1 { "function" } else { "functions" };
    format!(
        "{all} {functions}: {allocate} can allocate, {unknown} unknown, {quiet} do not allocate{more}"
    )
}

/// Each function that does what is denied, and under it the calls on the way.
pub fn breaches(view: &View, breaches: &[Breach]) -> String {
    let mut text = String::new();
    for breach in breaches {
        let head = format!("{}: {}", breach.function, breach.deed);
        match &breach.place {
            Some(place) => text.push_str(&lines(&[at(view, place, head)])),
            None => text.push_str(&format!("{head}\n")),
        }
        for link in &breach.chain {
            let place = link.place.as_ref().map_or_else(String::new, |place| {
                format!(" ({}:{})", shown(&place.file, view.root), place.line)
            });
            text.push_str(&format!("    {}{place}: {}\n", link.function, link.call));
        }
    }
    text
}

/// Functions that can do more than in the earlier build, and where.
pub fn changes(view: &View, changes: &[Change]) -> Vec<Message> {
    let mut messages = Vec::new();
    for change in changes {
        let function = &view.report.functions[change.index];
        let before = match change.before {
            Some(before) => format!("before: {}", before.verdict()),
            None => "it is new".to_owned(),
        };
        let text = format!("{}: {}; {before}", change.function, change.after.verdict());
        if let Some(place) = &function.place {
            messages.push(at(view, place, text));
        }
        for site in &function.sites {
            let outside = site.origin != Origin::Standard;
            if let Some(place) = site.place.as_ref().filter(|_| outside)
                && view.wants(site.effects)
                && view.shows(&place.file)
            {
                messages.push(at(view, place, site.message()));
            }
        }
    }
    ordered(messages)
}
