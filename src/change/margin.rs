//! The difference of two scores, along the tree of criteria; and the part of it that tells why.

use crate::evaluate::Evaluation;

/// What one alternative has more than another, criterion by criterion. What is below a criterion adds up to it, and the goal is the
/// difference of the scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margin {
    /// By criterion, in thousandths of a point; the first is the goal.
    pub points: Vec<i32>,
    /// Under which one each is counted: of several above it, that with the most weight. `None` of the goal.
    pub under: Vec<Option<usize>>,
}

impl Margin {
    /// What is counted right below a criterion and differs, the largest first; equals by place.
    #[must_use]
    pub fn below(&self, criterion: usize) -> Vec<(usize, i32)> {
        let all = self.under.iter().zip(&self.points).enumerate();
        let below = all.filter(|(_, (under, points))| **under == Some(criterion) && **points != 0);
        let mut below: Vec<(usize, i32)> = below.map(|(c, (_, points))| (c, *points)).collect();
        below.sort_by_key(|(c, points)| (-points, *c));
        below
    }
}

impl Evaluation<'_> {
    /// What one alternative has more than another, along the tree of criteria.
    #[must_use]
    pub fn margin_by_criterion(&self, row: usize, other: usize) -> Margin {
        let graph = self.graph();
        let under: Vec<Option<usize>> = (0..graph.criteria().len()).map(|c| graph.above(c, &self.weights)).collect();
        let mut points = vec![0; under.len()];
        for (leaf, difference) in self.margin(row, other) {
            if let Some(slot) = graph.leaves().get(leaf).and_then(|leaf| points.get_mut(leaf.criterion)) {
                *slot = difference;
            }
        }
        for c in graph.downwards().rev() {
            let (Some(Some(above)), Some(own)) = (under.get(c), points.get(c).copied()) else { continue };
            if let Some(slot) = points.get_mut(*above) {
                *slot += own;
            }
        }
        Margin { points, under }
    }
}

/// Why one comes before another, in as few words as are honest: differences in thousandths of a point, the largest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling<T> {
    /// The smallest number of pros that outweighs all cons together; all pros if none does.
    pub pros: Vec<(T, i32)>,
    /// Every con that is larger than the margin.
    pub cons: Vec<(T, i32)>,
}

/// Picks what tells most from differences, given the largest first, as of [`Evaluation::margin`] or [`Margin::below`].
///
/// ```
/// use verdict::change::telling;
/// // Ahead by 30: the first two pros outweigh both cons, and one of these is larger than the lead.
/// let told = telling(&[(4, 60), (2, 40), (7, 5), (1, -15), (3, -60)]);
/// assert_eq!(told.pros, [(4, 60), (2, 40)]);
/// assert_eq!(told.cons, [(3, -60)]);
/// ```
#[must_use]
pub fn telling<T: Copy>(differences: &[(T, i32)]) -> Telling<T> {
    let margin: i32 = differences.iter().map(|(_, d)| d).sum();
    let mut ahead: i32 = differences.iter().map(|(_, d)| d.min(&0)).sum();
    let pros = differences.iter().take_while(|(_, d)| {
        let needed = ahead <= 0 && *d > 0;
        ahead += d;
        needed
    });
    let cons = differences.iter().filter(|(_, d)| *d < 0 && -d > margin);
    Telling { pros: pros.copied().collect(), cons: cons.copied().collect() }
}
