//! Values and their types: what a fact can be, and how it is written for a person.
//!
//! Knows nothing of facts, catalogs or expressions.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

mod shown;

pub(crate) use shown::of_percent;

/// The type of a fact or of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number, 64 bits with sign.
    Integer,
    /// A number with a fraction, 64-bit floating point.
    Number,
    /// Free text.
    Text,
    /// A calendar date; text of the form `2026-11-22` in an expression.
    Date,
    /// One of a closed list of words; text in an expression.
    Enum(Arc<[Arc<str>]>),
    /// Any of a closed list of words; a list of text in an expression. At most 64 words.
    Set(Arc<[Arc<str>]>),
    /// A list literal.
    List(Box<Type>),
}

impl Type {
    /// The type in words, for messages.
    ///
    /// ```
    /// assert_eq!(verdict::value::Type::Integer.words(), "a whole number");
    /// ```
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Date => "a date",
            Self::Enum(_) => "a word of a list",
            Self::Set(_) => "a set",
            Self::List(_) => "a list",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Integer => f.write_str("integer"),
            Self::Number => f.write_str("number"),
            Self::Text => f.write_str("text"),
            Self::Date => f.write_str("date"),
            Self::Enum(_) => f.write_str("enum"),
            Self::Set(_) => f.write_str("set"),
            Self::List(of) => write!(f, "list of {of}"),
        }
    }
}

/// A calendar date, perhaps known to the month or year only. The missing part compares as the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The first day there is; for places where no date means anything.
    pub(crate) const FIRST: Self = Self { year: 0, month: 1, day: 1 };

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; a day that the calendar does not have is refused.
    ///
    /// ```
    /// use verdict::value::Date;
    /// assert!(Date::parse("2024-02-29").is_some());
    /// assert!(Date::parse("2023-02-29").is_none());
    /// assert_eq!(Date::parse("2024-07").unwrap().to_string(), "2024-07");
    /// assert!(Date::parse("2024-07") < Date::parse("2024-07-18"));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month, day) = match text.as_bytes() {
            [y @ .., b'-', m1, m2, b'-', d1, d2] if y.len() == 4 => {
                (y, digits(&[*m1, *m2])?, Some(digits(&[*d1, *d2])?))
            }
            [y @ .., b'-', m1, m2] if y.len() == 4 => (y, digits(&[*m1, *m2])?, None),
            year if year.len() == 4 => return Some(Self { year: digits(year)?, month: 0, day: 0 }),
            _ => return None,
        };
        let year = digits(year)?;
        let length = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        let fits = day.is_none_or(|d| (1..=length).contains(&d));
        fits.then_some(Self { year, month, day: day.unwrap_or(0) })
    }

    /// Days since the first day of the year 0 of the proleptic Gregorian calendar; a missing part counts as the first.
    ///
    /// Method: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (`days_from_civil`), with years from March.
    ///
    /// ```
    /// use verdict::value::Date;
    /// let days = |text| Date::parse(text).unwrap().days();
    /// assert_eq!(days("2024-03-01") - days("2024-02-28"), 2);
    /// assert_eq!(days("2026-01") - days("2025-01-01"), 365);
    /// ```
    #[must_use]
    pub fn days(self) -> i32 {
        let (month, day) = (i32::from(self.month.max(1)), i32::from(self.day.max(1)));
        let year = i32::from(self.year) - i32::from(month <= 2);
        let (era, month) = (year.div_euclid(400), (month + 9) % 12);
        let year = year.rem_euclid(400);
        era * 146_097 + year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 1
    }

    /// The date that is so many days after the first, as [`Date::days`] counts them; `None` outside the years 0 to 9999.
    ///
    /// ```
    /// use verdict::value::Date;
    /// let date = Date::parse("2024-02-29").unwrap();
    /// assert_eq!(Date::from_days(date.days()), Some(date));
    /// assert_eq!(Date::from_days(-400), None);
    /// ```
    #[must_use]
    pub fn from_days(days: i32) -> Option<Self> {
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
        let year = era * 400 + year + i32::from(month <= 2);
        let date = Self { year: year.try_into().ok()?, month: month.try_into().ok()?, day: day.try_into().ok()? };
        (date.year <= 9999).then_some(date)
    }

    /// The last day that it can mean: of a month or a year its last one.
    ///
    /// ```
    /// use verdict::value::Date;
    /// let last = |text| Date::parse(text).unwrap().last().to_string();
    /// assert_eq!([last("2024-02"), last("2024"), last("2024-02-03")], ["2024-02-29", "2024-12-31", "2024-02-03"]);
    /// ```
    #[must_use]
    pub fn last(self) -> Self {
        let after = match self {
            Self { day: 1.., .. } => return self,
            Self { month: 1..=11, .. } => Self { month: self.month + 1, ..self },
            _ => Self { year: self.year + 1, month: 1, ..self },
        };
        Self::from_days(after.days() - 1).unwrap_or(self)
    }

    /// A number that grows with the date, for columns: year, month, day in base 100; a missing part counts as 1.
    #[must_use]
    pub fn ordinal(self) -> i32 {
        i32::from(self.year) * 10_000 + i32::from(self.month.max(1)) * 100 + i32::from(self.day.max(1))
    }
}

/// A number of a few digits.
fn digits<T: TryFrom<u16>>(bytes: &[u8]) -> Option<T> {
    let digit = |n: u16, b: &u8| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0'));
    bytes.iter().try_fold(0, digit).and_then(|n| n.try_into().ok())
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.ordinal().cmp(&other.ordinal()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// A value. Unknown is not a value: it is the absence of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// Text, or one word of an enum.
    Text(Arc<str>),
    /// A date.
    Date(Date),
    /// A list, or the words of a set in the order of their declaration.
    List(Vec<Value>),
}

impl Value {
    /// Text.
    ///
    /// ```
    /// use verdict::value::Value;
    /// assert_eq!(Value::text("api").to_string(), "api");
    /// ```
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// The text inside, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number inside, whole or not.
    ///
    /// ```
    /// use verdict::value::Value;
    /// assert_eq!(Value::Integer(3).as_number(), Some(3.0));
    /// assert_eq!(Value::Bool(true).as_number(), None);
    /// ```
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "facts are at most 2^53; larger results of arithmetic round as f64 does"
            )]
            Self::Integer(i) => Some(*i as f64),
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The value as JSON. Numbers that JSON cannot write (infinite or not a number) become text.
    ///
    /// ```
    /// use verdict::value::Value;
    /// assert_eq!(Value::List(vec![Value::text("pdf")]).to_json().to_string(), r#"["pdf"]"#);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Bool(b) => (*b).into(),
            Self::Integer(i) => (*i).into(),
            Self::Number(n) if n.is_finite() => (*n).into(),
            Self::Number(n) => n.to_string().into(),
            Self::Text(text) => text.as_ref().into(),
            Self::Date(date) => date.to_string().into(),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
        }
    }
}

/// Reads a number as people write it: `128000`, `128_000`, `128,000`, `1.500,50`, `0,5`, `128k`, `1.5M`, `2e6`.
///
/// `None` if it is not a finite number. `k`, `M` and `B` are thousands, millions and billions. Of what can be read in two ways
/// it is the first reading of [`read_number`].
///
/// ```
/// use verdict::value::parse_number;
/// assert_eq!(parse_number("128k"), Some(128_000.0));
/// assert_eq!(parse_number("1M"), Some(1_000_000.0));
/// assert_eq!(parse_number("12,000"), Some(12_000.0));
/// assert_eq!(parse_number("0,5"), Some(0.5));
/// assert_eq!(parse_number("NaN"), None);
/// ```
#[must_use]
pub fn parse_number(text: &str) -> Option<f64> {
    read_number(text).map(|(number, _)| number)
}

/// Reads a number as [`parse_number`] does, and tells what else it could be.
///
/// The last sign that stands once, with no group of three digits behind it, is the decimal one; signs between groups of three
/// are thousands. One sign before three digits may be either: a comma is read as thousands first, a point as decimal.
///
/// ```
/// use verdict::value::read_number;
/// assert_eq!(read_number("1,500"), Some((1500.0, Some(1.5))));
/// assert_eq!(read_number("1.500"), Some((1.5, Some(1500.0))));
/// assert_eq!(read_number("1,500.25"), Some((1500.25, None)));
/// assert_eq!(read_number("1.500,25"), Some((1500.25, None)));
/// assert_eq!(read_number("1,500,000"), Some((1_500_000.0, None)));
/// assert_eq!(read_number("0,300"), Some((0.3, None)));
/// assert_eq!(read_number("1,50k"), Some((1500.0, None)));
/// assert_eq!(read_number("32_000"), Some((32_000.0, None)));
/// assert_eq!(read_number("_1"), None);
/// assert_eq!(read_number("1,2,3"), None);
/// ```
#[must_use]
pub fn read_number(text: &str) -> Option<(f64, Option<f64>)> {
    let text = text.trim();
    let (digits, factor) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (text.get(..at)?, 1e3),
        (at, 'm' | 'M') => (text.get(..at)?, 1e6),
        (at, 'b' | 'B') => (text.get(..at)?, 1e9),
        _ => (text, 1.0),
    };
    let digits = digits.trim_end();
    let between =
        |part: &str| part.starts_with(|c: char| c.is_ascii_digit()) && part.ends_with(|c: char| c.is_ascii_digit());
    if digits.contains('_') && !digits.trim_start_matches('-').split('_').all(between) {
        return None;
    }
    let clean = digits.replace('_', "");
    if !clean.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.') {
        return None;
    }
    let number = |text: String| text.parse::<f64>().ok().map(|n| n * factor).filter(|n| n.is_finite());
    let without = |sign: char| clean.replace(sign, "");
    let (commas, points) = (clean.matches(',').count(), clean.matches('.').count());
    match (commas, points) {
        (0, 0) => Some((number(clean)?, None)),
        (0, 1) => Some((number(clean.clone())?, number(without('.')).filter(|_| is_grouped(&clean, '.')))),
        (1, 0) if is_grouped(&clean, ',') => Some((number(without(','))?, number(clean.replace(',', ".")))),
        (1, 0) => {
            let (_, after) = clean.split_once(',')?;
            let is_decimal = !after.is_empty() && after.bytes().all(|b| b.is_ascii_digit());
            Some((number(clean.replace(',', ".")).filter(|_| is_decimal)?, None))
        }
        (0, _) => Some((number(without('.')).filter(|_| is_grouped(&clean, '.'))?, None)),
        (_, 0) => Some((number(without(',')).filter(|_| is_grouped(&clean, ','))?, None)),
        // The other sign is the decimal one, and stands once.
        _ => {
            let (between, decimal) = if clean.rfind(',') > clean.rfind('.') { ('.', ',') } else { (',', '.') };
            let (whole, part) = clean.split_once(decimal)?;
            let fits = is_grouped(whole, between) && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            Some((number(format!("{}.{part}", whole.replace(between, ""))).filter(|_| fits)?, None))
        }
    }
}

/// Whether a number has groups of three digits behind a sign, and one to three before the first: no zero, which nobody groups.
fn is_grouped(number: &str, sign: char) -> bool {
    let mut groups = number.trim_start_matches('-').split(sign);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && digits(group))
}
