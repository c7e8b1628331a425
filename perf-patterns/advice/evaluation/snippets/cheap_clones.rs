//! Clones that cost next to nothing, or have to be: counted references, numbers in a struct, a name that is kept.
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone, Debug)]
struct Span {
    from: u32,
    to: u32,
}

struct Symbol {
    name: Rc<str>,
    span: Span,
}

struct Scope {
    symbols: Vec<Symbol>,
    text: Arc<String>,
}

impl Scope {
    //- 1 lookalike ownership/clone-to-read|pooling/clone-from
    fn text(&self, symbol: &Symbol) -> usize {
        let text = self.text.clone();
        let span = symbol.span.clone();
        text[span.from as usize..span.to as usize].bytes().filter(u8::is_ascii_digit).count()
    }
    //+ 1
    fn text(&self, symbol: &Symbol) -> usize {
        let span = &symbol.span;
        self.text[span.from as usize..span.to as usize].bytes().filter(u8::is_ascii_digit).count()
    }
    //.

    //- 2 lookalike ownership/clone-to-read|lookups/key-without-owning
    fn by_name(&self) -> HashMap<Rc<str>, u32> {
        let mut by_name = HashMap::with_capacity(self.symbols.len());
        for symbol in &self.symbols {
            *by_name.entry(Rc::clone(&symbol.name)).or_insert(0) += symbol.span.to - symbol.span.from;
        }
        by_name
    }
    //+ 2
    fn by_name(&self) -> HashMap<Rc<str>, u32> {
        let mut by_name = HashMap::with_capacity(self.symbols.len());
        for symbol in &self.symbols {
            match by_name.get_mut(&symbol.name) {
                Some(length) => *length += symbol.span.to - symbol.span.from,
                None => {
                    by_name.insert(Rc::clone(&symbol.name), symbol.span.to - symbol.span.from);
                }
            }
        }
        by_name
    }
    //.
}

struct Job {
    title: String,
    scope: Arc<String>,
}

//- 3 lookalike ownership/clone-to-read
fn jobs(scope: &Scope, titles: &[String]) -> Vec<Job> {
    titles.iter().map(|title| Job { title: title.clone(), scope: Arc::clone(&scope.text) }).collect()
}
//+ 3
fn jobs(scope: &Scope, titles: &[String]) -> Vec<Job> {
    let mut jobs = Vec::with_capacity(titles.len());
    for title in titles {
        jobs.push(Job { title: title.as_str().to_owned(), scope: scope.text.clone() });
    }
    jobs
}
//.

fn main() {
    //- 4 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let text: String = (0..3_000).map(|n| format!("item {n} of the source text; ")).collect();
    //+ 4
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..3_000 {
        let _ = write!(text, "item {n} of the source text; ");
    }
    //.
    let symbols = (0..2_000_u32)
        .map(|n| Symbol { name: format!("symbol{n}").into(), span: Span { from: n * 20, to: n * 20 + 40 } })
        .collect();
    let scope = Scope { symbols, text: Arc::new(text) };
    let mut digits = 0;
    for _ in 0..8 {
        digits += scope.symbols.iter().map(|symbol| scope.text(symbol)).sum::<usize>();
    }
    let by_name = scope.by_name();
    let titles: Vec<String> = (0..300).map(|n| format!("translate part {n}")).collect();
    let jobs = jobs(&scope, &titles);
    let letters: usize = jobs.iter().map(|job| job.title.len() + job.scope.len() % 2).sum();
    println!("{digits} {} {letters}", by_name["symbol12"]);
}
