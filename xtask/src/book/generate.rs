//! Writes every generated chapter, from the record and the catalogue.

use std::path::Path;

use minijinja::context;
use minijinja::value::{Serde, Value};
use patterns::catalogue::Family;
use record::Record;

use super::aside::Aside;
use super::control::control;
use super::history::{history, recent_runs};
use super::provenance::provenance;
use super::templates::templates;
use super::{all_pairs, chapter, cited, costs, exercises, overview, page, path, prose, symptoms};
use crate::analysis;
use crate::escapes;
use crate::store;

/// Writes every generated chapter below `src`.
pub(super) fn generate(
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
    let tracks = render(
        "tracks.md",
        context! { tracks => Value::from(Serde(exercises::tracks())) },
    )?;
    change("workshop.md", "<!-- tracks -->", &tracks)?;
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

/// A family's drawing; empty where there is none.
fn drawing(source: &Path, family: &Family) -> anyhow::Result<String> {
    let file = source.join("drawings").join(format!("{}.svg", family.id));
    match file.is_file() {
        true => Ok(fs_err::read_to_string(file)?),
        false => Ok(String::new()),
    }
}
