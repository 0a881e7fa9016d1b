//! Ways in which somebody could still answer, drawn from the population, and what each of them comes to.

use std::thread;

use super::information;
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Resolved};
use crate::sample::Sampler;
use crate::value::Value;

/// Answers in full, as they could be, each with the score of every model.
pub(super) struct Worlds {
    models: usize,
    /// Thousandths of a point that it costs to be told of a model that does not fit.
    misfit: i32,
    /// What is answered in each world.
    resolved: Vec<Resolved>,
    /// Thousandths of a point, model by model and world after world; 0 for what is not eligible.
    scores: Vec<i32>,
}

/// Into how many parts numbers are put when it is asked what knowing them is worth.
const PARTS: usize = 6;

impl Worlds {
    /// So many worlds, drawn with the sampler. Each depends on its number alone, so it makes no difference that several are
    /// computed at once.
    pub(super) fn draw(graph: &DecisionGraph, sampler: &Sampler<'_>, count: usize) -> Self {
        let models = graph.catalog().models().len();
        let one = |number: usize| {
            let resolved = sampler.draw(number as u64).resolved;
            let scores = Evaluation::scores_of_models(graph, &resolved);
            (resolved, scores)
        };
        let (resolved, scores): (Vec<Resolved>, Vec<Vec<i32>>) = together(count, one).into_iter().unzip();
        #[expect(clippy::cast_possible_truncation, reason = "at most 100 points")]
        let misfit = (graph.rulebook().misfit * 1000.0) as i32;
        Self { models, misfit, resolved, scores: scores.concat() }
    }

    pub(super) fn len(&self) -> usize {
        self.resolved.len()
    }

    /// The scores of each world.
    fn scores(&self) -> impl Iterator<Item = &[i32]> {
        self.scores.chunks(self.models.max(1))
    }

    /// The winner of each world, with its score; `None` where nothing is eligible.
    pub(super) fn winners(&self) -> impl Iterator<Item = Option<(usize, i32)>> {
        self.scores().map(winner)
    }

    /// What it is worth to be told of a model, or of none, in each world, in thousandths of a point.
    pub(super) fn of(&self, told: Option<usize>) -> impl Iterator<Item = i32> {
        self.scores().map(move |scores| self.value(scores, told))
    }

    fn value(&self, scores: &[i32], told: Option<usize>) -> i32 {
        told.map_or(0, |model| scores.get(model).copied().filter(|score| *score > 0).unwrap_or(-self.misfit))
    }

    /// What it is worth to know the answer to each of some questions, in points and in bits.
    ///
    /// The first is the expected value of sample information for whoever takes the verdict as it comes: by how much the expected
    /// score of the winner grows if it is found after the answer. `winner` finds it for an answer to a need; `leader` is the winner
    /// now, and stays so where a question is not answered. The second is the mutual information of answer and winner, less what chance
    /// alone would give.
    pub(super) fn worth(
        &self,
        needs: &[usize],
        leader: Option<usize>,
        winner: impl Fn(usize, &Value) -> Option<usize> + Sync,
    ) -> Vec<(f64, f64)> {
        let groups: Vec<_> = needs.iter().map(|need| self.groups(*need)).collect();
        let answers =
            needs.iter().zip(&groups).flat_map(|(need, (_, answers))| answers.iter().map(move |a| (*need, a)));
        let answers: Vec<(usize, &Option<Value>)> = answers.collect();
        let after = |k: usize| match answers.get(k) {
            Some((need, Some(answer))) => winner(*need, answer),
            _ => leader,
        };
        let mut winners = together(answers.len(), after).into_iter();
        let worth = groups.iter().map(|(groups, answers)| {
            let after: Vec<Option<usize>> = winners.by_ref().take(answers.len()).collect();
            (self.gain(groups, leader, &after), self.information(groups, answers.len()))
        });
        worth.collect()
    }

    /// By how many points the score of the winner grows, on average.
    #[expect(clippy::cast_precision_loss, reason = "thousands of worlds at most")]
    fn gain(&self, groups: &[usize], leader: Option<usize>, after: &[Option<usize>]) -> f64 {
        let gained = self.scores().zip(groups).map(|(scores, group)| {
            let after = after.get(*group).copied().flatten();
            f64::from(self.value(scores, after) - self.value(scores, leader))
        });
        gained.sum::<f64>() / (self.len().max(1) as f64) / 1000.0
    }

    /// The mutual information of the groups and the winner, in bits.
    fn information(&self, groups: &[usize], count: usize) -> f64 {
        let mut counts = vec![vec![0; self.models + 1]; count];
        for (winner, group) in self.winners().zip(groups) {
            let winner = winner.map_or(self.models, |(model, _)| model);
            if let Some(n) = counts.get_mut(*group).and_then(|row| row.get_mut(winner)) {
                *n += 1;
            }
        }
        information::adjusted(&counts)
    }

    /// The worlds by what is answered to a question: for each its group, and the answer of each group. Numbers are put into parts
    /// of equal size, for each of which its middle stands.
    fn groups(&self, need: usize) -> (Vec<usize>, Vec<Option<Value>>) {
        let answer = |resolved: &Resolved| resolved.given.iter().find(|g| g.need == need).map(|g| g.value.clone());
        let answers: Vec<Option<Value>> = self.resolved.iter().map(answer).collect();
        let mut numbers: Vec<Value> = answers.iter().flatten().filter(|a| a.as_number().is_some()).cloned().collect();
        let key = |value: &Value| value.as_number().unwrap_or_default();
        numbers.sort_by(|a, b| key(a).total_cmp(&key(b)));
        let parts: Vec<&[Value]> = numbers.chunks(numbers.len().div_ceil(PARTS).max(1)).collect();
        let middle = |number: f64| {
            let part = parts.iter().find(|part| part.last().is_some_and(|last| number <= key(last)))?;
            part.get(part.len() / 2).cloned()
        };
        let mut seen: Vec<Option<Value>> = Vec::new();
        let mut group = |answer: Option<Value>| {
            let answer = match answer.as_ref().and_then(Value::as_number) {
                Some(number) => middle(number),
                None => answer,
            };
            seen.iter().position(|a| *a == answer).unwrap_or_else(|| {
                seen.push(answer);
                seen.len() - 1
            })
        };
        let groups = answers.into_iter().map(&mut group).collect();
        (groups, seen)
    }
}

/// The winner by the scores of the models; `None` where nothing is eligible.
pub(super) fn winner(scores: &[i32]) -> Option<(usize, i32)> {
    // The first of equals: `max_by_key` takes the last.
    let best = scores.iter().copied().enumerate().rev().max_by_key(|(_, score)| *score);
    best.filter(|(_, score)| *score > 0)
}

/// What a function gives for each number below `count`, in their order, computed on several processors at once.
fn together<T: Send>(count: usize, one: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    let one = &one;
    thread::scope(|scope| {
        let part = |k: usize| {
            scope.spawn(move || -> Vec<T> { (k * count / threads..(k + 1) * count / threads).map(one).collect() })
        };
        let running: Vec<_> = (0..threads).map(part).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    })
}
