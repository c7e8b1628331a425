//! The search's index without its tree of words: a browser builds that from the text
//! in a moment, and it is two thirds of what mdBook writes.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

const BEFORE: &str = "JSON.parse('";
const AFTER: &str = "')";

/// What mdBook writes, as far as a search needs it.
#[derive(Deserialize)]
struct Written {
    doc_urls: Vec<String>,
    index: Index,
    results_options: Value,
    search_options: Value,
}

#[derive(Deserialize)]
struct Index {
    fields: Vec<String>,
    #[serde(rename = "documentStore")]
    store: Store,
}

#[derive(Deserialize)]
struct Store {
    docs: BTreeMap<String, BTreeMap<String, String>>,
}

/// `script`, mdBook's index, as one that builds its tree itself, by the elasticlunr
/// that every page loads.
///
/// # Errors
/// If mdBook has changed what its index looks like.
pub fn without_tree(script: &str) -> anyhow::Result<String> {
    let written = read(script).context("mdBook's search index has another form than before")?;
    let documents: Vec<Value> = written
        .doc_urls
        .iter()
        .enumerate()
        .map(|(id, url)| {
            let texts = written.index.store.docs.get(&id.to_string());
            let text = |field| texts.and_then(|texts| texts.get(field)).map(String::as_str);
            let fields = written.index.fields.iter();
            let mut row = vec![url.as_str()];
            row.extend(fields.map(|field| text(field).unwrap_or_default()));
            json!(row)
        })
        .collect();
    let kept = json!({
        "documents": documents,
        "fields": written.index.fields,
        "results_options": written.results_options,
        "search_options": written.search_options,
    });
    let kept = kept.to_string().replace('\\', "\\\\").replace('\'', "\\'");
    Ok(format!(
        "window.search = Object.assign(window.search, (() => {{\n\
         const {{ documents, fields, ...options }} = {BEFORE}{kept}{AFTER};\n\
         const index = elasticlunr(function () {{\n\
         this.setRef('id');\n\
         for (const field of fields) this.addField(field);\n\
         }});\n\
         documents.forEach(([, ...texts], id) => {{\n\
         const named = fields.map((field, place) => [field, texts[place]]);\n\
         index.addDoc({{ id: String(id), ...Object.fromEntries(named) }});\n\
         }});\n\
         return {{ ...options, doc_urls: documents.map(([url]) => url), index: index.toJSON() }};\n\
         }})());\n"
    ))
}

fn read(script: &str) -> anyhow::Result<Written> {
    let quoted = script
        .split_once(BEFORE)
        .and_then(|(_, rest)| rest.rsplit_once(AFTER))
        .context("it is no text that a script parses")?;
    Ok(serde_json::from_str(&unquoted(quoted.0))?)
}

/// Without the backslashes of a string of JavaScript.
fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(characters.next()),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_as_they_are_and_the_tree_goes() {
        let script = concat!(
            "window.search = Object.assign(window.search, JSON.parse('",
            r#"{"doc_urls":["a.html#b"],"index":{"documentStore":{"docInfo":{},"docs":{"0":"#,
            r#"{"body":"it\'s \\"quoted\\"","breadcrumbs":"A » B","id":"0","title":"B"}}},"#,
            r#""fields":["title","body","breadcrumbs"],"index":{"body":{"root":{}}}},"#,
            r#""results_options":{"limit_results":20},"search_options":{"bool":"OR"}}"#,
            "'));"
        );
        let lean = without_tree(script).unwrap();
        assert!(
            lean.contains(r#"["a.html#b","B","it\'s \\"quoted\\"","A » B"]"#),
            "{lean}"
        );
        assert!(!lean.contains("root"), "{lean}");
        assert!(lean.contains(r#""limit_results":20"#), "{lean}");
    }

    #[test]
    fn another_form_is_an_error() {
        assert!(without_tree("window.search = {};").is_err());
        assert!(without_tree("JSON.parse('{}')").is_err());
    }
}
