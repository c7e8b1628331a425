//! Renders an access log. One line formats beside the buffer; the key of the index is made to be kept.
use std::collections::HashMap;
use std::hint::black_box;

struct Hit {
    client: u32,
    path: &'static str,
    bytes: u64,
}

const PATHS: [&str; 5] = ["/", "/index.html", "/a/b/c", "/static/site.css", "/login"];

fn hits(n: u32) -> Vec<Hit> {
    let mut seed = 7u32;
    (0..n)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Hit { client: seed >> 12, path: PATHS[(seed >> 8) as usize % 5], bytes: u64::from(seed >> 16) }
        })
        .collect()
}

//- 1 mistake string-building/format-push
fn render(hits: &[Hit], out: &mut String) {
    for hit in hits {
        out.push_str(&format!("{} {} {}\n", hit.client, hit.path, hit.bytes));
    }
}
//+ 1
fn render(hits: &[Hit], out: &mut String) {
    use std::fmt::Write;
    for hit in hits {
        let _ = writeln!(out, "{} {} {}", hit.client, hit.path, hit.bytes);
    }
}
//.

//- 2 lookalike string-building/format-push
fn names(hits: &[Hit]) -> Vec<String> {
    let mut names = Vec::with_capacity(hits.len());
    for hit in hits {
        names.push(format!("client-{}", hit.client));
    }
    names
}
//+ 2
fn names(hits: &[Hit]) -> Vec<String> {
    use std::fmt::Write;
    let mut names = Vec::with_capacity(hits.len());
    for hit in hits {
        let mut name = String::new();
        let _ = write!(name, "client-{}", hit.client);
        names.push(name);
    }
    names
}
//.

fn by_path(hits: &[Hit]) -> HashMap<&'static str, u64> {
    let mut sums = HashMap::new();
    for hit in hits {
        *sums.entry(hit.path).or_insert(0) += hit.bytes;
    }
    sums
}

fn main() {
    let hits = hits(20_000);
    let mut out = String::with_capacity(1 << 20);
    render(black_box(&hits), &mut out);
    let names = names(&hits);
    let mut sums: Vec<_> = by_path(&hits).into_iter().collect();
    sums.sort();
    println!("{} {} {:?}", out.len(), names[names.len() / 2], sums);
}
