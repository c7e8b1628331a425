//! Costs of aligning rows of text: a table for each pair of lines; the script of the best one is kept; a row of numbers is short.
struct Edit {
    at: usize,
    kept: bool,
}

//- 1 mistake pooling/big-buffer|pooling/reuse-vec|preallocation/zeroed
fn distance(left: &[u8], right: &[u8]) -> u32 {
    let width = right.len() + 1;
    let mut table = vec![vec![0_u32; width]; left.len() + 1];
    for column in 0..width {
        table[0][column] = column as u32;
    }
    for row in 1..=left.len() {
        table[row][0] = row as u32;
        for column in 1..width {
            let change = table[row - 1][column - 1] + u32::from(left[row - 1] != right[column - 1]);
            table[row][column] = change.min(table[row - 1][column] + 1).min(table[row][column - 1] + 1);
        }
    }
    table[left.len()][right.len()]
}

fn closest(lines: &[String], to: &str) -> (u32, usize) {
    lines.iter().enumerate().map(|(at, line)| (distance(line.as_bytes(), to.as_bytes()), at)).min().unwrap_or_default()
}
//+ 1
fn distance(left: &[u8], right: &[u8], last: &mut Vec<u32>) -> u32 {
    last.clear();
    last.extend(0..=right.len() as u32);
    for row in 1..=left.len() {
        let mut corner = last[0];
        last[0] = row as u32;
        for column in 1..=right.len() {
            let change = corner + u32::from(left[row - 1] != right[column - 1]);
            corner = last[column];
            last[column] = change.min(last[column] + 1).min(last[column - 1] + 1);
        }
    }
    last[right.len()]
}

fn closest(lines: &[String], to: &str) -> (u32, usize) {
    let mut last = Vec::new();
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| (distance(line.as_bytes(), to.as_bytes(), &mut last), at))
        .min()
        .unwrap_or_default()
}
//.

fn script(left: &str, right: &str) -> Vec<Edit> {
    //- 2 lookalike pooling/reuse-vec|preallocation/vec-capacity
    let mut script = Vec::new();
    for (at, (a, b)) in left.bytes().zip(right.bytes()).enumerate() {
        script.push(Edit { at, kept: a == b });
    }
    script
    //+ 2
    left.bytes().zip(right.bytes()).enumerate().map(|(at, (a, b))| Edit { at, kept: a == b }).collect()
    //.
}

fn main() {
    let lines: Vec<String> = (0..40).map(|at| format!("line {} of a text about {}", at * 37 % 100, ["ships", "trains", "roads"][at % 3])).collect();
    let mut sum = 0;
    let mut kept = 0;
    for wanted in ["line 10 of a text about boats", "lines of text", "line 99 of the text about roads"] {
        let (distance, at) = closest(&lines, wanted);
        let script = script(&lines[at], wanted);
        sum += distance as usize * 100 + at;
        kept += script.iter().filter(|edit| edit.kept).map(|edit| edit.at).sum::<usize>();
    }
    println!("{sum} {kept}");
}
