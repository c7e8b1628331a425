//! − After rust-lang/rust#82397: `write!` of plain pieces, where text was pushed already.
use std::fmt::Write;

struct Item {
    name: String,
    kind: &'static str,
}

//- 1 lookalike string-building/format-push|string-building/append
fn page(items: &[Item]) -> String {
    let mut page = String::with_capacity(items.len() * 64);
    for item in items {
        page.push_str("<li class=\"");
        page.push_str(item.kind);
        page.push_str("\">");
        page.push_str(&item.name);
        page.push_str("</li>");
    }
    page
}
//+ 1
fn page(items: &[Item]) -> String {
    let mut page = String::with_capacity(items.len() * 64);
    for item in items {
        let _ = write!(page, "<li class=\"{}\">{}</li>", item.kind, item.name);
    }
    page
}
//.

fn main() {
    let kinds = ["fn", "struct", "trait"];
    let items: Vec<Item> = (0..2_000).map(|n| Item { name: format!("item_{n}"), kind: kinds[n % 3] }).collect();
    let mut sum = 0;
    let mut title = String::new();
    for round in 0..12 {
        title.clear();
        let _ = write!(title, "page {round}");
        sum += page(&items).len() + title.len();
    }
    println!("{sum}");
}
