//! What a check found, in the formats that other tools show: GitHub's annotations
//! and SARIF. Pure functions: whoever calls them prints the text.

use serde::Serialize;
use serde_json::{Value, json};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// To be looked at.
    Warning,
    /// Fails the check.
    Error,
}

/// A place in source text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// From the repository's root, or absolute.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; 0 where it is not known.
    pub column: u32,
}

/// One step of a [`Finding`]'s explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Where.
    pub location: Location,
    /// What happens there.
    pub message: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The id of a [`Rule`].
    pub rule: String,
    /// How much it matters.
    pub level: Level,
    /// One sentence.
    pub message: String,
    /// Where, if a line is known.
    pub location: Option<Location>,
    /// The way that leads there, step by step; may be empty.
    pub steps: Vec<Step>,
}

/// What a check looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its id, as in [`Finding::rule`].
    pub id: String,
    /// One sentence.
    pub summary: String,
    /// Where to read more, if anywhere.
    pub help_uri: Option<String>,
}

/// The findings as workflow commands of GitHub Actions, one a line. Written to
/// standard output of a workflow step, they annotate the changed lines.
pub fn github(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| {
            let command = match finding.level {
                Level::Note => "notice",
                Level::Warning => "warning",
                Level::Error => "error",
            };
            let mut properties = Vec::new();
            if let Some(location) = &finding.location {
                properties.push(format!("file={}", property(&location.file)));
                properties.push(format!("line={}", location.line.max(1)));
                if location.column > 0 {
                    properties.push(format!("col={}", location.column));
                }
            }
            properties.push(format!("title={}", property(&finding.rule)));
            let mut message = finding.message.clone();
            for step in &finding.steps {
                message.push_str(&format!(
                    "\n{}:{}: {}",
                    step.location.file, step.location.line, step.message
                ));
            }
            format!("::{command} {}::{}\n", properties.join(","), data(&message))
        })
        .collect()
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The findings as one run of `tool` in SARIF 2.1.0 (OASIS), with the properties
/// that code scanning reads.
pub fn sarif(tool: &str, version: &str, rules: &[Rule], findings: &[Finding]) -> String {
    let rules: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let mut value = json!({
                "id": rule.id,
                "shortDescription": { "text": rule.summary },
            });
            if let Some(uri) = &rule.help_uri {
                value["helpUri"] = json!(uri);
            }
            value
        })
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let mut result = json!({
                "ruleId": finding.rule,
                "level": finding.level,
                "message": { "text": finding.message },
                "locations": finding.location.iter().map(location).collect::<Vec<Value>>(),
            });
            if !finding.steps.is_empty() {
                let steps: Vec<Value> = finding
                    .steps
                    .iter()
                    .map(|step| {
                        let mut place = location(&step.location);
                        place["message"] = json!({ "text": step.message });
                        json!({ "location": place })
                    })
                    .collect();
                result["codeFlows"] = json!([{ "threadFlows": [{ "locations": steps }] }]);
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": tool, "version": version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn location(location: &Location) -> Value {
    let mut region = json!({ "startLine": location.line.max(1) });
    if location.column > 0 {
        region["startColumn"] = json!(location.column);
    }
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&location.file) },
            "region": region,
        },
    })
}

/// A path as a URI reference (RFC 3986): relative paths stay relative.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Finding {
        let place = |line| Location {
            file: "src/a b.rs".to_owned(),
            line,
            column: 0,
        };
        Finding {
            rule: "allocates".to_owned(),
            level: Level::Error,
            message: "100 % of it:\nall".to_owned(),
            location: Some(Location {
                column: 5,
                ..place(3)
            }),
            steps: vec![Step {
                location: place(9),
                message: "calls, on".to_owned(),
            }],
        }
    }

    #[test]
    fn an_annotation_is_one_line_and_its_separators_are_escaped() {
        let mut finding = finding();
        assert_eq!(
            github(std::slice::from_ref(&finding)),
            "::error file=src/a b.rs,line=3,col=5,title=allocates::\
             100 %25 of it:%0Aall%0Asrc/a b.rs:9: calls, on\n"
        );
        finding.rule = "a:b,c".to_owned();
        finding.location = None;
        assert!(github(&[finding]).starts_with("::error title=a%3Ab%2Cc::"));
    }

    #[test]
    fn sarif_has_what_code_scanning_reads() {
        let rule = Rule {
            id: "allocates".to_owned(),
            summary: "asks for memory".to_owned(),
            help_uri: None,
        };
        let text = sarif("perf-patterns", "0.1.0", &[rule], &[finding()]);
        let log: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "allocates");
        let result = &run["results"][0];
        assert_eq!(result["level"], "error");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "src/a%20b.rs");
        assert_eq!(place["region"]["startLine"], 3);
        assert_eq!(place["region"]["startColumn"], 5);
        let step = &result["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"];
        assert_eq!(step["physicalLocation"]["region"]["startLine"], 9);
        assert_eq!(step["message"]["text"], "calls, on");
    }

    #[test]
    fn an_absolute_path_is_a_file_uri() {
        assert_eq!(uri("/a/ü.rs"), "file:///a/%C3%BC.rs");
        assert_eq!(uri("src/lib.rs"), "src/lib.rs");
    }
}
