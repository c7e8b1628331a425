//! After panbanda/omen#405: functions are collected, only to be walked once.
struct File {
    lines: Vec<String>,
}

fn files(n: u32) -> Vec<File> {
    (0..n)
        .map(|at| File {
            lines: (0..40)
                .map(|line| if line % 10 == 0 { format!("fn f{at}_{line}() {{") } else { format!("    call({line});") })
                .collect(),
        })
        .collect()
}

//- 1 mistake loops/collect-then-iterate
fn functions(file: &File) -> Vec<(usize, &str)> {
    file.lines.iter().enumerate().filter(|(_, line)| line.starts_with(' ')).map(|(at, line)| (at, line.trim())).collect()
}

fn churn(files: &[File]) -> usize {
    let mut churn = 0;
    for file in files {
        for (at, name) in functions(file) {
            churn += at ^ name.len();
        }
    }
    churn
}
//+ 1
fn functions(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.lines.iter().enumerate().filter(|(_, line)| line.starts_with(' ')).map(|(at, line)| (at, line.trim()))
}

fn churn(files: &[File]) -> usize {
    let mut churn = 0;
    for file in files {
        for (at, name) in functions(file) {
            churn += at ^ name.len();
        }
    }
    churn
}
//.

fn main() {
    let files = files(150);
    let mut sum = 0;
    for _ in 0..12 {
        sum += churn(std::hint::black_box(&files));
    }
    println!("{sum}");
}
