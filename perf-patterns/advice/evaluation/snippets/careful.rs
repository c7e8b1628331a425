//! Nothing to mend: capacity is said, keys are new, text is kept, scratch is reused.
use std::collections::HashMap;
use std::fmt::Write;

struct Page {
    title: String,
    links: Vec<u32>,
}

fn pages(n: u32) -> Vec<Page> {
    let mut pages = Vec::with_capacity(n as usize);
    for at in 0..n {
        //- 1 lookalike string-building/format-push
        let mut title = String::with_capacity(24);
        let _ = write!(title, "Page {at} of {n}");
        //+ 1
        let title = format!("Page {at} of {n}");
        //.
        //- 2 lookalike pooling/reuse-vec|preallocation/vec-capacity
        let mut links = Vec::new();
        for k in 1..=at % 5 {
            links.push(at * k % n);
        }
        pages.push(Page { title, links });
        //+ 2
        let mut links = Vec::with_capacity(at as usize % 5);
        for k in 1..=at % 5 {
            links.push(at * k % n);
        }
        pages.push(Page { title, links });
        //.
    }
    pages
}

//- 3 lookalike lookups/key-without-owning|ownership/clone-to-read
fn index(pages: &[Page]) -> HashMap<String, usize> {
    let mut index = HashMap::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate() {
        index.entry(page.title.clone()).or_insert(at);
    }
    index
}
//+ 3
fn index(pages: &[Page]) -> HashMap<String, usize> {
    let mut index = HashMap::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate() {
        if !index.contains_key(&page.title) {
            index.insert(page.title.clone(), at);
        }
    }
    index
}
//.

fn main() {
    let pages = pages(6_000);
    let index = index(&pages);
    let mut ranks = vec![1u64; pages.len()];
    let mut next = vec![0u64; pages.len()];
    for _ in 0..10 {
        next.fill(1);
        for (page, rank) in pages.iter().zip(&ranks) {
            for link in &page.links {
                next[*link as usize] += rank / 4;
            }
        }
        std::mem::swap(&mut ranks, &mut next);
    }
    println!("{:?} {:?}", ranks.iter().max(), index.get("Page 17 of 6000"));
}
