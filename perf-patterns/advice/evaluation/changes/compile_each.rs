//! uses regex
//! After astral-sh/ruff#77: expressions are compiled in a check that runs for each file.
use regex::Regex;

struct Finding {
    line: usize,
    code: String,
}

//- 1 mistake work/compile-once
fn noqa(text: &str) -> Vec<Finding> {
    let marker = Regex::new(r"# noqa(?:: (?<codes>[A-Z0-9, ]+))?").expect("a constant expression");
    text.lines()
        .enumerate()
        .filter_map(|(line, text)| {
            let codes = marker.captures(text)?.name("codes")?;
            Some(Finding { line, code: codes.as_str().to_string() })
        })
        .collect()
}
//+ 1
fn noqa(text: &str) -> Vec<Finding> {
    static MARKER: std::sync::LazyLock<Regex> = std::sync::LazyLock::new(|| {
        Regex::new(r"# noqa(?:: (?<codes>[A-Z0-9, ]+))?").expect("a constant expression")
    });
    text.lines()
        .enumerate()
        .filter_map(|(line, text)| {
            let codes = MARKER.captures(text)?.name("codes")?;
            Some(Finding { line, code: codes.as_str().to_string() })
        })
        .collect()
}
//.

fn main() {
    let files: Vec<String> = (0..40)
        .map(|n| (0..30).map(|k| if k % 9 == 0 { format!("x = {n}  # noqa: E50{k}\n") } else { format!("y{k} = {n}\n") }).collect())
        .collect();
    let mut sum = 0;
    for file in &files {
        sum += noqa(file).iter().map(|finding| finding.line + finding.code.len()).sum::<usize>();
    }
    println!("{sum}");
}
