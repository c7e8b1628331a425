//! Tables for people: at most 100 columns wide, or as wide as the terminal is.

use crate::print;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

/// The widest line.
const WIDTH: usize = 100;
/// Between two columns.
const GAP: usize = 2;
/// Less of a name would say nothing.
const LEAST: usize = 12;

/// A table without frames; columns from `first_number` on are figures. Names that
/// are too long for 100 columns are cut in their middle, and a last line says so.
pub fn render(header: &[&str], rows: Vec<Vec<String>>, first_number: usize) -> String {
    aligned(header, rows, |column| column >= first_number)
}

/// A table without frames, of figures with a name at the end of each row; cut as
/// [`render`] does.
pub fn render_names_last(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let last = header.len().saturating_sub(1);
    aligned(header, rows, |column| column < last)
}

fn aligned(
    header: &[&str],
    mut rows: Vec<Vec<String>>,
    is_number: impl Fn(usize) -> bool,
) -> String {
    let is_cut = fit(header, &mut rows, &is_number);
    let mut table = within(print::columns(), header, rows, is_number);
    if is_cut {
        table.push_str("\n(… stands for what did not fit into 100 columns)");
    }
    table
}

/// A table that folds its cells where it does not fit into `columns`.
fn within(
    columns: Option<usize>,
    header: &[&str],
    rows: Vec<Vec<String>>,
    is_number: impl Fn(usize) -> bool,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.iter().copied().map(Cell::new));
    for row in rows {
        table.add_row(row);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, GAP as u16));
        if is_number(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let wide = text(&table);
    let widest = wide.lines().map(|line| line.chars().count()).max();
    match columns {
        Some(columns) if widest > Some(columns) => {
            // Cells of figures have no spaces, and are not broken before those of words.
            table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(u16::try_from(columns).unwrap_or(u16::MAX));
            text(&table)
        }
        _ => wide,
    }
}

fn text(table: &Table) -> String {
    table
        .to_string()
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Cuts the names of the widest columns until a row fits; whether anything was cut.
/// Figures are never cut.
fn fit(header: &[&str], rows: &mut [Vec<String>], is_number: &impl Fn(usize) -> bool) -> bool {
    let mut widths: Vec<usize> = header.iter().map(|name| name.chars().count()).collect();
    for row in rows.iter() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let before = widths.clone();
    let least = |column: usize| LEAST.max(header[column].chars().count());
    let room = WIDTH - GAP * header.len().saturating_sub(1);
    while widths.iter().sum::<usize>() > room {
        let names = widths.iter_mut().enumerate();
        let widest = names
            .filter(|(column, width)| !is_number(*column) && **width > least(*column))
            .max_by_key(|(_, width)| **width);
        match widest {
            Some((_, width)) => *width -= 1,
            None => break,
        }
    }
    for row in rows {
        for (cell, width) in row.iter_mut().zip(&widths) {
            *cell = cut(cell, *width);
        }
    }
    widths != before
}

/// `text` in `width` characters: an id is recognised by its beginning and its end.
fn cut(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let end = kept / 2;
    let start: String = text.chars().take(kept - end).collect();
    let end: String = text.chars().skip(length - end).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_terminal_folds_words_and_a_wide_one_nothing() {
        let rows = || {
            vec![vec![
                "string-building/append".to_owned(),
                "a title of many words that would run over the edge of the terminal".to_owned(),
                "1,000".to_owned(),
            ]]
        };
        let header = ["pattern", "title", "count"];
        let render = |columns| within(columns, &header, rows(), |column| column == 2);
        let widest = |text: &str| text.lines().map(|line| line.chars().count()).max();
        let wide = render(None);
        assert_eq!(wide.lines().count(), 2, "{wide}");
        assert_eq!(render(Some(200)), wide);
        let narrow = render(Some(60));
        assert!(
            widest(&narrow) <= Some(60) && narrow.lines().count() > 2,
            "{narrow}"
        );
        assert!(
            narrow.contains("1,000") && narrow.contains("edge"),
            "{narrow}"
        );
    }

    #[test]
    fn what_is_too_wide_is_cut_within_its_names_and_says_so() {
        let id = format!("family/{}/typical/300", "x".repeat(100));
        let rows = vec![vec![id, "1,234,567".to_owned(), "+2.0 %".to_owned()]];
        let table = render(&["case", "old", "change"], rows, 1);
        assert!(
            table.lines().all(|line| line.chars().count() <= WIDTH),
            "{table}"
        );
        assert!(
            table.contains("family/x") && table.contains("x/typical/300"),
            "{table}"
        );
        assert!(table.contains("1,234,567  +2.0 %"), "{table}");
        assert!(table.ends_with("100 columns)"), "{table}");
    }

    #[test]
    fn what_fits_is_left_as_it_is() {
        let rows = vec![vec!["append".to_owned(), "9".to_owned()]];
        assert_eq!(
            render(&["case", "count"], rows, 1),
            "case    count\nappend      9"
        );
    }
}
