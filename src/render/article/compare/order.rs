//! The models in the order in which they come out.

use crate::report::compare::Comparison;

/// The same comparison with the winner first, and what is not eligible last.
pub(super) fn winner_first(c: &Comparison) -> Comparison {
    let mut c = c.clone();
    let mut places: Vec<usize> = (0..c.models.len()).collect();
    places.sort_by_key(|place| c.models.get(*place).and_then(|m| m.rank).unwrap_or(usize::MAX));
    sorted(&mut c.models, &places);
    for row in &mut c.facts {
        sorted(&mut row.cells, &places);
    }
    for row in &mut c.criteria {
        sorted(&mut row.cells, &places);
    }
    for shares in &mut c.shares {
        sorted(&mut shares.first, &places);
    }
    let now = |place: usize| places.iter().position(|old| *old == place).unwrap_or(place);
    for pair in &mut c.pairs {
        (pair.one, pair.other) = (now(pair.one), now(pair.other));
    }
    let of = |model: &str| c.models.iter().position(|m| m.model == model);
    if let Some(money) = &mut c.money {
        money.bills.sort_by_key(|bill| of(&bill.model));
        money.offers.sort_by_key(|bill| of(&bill.model));
    }
    c
}

fn sorted<T: Clone>(all: &mut Vec<T>, places: &[usize]) {
    *all = places.iter().filter_map(|place| all.get(*place).cloned()).collect();
}
