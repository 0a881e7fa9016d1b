//! Macros: `all`, `exists` and `exists_one`, over lists and sets.

use super::{Evaluation, Slot};
use crate::expression::Bits;
use crate::expression::column::{Column, mask, position};
use crate::expression::kernel::logic;
use crate::expression::program::{Loop, NodeId, Over};
use crate::expression::syntax::Quantifier;
use crate::value::{Type, Value};

impl Evaluation<'_> {
    pub(super) fn each(&self, each: &Loop, stack: &mut Vec<NodeId>) -> Option<Slot> {
        let rows = self.table.rows;
        match &each.over {
            Over::List(items) => {
                let guards = self.all(items, stack)?;
                if guards.iter().any(|guard| matches!(guard, Column::Const(None))) {
                    return Some(Slot::own(Column::Const(None)));
                }
                let slot = self.quantify(each.quantifier, &each.bodies, stack)?;
                if guards.iter().all(|guard| matches!(guard, Column::Const(_))) {
                    return Some(slot);
                }
                let column = match slot {
                    Slot::Own(column) => *column,
                    Slot::Same(node) => self.need(node, stack)?.clone(),
                };
                Some(Slot::own(logic::guard(column, &guards, rows)))
            }
            Over::Set(set) => {
                let Type::Set(declared) = self.program.ty(*set) else {
                    return Some(Slot::own(Column::Const(None)));
                };
                let body = |word: &str| position(declared, word).and_then(|at| each.bodies.get(at as usize)).copied();
                match self.need(*set, stack)? {
                    Column::Const(Some(value)) => {
                        let mask = mask(declared, value);
                        let bodies = each.bodies.iter().take(64).enumerate().filter(|(i, _)| mask >> i & 1 == 1);
                        let bodies: Vec<NodeId> = bodies.map(|(_, body)| *body).collect();
                        self.quantify(each.quantifier, &bodies, stack)
                    }
                    Column::Set { masks, words, known } => {
                        let bodies: Vec<(u32, NodeId)> =
                            (0..).zip(words.iter()).filter_map(|(i, w)| Some((i, body(w)?))).collect();
                        let nodes: Vec<NodeId> = bodies.iter().map(|(_, body)| *body).collect();
                        let columns = self.all(&nodes, stack)?;
                        let bits = bodies.iter().map(|(bit, _)| *bit);
                        let column = if each.quantifier == Quantifier::ExistsOne {
                            let has = |bit: u32| Some(Bits::where_each(masks, move |m| m >> (bit & 63) & 1 == 1));
                            let bodies: Vec<_> = bits.map(has).zip(columns).collect();
                            logic::guard(logic::exactly_one(&bodies, rows), &[self.need(*set, stack)?], rows)
                        } else {
                            let bodies: Vec<_> = bits.zip(columns).collect();
                            logic::over_sets(each.quantifier == Quantifier::All, masks, known, &bodies, rows)
                        };
                        Some(Slot::own(column))
                    }
                    _ => Some(Slot::own(Column::Const(None))),
                }
            }
        }
    }

    /// A macro over what is the same in all rows.
    fn quantify(&self, quantifier: Quantifier, bodies: &[NodeId], stack: &mut Vec<NodeId>) -> Option<Slot> {
        match quantifier {
            Quantifier::All => self.join(true, bodies, stack),
            Quantifier::Exists => self.join(false, bodies, stack),
            Quantifier::ExistsOne => {
                let columns = self.all(bodies, stack)?;
                if columns.iter().any(|column| matches!(column, Column::Const(None))) {
                    return Some(Slot::own(Column::Const(None)));
                }
                if columns.iter().all(|column| matches!(column, Column::Const(_))) {
                    let hits = columns.iter().filter(|column| column.truth(0) == Some(true)).count();
                    return Some(Slot::own(Column::Const(Some(Value::Bool(hits == 1)))));
                }
                let bodies: Vec<_> = columns.into_iter().map(|column| (None, column)).collect();
                Some(Slot::own(logic::exactly_one(&bodies, self.table.rows)))
            }
        }
    }
}
