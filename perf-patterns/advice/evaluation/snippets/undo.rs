//! Snapshots of a document: one overwrites what has room, the history has to own each.
#[derive(Clone, Default)]
struct Document {
    lines: Vec<u32>,
    title: String,
}

struct Editor {
    now: Document,
    before: Document,
    history: Vec<Document>,
}

impl Editor {
    //- 1 mistake pooling/clone-from
    fn remember(&mut self) {
        self.before.lines = self.now.lines.clone();
        self.before.title = self.now.title.clone();
    }
    //+ 1
    fn remember(&mut self) {
        self.before.lines.clone_from(&self.now.lines);
        self.before.title.clone_from(&self.now.title);
    }
    //.

    //- 2 lookalike pooling/clone-from
    fn keep(&mut self) {
        let copy = self.now.clone();
        self.history.push(copy);
    }
    //+ 2
    fn keep(&mut self) {
        let mut copy = Document::default();
        copy.lines.clone_from(&self.now.lines);
        copy.title.clone_from(&self.now.title);
        self.history.push(copy);
    }
    //.

    fn edit(&mut self, n: u32) {
        let at = (n * 7 % 40) as usize;
        self.now.lines[at] = self.now.lines[at].wrapping_mul(31).wrapping_add(n);
        if self.now.lines[at] == self.before.lines.first().copied().unwrap_or(1) {
            self.now.title.push('*');
        }
    }
}

fn main() {
    let now = Document { lines: (0..40).collect(), title: "untitled document, not saved".to_string() };
    let mut editor = Editor { now, before: Document::default(), history: Vec::new() };
    for n in 0..20_000 {
        editor.remember();
        editor.edit(n);
        if n % 20 == 0 {
            editor.keep();
        }
    }
    let sum: u64 = editor.history.iter().map(|old| u64::from(old.lines[3]) + old.title.len() as u64).sum();
    println!("{sum} {}", editor.before.lines[7]);
}
