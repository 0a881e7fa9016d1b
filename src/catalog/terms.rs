//! When a statement holds, and whether it may decide.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Entry;
use crate::reader::Reader;
use crate::value::Date;

use super::Statement;

/// What few statements say of themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms {
    /// The first day on which the value holds.
    pub from: Option<Date>,
    /// The last day on which the value holds; of a month or a year its last day.
    pub until: Option<Date>,
    /// Why it is doubted: it stays visible and never decides.
    pub doubtful: Option<Arc<str>>,
    /// Why it decides before all others that hold: somebody decided by hand.
    pub decides: Option<Arc<str>>,
    /// Why the value is right although it looks odd.
    pub odd: Option<Arc<str>>,
}

impl Terms {
    /// The keys of a statement that they are read from.
    pub(super) const KEYS: [&'static str; 5] = ["from", "until", "doubtful", "decides", "odd"];

    /// Reads one of the keys; whether it is one.
    pub(super) fn read(&mut self, reader: &Reader<'_>, entry: &Entry<'_>) -> bool {
        let text = || reader.text(&entry.value).map(Arc::from);
        match entry.key.as_ref() {
            "from" => self.from = reader.date(&entry.value),
            "until" => self.until = reader.date(&entry.value),
            "doubtful" => self.doubtful = text(),
            "decides" => self.decides = text(),
            "odd" => self.odd = text(),
            _ => return false,
        }
        true
    }

    /// Reports what cannot be meant; nothing where nothing is said. `entries` are those of the statement.
    pub(super) fn checked(self, reader: &Reader<'_>, entries: &[Entry<'_>]) -> Option<Box<Self>> {
        let place = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| reader.at(&entry.value));
        let report = |wrong: Diagnostic, (key, label): (&str, &str), (other, its): (&str, &str)| {
            let primary = place(key).map(|at| (at, label.to_string()));
            let context = place(other).map(|at| (at, its.to_string())).into_iter().collect();
            reader.push(Diagnostic { primary, context, ..wrong });
        };
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until.last() < from
        {
            let wrong = Diagnostic::error(Code::OutOfRange, "`until` is before `from`")
                .help("`from` is the first day on which the value holds, `until` the last");
            report(wrong, ("until", "its last day"), ("from", "its first day"));
        }
        if self.doubtful.is_some() && self.decides.is_some() {
            let wrong = Diagnostic::error(Code::DuplicateKey, "a doubtful statement cannot decide")
                .help("take one of the two away");
            report(wrong, ("decides", "said to decide"), ("doubtful", "and to be doubtful"));
        }
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl Statement {
    /// The first day on which the value holds; from ever if there is none.
    #[must_use]
    pub fn from(&self) -> Option<Date> {
        self.terms.as_ref()?.from
    }

    /// The last day on which the value holds; for ever if there is none.
    #[must_use]
    pub fn until(&self) -> Option<Date> {
        self.terms.as_ref()?.until
    }

    /// Why it is doubted, if it is.
    #[must_use]
    pub fn doubtful(&self) -> Option<&str> {
        self.terms.as_ref()?.doubtful.as_deref()
    }

    /// Why it decides before all others, if it does.
    #[must_use]
    pub fn decides(&self) -> Option<&str> {
        self.terms.as_ref()?.decides.as_deref()
    }

    /// Why the value is right although it looks odd, if somebody says so.
    #[must_use]
    pub fn odd(&self) -> Option<&str> {
        self.terms.as_ref()?.odd.as_deref()
    }

    /// Whether there are days on which it does not hold.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.from().or(self.until()).is_some()
    }

    /// Whether the value holds on a day.
    ///
    /// ```
    /// use verdict::{catalog::{Statement, Terms}, value::{Date, Value}};
    /// let terms = Terms { from: Date::parse("2026-02"), until: Date::parse("2026-03"), ..Terms::default() };
    /// let terms = Some(Box::new(terms));
    /// let price = Statement { terms, ..Statement::new(Value::Integer(3), "flyer") };
    /// let holds = |day| price.holds_on(Date::parse(day).unwrap());
    /// assert_eq!(["2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01"].map(holds), [false, true, true, false]);
    /// ```
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from().is_none_or(|from| from <= day) && self.until().is_none_or(|until| day <= until.last())
    }
}
