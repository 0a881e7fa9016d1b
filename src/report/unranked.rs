//! Other kinds of models than those that are ranked: named where the needs ask for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use crate::catalog::Statement;
use crate::expression::Run;
use crate::fact::{FactId, Root};
use crate::graph::CompiledUnranked;
use crate::value::Value;

/// A kind of models that the needs ask for and that is not ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unranked {
    /// What is said of them.
    pub says: String,
    /// Those of the catalog, sorted by id.
    pub models: Vec<Other>,
}

/// A model that is named and not ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// What is known of it, of what the rulebook shows.
    pub facts: Vec<Shown>,
}

/// A fact beside a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The fact.
    pub fact: String,
    /// Its label.
    pub label: String,
    /// Its value, with its unit; of offers from the least to the greatest where it is a number, else each value once.
    pub value: String,
}

impl Builder<'_> {
    /// The kinds that the needs ask for, and the sources of what is shown of them.
    pub(super) fn unranked(&self) -> (Vec<Unranked>, BTreeSet<Arc<str>>) {
        let mut sources = BTreeSet::new();
        let asked = self.graph.unranked().iter().zip(&self.graph.rulebook().unranked);
        let mut asked =
            asked.filter(|(c, _)| self.evaluation.run().constant(c.when) == Some(Value::Bool(true))).peekable();
        if asked.peek().is_none() {
            return (Vec::new(), sources);
        }
        let graph = self.graph;
        let table = graph.table_of_models();
        let run = Run::new(graph.program(), graph.schema(), &table, None, &self.resolved.values);
        let kinds = asked.map(|(compiled, unranked)| {
            let of = run.column(compiled.of);
            let models = (0..table.rows).filter(|model| of.truth(*model) == Some(true));
            Unranked {
                says: self.evaluation.render_needs(&unranked.says.template),
                models: models.map(|model| self.other(&run, compiled, model, &mut sources)).collect(),
            }
        });
        (kinds.collect(), sources)
    }

    fn other(
        &self,
        run: &Run<'_>,
        compiled: &CompiledUnranked,
        model: usize,
        sources: &mut BTreeSet<Arc<str>>,
    ) -> Other {
        let mut shown = |fact: &FactId| {
            let declared = self.graph.schema().fact(*fact);
            let value = self.of_model(run, *fact, model)?;
            let catalog = self.graph.catalog();
            let first = |statements: &[Statement]| Some(Arc::clone(&statements.first()?.source));
            sources.extend(catalog.rows_of(model).filter_map(|row| first(&self.evaluation.evidence(row, *fact))));
            sources.extend(first(&catalog.model_evidence_on(model, *fact, self.evaluation.day())));
            Some(Shown { fact: declared.id.clone(), label: declared.label.clone(), value })
        };
        let facts = compiled.show.iter().filter_map(&mut shown).collect();
        Other { model: self.model_id(model), name: self.name(model), facts }
    }

    /// A fact of a model, or of all its offers together, for people.
    fn of_model(&self, run: &Run<'_>, fact: FactId, model: usize) -> Option<String> {
        let graph = self.graph;
        let declared = graph.schema().fact(fact);
        let unit = declared.unit.as_deref();
        if declared.root == Root::Model {
            let value = match graph.definition(fact) {
                Some(node) => run.value(node, model)?,
                None => graph.catalog().model_value(model, fact)?.clone(),
            };
            return Some(value.display(unit));
        }
        let rows = graph.catalog().rows_of(model);
        let values: Vec<Value> = rows.filter_map(|row| self.evaluation.fact_value(fact, row)).collect();
        let numbers = || values.iter().filter_map(|value| Some((value.as_number()?, value)));
        let least = numbers().min_by(|a, b| a.0.total_cmp(&b.0));
        let most = numbers().max_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some((least, low)), Some((most, high))) = (least, most) {
            let one = least.total_cmp(&most).is_eq();
            return Some(if one { low.display(unit) } else { low.display_to(high, unit, true) });
        }
        let texts: BTreeSet<String> = values.iter().map(|value| value.display(unit)).collect();
        (!texts.is_empty()).then(|| texts.into_iter().collect::<Vec<_>>().join(", "))
    }
}
