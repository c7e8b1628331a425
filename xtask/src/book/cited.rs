//! Figures that prose cites: `<!-- record: PATH -->words<!-- end -->` becomes the
//! figure of the record, and stays the words where the record has none. So a
//! family's file reads well in rustdoc, and no figure is typed.
//!
//! PATH is `cost/OPERATION`, one of [`record::OPERATIONS`], or `FAMILY/PATTERN/VARIANT/METRIC`: typical input, middle
//! size; `slow` and `fast` are the variants of that role.

use patterns::catalogue::Pattern;
use record::{Case, Metric, OPERATIONS, Record};

use super::costs;
use crate::units;

const START: &str = "<!-- record: ";
const END: &str = "<!-- end -->";

/// `text` with the figures of `record`.
///
/// # Errors
/// If a place is not closed, or names what the catalogue does not have.
pub fn with_figures(text: &str, record: &Record, place: &str) -> anyhow::Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, cited)) = rest.split_once(START) {
        out.push_str(before);
        let parts = cited.split_once(" -->").and_then(|(path, rest)| {
            let (words, rest) = rest.split_once(END)?;
            Some((path, words, rest))
        });
        let Some((path, words, after)) = parts else {
            anyhow::bail!(
                "{place}: a figure is not closed\nhint: write `{START}PATH -->words{END}`"
            );
        };
        let figure = find(path, record)
            .ok_or_else(|| anyhow::anyhow!("{place}: `{path}` is no figure of a record"))?;
        match (figure, path.strip_prefix("cost/")) {
            (Some(figure), Some(operation)) => out.push_str(&format!(
                "<a class=\"cited\" href=\"{}\">{figure}</a>",
                costs::place(operation)
            )),
            (Some(figure), None) => out.push_str(&format!(
                "<span class=\"cited\" title=\"measured: {path}\">{figure}</span>"
            )),
            (None, _) => out.push_str(words),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The figure at `path`; `None` if there is no such place, `Some(None)` if it was
/// not measured.
fn find(path: &str, record: &Record) -> Option<Option<String>> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["cost", name] => {
            OPERATIONS.iter().find(|(id, _)| *id == name)?;
            let cost = record.costs.get(name);
            Some(
                cost.and_then(|cost| cost.time_ns)
                    .map(|time| units::time(time.median)),
            )
        }
        [family, pattern, variant, metric] => {
            let pattern = patterns::find(&format!("{family}/{pattern}"))?;
            figure(record, pattern, variant, metric)
        }
        _ => None,
    }
}

fn figure(
    record: &Record,
    pattern: &'static Pattern,
    variant: &str,
    metric: &str,
) -> Option<Option<String>> {
    let variant = match variant {
        "slow" => pattern.slow(),
        "fast" => pattern.fast(),
        name => pattern.variant(name)?,
    };
    let case = record
        .pattern(pattern.id)
        .and_then(|measured| measured.representative(variant.name));
    let time = case.and_then(|case| case.time_ns).map(|time| time.median);
    let count = |metric| case.and_then(|case: &Case| case.count(metric));
    let ratio = |metric| {
        let mut pairs = record.pattern(pattern.id)?.pairs();
        let pair = pairs.find(|pair| case.is_some_and(|case| pair.other.id == case.id))?;
        pair.ratio(metric).map(units::significant)
    };
    Some(match metric {
        "time" => time.map(units::time),
        "time-each" => case
            .zip(time)
            .map(|(case, time)| units::time(time / case.size as f64)),
        "allocations" => count(Metric::Allocations).map(units::count),
        "instructions" => count(Metric::Instructions).map(units::count),
        "system-calls" => count(Metric::SystemCalls).map(units::count),
        "bytes" => count(Metric::AllocatedBytes).map(units::bytes),
        "time-ratio" => ratio(Metric::TimeNs),
        "instructions-ratio" => ratio(Metric::Instructions),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use patterns::{FAMILIES, source};

    #[test]
    fn what_was_not_measured_stays_in_words_and_a_misspelt_place_is_an_error() {
        let cite = |path: &str| {
            let text = format!("takes {START}{path} -->long{END}.");
            with_figures(&text, &Record::default(), "here")
        };
        assert_eq!(
            cite("recursion/fibonacci/naive/time").unwrap(),
            "takes long."
        );
        for wrong in [
            "recursion/fibonacci/naive/duration",
            "recursion/fibonacci/nobody/time",
            "recursion/nothing/slow/time",
            "cost/of-living",
            "recursion",
        ] {
            let error = cite(wrong).unwrap_err().to_string();
            assert!(error.contains("here") && error.contains(wrong), "{error}");
        }
        assert!(with_figures(&format!("{START}x"), &Record::default(), "here").is_err());
    }

    #[test]
    fn chapters_cite_what_exists() {
        for family in FAMILIES {
            let text = source::prose(family.source);
            with_figures(&text, &Record::default(), family.id).unwrap();
        }
    }
}
