//! Tables for people, at most 100 columns wide.

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
    table
        .to_string()
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}
