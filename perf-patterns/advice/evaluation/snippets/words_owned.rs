//! Words of a text: owned and collected to be counted; flags of a command are owned, once; a line of cells is walked twice.
struct Document {
    text: String,
}

impl Document {
    //- 1 mistake ownership/clone-to-read|loops/collect-then-iterate
    fn long_words(&self, least: usize) -> usize {
        let words: Vec<String> = self.text.split_whitespace().map(|word| word.to_string()).collect();
        let mut long = 0;
        for word in &words {
            if word.len() >= least {
                long += 1;
            }
        }
        long
    }
    //+ 1
    fn long_words(&self, least: usize) -> usize {
        let mut long = 0;
        for word in self.text.split_whitespace() {
            if word.len() >= least {
                long += 1;
            }
        }
        long
    }
    //.

    //- 2 lookalike loops/collect-then-iterate|pooling/reuse-vec
    fn widths(&self) -> usize {
        let lines: Vec<&str> = self.text.lines().collect();
        let widest = lines.iter().map(|line| line.len()).max().unwrap_or(0);
        lines.iter().map(|line| widest - line.len()).sum()
    }
    //+ 2
    fn widths(&self) -> usize {
        let widest = self.text.lines().map(str::len).max().unwrap_or(0);
        self.text.lines().map(|line| widest - line.len()).sum()
    }
    //.
}

//- 3 lookalike ownership/clone-to-read|loops/collect-then-iterate
fn flags(arguments: &[&str]) -> Vec<String> {
    let all: Vec<String> = arguments.iter().map(|argument| argument.to_string()).collect();
    all.into_iter().filter(|argument| argument.starts_with('-')).collect()
}
//+ 3
fn flags(arguments: &[&str]) -> Vec<String> {
    arguments.iter().filter(|argument| argument.starts_with('-')).map(|argument| argument.to_string()).collect()
}
//.

fn main() {
    //- 4 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let text = (0..800).map(|n| format!("line {n} of a document with several words\n")).collect();
    //+ 4
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..800 {
        let _ = write!(text, "line {n} of a document with several words\n");
    }
    //.
    let document = Document { text };
    let flags = flags(&["--quiet", "input.txt", "-n", "20"]);
    let long: usize = (3..6).map(|least| document.long_words(least)).sum();
    println!("{long} {} {}", document.widths(), flags.len());
}
