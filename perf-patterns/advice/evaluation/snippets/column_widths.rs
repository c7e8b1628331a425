//! Widths of columns: the table of wide signs is asked for each letter though nearly all text is plain; remarks are not.
const WIDE: [(u32, u32); 10] = [
    (0x0300, 0x036f),
    (0x1100, 0x115f),
    (0x2e80, 0x303e),
    (0x3041, 0x33ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0xac00, 0xd7a3),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0x1f300, 0x1faff),
];

fn char_width(character: char) -> usize {
    let code = character as u32;
    match WIDE.iter().position(|(from, to)| (*from..=*to).contains(&code)) {
        Some(0) => 0,
        Some(_) => 2,
        None => 1,
    }
}

//- 1 mistake work/fast-path|loops/bytes-not-chars
fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}
//+ 1
fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char_width).sum()
}
//.

//- 2 lookalike work/fast-path|loops/bytes-not-chars
fn remark_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}
//+ 2
fn remark_width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char_width).sum()
}
//.

struct Row {
    cells: Vec<String>,
    remark: &'static str,
}

fn rows(count: usize) -> Vec<Row> {
    let remarks = ["東京から大阪まで", "서울특별시", "日本語の文章です"];
    (0..count)
        .map(|at| Row {
            cells: vec![
                format!("order number {at}"),
                if at % 40 == 0 { format!("Zürich 東 {at}") } else { format!("to the harbour of town {}", at % 77) },
                format!("{}.{:02}", at * 7, at % 100),
            ],
            remark: remarks[at % 3],
        })
        .collect()
}

fn main() {
    let rows = rows(700);
    let mut widths = [0; 3];
    for row in &rows {
        for (widest, cell) in widths.iter_mut().zip(&row.cells) {
            *widest = width(cell).max(*widest);
        }
    }
    let remarks: usize = rows.iter().step_by(10).map(|row| remark_width(row.remark)).sum();
    println!("{widths:?} {remarks}");
}
