//! Renderings: one report, many views. All are pure functions from what is known to text; none computes anything anew.
//!
//! Colour is written as escapes into the text where a [`Style`] asks for it; whoever prints decides. No meaning is carried by
//! colour alone.

mod article;
pub mod catalog;
pub mod chart;
pub mod csv;
mod delta;
pub mod diagnostic;
pub mod diff;
pub mod eval;
pub mod graph;
pub mod html;
pub mod json;
pub mod list;
pub mod markdown;
pub mod terminal;
pub mod test;

mod grid;
mod paint;
mod shape;
pub mod text;
pub mod words;

/// How a text for a terminal may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// How many columns there are.
    pub width: usize,
    /// Whether there are escapes for colour and weight.
    pub color: bool,
    /// Whether bars and markers may be other than ASCII.
    pub unicode: bool,
}

impl Style {
    /// The narrowest and the widest text that is made.
    pub const WIDTHS: std::ops::RangeInclusive<usize> = 40..=200;

    /// A style of `width` columns, as far as [`Style::WIDTHS`] allows, with bars but without colour.
    ///
    /// ```
    /// use verdict::render::Style;
    /// assert_eq!(Style::plain(80), Style { width: 80, color: false, unicode: true });
    /// assert_eq!(Style::plain(7).width, 40);
    /// ```
    #[must_use]
    pub fn plain(width: usize) -> Self {
        Self { width: width.clamp(*Self::WIDTHS.start(), *Self::WIDTHS.end()), color: false, unicode: true }
    }
}
