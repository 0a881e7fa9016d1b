//! Values as people read them.

use std::fmt;

use super::Value;

/// What a unit begins with that is written as `%`.
const PERCENT: &str = "percent";

/// What follows the sign in a unit that is written as `%`: nothing of `percent`, ` of rides` of `percent of rides`.
pub(crate) fn of_percent(unit: &str) -> Option<&str> {
    unit.strip_prefix(PERCENT).filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

impl Value {
    /// The value for a person, with its unit: `128,000 tokens`, `$0.15 per 1M tokens`, `82%`, `yes`.
    ///
    /// A unit that begins with `USD` is written as dollars, one that begins with `percent` as `%`.
    ///
    /// ```
    /// use verdict::value::Value;
    /// assert_eq!(Value::Integer(128_000).display(Some("tokens")), "128,000 tokens");
    /// assert_eq!(Value::Number(0.15).display(Some("USD per 1M tokens")), "$0.15 per 1M tokens");
    /// assert_eq!(Value::Number(82.0).display(Some("percent")), "82%");
    /// assert_eq!(Value::Number(8.2).display(Some("percent of rides")), "8.2% of rides");
    /// assert_eq!(Value::List(vec![]).display(None), "none");
    /// ```
    #[must_use]
    pub fn display(&self, unit: Option<&str>) -> String {
        let number = match self {
            Self::Bool(true) => return "yes".into(),
            Self::Bool(false) => return "no".into(),
            Self::Text(text) => return text.to_string(),
            Self::Date(date) => return date.to_string(),
            Self::List(items) if items.is_empty() => return "none".into(),
            Self::List(items) => {
                return items.iter().map(|i| i.display(None)).collect::<Vec<_>>().join(", ");
            }
            Self::Integer(i) => group(&i.to_string()),
            Self::Number(n) => number_text(*n, unit.is_some_and(|u| u.starts_with("USD"))),
        };
        match unit {
            None | Some("") => number,
            Some(unit) => match (unit.strip_prefix("USD"), of_percent(unit)) {
                (Some(rest), _) => match number.strip_prefix('-') {
                    Some(positive) => format!("-${positive}{rest}"),
                    None => format!("${number}{rest}"),
                },
                (None, Some(rest)) => format!("{number}%{rest}"),
                (None, None) => format!("{number} {unit}"),
            },
        }
    }
}

impl Value {
    /// An interval for a person, from this value to another: numbers with three significant digits, since the ends of an estimate
    /// are no more exact. A unit that is written as a sign goes with both ends, another one behind them, if `with_unit`.
    ///
    /// ```
    /// use verdict::value::Value;
    /// let (low, high) = (Value::Number(145.48), Value::Number(157.7));
    /// assert_eq!(low.display_to(&high, Some("index points"), true), "145 to 158 index points");
    /// assert_eq!(low.display_to(&high, Some("index points"), false), "145 to 158");
    /// assert_eq!(Value::Number(62.34).display_to(&Value::Number(74.5), Some("percent"), false), "62.3% to 74.5%");
    /// assert_eq!(Value::Integer(3).display_to(&Value::Integer(21), Some("gears"), true), "3 to 21 gears");
    /// assert_eq!(Value::Integer(1).display_to(&Value::Integer(2), Some("USD per month"), true), "$1 to $2 per month");
    /// ```
    #[must_use]
    pub fn display_to(&self, high: &Self, unit: Option<&str>, with_unit: bool) -> String {
        let (sign, behind) = match unit {
            Some(unit) => match (unit.strip_prefix("USD"), of_percent(unit)) {
                (Some(behind), _) => (Some("USD"), behind.trim_start()),
                (None, Some(behind)) => (Some(PERCENT), behind.trim_start()),
                (None, None) => (None, unit),
            },
            None => (None, ""),
        };
        let text = format!("{} to {}", self.rough().display(sign), high.rough().display(sign));
        if with_unit && !behind.is_empty() { format!("{text} {behind}") } else { text }
    }

    /// The same for a narrow column: without the unit, money from ten dollars on without cents, thousands and millions as `128k` and `1M`.
    ///
    /// ```
    /// use verdict::value::Value;
    /// let brief = |n: f64, unit| Value::Number(n).brief(Some(unit));
    /// assert_eq!((brief(248.2, "USD per month"), brief(3.987, "USD per month")), ("$248".into(), "$3.99".into()));
    /// assert_eq!((brief(131_072.0, "tokens"), brief(1_048_576.0, "tokens")), ("131k".into(), "1M".into()));
    /// assert_eq!((brief(12.54, "percent of rides"), brief(840.0, "tokens")), ("12.5%".into(), "840".into()));
    /// ```
    #[must_use]
    pub fn brief(&self, unit: Option<&str>) -> String {
        let percent = unit.is_some_and(|u| of_percent(u).is_some());
        let (Some(n), false) = (self.as_number(), percent) else {
            return self.rough().display(percent.then_some(PERCENT));
        };
        let scaled = |n: f64, by: f64| Self::Number((n / by * 10.0).round() / 10.0);
        let whole = |n: f64, by: f64| Self::Number((n / by).round());
        if unit.is_some_and(|u| u.starts_with("USD")) {
            return if n.abs() >= 10.0 { whole(n, 1.0) } else { self.clone() }.display(Some("USD"));
        }
        match n.abs() {
            size if size >= 1e6 => format!("{}M", scaled(n, 1e6).display(None)),
            size if size >= 1e4 => format!("{}k", whole(n, 1e3).display(None)),
            _ => self.rough().display(None),
        }
    }

    /// A number with three significant digits, more before the point; anything else as it is.
    fn rough(&self) -> Self {
        match self {
            Self::Number(n) => {
                let places = match n.abs() {
                    size if size >= 100.0 => 0,
                    size if size >= 10.0 => 1,
                    _ => 2,
                };
                Self::Number(format!("{n:.places$}").parse().unwrap_or(*n))
            }
            other => other.clone(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(None))
    }
}

/// Digits for a person: money to the cent (finer below ten cents), other numbers to four significant digits at most below 1,000.
fn number_text(n: f64, money: bool) -> String {
    if !n.is_finite() {
        return n.to_string();
    }
    let size = n.abs();
    if n.fract() == 0.0 && size < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and far below 2^63")]
        return group(&(n as i64).to_string());
    }
    if money {
        let text = if size > 0.0 && size < 0.1 { trim(&format!("{n:.4}")) } else { format!("{n:.2}") };
        return group(text.strip_suffix(".00").unwrap_or(&text));
    }
    let places = match size {
        s if s >= 1000.0 => 0,
        s if s >= 100.0 => 1,
        s if s >= 10.0 => 2,
        _ => 3,
    };
    group(&trim(&format!("{n:.places$}")))
}

fn trim(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text.to_string() }
}

/// Puts a comma between thousands.
fn group(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |r| ("-", r));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(w, f)| (w, Some(f)));
    if whole.len() <= 3 {
        return text.to_string();
    }
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
