//! After VeraTools/vera#214: a pattern with several stars tries the same rest of the path again and again.
struct Glob<'a> {
    pattern: Vec<&'a str>,
}

fn segment(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after)
        }
        None => pattern == name,
    }
}

//- 1 mistake recursion/fibonacci
fn matches(pattern: &[&str], path: &[&str]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((&"**", rest)) => matches(rest, path) || (!path.is_empty() && matches(pattern, &path[1..])),
        Some((first, rest)) => !path.is_empty() && segment(first, path[0]) && matches(rest, &path[1..]),
    }
}
//+ 1
fn matches(pattern: &[&str], path: &[&str]) -> bool {
    let mut below = vec![false; path.len() + 1];
    below[path.len()] = true;
    for first in pattern.iter().rev() {
        let mut here = vec![false; path.len() + 1];
        for at in (0..=path.len()).rev() {
            here[at] = match *first {
                "**" => below[at] || (at < path.len() && here[at + 1]),
                first => at < path.len() && below[at + 1] && segment(first, path[at]),
            };
        }
        below = here;
    }
    below[0]
}
//.

impl<'a> Glob<'a> {
    //- 2 lookalike string-building/parse-fields|loops/collect-then-iterate
    fn new(pattern: &'a str) -> Glob<'a> {
        Glob { pattern: pattern.split('/').collect() }
    }
    //+ 2
    fn new(pattern: &'a str) -> Glob<'a> {
        let mut parts = Vec::with_capacity(8);
        parts.extend(pattern.split('/'));
        Glob { pattern: parts }
    }
    //.
}

fn main() {
    let globs = ["src/**/*.rs", "**/tests/**/fixtures/**/*.json", "**/a/**/b/**/c/**/*.txt", "docs/*"].map(Glob::new);
    let paths: Vec<String> = (0..60)
        .map(|at| {
            let middle = ["a/tests/b", "tests/fixtures/b/c", "a/b/a/b"][at % 3];
            format!("src/{middle}/a/part{}/{middle}/b/{middle}/file{at}.{}", at % 5, ["rs", "json", "md"][at / 3 % 3])
        })
        .collect();
    let mut hits = [0; 4];
    for path in &paths {
        //- 3 lookalike loops/collect-then-iterate|string-building/parse-fields
        let parts: Vec<&str> = path.split('/').collect();
        //+ 3
        let mut parts = Vec::with_capacity(24);
        parts.extend(path.split('/'));
        //.
        for (hits, glob) in hits.iter_mut().zip(&globs) {
            *hits += u32::from(matches(&glob.pattern, &parts));
        }
    }
    println!("{hits:?}");
}
