//! Where am I? Trails of a site: the log of a walk is made anew at each step; a trail of three crumbs is short.
use std::collections::HashMap;

struct Page {
    title: String,
    parent: Option<usize>,
    links: Vec<usize>,
}

fn site(pages: usize) -> Vec<Page> {
    (0..pages)
        .map(|at| Page {
            title: format!("page {at}"),
            parent: if at == 0 { None } else { Some(at / 9) },
            links: (1..4).map(|k| (at * 7 + k * 31) % pages).collect(),
        })
        .collect()
}

//- 1 mistake string-building/append|string-building/format-push
fn walk(site: &[Page], steps: usize) -> String {
    let mut log = String::new();
    let mut at = 0;
    for step in 0..steps {
        let page = &site[at];
        log = format!("{log}{step}: {}; ", page.title);
        at = page.links[step % page.links.len()];
    }
    log
}
//+ 1
fn walk(site: &[Page], steps: usize) -> String {
    use std::fmt::Write;
    let mut log = String::new();
    let mut at = 0;
    for step in 0..steps {
        let page = &site[at];
        let _ = write!(log, "{step}: {}; ", page.title);
        at = page.links[step % page.links.len()];
    }
    log
}
//.

//- 2 lookalike string-building/append|string-building/format-push
fn trail(site: &[Page], mut at: usize) -> String {
    let mut trail = site[at].title.clone();
    while let Some(parent) = site[at].parent {
        trail = format!("{} > {trail}", site[parent].title);
        at = parent;
    }
    trail
}
//+ 2
fn trail(site: &[Page], mut at: usize) -> String {
    let mut titles = vec![site[at].title.as_str()];
    while let Some(parent) = site[at].parent {
        titles.push(&site[parent].title);
        at = parent;
    }
    titles.reverse();
    titles.join(" > ")
}
//.

fn depth(site: &[Page], at: usize) -> u32 {
    site[at].parent.map_or(0, |parent| 1 + depth(site, parent))
}

fn reachable(site: &[Page]) -> usize {
    let mut seen = vec![false; site.len()];
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut seen[at], true) {
            open.extend(&site[at].links);
        }
    }
    seen.iter().filter(|seen| **seen).count()
}

fn main() {
    let site = site(700);
    let log = walk(&site, 900);
    let mut by_depth: HashMap<u32, u32> = HashMap::new();
    for at in 0..site.len() {
        *by_depth.entry(depth(&site, at)).or_default() += 1;
    }
    println!("{} {}", log.len(), &log[log.len() - 40..]);
    println!("{} {}", trail(&site, 650), trail(&site, 80));
    println!("{} {:?}", reachable(&site), by_depth.get(&3));
}
