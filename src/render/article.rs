//! Articles: sections of texts, tables, lists and charts, which each format draws in its own way.

use super::Style;
use super::chart::LineChart;
use super::chart::bars::{Differences, Shares};
use crate::report::Evidence;

pub(super) mod bill;
pub(super) mod compare;
pub(super) mod explain;
pub(super) mod import;

/// What a page says.
pub(super) struct Article {
    pub(super) title: String,
    /// None of them is empty.
    pub(super) sections: Vec<Section>,
}

/// A part of the article under a heading.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) blocks: Vec<Block>,
}

/// Something in a section.
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that stands out.
    Strong(String),
    /// A list.
    List(Vec<String>),
    /// A table: what stands above the columns, and rows of as many cells. All columns but the first are about one thing each.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A chart, and the name of its kind: a short word that no other chart of the article has.
    Chart(&'static str, Chart),
}

/// What is drawn.
pub(super) enum Chart {
    Lines(LineChart),
    Differences(Differences),
    Shares(Shares),
}

impl Chart {
    /// What it shows.
    pub(super) fn title(&self) -> &str {
        match self {
            Self::Lines(chart) => &chart.title,
            Self::Differences(chart) => &chart.title,
            Self::Shares(chart) => &chart.title,
        }
    }

    /// The same in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Lines(chart) => chart.words(),
            Self::Differences(chart) => chart.words(),
            Self::Shares(chart) => chart.words(),
        }
    }

    /// As SVG, with ids that begin with `id`.
    pub(super) fn svg(&self, id: &str) -> String {
        match self {
            Self::Lines(chart) => chart.svg(id),
            Self::Differences(chart) => chart.svg(id),
            Self::Shares(chart) => chart.svg(id),
        }
    }

    /// In characters; bars stand beside a table that says the same, so they are drawn where there is room for pictures only.
    pub(super) fn text(&self, style: &Style) -> Option<String> {
        match self {
            Self::Lines(chart) => Some(chart.text(style, ROWS)),
            Self::Differences(_) | Self::Shares(_) => None,
        }
    }
}

/// How many lines of characters a chart has between its axes.
const ROWS: usize = 12;

impl Section {
    pub(super) fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: heading.into(), blocks }
    }
}

/// Adds a list that has something in it.
pub(super) fn list(blocks: &mut Vec<Block>, items: Vec<String>) {
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
}

/// Where something comes from: "litellm, 2026-11-12".
pub(super) fn origin(source: &str, as_of: Option<&String>) -> String {
    as_of.map_or_else(|| source.to_string(), |date| format!("{source}, {date}"))
}

/// Values and where they come from; what comes from the same place stands together.
pub(super) fn evidence<'a>(all: impl IntoIterator<Item = &'a Evidence>, name: impl Fn(&'a str) -> &'a str) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for e in all {
        let (origin, said) = (origin(&e.source, e.as_of.as_ref()), format!("{} {}", name(&e.fact), e.value));
        match groups.iter_mut().find(|(group, _)| *group == origin) {
            Some((_, values)) => values.push(said),
            None => groups.push((origin, vec![said])),
        }
    }
    let group = |(origin, values): &(String, Vec<String>)| format!("{} [{origin}]", values.join("; "));
    groups.iter().map(group).collect::<Vec<_>>().join("; ")
}
