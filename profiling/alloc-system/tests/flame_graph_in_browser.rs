//! The page of the flame graph in a real browser: drawn, folded, unfolded, zoomed and
//! searched.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../../xtask/tests/browser.rs"]
#[allow(dead_code, reason = "the book's test uses more of it")]
mod browser;

use std::hint::black_box;

use browser::Browser;
use profiling::http;
use profiling_alloc_system as _;

#[inline(never)]
fn shop_orders() {
    black_box(shop_prices());
    black_box(shop_taxes());
}

#[inline(never)]
fn shop_prices() -> String {
    let mut text = String::new();
    for number in 0..2_000 {
        text = format!("{text}{number}");
    }
    text
}

#[inline(never)]
fn shop_taxes() -> Vec<Box<[u8]>> {
    (0..100_u8)
        .map(|number| black_box(vec![number; 100_000]).into())
        .collect()
}

/// All drawn frames, as an array of their texts.
const FRAMES: &str = "[...document.querySelectorAll('.frame')].map(frame => frame.textContent)";

fn frames(browser: &mut Browser) -> Vec<String> {
    let drawn = browser.evaluate(FRAMES);
    let drawn = drawn.as_array().unwrap();
    drawn
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// Clicks the first frame with a function of this name.
fn click(browser: &mut Browser, function: &str) {
    let found = browser.evaluate(&format!(
        "(() => {{ const frame = [...document.querySelectorAll('.frame')]\
         .find(frame => frame.textContent.includes('{function}'));\
         frame?.click(); return Boolean(frame); }})()"
    ));
    assert_eq!(found, true, "{function} is drawn");
}

/// The share of the graph's width that the first frame with this name takes.
fn width(browser: &mut Browser, function: &str) -> f64 {
    let width = browser.evaluate(&format!(
        "[...document.querySelectorAll('.frame')]\
         .find(frame => frame.textContent.includes('{function}'))?.offsetWidth \
         / document.getElementById('graph').clientWidth"
    ));
    width.as_f64().unwrap_or(0.0)
}

#[test]
fn the_flame_graph_works_in_a_browser() {
    if !testing::has("chromium", "the_flame_graph_works_in_a_browser") {
        return;
    }
    let address = http::serve("127.0.0.1:0").unwrap().address();
    // Allocations, since CPU time depends on what a busy machine leaves; and enough
    // samples for shares that hardly vary.
    profiling::heap::set_rate(64 * 1024);
    shop_orders();
    let page = format!("http://{address}/debug/pprof/flamegraph?kind=allocs");
    let mut browser = Browser::start();
    browser.set_width(1_200);
    browser.open(&page);

    // Folded: the frames outside the service's own code are hidden.
    let has = |frames: &[String], name: &str| frames.iter().any(|of| of.contains(name));
    let folded = frames(&mut browser);
    assert!(has(&folded, "shop_orders"), "{folded:?}");
    assert!(
        !has(&folded, "clone3") && !has(&folded, "__rust_begin_short"),
        "{folded:?}"
    );

    // One click unfolds them, and another folds them again.
    browser.evaluate("document.getElementById('runtime').click()");
    let unfolded = frames(&mut browser);
    assert!(has(&unfolded, "__rust_begin_short"), "{unfolded:?}");
    assert!(unfolded.len() > folded.len());
    let pressed = "document.getElementById('runtime').getAttribute('aria-pressed')";
    assert_eq!(browser.evaluate(pressed), "true");
    browser.evaluate("document.getElementById('runtime').click()");
    assert_eq!(frames(&mut browser), folded);

    // A click zooms in, and the button out again.
    let narrow = width(&mut browser, "shop_prices");
    assert!(narrow > 0.0 && narrow < 0.9, "{narrow}");
    click(&mut browser, "shop_prices");
    assert!(width(&mut browser, "shop_prices") > 0.99);
    assert!(!has(&frames(&mut browser), "shop_taxes"));
    browser.evaluate("document.getElementById('reset').click()");
    assert_eq!(frames(&mut browser), folded);

    // Matches of a search are marked, and their sum is shown.
    browser.evaluate(
        "document.getElementById('search').value = 'SHOP_TAXES';\
         document.getElementById('search').dispatchEvent(new Event('input'))",
    );
    let found = browser.evaluate(
        "[...document.querySelectorAll('.frame.found')].map(frame => frame.textContent).join()",
    );
    assert!(found.as_str().unwrap().contains("shop_taxes"), "{found}");
    assert!(!found.as_str().unwrap().contains("shop_prices"), "{found}");
    let told = browser.evaluate("document.getElementById('told').textContent");
    assert!(told.as_str().unwrap().contains("found "), "{told}");

    // Lines worth a look are listed, and their functions marked.
    let listed = browser.evaluate("document.getElementById('advice').textContent");
    assert!(
        listed.as_str().unwrap().contains("string-building/append"),
        "{listed}"
    );
    let marked = browser.evaluate(
        "[...document.querySelectorAll('.frame.advised')].map(frame => frame.title).join()",
    );
    assert!(
        marked.as_str().unwrap().contains("look here, line"),
        "{marked}"
    );

    for width in [1_200, 380] {
        browser.set_width(width);
        let wide = browser.evaluate("document.scrollingElement.scrollWidth");
        assert!(
            wide.as_u64().unwrap() <= u64::from(width),
            "{wide} px in {width} px"
        );
    }
    assert_eq!(browser.errors, Vec::<String>::new());
    assert!(
        browser
            .requests
            .iter()
            .all(|url| url.starts_with(&format!("http://{address}/")))
    );
}
