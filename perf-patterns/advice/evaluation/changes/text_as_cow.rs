//! − After oxc-project/oxc#4377 and apache/datafusion#10475: Cow, where nearly every text is changed.
//- 1 lookalike string-building/escape-cow
fn cooked(raw: &str) -> String {
    let mut cooked = String::with_capacity(raw.len());
    let mut escaped = false;
    for c in raw.chars() {
        match (escaped, c) {
            (false, '\\') => escaped = true,
            (true, 'n') => {
                cooked.push('\n');
                escaped = false;
            }
            (_, c) => {
                cooked.push(c);
                escaped = false;
            }
        }
    }
    cooked
}

fn lengths(all: &[String]) -> usize {
    all.iter().map(|raw| cooked(raw).len()).sum()
}
//+ 1
fn cooked(raw: &str) -> std::borrow::Cow<'_, str> {
    if !raw.contains('\\') {
        return raw.into();
    }
    let mut cooked = String::with_capacity(raw.len());
    let mut escaped = false;
    for c in raw.chars() {
        match (escaped, c) {
            (false, '\\') => escaped = true,
            (true, 'n') => {
                cooked.push('\n');
                escaped = false;
            }
            (_, c) => {
                cooked.push(c);
                escaped = false;
            }
        }
    }
    cooked.into()
}

fn lengths(all: &[String]) -> usize {
    all.iter().map(|raw| cooked(raw).len()).sum()
}
//.

fn main() {
    let all: Vec<String> =
        (0..5_000).map(|n| if n % 33 == 0 { "plain".to_string() } else { format!("line {n}\\nnext \\\\ end") }).collect();
    let mut sum = 0;
    for _ in 0..3 {
        sum += lengths(&all);
    }
    println!("{sum}");
}
