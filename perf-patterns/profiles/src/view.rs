//! What people look at: sums by function and line, one function's lines, the tree.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{Frame, Profile};

/// By what rows are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The function's name.
    Function,
    /// Function, file and line.
    Line,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As a person reads it.
    pub name: String,
    /// Measured there itself.
    pub own: u64,
    /// Measured there and in what it called.
    pub with_calls: u64,
}

/// The name of a frame's function, or what is known in its place.
#[must_use]
pub fn name(frame: &Frame) -> String {
    if !frame.function.is_empty() {
        return frame.function.clone();
    }
    let module = frame.module.rsplit('/').next().unwrap_or_default();
    if module.is_empty() {
        format!("{:#x}", frame.address)
    } else {
        format!("[{module}] {:#x}", frame.address)
    }
}

fn key(frame: &Frame, by: By) -> String {
    match by {
        By::Line if frame.line > 0 => {
            format!("{}  {}:{}", name(frame), frame.file, frame.line)
        }
        _ => name(frame),
    }
}

/// Rows by what was measured there itself, most first.
#[must_use]
pub fn top(profile: &Profile, column: usize, by: By) -> Vec<Row> {
    // Each frame's key once: stacks are many, places are few.
    let (names, ids) = keys(profile, by);
    let mut own = vec![0_u64; names.len()];
    let mut with_calls = vec![0_u64; names.len()];
    let mut seen = HashSet::new();
    for sample in &profile.samples {
        let value = sample.values[column];
        if value == 0 {
            continue;
        }
        seen.clear();
        for (depth, &frame) in sample.stack.iter().enumerate() {
            let id = ids[frame as usize];
            if depth == 0 {
                own[id] += value;
            }
            // A function that calls itself counts once.
            if seen.insert(id) {
                with_calls[id] += value;
            }
        }
    }
    let mut rows: Vec<Row> = names
        .into_iter()
        .zip(own.into_iter().zip(with_calls))
        .filter(|(_, (_, all))| *all > 0)
        .map(|(name, (own, with_calls))| Row {
            name,
            own,
            with_calls,
        })
        .collect();
    rows.sort_by(|a, b| (b.own, b.with_calls, &a.name).cmp(&(a.own, a.with_calls, &b.name)));
    rows
}

fn keys(profile: &Profile, by: By) -> (Vec<String>, Vec<usize>) {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    let ids = profile
        .frames
        .iter()
        .map(|frame| {
            let key = key(frame, by);
            *known.entry(key).or_insert_with_key(|key| {
                names.push(key.clone());
                names.len() - 1
            })
        })
        .collect();
    (names, ids)
}

/// Rows of `profile` less those of `base`, largest difference first: value now,
/// and the difference.
#[must_use]
pub fn difference(profile: &Profile, base: &Profile, metric: &str, by: By) -> Vec<(Row, i64)> {
    let rows = |profile: &Profile| {
        profile
            .column(metric)
            .map(|column| top(profile, column, by))
            .unwrap_or_default()
    };
    let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let mut found: BTreeMap<String, (Row, i64)> = rows(profile)
        .into_iter()
        .map(|row| (row.name.clone(), (row.clone(), signed(row.own))))
        .collect();
    for row in rows(base) {
        let empty = Row {
            name: row.name.clone(),
            own: 0,
            with_calls: 0,
        };
        let entry = found.entry(row.name).or_insert((empty, 0));
        entry.1 -= signed(row.own);
    }
    let mut found: Vec<(Row, i64)> = found
        .into_values()
        .filter(|(_, difference)| *difference != 0)
        .collect();
    found.sort_by_key(|(_, difference)| std::cmp::Reverse(difference.unsigned_abs()));
    found
}

/// Lines of every function whose name contains `part`: file, line, own value, and
/// value with calls.
#[must_use]
pub fn lines(profile: &Profile, column: usize, part: &str) -> BTreeMap<(String, u32), (u64, u64)> {
    let matches: Vec<bool> = profile
        .frames
        .iter()
        .map(|frame| frame.line > 0 && frame.function.contains(part))
        .collect();
    let mut found: BTreeMap<(String, u32), (u64, u64)> = BTreeMap::new();
    for sample in &profile.samples {
        let value = sample.values[column];
        let mut seen = HashSet::new();
        for (depth, &at) in sample.stack.iter().enumerate() {
            if !matches[at as usize] || value == 0 {
                continue;
            }
            let frame = &profile.frames[at as usize];
            let place = (frame.file.clone(), frame.line);
            let entry = found.entry(place.clone()).or_default();
            if depth == 0 {
                entry.0 += value;
            }
            if seen.insert(place) {
                entry.1 += value;
            }
        }
    }
    found
}

/// A function and what it called, with everything measured below.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The function.
    pub name: String,
    /// Where the caller's line is known, of this node.
    pub place: String,
    /// With calls.
    pub value: u64,
    /// In the base of a comparison.
    pub base: u64,
    /// What it called, most first.
    pub children: Vec<Node>,
}

/// The calls from the root down, without branches below `least` of the whole.
#[must_use]
pub fn tree(profile: &Profile, column: usize, least: f64) -> Node {
    let (names, ids) = keys(profile, By::Function);
    let places: Vec<String> = profile
        .frames
        .iter()
        .map(|frame| {
            if frame.line > 0 {
                format!("{}:{}", frame.file, frame.line)
            } else {
                String::new()
            }
        })
        .collect();
    let total = profile.total(column);
    let mut root = Node {
        name: "all".to_owned(),
        value: total,
        ..Node::default()
    };
    // Branches by their value, each with its samples and how deep they are in.
    let samples: Vec<Weighed<'_>> = profile
        .samples
        .iter()
        .filter(|sample| sample.values[column] > 0)
        .map(|sample| (sample.stack.as_slice(), sample.values[column]))
        .collect();
    grow(
        &mut root,
        samples,
        0,
        (total as f64 * least) as u64,
        &names,
        &ids,
        &places,
    );
    root
}

/// A stack, leaf first, and its value.
type Weighed<'a> = (&'a [u32], u64);

fn grow(
    node: &mut Node,
    samples: Vec<Weighed<'_>>,
    depth: usize,
    least: u64,
    names: &[String],
    ids: &[usize],
    places: &[String],
) {
    let mut below: HashMap<usize, (u64, Vec<Weighed<'_>>)> = HashMap::new();
    for (stack, value) in samples {
        let Some(at) = stack.len().checked_sub(depth + 1) else {
            continue;
        };
        let entry = below.entry(ids[stack[at] as usize]).or_default();
        entry.0 += value;
        entry.1.push((stack, value));
    }
    let mut below: Vec<_> = below
        .into_iter()
        .filter(|(_, (value, _))| *value > least)
        .collect();
    below.sort_by(|a, b| (b.1.0, &names[a.0]).cmp(&(a.1.0, &names[b.0])));
    for (id, (value, samples)) in below {
        let first = samples
            .first()
            .map(|(stack, _)| stack[stack.len() - depth - 1] as usize);
        let mut child = Node {
            name: names[id].clone(),
            place: first.map(|at| places[at].clone()).unwrap_or_default(),
            value,
            ..Node::default()
        };
        // Deeper than this nobody looks, and the stack of this program ends too.
        if depth < 400 {
            grow(&mut child, samples, depth + 1, least, names, ids, places);
        }
        node.children.push(child);
    }
}

/// Adds the values of `base` to the nodes of `tree` that have the same way from the
/// root; what only `base` has is added with a value of 0.
pub fn compare(tree: &mut Node, base: &Node) {
    tree.base = base.value;
    for theirs in &base.children {
        match tree
            .children
            .iter_mut()
            .find(|ours| ours.name == theirs.name)
        {
            Some(ours) => compare(ours, theirs),
            None => {
                let mut gone = Node {
                    name: theirs.name.clone(),
                    place: theirs.place.clone(),
                    ..Node::default()
                };
                compare(&mut gone, theirs);
                tree.children.push(gone);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Format, Metric};

    fn profile(stacks: &[(&str, u64)]) -> Profile {
        let mut builder = Builder::new(Format::Folded, vec![Metric::new("samples", "count")]);
        for (stack, value) in stacks {
            let stack: Vec<u32> = stack
                .rsplit(';')
                .map(|name| {
                    builder.frame(Frame {
                        function: name.to_owned(),
                        ..Frame::default()
                    })
                })
                .collect();
            builder.add(&stack, &[*value]);
        }
        builder.finish()
    }

    #[test]
    fn recursion_counts_once_with_its_calls() {
        let rows = top(
            &profile(&[("main;f;f;g", 3), ("main;f", 1)]),
            0,
            By::Function,
        );
        let find = |name: &str| rows.iter().find(|row| row.name == name).expect("a row");
        assert_eq!((find("f").own, find("f").with_calls), (1, 4));
        assert_eq!((find("main").own, find("main").with_calls), (0, 4));
    }

    #[test]
    fn a_difference_names_what_went_and_what_came() {
        let rows = difference(
            &profile(&[("main;new", 7), ("main;same", 2)]),
            &profile(&[("main;old", 3), ("main;same", 2)]),
            "samples",
            By::Function,
        );
        let rows: Vec<(&str, i64)> = rows
            .iter()
            .map(|(row, by)| (row.name.as_str(), *by))
            .collect();
        assert_eq!(rows, [("new", 7), ("old", -3)]);
    }

    #[test]
    fn a_tree_has_branches_above_the_least_share_and_the_base_beside() {
        let mut now = tree(&profile(&[("main;a", 97), ("main;b", 3)]), 0, 0.05);
        assert_eq!(now.children[0].children.len(), 1);
        compare(&mut now, &tree(&profile(&[("main;c", 9)]), 0, 0.0));
        let names: Vec<(&str, u64, u64)> = now.children[0]
            .children
            .iter()
            .map(|node| (node.name.as_str(), node.value, node.base))
            .collect();
        assert_eq!(names, [("a", 97, 0), ("c", 0, 9)]);
    }
}
