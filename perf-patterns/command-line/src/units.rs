//! Figures for people: three significant digits, SI prefixes, a narrow space
//! before the unit.

/// U+202F: no line breaks between a figure and its unit.
const SPACE: char = '\u{202f}';

/// `1.21 µs` from nanoseconds.
pub fn time(ns: f64) -> String {
    scaled(ns, &[(1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")])
}

/// `9.51 MB` from bytes.
pub fn bytes(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes}{SPACE}B");
    }
    scaled(bytes as f64, &[(1e3, "kB"), (1e6, "MB"), (1e9, "GB")])
}

/// What a tool said, in one line: a page takes a blank line for the end of a block.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `12,011`.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `30.1×`.
pub fn factor(ratio: f64) -> String {
    format!("{}×", significant(ratio))
}

/// `value` with so many significant digits, for a record.
pub fn rounded(value: f64, digits: usize) -> f64 {
    let after = digits.saturating_sub(1);
    format!("{value:.after$e}").parse().unwrap_or(value)
}

/// How many significant digits a figure has; counts have all of theirs.
const DIGITS: usize = 3;

/// Three significant digits: `0.0312`, `0.850`, `30.1`, `8,070`. Every figure that is
/// not a count gets its digits here.
pub fn significant(value: f64) -> String {
    let scientific = format!("{value:.0$e}", DIGITS - 1);
    // Neither zero nor infinity has significant digits.
    let exponent = match scientific.split_once('e').map(|(_, power)| power.parse()) {
        Some(Ok(exponent)) if value != 0.0 => exponent,
        _ => 0_i32,
    };
    let value = rounded(value, DIGITS);
    if exponent >= 3 {
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}{}", count(value.abs() as u64));
    }
    let after = usize::try_from(2 - exponent).unwrap_or(0);
    format!("{value:.after$}")
}

/// `12.3 %` for 0.123.
pub fn percent(share: f64) -> String {
    format!("{} %", significant(100.0 * share))
}

/// `12.3 %` for 123 of 1000, with one digit behind the point, since shares of one total
/// stand below each other; of nothing, `0.0 %`.
pub fn share(part: u64, total: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / total.max(1) as f64)
}

fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    let unit = units
        .iter()
        .rev()
        // A value that rounds up to 1000 belongs to the next unit.
        .find(|(scale, _)| value.abs() >= scale * 0.9995)
        .or(units.first());
    match unit {
        Some((scale, name)) => format!("{}{SPACE}{name}", significant(value / scale)),
        None => significant(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_several_lines_becomes_one() {
        assert_eq!(
            super::folded("cpu ended\n  Caused by:\n\n  1: <no> samples\n"),
            "cpu ended Caused by: 1: <no> samples"
        );
    }

    #[test]
    fn figures_have_three_significant_digits() {
        for (value, shown) in [
            (0.0, "0.00"),
            (0.000_031_26, "0.0000313"),
            (0.0312, "0.0312"),
            (0.099_96, "0.100"),
            (0.85, "0.850"),
            (0.9996, "1.00"),
            (1.0, "1.00"),
            (9.994, "9.99"),
            (9.996, "10.0"),
            (30.14, "30.1"),
            (99.96, "100"),
            (999.4, "999"),
            (999.6, "1,000"),
            (8_067.0, "8,070"),
            (1_234_567.0, "1,230,000"),
            (-0.0312, "-0.0312"),
            (-8_067.0, "-8,070"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(significant(value), shown);
        }
    }

    #[test]
    fn figures_have_the_right_prefix_and_counts_all_their_digits() {
        assert_eq!(time(0.0312), "0.0312\u{202f}ns");
        assert_eq!(time(12.34), "12.3\u{202f}ns");
        assert_eq!(time(1_214.0), "1.21\u{202f}µs");
        assert_eq!(time(999.9), "1.00\u{202f}µs");
        assert_eq!(time(1_234e9), "1,230\u{202f}s");
        assert_eq!(bytes(999), "999\u{202f}B");
        assert_eq!(bytes(9_512_000), "9.51\u{202f}MB");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(rounded(1_234_567.8, 6), 1_234_570.0);
        assert_eq!(rounded(0.0, 6), 0.0);
        assert_eq!(factor(30.14), "30.1×");
        assert_eq!(percent(0.0312), "3.12 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(share(1, 3), "33.3 %");
        assert_eq!(share(0, 0), "0.0 %");
    }
}
