//! A logarithmic scale of whole tenfolds, and numbers on it.

use crate::value::Value;

/// From one power of ten to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Log {
    low: f64,
    high: f64,
}

impl Log {
    /// The least scale that holds the values above zero, of at most so many tenfolds below the greatest.
    pub(super) fn of(values: impl Iterator<Item = f64>, tenfolds: f64) -> Self {
        // What is left of rounding must not add a tenfold.
        const NEAR: f64 = 1e-9;
        let logs = values.filter(|v| v.is_finite() && *v > 0.0).map(libm::log10);
        let ends = logs.fold(None, |ends: Option<(f64, f64)>, log| {
            Some(ends.map_or((log, log), |(low, high)| (low.min(log), high.max(log))))
        });
        let Some((low, high)) = ends else { return Self { low: 0.0, high: 1.0 } };
        let (low, high) = ((low + NEAR).floor(), (high - NEAR).ceil());
        let high = if high > low { high } else { low + 1.0 };
        Self { low: low.max(high - tenfolds), high }
    }

    pub(super) fn least(self) -> f64 {
        libm::pow(10.0, self.low)
    }

    /// Where a value stands, 0 to 1; what is too small for the scale stands at 0.
    pub(super) fn place(self, value: f64) -> f64 {
        if value > 0.0 { ((libm::log10(value) - self.low) / (self.high - self.low)).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The value that stands at a place.
    pub(super) fn value(self, place: f64) -> f64 {
        libm::pow(10.0, self.low + place * (self.high - self.low))
    }

    /// Powers of ten, at most so many: where each stands and how it is written.
    pub(super) fn ticks(self, most: f64, unit: Option<&str>) -> Vec<(f64, String)> {
        let step = ((self.high - self.low + 1.0) / most).ceil().max(1.0);
        let mut ticks = Vec::new();
        let mut power = self.low;
        while power <= self.high {
            let place = (power - self.low) / (self.high - self.low);
            ticks.push((place, tick(power, unit)));
            power += step;
        }
        ticks
    }
}

/// A power of ten, short.
fn tick(power: f64, unit: Option<&str>) -> String {
    let sign = if unit.is_some_and(|unit| unit.starts_with("USD")) { "$" } else { "" };
    let value = libm::pow(10.0, power);
    for (from, word) in [(12.0, "T"), (9.0, "B"), (6.0, "M"), (3.0, "k")] {
        if power >= from && power < 15.0 {
            return format!("{sign}{}{word}", libm::pow(10.0, power - from).round());
        }
    }
    if (-2.0..3.0).contains(&power) {
        return format!("{sign}{}", (value * 100.0).round() / 100.0);
    }
    format!("{sign}1e{power}")
}

/// A number for people: at most two places after the point.
pub(super) fn amount(value: f64, unit: Option<&str>) -> String {
    let cents = (value * 100.0).round() / 100.0;
    if value > 0.0 && cents == 0.0 {
        return format!("less than {}", Value::Number(0.01).display(unit));
    }
    if value.abs() < 1e15 {
        return Value::Number(cents).display(unit);
    }
    format!("{value:.2e} {}", unit.unwrap_or_default()).trim_end().to_string()
}
