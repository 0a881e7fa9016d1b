//! What is likely of a model by what is known of it besides its scores: a fit over its size and its day, say.

use crate::document::Tree;
use crate::fact::FactId;
use crate::reader::Table;
use crate::value::{Type, Value};

use super::file::Names;
use crate::catalog::statement::Statement;

/// A fit over what is known of models besides their scores.
pub(super) struct Traits {
    /// Of which models only.
    pub(super) among: Vec<Among>,
    /// Facts that none of them has.
    pub(super) without: Vec<FactId>,
    /// Whether the middle of the interval counts as the value; else there is none.
    pub(super) middle: bool,
    pub(super) intercept: f64,
    pub(super) terms: Vec<Term>,
    pub(super) error: f64,
    pub(super) models: i64,
    pub(super) quantile: f64,
}

/// A fact, and the words of it that a fit is about; of a yes or no the one that it must be.
pub(super) struct Among {
    pub(super) fact: FactId,
    values: Vec<Value>,
}

/// One of the things that a fit is over.
pub(super) struct Term {
    /// The first known of these facts: numbers, or dates.
    pub(super) from: Vec<FactId>,
    /// The least value that the fit is over, and the first that it is not over any more.
    least: Option<f64>,
    below: Option<f64>,
    /// Whether the logarithm to the base of ten counts.
    log: bool,
    pub(super) slope: f64,
}

impl Among {
    pub(super) fn holds(&self, says: Option<&Statement>) -> bool {
        says.is_some_and(|s| self.values.contains(&s.value))
    }
}

impl Term {
    /// The number that a value counts as, if the fit is over such: of a date the years since the beginning of 2020.
    pub(super) fn of(&self, value: &Value) -> Option<f64> {
        let x = match value {
            Value::Date(date) => f64::from(date.days() - EPOCH_2020) / DAYS_A_YEAR,
            value => value.as_number()?,
        };
        if self.least.is_some_and(|least| x < least) || self.below.is_some_and(|below| x >= below) {
            return None;
        }
        let x = if self.log { libm::log10(x) } else { x };
        x.is_finite().then_some(x)
    }
}

/// The first of January 2020, in days as [`crate::value::Date::days`] counts them.
const EPOCH_2020: i32 = 737_730;
const DAYS_A_YEAR: f64 = 365.25;

impl Traits {
    /// Half of the 90% prediction interval, as if every model stood in the middle of those that the fit is over.
    #[expect(clippy::cast_precision_loss, reason = "whole numbers of a file are at most 2^53")]
    pub(super) fn half_width(&self) -> f64 {
        let figures = (self.terms.len() + 1) as f64;
        self.quantile * self.error * (1.0 + figures / self.models as f64).sqrt()
    }
}

impl<'r, 'd> Names<'r, 'd, '_> {
    pub(super) fn traits<'n>(&mut self, mut table: Table<'r, 'd, 'n>) -> Option<Traits> {
        let mut among = Vec::new();
        if let Some(of) = table.table("among", "`among`") {
            for entry in of.rest() {
                let fact = self.context.find(self.reader, &entry.key, entry.span());
                let values = match entry.value.tree {
                    Tree::Bool(is) => vec![Value::Bool(is)],
                    _ => self.reader.texts(&entry.value)?.into_iter().map(|(word, _)| Value::text(word)).collect(),
                };
                among.push(Among { fact: fact?, values });
            }
        }
        let without = match table.optional("without") {
            Some(node) => {
                let names = self.reader.texts(node)?.into_iter();
                names.map(|(name, node)| self.context.find(self.reader, name, node.span())).collect::<Option<_>>()?
            }
            None => Vec::new(),
        };
        let middle = table.bool("middle").unwrap_or(true);
        let intercept = table.required_number("intercept");
        let tables = table.tables("term", "a term");
        let written = tables.len();
        let terms: Vec<Term> = tables.into_iter().filter_map(|t| self.term(t)).collect();
        let error = self.least(&mut table, "error", 0.0, false);
        let models = self.count(&mut table, "models", 3);
        let quantile = self.least(&mut table, "quantile", 0.0, true);
        if table.optional("r2").is_some() {
            self.least(&mut table, "r2", 0.0, false);
        }
        table.finish();
        let whole = terms.len() == written;
        let (intercept, error, models, quantile) = (intercept?, error?, models?, quantile?);
        Some(Traits { among, without, middle, intercept, terms, error, models, quantile }).filter(|_| whole)
    }

    fn term<'n>(&mut self, mut table: Table<'r, 'd, 'n>) -> Option<Term> {
        let fits = |ty: &Type| matches!(ty, Type::Number | Type::Integer | Type::Date);
        let from = self.several(&mut table, "from", "a term", fits);
        let (least, below) = (table.number("least"), table.number("below"));
        let log = table.bool("log").unwrap_or(false);
        let slope = table.required_number("slope");
        table.finish();
        Some(Term { from: from?, least, below, log, slope: slope? })
    }
}
