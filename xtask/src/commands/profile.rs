//! `cargo xtask profile PATTERN`

use std::path::{Path, PathBuf};
use std::time::Duration;

use patterns::catalogue::CaseId;
use patterns::suggest;
use record::Frame;
use serde::Serialize;

use super::Format;
use crate::analysis::top::{self, Row};
use crate::measure::frames::Frames;
use crate::measure::{Stage, build, cpu_profile, heap, plan};
use crate::table;
use crate::{Outcome, print, store};

/// Rows of a table.
const ROWS: usize = 12;

#[derive(clap::Args)]
pub struct Args {
    /// A pattern's id
    pattern: String,
    /// CPU time per variant
    #[arg(long, default_value_t = 2.0, value_name = "SECONDS")]
    seconds: f64,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// The two profiles of one variant.
#[derive(Serialize)]
struct Profiled {
    case: String,
    allocations: u64,
    allocated_bytes: u64,
    heap_functions: Vec<Entry>,
    heap_lines: Vec<Entry>,
    cpu_samples: u64,
    cpu_functions: Vec<Entry>,
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    flat: u64,
    cumulative: u64,
    count: u64,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let pattern = suggest::pattern(&self.pattern)?;
        anyhow::ensure!(
            self.seconds.is_finite() && (0.05..=600.0).contains(&self.seconds),
            "--seconds {} is out of range: give 0.05 to 600",
            self.seconds
        );
        build::programs(&[Stage::Heap, Stage::CpuProfile])?;
        let mut all = Vec::new();
        for case in pattern.cases().filter(plan::is_profiled) {
            let folder = store::target().join("profiles").join(case.to_string());
            fs_err::create_dir_all(&folder)?;
            let profiled = profile(&case, Duration::from_secs_f64(self.seconds), &folder)?;
            if self.format == Format::Table {
                show(&profiled);
            }
            all.push(profiled);
        }
        if self.format == Format::Json {
            print::data(serde_json::to_string_pretty(&all)?);
        }
        Ok(Outcome::Done)
    }
}

fn profile(case: &CaseId, cpu_time: Duration, folder: &Path) -> anyhow::Result<Profiled> {
    let id = case.to_string();
    let mut frames = Frames::default();
    let dhat = folder.join("dhat-heap.json");
    let heap_use = heap::count(case, Some(&dhat))?;
    let heap = heap::read_profile(&id, &dhat, usize::MAX, &mut frames)?;
    let cpu = cpu_profile::sample(case, cpu_time, folder)?;
    let frames = frames.into_list();

    let functions = |stack: &[u32]| -> Vec<&str> {
        stack
            .iter()
            .map(|&index| frames[index as usize].function.as_str())
            .collect()
    };
    let lines: Vec<String> = frames.iter().map(line).collect();
    // The allocator's callers in the standard library all look alike: by line,
    // a site belongs to the first frame of the pattern itself.
    let own_line = |stack: &[u32]| -> Vec<&str> {
        stack
            .iter()
            .filter(|&&index| is_own(&frames[index as usize]))
            .map(|&index| lines[index as usize].as_str())
            .collect()
    };
    let heap_functions = top::rows(heap.sites.iter().map(|site| {
        (
            functions(&site.stack),
            site.allocated_bytes,
            site.allocations,
        )
    }));
    let heap_lines = top::rows(heap.sites.iter().map(|site| {
        (
            own_line(&site.stack),
            site.allocated_bytes,
            site.allocations,
        )
    }));
    let cpu_functions = top::rows(cpu.stacks.iter().map(|(stack, samples)| {
        let names = stack.iter().rev().map(String::as_str).collect();
        (names, *samples, *samples)
    }));
    Ok(Profiled {
        case: id,
        allocations: heap_use.allocations,
        allocated_bytes: heap_use.allocated_bytes,
        heap_functions: entries(heap_functions),
        heap_lines: entries(heap_lines),
        cpu_samples: cpu.samples,
        cpu_functions: entries(cpu_functions),
        files: ["dhat-heap.json", "cpu.pb", "flamegraph.svg"]
            .map(|name| folder.join(name))
            .to_vec(),
    })
}

/// Whether a frame stands in a pattern's file: dhat names it by its last parts.
fn is_own(frame: &Frame) -> bool {
    patterns::patterns().any(|pattern| {
        let file = format!("{}.rs", pattern.id.replace('-', "_"));
        frame.file.ends_with(&file)
    })
}

fn line(frame: &Frame) -> String {
    format!("{}:{} {}", frame.file, frame.line, frame.function)
}

fn entries(rows: Vec<Row>) -> Vec<Entry> {
    rows.into_iter()
        .map(|row| Entry {
            name: row.name,
            flat: row.flat,
            cumulative: row.cumulative,
            count: row.count,
        })
        .collect()
}

fn show(profiled: &Profiled) {
    print::data(format!(
        "\n{}\n{} allocations, {} bytes a call; {} CPU samples",
        profiled.case, profiled.allocations, profiled.allocated_bytes, profiled.cpu_samples
    ));
    if profiled.allocations > 0 {
        section(
            "heap, by function (bytes)",
            &profiled.heap_functions,
            profiled.allocated_bytes,
            true,
        );
        section(
            "heap, by line (bytes)",
            &profiled.heap_lines,
            profiled.allocated_bytes,
            true,
        );
    }
    section(
        "CPU, by function (samples)",
        &profiled.cpu_functions,
        profiled.cpu_samples,
        false,
    );
    for file in &profiled.files {
        print::note(format!("{}", file.display()));
    }
}

/// As `go tool pprof -top` lays it out.
fn section(title: &str, entries: &[Entry], total: u64, with_count: bool) {
    let percent = |part: u64| format!("{:.1}%", part as f64 * 100.0 / total.max(1) as f64);
    let mut sum = 0;
    let rows = entries
        .iter()
        .take(ROWS)
        .map(|entry| {
            sum += entry.flat;
            let mut row = vec![
                entry.flat.to_string(),
                percent(entry.flat),
                percent(sum),
                entry.cumulative.to_string(),
                percent(entry.cumulative),
            ];
            if with_count {
                row.push(entry.count.to_string());
            }
            row.push(shortened(&entry.name));
            row
        })
        .collect();
    let mut header = vec!["flat", "flat%", "sum%", "cum", "cum%"];
    if with_count {
        header.push("count");
    }
    header.push(title);
    print::data(format!("\n{}", table::render_names_last(&header, rows)));
}

/// Generic arguments make names that no terminal holds.
fn shortened(name: &str) -> String {
    const LIMIT: usize = 60;
    if name.chars().count() <= LIMIT {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LIMIT - 1).collect();
    format!("{kept}…")
}
