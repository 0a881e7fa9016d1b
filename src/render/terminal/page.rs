//! A page that grows line by line.

use crate::render::Style;
use crate::render::grid::Grid;
use crate::render::paint::Paint;
use crate::render::text::{width, wrap};

/// Lines so far, and how they look.
pub(in crate::render) struct Page {
    pub(in crate::render) style: Style,
    pub(in crate::render) paint: Paint,
    out: String,
}

/// How far everything under a heading stands in.
pub(in crate::render) const INDENT: usize = 2;

impl Page {
    pub(in crate::render) fn new(style: Style) -> Self {
        Self { style, paint: Paint::new(style.color), out: String::new() }
    }

    pub(in crate::render) fn finish(self) -> String {
        self.out
    }

    /// A line as it is.
    pub(in crate::render) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    pub(in crate::render) fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    pub(in crate::render) fn heading(&mut self, text: &str) {
        self.blank();
        let paint = self.paint;
        self.painted(text, 0, |line| paint.heading(line));
    }

    /// A paragraph, `indent` columns in.
    pub(in crate::render) fn prose(&mut self, text: &str, indent: usize) {
        self.painted(text, indent, str::to_string);
    }

    /// A paragraph whose lines are painted.
    pub(in crate::render) fn painted(&mut self, text: &str, indent: usize, paint: impl Fn(&str) -> String) {
        for line in wrap(text, self.style.width.saturating_sub(indent), 0) {
            let line = paint(&line);
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    /// A paragraph whose first line has a mark before it.
    pub(in crate::render) fn item(&mut self, mark: &str, text: &str, indent: usize) {
        let hang = indent + width(mark) + 1;
        for (i, line) in wrap(text, self.style.width.saturating_sub(hang), 0).iter().enumerate() {
            if i == 0 {
                self.line(&format!("{:indent$}{mark} {line}", ""));
            } else {
                self.line(&format!("{:hang$}{line}", ""));
            }
        }
    }

    /// A label of `widest` columns, and a paragraph beside it.
    pub(in crate::render) fn labelled(
        &mut self,
        label: &str,
        widest: usize,
        text: &str,
        paint: impl Fn(&str) -> String,
    ) {
        let hang = INDENT + widest + 2;
        let gap = (widest + 2).saturating_sub(width(label));
        for (i, line) in wrap(text, self.style.width.saturating_sub(hang), 0).iter().enumerate() {
            if i == 0 {
                self.line(&format!("{:INDENT$}{}{:gap$}{line}", "", paint(label), ""));
            } else {
                self.line(&format!("{:hang$}{line}", ""));
            }
        }
    }

    /// A table under a heading. `paint` gets the number of each row and its lines.
    pub(in crate::render) fn grid(&mut self, grid: &Grid, paint: impl Fn(usize, &str) -> String) {
        for (i, row) in grid.lines(self.style.width.saturating_sub(INDENT)).iter().enumerate() {
            for line in row {
                let line = paint(i, line);
                self.line(&format!("{:INDENT$}{line}", ""));
            }
        }
    }

    /// The mark of a list.
    pub(in crate::render) fn bullet(&self) -> &'static str {
        if self.style.unicode { "•" } else { "-" }
    }
}
