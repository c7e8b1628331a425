//! Titles and links of a wiki: most titles have nothing to replace; links always have; what is stored is owned.
use std::collections::BTreeMap;

struct Article {
    title: String,
    text: String,
}

fn articles(count: usize) -> Vec<Article> {
    (0..count)
        .map(|at| Article {
            title: match at % 12 {
                0 => format!("List_of_rivers_{at}"),
                _ => format!("Rivers of the county number {at}"),
            },
            text: format!("The river [[Old mill {at}]] flows into [[Lake {}]] & the [[Sea of {}]].", at % 50, at % 9),
        })
        .collect()
}

//- 1 mistake string-building/escape-cow|ownership/clone-to-read
fn display(title: &str) -> String {
    title.replace('_', " ")
}

fn widest(articles: &[Article]) -> (usize, usize) {
    let mut widest = (0, 0);
    for (at, article) in articles.iter().enumerate() {
        let shown = display(&article.title);
        let width = shown.split(' ').map(|word| word.len() + 1).max().unwrap_or(0) * 10 + shown.split(' ').count();
        if width > widest.1 {
            widest = (at, width);
        }
    }
    widest
}
//+ 1
fn display(title: &str) -> std::borrow::Cow<'_, str> {
    match title.contains('_') {
        true => title.replace('_', " ").into(),
        false => title.into(),
    }
}

fn widest(articles: &[Article]) -> (usize, usize) {
    let mut widest = (0, 0);
    for (at, article) in articles.iter().enumerate() {
        let shown = display(&article.title);
        let width = shown.split(' ').map(|word| word.len() + 1).max().unwrap_or(0) * 10 + shown.split(' ').count();
        if width > widest.1 {
            widest = (at, width);
        }
    }
    widest
}
//.

//- 2 lookalike string-building/escape-cow
fn link(target: &str) -> String {
    target.replace(' ', "_")
}
//+ 2
fn link(target: &str) -> String {
    let link = match target.contains(' ') {
        true => std::borrow::Cow::Owned(target.replace(' ', "_")),
        false => std::borrow::Cow::Borrowed(target),
    };
    link.into_owned()
}
//.

fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("[[").skip(1).filter_map(|rest| rest.split_once("]]").map(|(target, _)| target))
}

fn backlinks(articles: &[Article]) -> BTreeMap<String, u32> {
    let mut backlinks = BTreeMap::new();
    for article in articles.iter().step_by(8) {
        for target in targets(&article.text) {
            *backlinks.entry(link(target)).or_insert(0) += 1;
        }
    }
    backlinks
}

fn main() {
    let articles = articles(800);
    let mut sum = 0;
    for skip in 0..12 {
        let (at, width) = widest(&articles[skip * 50..]);
        sum += at * 3 + width;
    }
    let backlinks = backlinks(&articles);
    println!("{sum} {} {:?}", backlinks.len(), backlinks.get("Sea_of_0"));
}
