//! The book in a real browser: nothing fails, nothing is fetched from elsewhere,
//! search finds a pattern, the table sorts, both themes are readable.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod browser;
mod support;

use browser::Browser;
use serde_json::{Value, json};
use support::{has, run, stderr};

/// The smallest contrast of text that the Web Content Accessibility Guidelines
/// (level AA) accept, and of large text and graphics.
const TEXT_CONTRAST: f64 = 4.5;
const GRAPHIC_CONTRAST: f64 = 3.0;

/// The narrowest page that must be readable, in CSS pixels.
const NARROW: u32 = 380;

#[test]
fn the_book_works_in_a_browser() {
    if !has("chromium", "the_book_works_in_a_browser") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book");
    let output = run(&[
        "book",
        "--from",
        "reference",
        "--out",
        book.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = |name: &str| format!("file://{}/{name}", book.display());
    let mut browser = Browser::start();

    browser.open(&page("index.html"));
    the_table_sorts_and_filters(&mut browser);
    search_finds_a_pattern(&mut browser);
    both_themes_are_readable(&mut browser, &page("string-building/append.html"));
    tabs_and_copy_show_the_code(&mut browser);

    // Every page, since a chart may fail on one pattern only.
    for file in support::files(&book) {
        if file
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            browser.open(&format!("file://{}", file.display()));
        }
    }
    assert_eq!(browser.errors, Vec::<String>::new(), "console errors");
    let outside: Vec<&String> = browser
        .requests
        .iter()
        .filter(|url| !url.starts_with(&page("")) && !url.starts_with("data:"))
        .collect();
    assert_eq!(
        outside,
        Vec::<&String>::new(),
        "requests that leave the book"
    );
}

#[test]
fn pages_stay_small() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book");
    let output = run(&[
        "book",
        "--from",
        "reference",
        "--out",
        book.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for file in support::files(&book) {
        if file
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let bytes = std::fs::metadata(&file).unwrap().len();
            assert!(bytes < 300_000, "{} has {bytes} bytes", file.display());
        }
    }
}

fn the_table_sorts_and_filters(browser: &mut Browser) {
    let times = r"[...document.querySelectorAll('table.pairs tbody tr')]
        .map((row) => Number(row.cells[2].dataset.key))";
    let unsorted = numbers(&browser.evaluate(times));
    browser.evaluate("document.querySelectorAll('table.pairs th button')[2].click()");
    let sorted = numbers(&browser.evaluate(times));
    assert_ne!(unsorted, sorted);
    assert!(
        sorted.windows(2).all(|pair| pair[0] >= pair[1]),
        "{sorted:?}"
    );

    let visible = "document.querySelectorAll('table.pairs tbody tr:not([hidden])').length";
    let all = browser.evaluate(visible).as_u64().unwrap();
    browser.evaluate(
        r"{ const select = document.querySelector('select[data-filter=family]');
            select.value = 'recursion';
            select.dispatchEvent(new Event('change', { bubbles: true })); }",
    );
    let some = browser.evaluate(visible).as_u64().unwrap();
    assert!(0 < some && some < all, "{some} of {all}");
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

fn search_finds_a_pattern(browser: &mut Browser) {
    browser.evaluate("document.querySelector('#mdbook-search-toggle, #search-toggle').click()");
    browser.wait_for("Boolean(document.querySelector('#mdbook-searchbar, #searchbar'))");
    browser.evaluate(
        r"{ const bar = document.querySelector('#mdbook-searchbar, #searchbar');
            bar.value = 'fibonacci naive';
            bar.dispatchEvent(new Event('input', { bubbles: true }));
            bar.dispatchEvent(new KeyboardEvent('keyup', { key: 'e', bubbles: true })); }",
    );
    browser.wait_for(
        r"[...document.querySelectorAll('#mdbook-searchresults a, #searchresults a')]
            .some((link) => link.href.includes('recursion/fibonacci'))",
    );
}

fn both_themes_are_readable(browser: &mut Browser, page: &str) {
    for theme in ["light", "navy"] {
        browser.evaluate(&format!("localStorage.setItem('mdbook-theme', '{theme}')"));
        browser.open(page);
        let class = browser.evaluate("document.documentElement.className");
        assert!(class.as_str().unwrap().contains(theme), "{class}");
        for (selector, property, least) in [
            ("main p", "color", TEXT_CONTRAST),
            (".strip .value", "color", TEXT_CONTRAST),
            (".strip .detail", "color", TEXT_CONTRAST),
            (".caption", "color", TEXT_CONTRAST),
            (".claims .tag", "color", TEXT_CONTRAST),
            (".role.slow", "color", TEXT_CONTRAST),
            (".role.fast", "color", TEXT_CONTRAST),
            (".role.alternative", "color", TEXT_CONTRAST),
            (".provenance", "color", TEXT_CONTRAST),
            ("svg.chart text.name", "fill", TEXT_CONTRAST),
            ("svg.chart text.axis", "fill", TEXT_CONTRAST),
            ("svg.bars .bar", "fill", GRAPHIC_CONTRAST),
            ("svg.curves .mark", "fill", GRAPHIC_CONTRAST),
        ] {
            let contrast = contrast(browser, selector, property);
            assert!(
                contrast >= least,
                "{theme}: {selector} has a contrast of {contrast:.1}"
            );
        }
    }
}

/// The contrast of an element's colour with the page, by the formula of WCAG 2.2.
fn contrast(browser: &mut Browser, selector: &str, property: &str) -> f64 {
    let colours = browser.evaluate(&format!(
        r"(() => {{
            const element = document.querySelector({});
            const page = getComputedStyle(document.documentElement).backgroundColor;
            return [getComputedStyle(element)['{property}'], page];
        }})()",
        json!(selector)
    ));
    let luminance = |index: usize| -> f64 {
        let text = colours[index].as_str().unwrap();
        let channels: Vec<f64> = text
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .filter_map(|part| part.parse().ok())
            .take(3)
            .collect();
        assert_eq!(channels.len(), 3, "{text}");
        let linear = |channel: f64| {
            let share = channel / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(channels[0]) + 0.7152 * linear(channels[1]) + 0.0722 * linear(channels[2])
    };
    let (a, b) = (luminance(0), luminance(1));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn tabs_and_copy_show_the_code(browser: &mut Browser) {
    let shown = "document.querySelectorAll('section.variant:not([hidden])').length";
    assert_eq!(browser.evaluate(shown), 1);
    browser.evaluate("document.querySelectorAll('.tabs button')[1].click()");
    let code = browser.evaluate(
        "document.querySelector('section.variant:not([hidden]) template.standalone').content.textContent",
    );
    assert!(
        code.as_str()
            .unwrap()
            .contains("pub fn push_str(words: &[String]) -> String {\n"),
        "{code}"
    );
}
