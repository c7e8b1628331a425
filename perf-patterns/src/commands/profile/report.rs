//! The report of `profile`: totals, and own lines with their advice.

use std::collections::BTreeSet;
use std::path::Path;

use ::advice::Advice;
use ::advice::own::{Figures, Line, Program};
use command_line::{table, units};

/// Own lines at the end.
const LINES: usize = 15;

/// Below this many of anything in the whole program a line's share is chance.
const FEW: u64 = 100;

/// The program's totals, and its own lines that cost most, each with its advice.
pub(super) fn report(program: &Program, advice: &[Advice], source: &Path) -> String {
    let total = &program.total;
    let mut lines: Vec<(&Line, Figures)> = program
        .lines
        .iter()
        .map(|line| {
            let mut sum = Figures::default();
            for way in &line.ways {
                sum.add(&way.figures);
            }
            (line, sum)
        })
        .collect();
    lines.sort_by(|a, b| weight(&b.1, total).total_cmp(&weight(&a.1, total)));
    lines.truncate(LINES);
    let home = source.canonicalize().unwrap_or_else(|_| source.to_owned());

    // Columns of what was measured.
    let columns: Vec<Column> = COLUMNS
        .into_iter()
        .filter(|(_, value)| value(total) > 0)
        .collect();
    let mut header: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    header.push("own line");
    let rows = lines
        .iter()
        .map(|(line, sum)| {
            let mut row: Vec<String> = columns
                .iter()
                .map(|(_, value)| percent(value(sum), value(total)))
                .collect();
            let file = Path::new(&line.file);
            row.push(format!(
                "{}:{}  {}",
                file.strip_prefix(&home).unwrap_or(file).display(),
                line.line,
                function_names::base_name(&line.function)
            ));
            row
        })
        .collect();
    let rendered = table::render_names_last(&header, rows);
    let mut rendered = rendered.lines();
    let mut out = vec![totals(total), String::new()];
    out.extend(rendered.next().map(str::to_owned));
    let mut shown = BTreeSet::new();
    for (row, (line, sum)) in rendered.zip(&lines) {
        let is_seen = columns
            .iter()
            .any(|(_, value)| !percent(value(sum), value(total)).is_empty());
        if is_seen {
            out.push(row.to_owned());
        }
        for (number, advice) in advice.iter().enumerate() {
            if advice.line == line.line && advice.file == line.file {
                shown.insert(number);
                out.extend(lines_of(advice));
            }
        }
    }
    let further = advice.len() - shown.len();
    if further > 0 {
        out.push(format!(
            "{further} more, for lines that cost less: `perf-patterns advise` shows them."
        ));
    }
    if (1..FEW).contains(&total.samples) {
        out.push(format!(
            "{} samples are few: a longer input gives more.",
            total.samples
        ));
    }
    if advice.is_empty() {
        out.push("No advice: no own line shows the symptoms of a pattern.".to_owned());
    }
    out.join("\n")
}

/// A column's heading, and its value of a line or of the program.
type Column = (&'static str, fn(&Figures) -> u64);

/// What a line is shown with.
const COLUMNS: [Column; 6] = [
    ("instructions", |figures| figures.instructions),
    ("samples", |figures| figures.samples),
    ("allocations", |figures| figures.allocations),
    ("bytes", |figures| figures.allocated_bytes),
    ("peak", |figures| figures.peak_bytes),
    ("system calls", |figures| figures.system_calls),
];

/// The largest share that a line has of what most programs have much of: not of the
/// peak, of system calls, or of a handful of samples where there is something better.
fn weight(sum: &Figures, total: &Figures) -> f64 {
    let most = |least: u64| {
        COLUMNS[..4]
            .iter()
            .filter(|(_, value)| value(total) >= least)
            .map(|(_, value)| value(sum) as f64 / value(total) as f64)
            .reduce(f64::max)
    };
    most(FEW).or_else(|| most(1)).unwrap_or(0.0)
}

fn totals(total: &Figures) -> String {
    let counted = [
        ("instructions", total.instructions),
        ("CPU samples", total.samples),
        ("allocations", total.allocations),
    ];
    let sized = [
        ("allocated", total.allocated_bytes),
        ("at the peak", total.peak_bytes),
    ];
    let counted = counted
        .iter()
        .filter(|(_, value)| *value > 0)
        .map(|(name, value)| format!("{} {name}", units::count(*value)));
    let sized = sized
        .iter()
        .filter(|(_, value)| *value > 0)
        .map(|(name, value)| format!("{} {name}", units::bytes(*value)));
    format!(
        "The program: {}.",
        counted.chain(sized).collect::<Vec<_>>().join(", ")
    )
}

fn lines_of(advice: &Advice) -> [String; 3] {
    [
        format!(
            "    {}: {}. {}",
            advice.confidence.name(),
            advice.pattern,
            advice.evidence.replace(" Edit: ", "\n    edit: ")
        ),
        format!("    answer first: {}", advice.question),
        format!("    then: {}", advice.commands().0),
    ]
}

/// Nothing for what rounds to nothing: figures should stand out.
fn percent(value: u64, total: u64) -> String {
    let share = 100.0 * value as f64 / total.max(1) as f64;
    if share < 0.05 {
        String::new()
    } else {
        units::share(value, total)
    }
}
