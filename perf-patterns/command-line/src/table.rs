//! Tables for people: as wide as they need, or as the terminal is.

use crate::print;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

/// A table without frames; columns from `first_number` on are figures.
pub fn render(header: &[&str], rows: Vec<Vec<String>>, first_number: usize) -> String {
    aligned(header, rows, |column| column >= first_number)
}

/// A table without frames, of figures with a name at the end of each row.
pub fn render_names_last(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let last = header.len().saturating_sub(1);
    aligned(header, rows, |column| column < last)
}

fn aligned(header: &[&str], rows: Vec<Vec<String>>, is_number: impl Fn(usize) -> bool) -> String {
    within(print::columns(), header, rows, is_number)
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
        column.set_padding((0, 2));
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
}
