//! Articles: sections of texts, tables, lists and charts, which each format draws in its own way. Where something comes from stands in
//! numbered notes below; what few readers want is folded.

use super::chart::LineChart;
use super::chart::bars::{Differences, Shares};
use super::text::answer;
use super::{Style, shape};
use crate::report::{Digests, Evidence, Needs, SourceUsed};

pub(super) mod bill;
pub(super) mod compare;
pub(super) mod explain;
pub(super) mod import;
mod notes;
pub(super) mod recommend;

pub(super) use notes::{Notes, Words};

/// What a page says.
pub(super) struct Article {
    pub(super) title: String,
    /// None of them is empty.
    pub(super) sections: Vec<Section>,
    pub(super) notes: Notes,
}

impl Article {
    /// An article of the sections that say something.
    pub(super) fn new(title: String, mut sections: Vec<Section>, notes: Notes) -> Self {
        sections.retain(|section| !section.blocks.is_empty());
        Self { title, sections, notes }
    }

    /// The sections that are written where nothing can be folded.
    pub(super) fn short(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.fold != Fold::More)
    }

    /// The notes to these sections, with their numbers.
    pub(super) fn notes_to<'a>(&'a self, sections: impl Iterator<Item = &'a Section>) -> Vec<(usize, &'a str)> {
        let used: std::collections::BTreeSet<usize> =
            sections.flat_map(Section::words).flat_map(|w| w.notes.clone()).collect();
        used.into_iter().filter_map(|number| Some((number, self.notes.get(number)?))).collect()
    }

    /// What only a page has, and where everything is; `None` where nothing is left out.
    pub(super) fn left_out(&self) -> Option<String> {
        let more = self.sections.iter().filter(|section| section.fold == Fold::More);
        let more: Vec<String> = more.map(|section| format!("“{}”", section.heading)).collect();
        (!more.is_empty())
            .then(|| format!("With --format html there is more: {}. --format json has everything.", more.join(", ")))
    }
}

/// Where a section stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// Open, everywhere.
    Open,
    /// Folded on a screen; on paper and in other formats it is open.
    Paper,
    /// Folded on a screen, and nowhere else.
    More,
}

/// A part of the article under a heading.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) blocks: Vec<Block>,
    pub(super) fold: Fold,
}

/// Something in a section.
pub(super) enum Block {
    /// A paragraph.
    Text(Words),
    /// A paragraph that stands out.
    Strong(Words),
    /// A list.
    List(Vec<Words>),
    /// A table: what stands above the columns, and rows of as many cells. All columns but the first are about one thing each.
    Table(Vec<String>, Vec<Vec<Words>>),
    /// A chart, and the name of its kind: a short word that no other chart of the article has.
    Chart(&'static str, Chart),
}

impl Block {
    pub(super) fn text(text: impl Into<Words>) -> Self {
        Self::Text(text.into())
    }

    fn words(&self) -> Vec<&Words> {
        match self {
            Self::Text(words) | Self::Strong(words) => vec![words],
            Self::List(items) => items.iter().collect(),
            Self::Table(_, rows) => rows.iter().flatten().collect(),
            Self::Chart(..) => Vec::new(),
        }
    }

    pub(super) fn strong(text: impl Into<Words>) -> Self {
        Self::Strong(text.into())
    }

    pub(super) fn table<const N: usize, W: Into<Words>>(
        heads: [&str; N],
        rows: impl IntoIterator<Item = [W; N]>,
    ) -> Self {
        let rows = rows.into_iter().map(|row| row.map(Into::into).into());
        Self::Table(heads.map(String::from).into(), rows.collect())
    }
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
        Self { heading: heading.into(), blocks, fold: Fold::Open }
    }

    pub(super) fn folded(self, fold: Fold) -> Self {
        Self { fold, ..self }
    }

    fn words(&self) -> Vec<&Words> {
        self.blocks.iter().flat_map(Block::words).collect()
    }
}

/// Adds a list that has something in it.
pub(super) fn list<W: Into<Words>>(blocks: &mut Vec<Block>, items: impl IntoIterator<Item = W>) {
    let items: Vec<Words> = items.into_iter().map(Into::into).collect();
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
}

/// The first of a list, and how many more there are.
pub(super) fn first<W: Into<Words>>(items: impl IntoIterator<Item = W>, at_most: usize) -> Vec<Words> {
    let mut items: Vec<Words> = items.into_iter().map(Into::into).collect();
    // One more is shown rather than counted.
    if let Some(more) = items.len().checked_sub(at_most).filter(|more| *more > 1) {
        items.truncate(at_most);
        items.push(format!("and {more} more").into());
    }
    items
}

/// What a view rests on, as far as no note says it: answers, assumptions, whom to credit, date and digests. What was left open, by
/// which rule something was derived, and every source by its id, is for programs.
pub(super) fn rests_on(needs: &Needs, sources: &[SourceUsed], as_of: &str, digests: &Digests) -> Vec<String> {
    let derived = needs.derived.iter().map(|d| format!("{} = {}", d.need, answer(&d.value))).collect::<Vec<_>>();
    let needs = Needs { unanswered: Vec::new(), derived: Vec::new(), ..needs.clone() };
    let credited: Vec<SourceUsed> = sources.iter().filter(|source| source.credit.is_some()).cloned().collect();
    let basis = shape::rests_on(&needs, &[], &credited, as_of, digests);
    let mut lines: Vec<String> = basis.into_iter().map(|(label, text)| format!("{label}: {text}")).collect();
    if !derived.is_empty() {
        lines.insert(1, format!("Derived: {}", derived.join("; ")));
    }
    lines
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
