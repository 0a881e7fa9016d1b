//! Who is the best at one thing: the cheapest that qualifies, the most capable, and so on for every criterion.

use super::weight::Shares;
use crate::evaluate::Evaluation;

/// The best alternative by one criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// The criterion.
    pub criterion: usize,
    /// The alternative: of the eligible ones that with the greatest utility, then the highest score, then the first by id.
    pub row: usize,
    /// Its utility, 0 to 1; of a group the mean over what is below it, weighted by its shares.
    pub utility: f64,
}

impl Evaluation<'_> {
    /// The best eligible alternative by each criterion below the goal, whether it counts or not, in the order of the criteria. A group below
    /// which nothing has points has none. What is unknown has the utility that counts for it.
    ///
    /// Which offer is the best at one thing need not be the model's best overall.
    #[must_use]
    pub fn best_by_criterion(&self) -> Vec<Best> {
        let graph = self.graph();
        let shares = Shares::new(self);
        let mut best: Vec<Option<Best>> = vec![None; graph.criteria().len()];
        let score = |row: usize| self.scores.get(row).copied().unwrap_or_default();
        for row in self.eligible.iter_ones() {
            let utilities: Vec<f64> = self.counted(row).collect();
            let means = shares.means(graph, |leaf| utilities.get(leaf).copied());
            for (criterion, (mean, best)) in means.into_iter().zip(&mut best).enumerate().skip(1) {
                let Some(utility) = mean else { continue };
                let better = best.is_none_or(|b| (utility, score(row)) > (b.utility, score(b.row)));
                if better {
                    *best = Some(Best { criterion, row, utility });
                }
            }
        }
        best.into_iter().flatten().collect()
    }
}
