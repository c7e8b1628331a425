//! A book of 64 patterns: what the catalogue may grow to, made of the one that there is.

use std::time::Instant;

use patterns::catalogue::{Family, Pattern};
use record::{Case, Record};

use super::build_of;
use crate::{print, store};

/// As many as the book has room for.
const PATTERNS: usize = 64;
/// Of the whole book, and of a page.
const MOST_BYTES: u64 = 7_000_000;
const MOST_BYTES_OF_A_PAGE: u64 = 300_000;

/// The catalogue with the patterns of the longest files twice, which make the largest
/// pages; what `record` measured of them as well.
fn grown(record: &mut Record) -> &'static [Family] {
    let mut longest: Vec<&'static Pattern> = patterns::patterns().collect();
    longest.sort_by_key(|pattern| std::cmp::Reverse(pattern.source.len()));
    longest.truncate(PATTERNS - longest.len());
    let families: Vec<Family> = patterns::FAMILIES
        .iter()
        .map(|family| {
            let again = longest.iter().filter(|one| one.family() == family.id);
            let again = again.map(|pattern| again_in(record, pattern));
            let all: Vec<&'static Pattern> = family.patterns.iter().copied().chain(again).collect();
            Family::new(family.id, family.source).patterns(all.leak())
        })
        .collect();
    families.leak()
}

/// `pattern` under another id, in `record` too.
fn again_in(record: &mut Record, pattern: &'static Pattern) -> &'static Pattern {
    let id: &'static str = format!("{}-again", pattern.id).leak();
    let again_of = |case: &str| case.replacen(pattern.id, id, 1);
    if let Some(measured) = record.pattern(pattern.id).cloned() {
        for case in measured.cases() {
            let mut again = Case {
                id: again_of(&case.id),
                ..case.clone()
            };
            again.pattern.push_str("-again");
            record.insert(again);
        }
        let copied = record.patterns.iter_mut().find(|copied| copied.id == id);
        copied.unwrap().source_hash = measured.source_hash;
    }
    let profiles = &mut record.profiles;
    let is_own = |case: &str| case.starts_with(&format!("{}/", pattern.id));
    let mut heap = profiles.heap.clone();
    heap.retain(|profile| is_own(&profile.id));
    let mut cpu = profiles.cpu.clone();
    cpu.retain(|profile| is_own(&profile.id));
    heap.iter_mut()
        .for_each(|profile| profile.id = again_of(&profile.id));
    cpu.iter_mut()
        .for_each(|profile| profile.id = again_of(&profile.id));
    profiles.heap.extend(heap);
    profiles.cpu.extend(cpu);
    // No tool asks a copy for its hand-picked inputs.
    let nasty = Pattern::new(id, pattern.source).nasty;
    Box::leak(Box::new(Pattern {
        id,
        nasty,
        ..*pattern
    }))
}

#[test]
fn a_book_of_64_patterns_is_not_too_large() {
    let mut record = store::find(store::REFERENCE).unwrap();
    let families = grown(&mut record);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("book");
    // Compiled before the clock runs.
    super::renderer::prepare_beside().unwrap();
    let start = Instant::now();
    build_of(families, &record, true, &out).unwrap();
    let elapsed = start.elapsed();

    let sizes: Vec<_> = testing::files(&out)
        .into_iter()
        .map(|file| (std::fs::metadata(&file).unwrap().len(), file))
        .collect();
    let pages = sizes
        .iter()
        .filter(|(_, file)| file.extension().is_some_and(|end| end == "html"));
    let largest = pages.max().unwrap();
    let whole: u64 = sizes.iter().map(|(bytes, _)| bytes).sum();
    print::note(format!(
        "a book of {PATTERNS} patterns: {whole} bytes, its largest page {} ({} bytes), \
         in {:.1} s with what else this machine does",
        largest.1.strip_prefix(&out).unwrap().display(),
        largest.0,
        elapsed.as_secs_f64()
    ));
    assert!(whole <= MOST_BYTES, "{whole} bytes");
    assert!(largest.0 <= MOST_BYTES_OF_A_PAGE, "{largest:?}");
}
