//! Floods a field: the front of a long list is taken off each time; a short list of tools gives up its first.
struct Field {
    width: usize,
    walls: Vec<bool>,
}

impl Field {
    fn around(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let w = self.width;
        [at.wrapping_sub(w), at + w, at.wrapping_sub(1), at + 1].into_iter().filter(|to| self.walls.get(*to) == Some(&false))
    }

    //- 1 mistake work/quadratic-delete
    fn flood(&self, from: &[usize]) -> usize {
        let mut seen = self.walls.clone();
        let mut queue: Vec<usize> = from.to_vec();
        let mut count = 0;
        while !queue.is_empty() {
            let at = queue.remove(0);
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            count += 1;
            queue.extend(self.around(at).filter(|to| !seen[*to]));
        }
        count
    }
    //+ 1
    fn flood(&self, from: &[usize]) -> usize {
        let mut seen = self.walls.clone();
        let mut queue = std::collections::VecDeque::from(from.to_vec());
        let mut count = 0;
        while let Some(at) = queue.pop_front() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            count += 1;
            queue.extend(self.around(at).filter(|to| !seen[*to]));
        }
        count
    }
    //.
}

//- 2 lookalike work/quadratic-delete|ownership/clone-to-read
fn plan(tools: &[&str], turns: usize) -> usize {
    let mut left = tools.to_vec();
    let mut letters = 0;
    for _ in 0..turns {
        let tool = left.remove(0);
        letters += tool.len();
        left.push(tool);
    }
    letters
}
//+ 2
fn plan(tools: &[&str], turns: usize) -> usize {
    let mut left: std::collections::VecDeque<&str> = tools.iter().copied().collect();
    let mut letters = 0;
    for _ in 0..turns {
        if let Some(tool) = left.pop_front() {
            letters += tool.len();
            left.push_back(tool);
        }
    }
    letters
}
//.

fn main() {
    let walls = (0..120 * 120).map(|n: usize| n % 120 == 0 || n / 120 % 9 == 4 && n % 7 != 3).collect();
    let field = Field { width: 120, walls };
    let starts: Vec<usize> = (0..700).map(|n| n * 17 % 14_000 + 1).filter(|at| !field.walls[*at]).collect();
    println!("{} {}", field.flood(&starts), plan(&["saw", "hammer", "plane", "chisel"], 600));
}
