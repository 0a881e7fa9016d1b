//! Charts: how something grows, as SVG and as text; differences and shares as bars.
//!
//! All are pure functions from plain data to text and know nothing of what is drawn. No meaning is carried by colour alone: series have
//! letters and dashes, bars have their values in words, and each SVG says in its description what it shows. An SVG has neither script
//! nor a fixed size; it takes the colour and the letters of the page around it, which may set `--chart-1` to `--chart-6` for series and
//! `--chart-paper` for what is behind them.

pub mod bars;
mod blocks;
mod lines;
mod log;
mod svg;

/// Colours of series and bars. Each has a contrast of 3 to 1 and more with white and with nearly black.
pub const COLOURS: [&str; 6] = ["#1c7fd6", "#c9600a", "#2b8f4e", "#9a62d8", "#d0455a", "#0f8a93"];

/// Something over something, both on logarithmic scales. Up to six series can be told apart.
///
/// ```
/// use verdict::render::{Style, chart::{Axis, LineChart, Mark, Series}};
///
/// let chart = LineChart {
///     title: "Hire or rent".into(),
///     x: Axis { label: "Trips a month".into(), unit: None },
///     y: Axis { label: "Bill".into(), unit: Some("USD per month".into()) },
///     series: vec![
///         Series { name: "By the trip".into(), points: vec![(1.0, Some(0.25)), (10_000.0, Some(2500.0))] },
///         Series { name: "By the month".into(), points: vec![(1.0, Some(100.0)), (10_000.0, Some(100.0))] },
///     ],
///     marks: vec![Mark { x: 400.0, y: 100.0, label: "the same at 400 trips".into() }],
/// };
/// assert_eq!(
///     chart.words(),
///     "A, By the trip: from $0.25 per month at 1 to $2,500 per month at 10,000. B, By the month: $100 per month throughout. \
///      1: the same at 400 trips."
/// );
/// assert!(chart.svg("hire").contains(r#"<title id="hire-title">Hire or rent</title>"#));
/// assert!(chart.text(&Style::plain(60), 12).contains("Trips a month"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// What it shows.
    pub title: String,
    /// What goes to the right.
    pub x: Axis,
    /// What goes up.
    pub y: Axis,
    /// What grows.
    pub series: Vec<Series>,
    /// Points that matter, with words.
    pub marks: Vec<Mark>,
}

/// What an axis measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// A few words.
    pub label: String,
    /// What it is counted in, as facts have it; `None` where the label says it.
    pub unit: Option<String>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Points from left to right; the line has a gap where the second is unknown or no number.
    pub points: Vec<(f64, Option<f64>)>,
}

/// A point that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where, to the right.
    pub x: f64,
    /// Where, upwards.
    pub y: f64,
    /// What is there.
    pub label: String,
}

impl LineChart {
    /// As SVG. The ids in it begin with `id`, which must be the only one of its kind on the page.
    #[must_use]
    pub fn svg(&self, id: &str) -> String {
        lines::svg(self, id)
    }

    /// In characters, for a terminal: `rows` of them between the axes, no colour.
    #[must_use]
    pub fn text(&self, style: &super::Style, rows: usize) -> String {
        blocks::text(self, style, rows)
    }

    /// What it shows, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let series = self
            .series
            .iter()
            .enumerate()
            .map(|(i, series)| format!("{}, {}: {}.", letter(i), series.name, self.course(series)));
        let marks = self.marks.iter().enumerate().map(|(i, mark)| format!("{}: {}.", i + 1, mark.label));
        series.chain(marks).chain(self.below().map(|note| format!("{note}."))).collect::<Vec<_>>().join(" ")
    }

    /// From what to what a series goes.
    fn course(&self, series: &Series) -> String {
        let mut known = known(series);
        let (Some(first), all) = (known.next(), self.y.unit.as_deref()) else { return "unknown".to_string() };
        let last = known.clone().last().unwrap_or(first);
        if known.all(|point| same(point.1, first.1)) {
            return format!("{} throughout", log::amount(first.1, all));
        }
        let at = |(x, y): (f64, f64)| format!("{} at {}", log::amount(y, all), log::amount(x, self.x.unit.as_deref()));
        format!("from {} to {}", at(first), at(last))
    }

    fn x_scale(&self) -> log::Log {
        log::Log::of(self.series.iter().flat_map(known).map(|(x, _)| x), f64::INFINITY)
    }

    fn y_scale(&self) -> log::Log {
        log::Log::of(self.series.iter().flat_map(known).map(|(_, y)| y), TENFOLDS)
    }

    /// What is said of values that the scale has no place for.
    fn below(&self) -> Option<String> {
        let scale = self.y_scale();
        let low = self.series.iter().flat_map(known).any(|(_, y)| y < scale.least());
        low.then(|| {
            format!(
                "What is less than {} is drawn at the bottom edge",
                log::amount(scale.least(), self.y.unit.as_deref())
            )
        })
    }
}

/// How many tenfolds go up at most: what is less than a millionth of the greatest value is drawn at the bottom edge.
const TENFOLDS: f64 = 6.0;

/// The points that can be drawn.
fn known(series: &Series) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
    series.points.iter().filter_map(|point| drawable(*point))
}

fn drawable((x, y): (f64, Option<f64>)) -> Option<(f64, f64)> {
    Some((x, y?)).filter(|(x, y)| x.is_finite() && *x > 0.0 && y.is_finite())
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// What a series is called in the chart.
fn letter(series: usize) -> char {
    char::from(b'A' + u8::try_from(series % 26).unwrap_or_default())
}
