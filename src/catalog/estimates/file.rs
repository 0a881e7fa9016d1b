//! Reads `estimates.toml`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::Node;
use crate::fact::{Fact, FactId, Root};
use crate::reader::{File, Reader, Table, quote};
use crate::value::Type;

use super::traits::Traits;

use crate::catalog::schema::Limits;
use crate::catalog::statement::{Context, Defaults};

/// What `estimates.toml` says.
pub(super) struct Estimates {
    pub(super) defaults: Defaults,
    pub(super) all: Vec<Estimate>,
}

/// One estimated fact.
pub(super) struct Estimate {
    /// The value: measured, or the centre of an estimate by a line.
    pub(super) fact: FactId,
    /// The lower end of its interval.
    pub(super) low: FactId,
    /// The upper end.
    pub(super) high: FactId,
    /// The measurement that sets the scale.
    pub(super) measured: FactId,
    /// What an estimate can be at all: the limits that all three facts have in common.
    pub(super) limits: Limits,
    pub(super) lines: Vec<Line>,
    /// What an estimate above says, for a model without a score that any line is from.
    pub(super) other: Option<Other>,
    /// What is likely of a model without a score.
    pub(super) traits: Vec<Traits>,
    pub(super) kin: Option<Kin>,
    pub(super) next: Option<Next>,
    pub(super) scored: Option<Scored>,
    /// Whether less of it is better.
    pub(super) lower: bool,
    /// The best that was measured, and which share of what a line says beyond it counts.
    pub(super) best: Option<f64>,
    pub(super) beyond: f64,
    /// How far other runs of the measurement lie from the one that decides.
    pub(super) runs: Option<f64>,
    /// How far what developers report of it lies from what others measured.
    pub(super) claims: Option<f64>,
}

/// Another estimated fact, and the line from it to this one.
pub(super) struct Other {
    pub(super) low: FactId,
    pub(super) high: FactId,
    /// From the fact itself.
    pub(super) line: Line,
}

/// A benchmark laid on the scale by ordinary least squares.
pub(super) struct Line {
    pub(super) from: FactId,
    pub(super) through: Option<FactId>,
    /// Whether it is a later edition of what is measured: who has it from others than its developer needs no other line.
    pub(super) edition: bool,
    pub(super) intercept: f64,
    pub(super) slope: f64,
    pub(super) error: f64,
    pub(super) models: i64,
    pub(super) mean: f64,
    pub(super) spread: f64,
    pub(super) quantile: f64,
}

/// Tells of a model whether the one that follows it has a score.
pub(super) struct Next {
    /// The fact that names that one.
    pub(super) named: FactId,
    /// The yes/no fact that is told.
    pub(super) fact: FactId,
}

/// Tells of a model whether anything of it was scored at all.
pub(super) struct Scored {
    /// The scores that there are.
    pub(super) of: Vec<FactId>,
    /// The yes/no fact that is told.
    pub(super) fact: FactId,
}

/// What a model has over the one before it.
pub(super) struct Kin {
    /// The facts that may name it; the first that is stated counts.
    pub(super) predecessor: Vec<FactId>,
    /// Of these, the one that says that it is tuned from that model: then it has no more.
    pub(super) copy: Option<FactId>,
    pub(super) gain_low: f64,
    pub(super) gain_high: f64,
    pub(super) pairs: i64,
}

/// Reads the file; an estimated fact with a mistake is left out.
pub(super) fn read(file: &File<'_>, context: &Context<'_>, found: &mut Diagnostics) -> Option<Estimates> {
    let reader = Reader::new(file.source, found);
    let mut top = reader.table(file.root, "`estimates.toml`")?;
    let defaults = Defaults::read(&mut top, &Defaults::default(), context);
    let sourced = top.required("source").is_some();
    let mut names = Names { reader: &reader, context, made: Vec::new(), read: Vec::new(), above: Vec::new() };
    let all: Vec<Estimate> = top
        .rest()
        .into_iter()
        .filter_map(|entry| {
            let estimate = reader.table(&entry.value, "an estimated fact").and_then(|t| names.estimate(t))?;
            names.above.push((entry.key.to_string(), [estimate.fact, estimate.low, estimate.high]));
            Some(estimate)
        })
        .collect();
    names.no_estimate_of_estimates();
    sourced.then_some(Estimates { defaults, all })
}

/// The facts named so far, each with its place.
pub(super) struct Names<'r, 'd, 'c> {
    pub(super) reader: &'r Reader<'d>,
    pub(super) context: &'r Context<'c>,
    made: Vec<(FactId, Place)>,
    read: Vec<(FactId, Place)>,
    /// The estimates read so far: fact, low, high.
    above: Vec<(String, [FactId; 3])>,
}

impl<'r, 'd> Names<'r, 'd, '_> {
    fn estimate<'n>(&mut self, mut table: Table<'r, 'd, 'n>) -> Option<Estimate> {
        let fact = self.made(&mut table, "fact");
        let low = self.made(&mut table, "low");
        let high = self.made(&mut table, "high");
        let mut seen = Vec::new();
        let measured = self.measured(&mut table, "measured", &mut seen);
        let lower = table.word("better", &["higher", "lower"]) == Some(1);
        let best = table.number("best");
        let beyond = self.share(&mut table, "beyond", 0.0);
        let mut apart = |key| table.optional(key).is_some().then(|| self.least(&mut table, key, 0.0, false));
        let (runs, claims) = (apart("runs"), apart("claims"));
        let tables = table.tables("line", "a line");
        let written = tables.len();
        let lines: Vec<Line> = tables.into_iter().filter_map(|t| self.line(t, &mut seen)).collect();
        let other = match table.table("other", "`other`") {
            Some(other) => Some(self.other(other)?),
            None => None,
        };
        let tables = table.tables("traits", "a fit over traits");
        let written_traits = tables.len();
        let traits: Vec<Traits> = tables.into_iter().filter_map(|t| self.traits(t)).collect();
        let kin = match table.table("kin", "`kin`") {
            Some(kin) => Some(self.kin(kin)?),
            None => None,
        };
        let next = match table.table("next", "`next`") {
            Some(next) => Some(self.next(next)?),
            None => None,
        };
        let scored = match table.table("scored", "`scored`") {
            Some(scored) => Some(self.scored(scored)?),
            None => None,
        };
        table.finish();
        let (fact, low, high, beyond) = (fact?, low?, high?, beyond?);
        let whole_apart = runs != Some(None) && claims != Some(None);
        let (runs, claims) = (runs.flatten(), claims.flatten());
        let limits = [fact, low, high].map(|f| self.context.limits(f));
        let limits = Limits {
            min: limits.iter().filter_map(|l| l.min).max_by(f64::total_cmp),
            max: limits.iter().filter_map(|l| l.max).min_by(f64::total_cmp),
        };
        let whole = whole_apart && lines.len() == written && traits.len() == written_traits;
        let measured = measured?;
        Some(Estimate {
            fact,
            low,
            high,
            measured,
            limits,
            lines,
            other,
            traits,
            kin,
            next,
            scored,
            lower,
            best,
            beyond,
            runs,
            claims,
        })
        .filter(|_| whole)
    }

    fn line<'n>(&mut self, mut table: Table<'r, 'd, 'n>, seen: &mut Vec<FactId>) -> Option<Line> {
        let through = table.optional("through").map(|node| self.through(node, seen));
        let from = self.measured(&mut table, "from", seen);
        let through = match through {
            Some(named) => Some(named?),
            None => None,
        };
        let edition = table.bool("edition").unwrap_or(false);
        Some(Line { edition, ..self.figures(table, from, through)? })
    }

    /// Another estimate, which must stand above, and the line from it.
    fn other<'n>(&mut self, mut table: Table<'r, 'd, 'n>) -> Option<Other> {
        let node = table.required("estimate");
        let found = node.and_then(|node| {
            let name = self.reader.text(node)?;
            let found = self.above.iter().find(|(above, _)| above == name).map(|(_, facts)| *facts);
            if found.is_none() {
                let message = format!("no estimate above this one is called `{}`", quote(name));
                let mut wrong = Diagnostic::error(Code::UnknownValue, message).at(self.reader.at(node), "not made yet");
                wrong.help = suggest(name, self.above.iter().map(|(above, _)| above.as_str()));
                self.reader.push(wrong);
            }
            found
        });
        let line = self.figures(table, found.map(|[fact, ..]| fact), None);
        let [_, low, high] = found?;
        Some(Other { low, high, line: line? })
    }

    /// What every line has: its figures.
    fn figures<'n>(&self, mut table: Table<'r, 'd, 'n>, from: Option<FactId>, through: Option<FactId>) -> Option<Line> {
        let intercept = table.required_number("intercept");
        let slope = table.required_number("slope");
        let error = self.least(&mut table, "error", 0.0, false);
        let models = self.count(&mut table, "models", 3);
        let mean = table.required_number("mean");
        let spread = self.least(&mut table, "spread", 0.0, true);
        let quantile = self.least(&mut table, "quantile", 0.0, true);
        if table.optional("r2").is_some() {
            self.least(&mut table, "r2", 0.0, false);
        }
        table.finish();
        Some(Line {
            from: from?,
            through,
            edition: false,
            intercept: intercept?,
            slope: slope?,
            error: error?,
            models: models?,
            mean: mean?,
            spread: spread?,
            quantile: quantile?,
        })
    }

    fn kin<'n>(&mut self, mut table: Table<'r, 'd, 'n>) -> Option<Kin> {
        let predecessor = self.several(&mut table, "predecessor", "the id of a model", |ty| *ty == Type::Text);
        let copy = table.optional("copy").and_then(|node| {
            let text = |ty: &Type| *ty == Type::Text;
            self.fitting(self.reader.text(node)?, node, "the id of a model", text).map(|(id, _)| id)
        });
        let gain_low = table.required_number("gain_low");
        let gain_high = table.required_number("gain_high");
        let pairs = self.count(&mut table, "pairs", 1);
        let place = table.place("gain_high");
        table.finish();
        let (gain_low, gain_high) = (gain_low?, gain_high?);
        if gain_high < gain_low {
            let message = format!("`gain_high` is `{gain_high}`, and `gain_low` is more");
            let wrong = Diagnostic::error(Code::OutOfRange, message);
            self.reader.push(wrong.at(place, format!("must be at least {gain_low}")));
            return None;
        }
        Some(Kin { predecessor: predecessor?, copy, gain_low, gain_high, pairs: pairs? })
    }

    fn next<'n>(&self, mut table: Table<'r, 'd, 'n>) -> Option<Next> {
        let named = self.named(&mut table, "named", "the id of a model", |ty| *ty == Type::Text);
        let fact = self.named(&mut table, "fact", "yes or no", |ty| *ty == Type::Bool);
        table.finish();
        Some(Next { named: named?.0, fact: fact?.0 })
    }

    fn scored<'n>(&self, mut table: Table<'r, 'd, 'n>) -> Option<Scored> {
        let fact = self.named(&mut table, "fact", "yes or no", |ty| *ty == Type::Bool);
        let number = |ty: &Type| matches!(ty, Type::Number | Type::Integer);
        let of = self.several(&mut table, "of", "a score", number);
        table.finish();
        Some(Scored { of: of?, fact: fact?.0 })
    }

    /// A fact that the file makes: it must be there for numbers, and nothing else may make it.
    fn made<'n>(&mut self, table: &mut Table<'r, 'd, 'n>, key: &'n str) -> Option<FactId> {
        let (id, place) = self.named(table, key, "an estimate", |ty| *ty == Type::Number)?;
        if let Some((_, first)) = self.made.iter().find(|(made, _)| *made == id) {
            let fact = &self.context.schema.fact(id).id;
            let wrong = Diagnostic::error(Code::DuplicateId, format!("the fact `{fact}` is estimated twice"));
            self.reader.push(wrong.at(place, "the same fact again").context(first.clone(), "first here"));
            return None;
        }
        self.made.push((id, place));
        Some(id)
    }

    /// A fact that estimates are made from: a number, read once in an estimated fact.
    fn measured<'n>(&mut self, table: &mut Table<'r, 'd, 'n>, key: &'n str, seen: &mut Vec<FactId>) -> Option<FactId> {
        let number = |ty: &Type| matches!(ty, Type::Number | Type::Integer);
        let (id, place) = self.named(table, key, "a measurement", number)?;
        if seen.contains(&id) {
            let fact = &self.context.schema.fact(id).id;
            let message = format!("the fact `{fact}` is read twice for one estimate");
            self.reader.push(Diagnostic::error(Code::DuplicateId, message).at(place, "the same fact again"));
            return None;
        }
        seen.push(id);
        self.read.push((id, place));
        Some(id)
    }

    /// One fact or several, each as [`Self::named`].
    pub(super) fn several<'n>(
        &self,
        table: &mut Table<'r, 'd, 'n>,
        key: &'n str,
        what: &str,
        fits: impl Fn(&Type) -> bool,
    ) -> Option<Vec<FactId>> {
        let node = table.required(key)?;
        let names = match node.text() {
            Some(name) => vec![(name, node)],
            None => self.reader.texts(node)?,
        };
        names.into_iter().map(|(name, node)| self.fitting(name, node, what, &fits).map(|(id, _)| id)).collect()
    }

    /// A stated fact of models, of a type that fits.
    fn named<'n>(
        &self,
        table: &mut Table<'r, 'd, 'n>,
        key: &'n str,
        what: &str,
        fits: impl Fn(&Type) -> bool,
    ) -> Option<(FactId, Place)> {
        let node = table.required(key)?;
        self.fitting(self.reader.text(node)?, node, what, fits)
    }

    /// The fact of this name, written there.
    fn fitting(
        &self,
        name: &str,
        node: &Node<'_>,
        what: &str,
        fits: impl Fn(&Type) -> bool,
    ) -> Option<(FactId, Place)> {
        let id = self.context.find(self.reader, name, node.span())?;
        let fact = self.context.schema.fact(id);
        let place = self.reader.at(node);
        match unfit(fact, what, fits) {
            Some(wrong) => {
                let declared = fact.at.iter().map(|at| (at.clone(), "declared here".to_string()));
                self.reader.push(Diagnostic { context: declared.collect(), ..wrong.at(place, "does not fit") });
                None
            }
            None => Some((id, place)),
        }
    }

    /// The benchmark by way of which models came into the fit of a line.
    fn through(&self, node: &Node<'_>, seen: &[FactId]) -> Option<FactId> {
        let id = self.reader.text(node)?;
        // The first is what is measured, and has no line.
        let above: Vec<&str> = seen.iter().skip(1).map(|f| self.context.schema.fact(*f).id.as_str()).collect();
        if above.contains(&id) {
            return self.context.schema.find(id);
        }
        let mut wrong =
            Diagnostic::error(Code::UnknownValue, format!("no line above this one is from `{}`", quote(id)))
                .at(self.reader.at(node), "not laid on the scale yet");
        wrong.help = suggest(id, above);
        self.reader.push(wrong);
        None
    }

    /// A number that is at least (or, if `open`, more than) `least`.
    pub(super) fn least<'n>(&self, table: &mut Table<'r, 'd, 'n>, key: &'n str, least: f64, open: bool) -> Option<f64> {
        let number = table.required_number(key)?;
        if number < least || open && number <= least {
            let must = if open { "more than" } else { "at least" };
            let wrong = Diagnostic::error(Code::OutOfRange, format!("`{number}` is too small"));
            self.reader.push(wrong.at(table.place(key), format!("must be {must} {least}")));
            return None;
        }
        Some(number)
    }

    /// A number from 0 to 1.
    fn share<'n>(&self, table: &mut Table<'r, 'd, 'n>, key: &'n str, default: f64) -> Option<f64> {
        if table.optional(key).is_none() {
            return Some(default);
        }
        let share = self.least(table, key, 0.0, false)?;
        if share > 1.0 {
            let wrong = Diagnostic::error(Code::OutOfRange, format!("`{share}` is too much"));
            self.reader.push(wrong.at(table.place(key), "must be at most 1"));
            return None;
        }
        Some(share)
    }

    /// A whole number that is at least `least`.
    pub(super) fn count<'n>(&self, table: &mut Table<'r, 'd, 'n>, key: &'n str, least: i64) -> Option<i64> {
        let count = table.required_integer(key)?;
        if count < least {
            let wrong = Diagnostic::error(Code::OutOfRange, format!("`{count}` is too small"));
            self.reader.push(wrong.at(table.place(key), format!("must be at least {least}")));
            return None;
        }
        Some(count)
    }

    /// Reports what is read and made: the order of the tables would decide what an estimate is.
    fn no_estimate_of_estimates(&self) {
        for (id, place) in &self.read {
            if let Some((_, made)) = self.made.iter().find(|(made, _)| made == id) {
                let message = format!("`{}` is estimated itself", self.context.schema.fact(*id).id);
                let wrong = Diagnostic::error(Code::ComputedFact, message)
                    .at(place.clone(), "not a measurement")
                    .context(made.clone(), "estimated here")
                    .help("estimates are made from what is measured, not from estimates");
                self.reader.push(wrong);
            }
        }
    }
}

/// Why a fact cannot be `what`, if it cannot.
fn unfit(fact: &Fact, what: &str, fits: impl Fn(&Type) -> bool) -> Option<Diagnostic> {
    let id = &fact.id;
    if fact.root != Root::Model {
        let message = format!("`{id}` is a fact of an {}, and {what} is one of a model", fact.root.as_str());
        return Some(Diagnostic::error(Code::WrongKind, message));
    }
    if fact.formula.is_some() {
        let message = format!("`{id}` is computed by a formula, and so is not {what}");
        return Some(Diagnostic::error(Code::ComputedFact, message).help("name a fact without `formula`"));
    }
    (!fits(&fact.ty)).then(|| {
        let message = format!("`{id}` is {}, and so is not {what}", fact.ty.words());
        Diagnostic::error(Code::WrongKind, message)
    })
}
