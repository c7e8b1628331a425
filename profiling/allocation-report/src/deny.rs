//! Functions that must not allocate but do: the chain of calls from each of them to
//! the allocator.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use crate::effects::Effects;
use crate::report::{How, Place, Report, Site};
use crate::select::Filter;

/// What the chosen functions must not do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Denial {
    /// Freeing as well.
    pub frees: bool,
    /// Calls that cannot be followed are allowed.
    pub allow_unknown: bool,
}

/// One call on the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The function that makes the call.
    pub function: String,
    /// Its source place.
    pub place: Option<Place>,
    /// What is called, or the effect.
    pub call: String,
}

/// A chosen function that does something denied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// Its name.
    pub function: String,
    /// The source place where it does so.
    pub place: Option<Place>,
    /// `allocates`, `reallocates`, `frees`, `unknown`.
    pub deed: &'static str,
    /// The path from the function to the effect.
    pub chain: Vec<Link>,
}

/// Why the question cannot be answered.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DenyError {
    /// A filter that matches nothing would always pass.
    #[error(
        "no function is called `{0}`: nothing was checked\nhint: functions are named by their paths, as `crate::module::function` or `crate::module::**`"
    )]
    Nothing(String),
    /// Where the names of inlined functions have no paths, a filter could miss some.
    #[error(
        "line tables name inlined functions without their paths, so that `{0}` could miss some\nhint: build with `CARGO_PROFILE_RELEASE_DEBUG=limited`, or let it pass with `--allow-unknown`"
    )]
    NoPaths(String),
}

/// The chosen functions that do something denied, by name; including those that were
/// inlined into others. Code inlined into an allocator's own entrance is not examined.
///
/// # Errors
/// If a filter matches nothing, or it cannot be determined what it matches.
pub fn deny(report: &Report, filters: &[Filter], denial: Denial) -> Result<Vec<Breach>, DenyError> {
    for filter in filters {
        let found = report.functions.iter().any(|function| {
            let file = function.place.as_ref().map(|place| place.file.as_str());
            filter.selects(&function.name, file)
        }) || report
            .inlined
            .iter()
            .any(|name| filter.selects(name, Some("")));
        if !found {
            return Err(DenyError::Nothing(filter.text().to_owned()));
        }
        let is_whole_path = report
            .functions
            .iter()
            .any(|function| filter.is_path_of(&function.name));
        if report.without_paths && filter.needs_paths() && !is_whole_path && !denial.allow_unknown {
            return Err(DenyError::NoPaths(filter.text().to_owned()));
        }
    }
    let chosen =
        |name: &str, file: Option<&str>| filters.iter().any(|filter| filter.selects(name, file));
    let mut breaches: BTreeMap<(String, &'static str), Breach> = BTreeMap::new();
    for (index, function) in report.functions.iter().enumerate() {
        let file = function.place.as_ref().map(|place| place.file.as_str());
        let whole = chosen(&function.name, file);
        for site in &function.sites {
            // The outermost of the chosen functions through which the call was
            // inlined.
            let within = site.frames.iter().rev().find(|frame| {
                let file = frame.place.as_ref().map(|place| place.file.as_str());
                chosen(&frame.function, file)
            });
            let name = match (whole, within) {
                (true, _) => &function.name,
                (false, Some(frame)) => &frame.function,
                (false, None) => continue,
            };
            for deed in denied(site.effects, denial) {
                let chain = chain(report, index, site, deed);
                let key = (name.clone(), word(deed));
                let shorter = breaches
                    .get(&key)
                    .is_none_or(|known| chain.len() < known.chain.len());
                if shorter {
                    let breach = Breach {
                        function: name.clone(),
                        place: site.own_place.clone().or_else(|| site.place.clone()),
                        deed: word(deed),
                        chain,
                    };
                    breaches.insert(key, breach);
                }
            }
        }
    }
    Ok(breaches.into_values().collect())
}

fn denied(effects: Effects, denial: Denial) -> Vec<Effects> {
    Effects::EACH
        .into_iter()
        .filter(|effect| {
            effects.has(*effect)
                && match *effect {
                    Effects::FREES => denial.frees,
                    Effects::UNKNOWN => !denial.allow_unknown,
                    _ => true,
                }
        })
        .collect()
}

fn word(deed: Effects) -> &'static str {
    match deed {
        Effects::ALLOCATES => "allocates",
        Effects::REALLOCATES => "reallocates",
        Effects::FREES => "frees",
        _ => "unknown",
    }
}

/// The shortest path from a call to its effect, breadth first.
fn chain(report: &Report, function: usize, site: &Site, deed: Effects) -> Vec<Link> {
    // Each step with the one before it.
    let mut steps: Vec<(usize, &Site, Option<usize>)> = vec![(function, site, None)];
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut work: VecDeque<usize> = VecDeque::from([0]);
    let mut last = 0;
    while let Some(step) = work.pop_front() {
        last = step;
        let Some(callee) = steps[step].1.callee else {
            break;
        };
        if !seen.insert(callee) {
            continue;
        }
        for next in &report.functions[callee].sites {
            if next.effects.has(deed) {
                steps.push((callee, next, Some(step)));
                work.push_back(steps.len() - 1);
            }
        }
    }
    let mut links = Vec::new();
    let mut at = Some(last);
    while let Some(step) = at {
        let (function, site, before) = steps[step];
        links.push(Link {
            function: report.functions[function].name.clone(),
            place: site.place.clone(),
            call: match site.callee {
                Some(callee) => format!(
                    "calls {}",
                    function_names::short(&report.functions[callee].name)
                ),
                None => done(site, deed),
            },
        });
        at = before;
    }
    links.reverse();
    links
}

fn done(site: &Site, deed: Effects) -> String {
    match &site.how {
        How::Unfollowed(what) if deed == Effects::UNKNOWN => what.clone(),
        _ => {
            let mut text = word(deed).to_owned();
            if let Some(bytes) = site.bytes.filter(|_| deed != Effects::FREES) {
                text.push_str(&format!(" {bytes} bytes"));
            }
            if let Some(through) = &site.through {
                text.push_str(&format!(" through {through}"));
            }
            text
        }
    }
}
