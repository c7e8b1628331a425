//! One HTML page with everything in it: flame graph, table, source, difference.
//! It asks no server for anything.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Profile;
use crate::view::{self, By, Node};

/// What a source line is marked with.
pub struct Mark {
    /// The file, as in the profile.
    pub file: String,
    /// From one.
    pub line: u32,
    /// Shown beside it.
    pub text: String,
}

/// Branches below this share of the whole are left out.
const LEAST: f64 = 0.0005;

/// The page.
///
/// `base` is what to compare with, `sources` the text of files by their names in
/// the profile, `marks` what to show beside lines.
#[must_use]
pub fn html(
    title: &str,
    profile: &Profile,
    base: Option<&Profile>,
    sources: &BTreeMap<String, String>,
    marks: &[Mark],
) -> String {
    let graphs: Vec<Value> = profile
        .metrics
        .iter()
        .enumerate()
        .filter(|(column, _)| profile.total(*column) > 0)
        .map(|(column, metric)| {
            let mut tree = view::tree(profile, column, LEAST);
            let other = base.and_then(|base| {
                let column = base.column(&metric.name)?;
                Some(view::tree(base, column, LEAST))
            });
            if let Some(other) = &other {
                view::compare(&mut tree, other);
            }
            let rows: Vec<Value> = view::top(profile, column, By::Line)
                .into_iter()
                .take(500)
                .map(|row| json!([row.name, row.own, row.with_calls]))
                .collect();
            let mut lines: BTreeMap<String, BTreeMap<u32, u64>> = BTreeMap::new();
            for ((file, line), (_, value)) in view::lines(profile, column, "") {
                if sources.contains_key(&file) {
                    lines.entry(file).or_default().insert(line, value);
                }
            }
            json!({
                "metric": metric.name,
                "unit": metric.unit,
                "tree": node(&tree, other.is_some()),
                "compared": other.is_some(),
                "rows": rows,
                "lines": lines,
            })
        })
        .collect();
    let marks: Vec<Value> = marks
        .iter()
        .map(|mark| json!([mark.file, mark.line, mark.text]))
        .collect();
    let data = json!({ "graphs": graphs, "sources": sources, "marks": marks }).to_string();
    // Nothing within the data may end the script.
    let data = data.replace("</", "<\\/").replace("<!--", "<\\u0021--");
    include_str!("page.html")
        .replace("{{title}}", &escape(title))
        .replace("{{data}}", &data)
}

fn node(node: &Node, compared: bool) -> Value {
    let children: Vec<Value> = node
        .children
        .iter()
        .map(|child| self::node(child, compared))
        .collect();
    let mut value = json!({
        "n": node.name,
        "s": function_names::base_name(&node.name),
        "p": node.place,
        "v": node.value,
        "c": children,
    });
    if compared {
        value["b"] = json!(node.base);
    }
    value
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
