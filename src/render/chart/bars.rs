//! Bars, as SVG: differences to the left and right of zero, and shares of a whole with their error.

use std::fmt::Write;

use super::svg::{self, LETTERS, SIZE, WIDTH, at, colour, drawing, rule};
use crate::render::text::{self, wrap};

/// Differences: what speaks for the one side and what for the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    /// What it shows.
    pub title: String,
    /// For whom the bars to the left of zero speak.
    pub left: String,
    /// For whom those to the right speak.
    pub right: String,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What differs.
    pub label: String,
    /// By how much; what is no number has no bar.
    pub value: f64,
    /// The value for people.
    pub text: String,
}

/// Shares of one whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// What it shows.
    pub title: String,
    /// The parts, from top to bottom.
    pub parts: Vec<Part>,
}

/// One part of a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is.
    pub label: String,
    /// What part, from 0 to 1.
    pub share: f64,
    /// How far off the share may be: half of the interval that holds it 95 times in 100; 0 if it is exact.
    pub half: f64,
}

impl Differences {
    /// As SVG. The ids in it begin with `id`, which must be the only one of its kind on the page.
    ///
    /// ```
    /// use verdict::render::chart::bars::{Bar, Differences};
    /// let bar = |label: &str, value: f64, text: &str| Bar { label: label.into(), value, text: text.into() };
    /// let bars = vec![bar("Price", 12.5, "+12.5"), bar("Weight", -4.0, "−4.0")];
    /// let svg = Differences { title: "A or B".into(), left: "B".into(), right: "A".into(), bars }.svg("pair");
    /// assert!(svg.contains(r#"<desc id="pair-words">For A: Price +12.5. For B: Weight −4.0.</desc>"#));
    /// ```
    #[must_use]
    pub fn svg(&self, id: &str) -> String {
        let most = self.bars.iter().map(|bar| bar.value.abs()).filter(|v| v.is_finite()).fold(0.0, f64::max);
        let zero = WIDTH / 2.0;
        let mut rows = Rows { body: String::new(), at: 22.0 };
        rows.body.push_str(&svg::text(0.0, 14.0, "start", &format!("← for {}", self.left)));
        rows.body.push_str(&svg::text(WIDTH, 14.0, "end", &format!("for {} →", self.right)));
        for bar in &self.bars {
            let part = if bar.value.is_finite() && most > 0.0 { bar.value / most } else { 0.0 };
            let end = zero + part * zero;
            rows.row(&bar.label, &bar.text, (zero.min(end), zero.max(end)), usize::from(part < 0.0), None);
            rows.body.push_str(&rule((zero, rows.at - BAR - 8.0), (zero, rows.at), 0.8));
        }
        drawing(id, &self.title, &self.words(), rows.at + 4.0, &rows.body)
    }

    /// What it shows, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let side = |name: &str, of: &dyn Fn(f64) -> bool| {
            let named = self.bars.iter().filter(|bar| of(bar.value)).map(|bar| format!("{} {}", bar.label, bar.text));
            let named: Vec<String> = named.collect();
            (!named.is_empty()).then(|| format!("For {name}: {}.", named.join("; ")))
        };
        let sides = [side(&self.right, &|v| v > 0.0), side(&self.left, &|v| v < 0.0)];
        sides.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Shares {
    /// As SVG. The ids in it begin with `id`, which must be the only one of its kind on the page.
    ///
    /// ```
    /// use verdict::render::chart::bars::{Part, Shares};
    /// let part = |label: &str, share: f64, half: f64| Part { label: label.into(), share, half };
    /// let svg = Shares { title: "Who comes first".into(), parts: vec![part("A", 0.75, 0.01), part("Nothing fits", 0.25, 0.0)] }.svg("s");
    /// assert!(svg.contains(r#"<desc id="s-words">A 75.0% ± 1.0%. Nothing fits 25.0%.</desc>"#));
    /// ```
    #[must_use]
    pub fn svg(&self, id: &str) -> String {
        let whole = |share: f64| if share.is_finite() { share.clamp(0.0, 1.0) * WIDTH } else { 0.0 };
        let mut rows = Rows { body: String::new(), at: 0.0 };
        for (i, part) in self.parts.iter().enumerate() {
            let whisker = part.known().then(|| (whole(part.share - part.half), whole(part.share + part.half)));
            rows.row(&part.label, &part.shown(), (0.0, whole(part.share)), i, whisker);
        }
        drawing(id, &self.title, &self.words(), rows.at + 4.0, &rows.body)
    }

    /// What it shows, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let part = |part: &Part| format!("{} {}.", part.label, part.shown());
        self.parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }
}

impl Part {
    /// Whether there is an error to draw.
    fn known(&self) -> bool {
        self.half.is_finite() && self.half > 0.0
    }

    /// The share for people.
    fn shown(&self) -> String {
        let error = if self.known() { format!(" ± {}", percent(self.half)) } else { String::new() };
        format!("{}{error}", percent(self.share))
    }
}

/// Height of a bar.
const BAR: f64 = 12.0;

/// Bars one below the other, each under its words.
struct Rows {
    body: String,
    at: f64,
}

impl Rows {
    fn row(&mut self, label: &str, value: &str, (from, to): (f64, f64), number: usize, whisker: Option<(f64, f64)>) {
        let lines = wrap(label, LETTERS.saturating_sub(value.chars().count() + 2).max(12), 0);
        for (i, line) in lines.iter().enumerate() {
            self.at += SIZE + 5.0;
            self.body.push_str(&svg::text(0.0, self.at, "start", line));
            if i == 0 {
                self.body.push_str(&svg::text(WIDTH, self.at, "end", value));
            }
        }
        let top = self.at + 5.0;
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" style=\"fill:{}\"/>",
            at(from),
            at(top),
            at(to - from),
            at(BAR),
            colour(number)
        );
        if let Some((low, high)) = whisker {
            let middle = top + BAR / 2.0;
            self.body.push_str(&rule((low, middle), (high, middle), 1.0));
            for end in [low, high] {
                self.body.push_str(&rule((end, top), (end, top + BAR), 1.0));
            }
        }
        self.at = top + BAR + 4.0;
    }
}

fn percent(share: f64) -> String {
    if share.is_finite() { text::percent(share) } else { "unknown".to_string() }
}
