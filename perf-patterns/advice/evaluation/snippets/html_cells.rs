//! A table of cells in HTML: nearly all text is clean; queries in links never are; captions are kept.
trait Escape {
    //- 1 mistake string-building/escape-cow
    fn html(&self) -> String;
    //+ 1
    fn html(&self) -> std::borrow::Cow<'_, str>;
    //.
}

impl Escape for str {
    //- 1
    fn html(&self) -> String {
        self.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }
    //+ 1
    fn html(&self) -> std::borrow::Cow<'_, str> {
        if !self.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>')) {
            return self.into();
        }
        self.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").into()
    }
    //.
}

//- 2 lookalike string-building/escape-cow
fn query(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        if c == ' ' { out.push('+') } else { out.push(c) }
    }
    out
}
//+ 2
fn query(words: &str) -> std::borrow::Cow<'_, str> {
    if !words.contains(' ') {
        return words.into();
    }
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        if c == ' ' { out.push('+') } else { out.push(c) }
    }
    out.into()
}
//.

struct Table {
    caption: String,
    body: String,
}

//- 3 lookalike string-building/escape-cow|ownership/clone-to-read
fn table(caption: &str) -> Table {
    Table { caption: caption.trim().to_owned(), body: String::new() }
}
//+ 3
fn table(caption: &str) -> Table {
    let caption = caption.trim();
    let mut owned = String::with_capacity(caption.len());
    owned.push_str(caption);
    Table { caption: owned, body: String::new() }
}
//.

fn main() {
    let names: Vec<String> =
        (0..300).map(|n| if n % 60 == 7 { format!("R&D <{n}>") } else { format!("Department of {n} offices") }).collect();
    let mut tables = Vec::new();
    for n in 0..12 {
        let mut table = table("  Staff by department  ");
        for (at, name) in names.iter().enumerate() {
            table.body.push_str("<td>");
            table.body.push_str(&name.html());
            if at % 15 == n {
                table.body.push_str(&query(name));
            }
        }
        tables.push(table);
    }
    let letters: usize = tables.iter().map(|table| table.body.len() + table.caption.len()).sum();
    println!("{letters}");
}
