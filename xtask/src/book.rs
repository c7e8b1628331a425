//! Renders a run record as an mdBook: hand-written chapters, and a page for each
//! family and pattern, all from the record and the catalogue.

mod all_pairs;
mod aside;
mod bars;
mod chapter;
mod check;
mod cited;
mod code;
mod costs;
mod curves;
mod escape;
mod evidence;
mod exercises;
mod figures;
mod flame;
mod glossary;
mod lean;
mod overview;
mod page;
mod path;
mod prose;
mod renderer;
mod search;
#[cfg(test)]
mod sixty_four;
mod svg;
mod symptoms;
mod trend;
mod words;

use std::path::Path;

use anyhow::{Context, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};
use patterns::catalogue::Family;
use record::Record;
use serde::Serialize;

use self::aside::Aside;
pub use renderer::prepare_beside;

use crate::analysis;
use crate::escapes;
use crate::store;
use crate::units;

/// Renders `record` to the folder `out`, whose old content is replaced when the
/// new book is whole.
///
/// # Errors
/// If an anchor, a section or a template is missing, mdBook warns of anything, or
/// a link leads nowhere: with the place.
pub fn build(record: &Record, is_reference: bool, out: &Path) -> anyhow::Result<()> {
    build_of(patterns::FAMILIES, record, is_reference, out)
}

/// The same for a catalogue of other families.
fn build_of(
    families: &'static [Family],
    record: &Record,
    is_reference: bool,
    out: &Path,
) -> anyhow::Result<()> {
    let scratch = tempfile::Builder::new()
        .prefix("book-")
        .tempdir_in(store::target())
        .context("cannot make a temporary folder in target")?;
    let root = scratch.path();
    let source = store::root().join("book");
    copy(&source.join("src"), &root.join("src"))?;
    copy(&source.join("theme"), &root.join("theme"))?;
    // The guide includes its example programs.
    copy(&source.join("examples"), &root.join("examples"))?;
    fs_err::copy(source.join("book.toml"), root.join("book.toml"))?;
    let aside = Aside::default();
    generate(
        families,
        record,
        is_reference,
        &source,
        &root.join("src"),
        &aside,
    )?;

    let mut problems = renderer::render(root)?;
    let terms = fs_err::read_to_string(source.join("src/guide/glossary.md"))?;
    glossary::link_pages(&root.join("html"), &glossary::terms(&terms))?;
    aside.put_back(&root.join("html"))?;
    lean::make(&root.join("html"))?;
    problems.extend(check::problems(&root.join("html"))?);
    problems.extend(missing_pages(families, &root.join("html")));
    if !problems.is_empty() {
        bail!(
            "the book has {} problems:\n  {}",
            problems.len(),
            problems.join("\n  ")
        );
    }
    replace(&root.join("html"), out)
}

/// Writes every generated chapter below `src`.
fn generate(
    families: &'static [Family],
    record: &Record,
    is_reference: bool,
    source: &Path,
    src: &Path,
    aside: &Aside,
) -> anyhow::Result<()> {
    let templates = templates(&source.join("templates"), aside)?;
    let render = |template: &str, page: minijinja::Value| -> anyhow::Result<String> {
        let template = templates.get_template(template)?;
        Ok(template.render(context! {
            is_reference,
            provenance => Value::from(Serde(provenance(record))),
            ..page
        })?)
    };
    let overview = overview::groups(record, families);
    let axis = overview::axis();
    let titles: Vec<_> = families
        .iter()
        .map(|family| (family.id, family.title))
        .collect();
    fs_err::write(
        src.join("pairs.md"),
        render(
            "pairs.md",
            context! {
                groups => Value::from(Serde(all_pairs::groups(record, families))),
                families => Value::from(Serde(titles)),
                effort => record.settings.effort.name(),
                blind => analysis::noise::blind(record),
            },
        )?,
    )?;
    let folder = match is_reference {
        true => store::root().join("results").join(store::REFERENCE),
        false => store::folder(record),
    };
    let escapes = escapes::read(&folder);
    let (runs, damaged) = recent_runs()?;
    fs_err::write(
        src.join("history.md"),
        render("history.md", history(families, &runs, &damaged))?,
    )?;
    let stops = path::stops(&fs_err::read_to_string(src.join("guide/path.md"))?);
    for family in families {
        let folder = src.join(family.id);
        fs_err::create_dir_all(&folder)?;
        let rows = overview.iter().filter(|group| group.id == family.id);
        fs_err::write(
            folder.join("index.md"),
            render(
                "family.md",
                context! {
                    title => family.title,
                    chapter => Value::from(Serde(chapter::of(family, record)?)),
                    drawing => drawing(source, family)?,
                    groups => Value::from(Serde(rows.collect::<Vec<_>>())),
                    next => Value::from(Serde(path::next(&stops, &format!("{}/index.md", family.id)))),
                    axis => axis.as_str(),
                },
            )?,
        )?;
        for pattern in family.patterns {
            let page = page::Page::new(record, &runs, &escapes, family, pattern)?;
            fs_err::write(
                src.join(prose::page(pattern)),
                render(
                    "pattern.md",
                    context! {
                        page => Value::from(Serde(page)),
                        next => Value::from(Serde(path::next(&stops, &prose::page(pattern)))),
                    },
                )?,
            )?;
        }
    }
    let guide = src.join("guide");
    let change = |name: &str, place: &str, content: &str| -> anyhow::Result<()> {
        let file = guide.join(name);
        let text = fs_err::read_to_string(&file)?;
        Ok(fs_err::write(file, filled(&text, place, content)?)?)
    };
    change("method.md", "<!-- control -->", &control(record))?;
    change("costs.md", "<!-- costs -->", &costs::table(record))?;
    let story = guide.join("from-pattern-to-program.md");
    let text = fs_err::read_to_string(&story)?;
    fs_err::write(&story, cited::with_figures(&text, record, "the guide")?)?;
    for stop in stops.iter().filter(|stop| stop.page.starts_with("guide/")) {
        let file = src.join(&stop.page);
        let text = fs_err::read_to_string(&file)?;
        let next = path::next(&stops, &stop.page);
        let next = render("next.md", context! { next => Value::from(Serde(next)) })?;
        fs_err::write(&file, format!("{text}\n{next}"))?;
    }
    let index = render(
        "symptoms.md",
        context! { groups => Value::from(Serde(symptoms::index(families))) },
    )?;
    change("from-profile-to-pattern.md", "<!-- index -->", &index)?;
    let courses = render(
        "courses.md",
        context! { courses => Value::from(Serde(exercises::courses())) },
    )?;
    change("workshop.md", "<!-- courses -->", &courses)?;
    let answers = render(
        "answers.md",
        context! { answers => Value::from(Serde(exercises::answers())) },
    )?;
    change("workshop-for-teachers.md", "<!-- answers -->", &answers)?;
    // Last: it reads the other pages.
    let file = guide.join("path.md");
    let (text, minutes) = path::with_times(&fs_err::read_to_string(&file)?, src)?;
    fs_err::write(file, text)?;
    fs_err::write(
        src.join("index.md"),
        render(
            "front.md",
            context! {
                groups => Value::from(Serde(&overview)),
                axis,
                minutes,
                stops => stops.len(),
                noise => analysis::noise::too_noisy(record),
                patterns => families.iter().map(|family| family.patterns.len()).sum::<usize>(),
            },
        )?,
    )?;
    fs_err::write(
        src.join("SUMMARY.md"),
        summary(
            families,
            &fs_err::read_to_string(source.join("src/SUMMARY.md"))?,
        )?,
    )?;
    Ok(())
}

/// How many runs the history shows.
const RUNS: usize = 30;

/// The newest runs, oldest first, and what is wrong with those that cannot be
/// read: a damaged record is named, never fatal.
fn recent_runs() -> anyhow::Result<(Vec<Record>, Vec<String>)> {
    let (mut runs, mut damaged) = (Vec::new(), Vec::new());
    for file in store::runs()?.iter().rev().take(RUNS).rev() {
        match store::read_figures(file) {
            Ok(run) => runs.push(run),
            Err(error) => damaged.push(error.to_string()),
        }
    }
    Ok((runs, damaged))
}

/// A run, as the history lists it.
#[derive(Serialize)]
struct RunRow {
    run_id: String,
    interrupted: bool,
    effort: String,
    pairs: usize,
    rustc: String,
    other_compiler: bool,
    cpu: String,
    load: String,
}

/// A family's lines in the history.
#[derive(Serialize)]
struct Trend {
    title: &'static str,
    svg: String,
    /// Title and page of each of its patterns, whose own lines stand there.
    patterns: Vec<(&'static str, String)>,
}

fn history(families: &[Family], runs: &[Record], damaged: &[String]) -> Value {
    let mut rows: Vec<RunRow> = Vec::new();
    for run in runs {
        let environment = &run.environment;
        rows.push(RunRow {
            run_id: run.run_id.clone(),
            interrupted: run.finished_at.is_none(),
            effort: run.settings.effort.name().to_owned(),
            pairs: run.pairs().count(),
            rustc: environment.rustc.clone(),
            other_compiler: rows
                .last()
                .is_some_and(|last| last.rustc != environment.rustc),
            cpu: environment.cpu.clone(),
            load: analysis::noise::load(environment),
        });
    }
    rows.reverse();
    let trends: Vec<Trend> = families
        .iter()
        .filter_map(|family| {
            let points = analysis::trend::means(runs, Some(family.id));
            let patterns = family.patterns.iter();
            Some(Trend {
                title: family.title,
                svg: trend::draw(&points, family.title)?,
                patterns: patterns
                    .map(|pattern| (pattern.title, prose::page(pattern)))
                    .collect(),
            })
        })
        .collect();
    context! {
        runs => Value::from(Serde(rows)),
        damaged => Value::from(Serde(damaged)),
        trends => Value::from(Serde(trends)),
        limit => RUNS,
    }
}

/// The hand-written table of contents with the catalogue in its place.
fn summary(families: &[Family], written: &str) -> anyhow::Result<String> {
    let mut catalogue = String::new();
    for family in families {
        catalogue.push_str(&format!("- [{}]({}/index.md)\n", family.title, family.id));
        for pattern in family.patterns {
            catalogue.push_str(&format!(
                "  - [{}]({})\n",
                pattern.title,
                prose::page(pattern)
            ));
        }
    }
    filled(written, "<!-- catalogue -->", &catalogue)
}

/// A hand-written chapter with `content` where it says `place`.
fn filled(written: &str, place: &str, content: &str) -> anyhow::Result<String> {
    anyhow::ensure!(
        written.contains(place),
        "a chapter in book/src has lost its line {place}"
    );
    Ok(written.replace(place, content))
}

/// What the run found out about itself, as Markdown.
fn control(record: &Record) -> String {
    let Some(control) = &record.control else {
        return "This run timed no pairs, so it has no control.".to_owned();
    };
    let row = |what: &str, seen: usize, of: usize| format!("| {what} | {of} | {seen} |\n");
    let mut text = String::from("| Trials of this run | | called different |\n|---|---|---|\n");
    text += &row(
        "a variant against itself",
        control.false_positives,
        control.trials,
    );
    text += &row(
        "2 % more iterations on one side",
        control.detected_2_percent,
        control.positives_2_percent,
    );
    text += &row(
        "5 % more iterations on one side",
        control.detected_5_percent,
        control.positives_5_percent,
    );
    text += &format!(
        "\nNoise floor: 95 % of the trials of a variant against itself were within ±{:.2} %. \
         Trials are judged without correction.\n",
        100.0 * control.noise_floor_95
    );
    for warning in analysis::noise::warnings(record) {
        text += &format!("\n**Take care:** {}; {}.\n", warning.seen, warning.advice);
    }
    text
}

/// A family's drawing; empty where there is none.
fn drawing(source: &Path, family: &Family) -> anyhow::Result<String> {
    let file = source.join("drawings").join(format!("{}.svg", family.id));
    match file.is_file() {
        true => Ok(fs_err::read_to_string(file)?),
        false => Ok(String::new()),
    }
}

/// What the footer of every page says of where its numbers come from.
#[derive(Serialize)]
struct Provenance {
    run_id: String,
    cpu: String,
    cores: Option<u32>,
    os: String,
    virtual_machine: Option<String>,
    rustc: String,
    flags: String,
    allocator: String,
    valgrind: String,
    commit: String,
    dirty: bool,
    date: String,
    load: String,
    command: String,
    seconds: String,
}

fn provenance(record: &Record) -> Provenance {
    let environment = &record.environment;
    Provenance {
        run_id: record.run_id.clone(),
        cpu: environment.cpu.clone(),
        cores: environment.cores,
        os: environment.os.clone(),
        virtual_machine: environment.virtual_machine.clone(),
        rustc: environment.rustc.clone(),
        flags: if environment.rustflags.is_empty() {
            format!("profile {}", environment.profile)
        } else {
            format!(
                "profile {}, RUSTFLAGS {}",
                environment.profile, environment.rustflags
            )
        },
        allocator: environment.allocator.clone(),
        valgrind: environment
            .valgrind
            .clone()
            .unwrap_or_else(|| "no valgrind".into()),
        commit: environment
            .commit
            .clone()
            .unwrap_or_else(|| "no commit".into()),
        dirty: environment.dirty,
        date: record
            .started_at
            .get(..10)
            .unwrap_or(&record.started_at)
            .to_owned(),
        load: analysis::noise::load(environment),
        command: record.settings.command.clone(),
        seconds: units::significant(record.stages.iter().map(|stage| stage.seconds).sum()),
    }
}

/// The templates of `folder`; a name that a template does not know is an error.
fn templates(folder: &Path, aside: &Aside) -> anyhow::Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    // A blank line would end the block of HTML that the text stands in.
    environment.add_filter("escape_html", |text: String| {
        svg::escape(&text).replace('\n', "&#10;")
    });
    let aside = aside.clone();
    environment.add_filter("aside", move |html: String| aside.put(html));
    environment.add_filter("host", |url: String| prose::host(&url));
    environment.add_filter("with_code", |text: String| prose::with_code(&text));
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            let name = format!("{name}.md");
            environment.add_template_owned(name, fs_err::read_to_string(&path)?)?;
        }
    }
    Ok(environment)
}

/// Patterns that have no page.
fn missing_pages(families: &[Family], html: &Path) -> Vec<String> {
    families
        .iter()
        .flat_map(|family| family.patterns)
        .filter(|pattern| !html.join(format!("{}.html", pattern.id)).is_file())
        .map(|pattern| format!("{} has no page", pattern.id))
        .collect()
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs_err::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Puts a finished book where readers look for it; the old one goes last.
fn replace(new: &Path, out: &Path) -> anyhow::Result<()> {
    let parent = out
        .parent()
        .context("the book needs a folder to stand in")?;
    fs_err::create_dir_all(parent)?;
    let old = tempfile::Builder::new()
        .prefix("old-book-")
        .tempdir_in(parent)?;
    if out.exists() {
        anyhow::ensure!(
            out.join("index.html").is_file() || fs_err::read_dir(out)?.next().is_none(),
            "{} is not a book and not empty: nothing there was touched\nhint: give --out another folder",
            out.display()
        );
        fs_err::rename(out, old.path().join("book"))?;
    }
    if fs_err::rename(new, out).is_err() {
        // On another file system there is no renaming.
        copy(new, out)?;
    }
    Ok(())
}
