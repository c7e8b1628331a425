//! The book in a real browser: nothing fails, nothing is fetched from elsewhere,
//! search finds a pattern, the table sorts, both themes are readable.

use crate::browser::Browser;
use crate::support;
use crate::support::{has, run, stderr};
use serde_json::{Value, json};

/// The smallest contrast of text that the Web Content Accessibility Guidelines
/// (level AA) accept, and of large text and graphics.
const TEXT_CONTRAST: f64 = 4.5;
const GRAPHIC_CONTRAST: f64 = 3.0;

/// The narrowest page that must be readable, in CSS pixels; and wider ones, in
/// which the pages at the book's root are looked at.
const NARROW: u32 = 380;
const WIDTHS: [u32; 3] = [1_400, 800, NARROW];

/// What every theme of mdBook is called.
const THEMES: [&str; 5] = ["light", "rust", "coal", "navy", "ayu"];

/// One page of each kind, for what takes a while on each.
const KINDS: [&str; 8] = [
    "index.html",
    "pairs.html",
    "history.html",
    "string-building/index.html",
    "string-building/append.html",
    "guide/from-profile-to-pattern.html",
    "guide/glossary.html",
    "guide/workshop.html",
];

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

    browser.open(&page("pairs.html"));
    the_table_opens_sorts_and_filters(&mut browser);
    search_finds_a_pattern(&mut browser);
    every_theme_is_readable(&mut browser, &page("string-building/append.html"));
    slow_and_fast_stand_side_by_side(&mut browser);
    browser.open(&page("lookups/hasher.html"));
    a_button_copies_the_code(&mut browser);

    // Every page, since a chart may fail on one pattern only.
    for width in WIDTHS {
        browser.set_width(width);
        for file in support::files(&book) {
            let is_page = file
                .extension()
                .is_some_and(|extension| extension == "html");
            if is_page && (width == NARROW || file.parent() == Some(&book)) {
                browser.open(&format!("file://{}", file.display()));
                let wide = browser.evaluate("document.scrollingElement.scrollWidth");
                assert!(
                    wide.as_u64().unwrap() <= u64::from(width),
                    "{} is {wide} px wide in a window of {width} px",
                    file.display()
                );
            }
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

fn the_table_opens_sorts_and_filters(browser: &mut Browser) {
    let shown = "[...document.querySelectorAll('table.pairs tbody:not([hidden]) tr')]
        .filter((row) => !row.hidden).length";
    let count = |browser: &mut Browser| browser.evaluate(shown).as_u64().unwrap();
    let closed = count(browser);
    browser.evaluate("document.querySelector('table.pairs button.open').click()");
    assert!(count(browser) > closed, "a pattern opens");

    let times = r"[...document.querySelectorAll('table.pairs tbody')]
        .map((body) => Number(body.rows[0].cells[2].dataset.key))";
    let unsorted = numbers(&browser.evaluate(times));
    browser.evaluate("document.querySelectorAll('table.pairs th button')[2].click()");
    let sorted = numbers(&browser.evaluate(times));
    assert_ne!(unsorted, sorted);
    assert!(
        sorted.windows(2).all(|pair| pair[0] >= pair[1]),
        "{sorted:?}"
    );

    let all = count(browser);
    for (filter, change) in [
        ("select[data-filter=family]", "value = 'recursion'"),
        ("input[data-filter=turns]", "checked = true"),
    ] {
        browser.evaluate(&format!(
            r"{{ const input = document.querySelector('{filter}');
                input.{change};
                input.dispatchEvent(new Event('change', {{ bubbles: true }})); }}"
        ));
        let some = count(browser);
        assert!(0 < some && some < all, "{filter}: {some} of {all}");
    }
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

fn every_theme_is_readable(browser: &mut Browser, page: &str) {
    for theme in THEMES {
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
            (".lead", "color", TEXT_CONTRAST),
            (".allocates", "color", TEXT_CONTRAST),
            (".gone", "color", TEXT_CONTRAST),
            (".differs", "color", TEXT_CONTRAST),
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

fn slow_and_fast_stand_side_by_side(browser: &mut Browser) {
    let sides = r"[...document.querySelectorAll('.sides > section.variant')]
        .map((side) => side.getBoundingClientRect().left)";
    browser.set_width(1_400);
    let wide = numbers(&browser.evaluate(sides));
    assert!(wide.len() == 2 && wide[0] < wide[1], "{wide:?}");
    browser.set_width(NARROW);
    let narrow = numbers(&browser.evaluate(sides));
    assert!(narrow[0] == narrow[1], "{narrow:?}");
}

/// What the button copies compiles by itself: what variants share comes first.
fn a_button_copies_the_code(browser: &mut Browser) {
    browser.evaluate(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; };
         document.querySelector('.variant.fast .copy-code').click()",
    );
    browser.wait_for("Boolean(window.copied)");
    let code = browser.evaluate("window.copied");
    let code = code.as_str().unwrap();
    assert!(
        code.starts_with("use std::collections::HashMap;\n"),
        "{code}"
    );
    assert!(code.contains("\npub fn "), "{code}");
    assert!(code.ends_with("}\n"), "{code}");
}

/// axe-core, by Deque (MPL-2.0), fetched by `.ci/run`.
#[test]
fn an_accessibility_checker_finds_nothing_serious() {
    let test = "an_accessibility_checker_finds_nothing_serious";
    let axe = support::root().join("target/axe/node_modules/axe-core/axe.min.js");
    if !has("chromium", test) || !support::is_there(&axe, test) {
        return;
    }
    let axe = std::fs::read_to_string(axe).unwrap();
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
    let mut browser = Browser::start();
    let mut found = Vec::new();
    // Everything at each width; what follows the theme, its colours, in the others.
    let everything = "";
    let colours = ", runOnly: ['color-contrast']";
    let widths = WIDTHS.map(|width| ("light", width, everything));
    let themes = THEMES[1..].iter();
    let themes = themes.map(|theme| (*theme, WIDTHS[0], colours));
    for (theme, width, rules) in widths.into_iter().chain(themes) {
        browser.set_width(width);
        for name in KINDS {
            let page = format!("file://{}/{name}", book.display());
            browser.open(&page);
            browser.evaluate(&format!("localStorage.setItem('mdbook-theme', '{theme}')"));
            browser.open(&page);
            browser.evaluate(&format!("{axe}; 0"));
            // Only what this book adds: the frame around it is mdBook's.
            browser.evaluate(&format!(
                r"window.found = null;
                  axe.run('main', {{ resultTypes: ['violations']{rules} }}).then((result) => {{
                    window.found = result.violations
                      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
                      .flatMap((violation) => violation.nodes.slice(0, 3)
                        .map((node) => `${{violation.id}}: ${{node.html.slice(0, 160)}} `
                          + node.any.map((check) => check.message).join(' ')));
                  }}); 0",
            ));
            browser.wait_for("window.found !== null");
            for line in browser.evaluate("window.found").as_array().unwrap() {
                found.push(format!("{name} ({theme}, {width} px): {line}"));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
