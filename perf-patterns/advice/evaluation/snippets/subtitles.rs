//! Writes subtitles: cues are formatted beside the file; shifted and merged cues are kept; a heading is made once.
struct Cue {
    from_ms: u64,
    to_ms: u64,
    lines: Vec<String>,
}

fn script(count: u64) -> Vec<Cue> {
    let words = ["Where", "were", "you", "when", "the", "lights", "went", "out?", "Nobody", "knows."];
    (0..count)
        .map(|at| Cue {
            from_ms: at * 2_700 + at % 7 * 90,
            to_ms: at * 2_700 + 2_100,
            lines: (0..1 + at % 2)
                .map(|line| {
                    let start = ((at + line * 3) % 6) as usize;
                    words[start..start + 4].join(" ")
                })
                .collect(),
        })
        .collect()
}

//- 1 mistake string-building/format-push|string-building/join-numbers|string-building/append
fn clock(ms: u64) -> String {
    let (seconds, rest) = (ms / 1_000, ms % 1_000);
    format!("{:02}:{:02}:{:02},{:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60, rest)
}

fn write_cues(cues: &[Cue]) -> String {
    let mut file = String::new();
    for (at, cue) in cues.iter().enumerate() {
        file.push_str(&format!("{}\n", at + 1));
        file.push_str(&format!("{} --> {}\n", clock(cue.from_ms), clock(cue.to_ms)));
        for line in &cue.lines {
            file.push_str(line);
            file.push('\n');
        }
        file.push('\n');
    }
    file
}
//+ 1
fn clock(file: &mut String, ms: u64) {
    use std::fmt::Write;
    let (seconds, rest) = (ms / 1_000, ms % 1_000);
    let _ = write!(file, "{:02}:{:02}:{:02},{:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60, rest);
}

fn write_cues(cues: &[Cue]) -> String {
    use std::fmt::Write;
    let mut file = String::new();
    for (at, cue) in cues.iter().enumerate() {
        let _ = writeln!(file, "{}", at + 1);
        clock(&mut file, cue.from_ms);
        file.push_str(" --> ");
        clock(&mut file, cue.to_ms);
        file.push('\n');
        for line in &cue.lines {
            file.push_str(line);
            file.push('\n');
        }
        file.push('\n');
    }
    file
}
//.

fn shift(cues: &[Cue], by_ms: u64) -> Vec<Cue> {
    cues.iter()
        .map(|cue| Cue {
            from_ms: cue.from_ms + by_ms,
            to_ms: cue.to_ms + by_ms,
            //- 2 lookalike ownership/clone-to-read|pooling/clone-from
            lines: cue.lines.clone(),
            //+ 2
            lines: cue.lines.iter().map(|line| line.to_owned()).collect(),
            //.
        })
        .collect()
}

//- 3 lookalike string-building/format-push|string-building/append
fn heading(cues: &[Cue]) -> String {
    let mut heading = String::from("NOTE ");
    heading.push_str(&format!("{} cues, ", cues.len()));
    heading.push_str(&format!("{} lines", cues.iter().map(|cue| cue.lines.len()).sum::<usize>()));
    heading
}
//+ 3
fn heading(cues: &[Cue]) -> String {
    use std::fmt::Write;
    let mut heading = String::from("NOTE ");
    let _ = write!(heading, "{} cues, ", cues.len());
    let _ = write!(heading, "{} lines", cues.iter().map(|cue| cue.lines.len()).sum::<usize>());
    heading
}
//.

fn main() {
    let cues = script(1_500);
    let late = shift(&cues, 1_250);
    let file = write_cues(&late);
    println!("{}", heading(&cues));
    println!("{} {:?}", file.len(), file.lines().nth(1_000));
    println!("{}", cues.iter().map(|cue| cue.to_ms).sum::<u64>());
}
