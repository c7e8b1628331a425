//! After ratatui/ratatui#922: lines that scroll off the top are drained at once, instead of being removed one by one;
//! beside it, a short list whose first is removed.
struct Screen {
    lines: Vec<String>,
    marks: Vec<usize>,
    dropped: usize,
}

impl Screen {
    fn print(&mut self, line: String) {
        self.lines.push(line);
    }

    //- 1 mistake work/quadratic-delete
    fn trim(&mut self, keep: usize) {
        while self.lines.len() > keep {
            let line = self.lines.remove(0);
            self.dropped += line.len();
        }
    }
    //+ 1
    fn trim(&mut self, keep: usize) {
        let over = self.lines.len().saturating_sub(keep);
        for line in self.lines.drain(..over) {
            self.dropped += line.len();
        }
    }
    //.

    fn mark(&mut self, at: usize) {
        self.marks.push(at);
        //- 2 lookalike work/quadratic-delete
        if self.marks.len() > 8 {
            self.marks.remove(0);
        }
        //+ 2
        let over = self.marks.len().saturating_sub(8);
        self.marks.drain(..over);
        //.
    }
}

fn main() {
    let mut screen = Screen { lines: Vec::new(), marks: Vec::new(), dropped: 0 };
    let mut state = 3_u32;
    for at in 0..9_000_usize {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        //- 3 lookalike string-building/format-push|pooling/request-buffer
        screen.print(format!("{at:5} line {:08x}", state >> 4));
        //+ 3
        use std::fmt::Write;
        let mut line = String::with_capacity(24);
        let _ = write!(line, "{at:5} line {:08x}", state >> 4);
        screen.print(line);
        //.
        if at % 100 == 0 {
            screen.mark(at);
        }
        if at % 3_000 == 2_999 {
            screen.trim(200);
        }
    }
    println!("{} {} {:?} {:?}", screen.lines.len(), screen.dropped, screen.marks, screen.lines.first());
}
