//! Lists versions: numbers become strings before they are joined, a version is a vector of three, names are joined as they are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Release {
    name: String,
    version: Vec<u32>,
}

fn releases(count: u32) -> Vec<Release> {
    (0..count)
        .map(|at| Release { name: format!("package{}", at % 60), version: vec![at % 3, at * 7 % 40, at * 31 % 100] })
        .collect()
}

//- 1 mistake string-building/join-numbers|string-building/append
fn dotted(version: &[u32]) -> String {
    version.iter().map(|part| part.to_string()).collect::<Vec<_>>().join(".")
}
//+ 1
fn dotted(version: &[u32]) -> String {
    use std::fmt::Write;
    let mut dotted = String::with_capacity(12);
    for (at, part) in version.iter().enumerate() {
        let _ = write!(dotted, "{}{part}", if at == 0 { "" } else { "." });
    }
    dotted
}
//.

//- 2 lookalike string-building/join-numbers|loops/collect-then-iterate
fn names(releases: &[Release]) -> String {
    let mut names: Vec<&str> = releases.iter().map(|release| release.name.as_str()).collect();
    names.dedup();
    names.join(" ")
}
//+ 2
fn names(releases: &[Release]) -> String {
    let mut names = String::new();
    let mut last = "";
    for release in releases {
        if release.name != last {
            if !names.is_empty() {
                names.push(' ');
            }
            names.push_str(&release.name);
            last = &release.name;
        }
    }
    names
}
//.

fn newest(releases: &[Release]) -> Vec<&Release> {
    //- 3 lookalike preallocation/vec-capacity|pooling/reuse-vec
    let mut newest: Vec<&Release> = Vec::new();
    //+ 3
    let mut newest: Vec<&Release> = Vec::with_capacity(60);
    //.
    for release in releases {
        match newest.last_mut() {
            Some(last) if last.name == release.name => *last = release,
            _ => newest.push(release),
        }
    }
    newest
}

fn main() {
    let mut releases = releases(1_500);
    releases.sort_unstable();
    let newest = newest(&releases);
    let width = releases.iter().map(|release| dotted(&release.version).len()).max();
    let listed: usize = newest.iter().map(|release| release.name.len() + dotted(&release.version).len()).sum();
    println!("{} {width:?} {listed} {}", newest.len(), names(&releases).len());
}
