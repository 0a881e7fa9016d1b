//! Tables for terminals: columns that align, text that wraps. The one file that names `comfy_table`.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// On the left, and wraps where there is no room.
    Text,
    /// On the left, and never wraps.
    Fixed,
    /// On the right, and never wraps.
    Number,
}

/// A table: rows of cells.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// Fills the line between two rows, by which the rows are told apart; no text has it.
const BETWEEN: char = '\u{E000}';
const STYLE: TableStyle = TableStyle::new().row_separator(LineStyle::none().fill(BETWEEN));

impl Grid {
    pub(super) fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    /// The lines of each row, at most `width` columns wide if the fixed columns leave room.
    pub(super) fn lines(&self, width: usize) -> Vec<Vec<String>> {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        for row in &self.rows {
            table.add_row(row.iter().zip(&self.columns).map(|(text, column)| {
                let clean: String = text.chars().filter(|c| *c != BETWEEN && (*c == '\n' || !c.is_control())).collect();
                let side = if *column == Column::Number { CellAlignment::Right } else { CellAlignment::Left };
                Cell::new(clean).set_alignment(side)
            }));
        }
        let last = self.columns.len().saturating_sub(1);
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if at == last { 0 } else { 2 }));
            if self.columns.get(at) != Some(&Column::Text) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let mut rows = vec![Vec::new()];
        for line in table.lines() {
            if line.starts_with(BETWEEN) {
                rows.push(Vec::new());
            } else if let Some(row) = rows.last_mut() {
                row.push(line.trim_end().to_string());
            }
        }
        rows
    }
}
