//! Weights that somebody set by hand, in place of what the rulebook and its rules would give.
//!
//! A weight is a percentage of what the criterion above has; what is beside it shares the rest in proportion to its points. An order
//! divides one criterion among some of those right below it, and nothing is left for the others.

use std::collections::BTreeMap;

use super::DecisionGraph;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, nearest, suggest};
use crate::needs::{Request, Weight, Word};
use crate::reader::{Reader, quote};
use crate::value::{Value, parse_number};

/// What somebody set by hand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByHand {
    /// Criteria and how many percent of what is above them each has, in the order of the criteria.
    pub weights: Vec<(usize, f64)>,
    /// Criteria that stand side by side, the most important first.
    pub order: Vec<usize>,
    /// By criterion, the parts that those below it have which were set, 0 to 1.
    levels: BTreeMap<usize, Vec<(usize, f64)>>,
}

impl ByHand {
    /// Whether nothing was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// The criteria of which some part was set by hand, each with those below it that have one: 0 to 1 of it.
    pub fn levels(&self) -> impl Iterator<Item = (usize, &[(usize, f64)])> {
        self.levels.iter().map(|(above, below)| (*above, below.as_slice()))
    }

    /// The part of one criterion that was set for another right below it.
    #[must_use]
    pub fn part(&self, above: usize, below: usize) -> Option<f64> {
        self.levels.get(&above)?.iter().find(|(criterion, _)| *criterion == below).map(|(_, part)| *part)
    }

    /// Whether anything was set right below a criterion.
    #[must_use]
    pub fn divides(&self, above: usize) -> bool {
        self.levels.contains_key(&above)
    }

    /// Whether the part of a criterion in all that are above it was set, so that no points of its own or of rules count.
    #[must_use]
    pub fn settles(&self, graph: &DecisionGraph, criterion: usize) -> bool {
        let above = graph.criteria.get(criterion).map_or(&[][..], |node| &node.parents);
        !above.is_empty() && above.iter().all(|above| self.part(*above, criterion).is_some())
    }
}

/// How a criterion is divided among those below it that can be measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Division<'h> {
    set: Option<&'h [(usize, f64)]>,
    /// The sum of the parts set by hand.
    given: f64,
    /// The sum of all points that nothing was set in place of.
    points: i64,
}

impl<'h> Division<'h> {
    /// `below` are the criteria right below that can be measured, each with its points.
    pub(crate) fn new(by_hand: &'h ByHand, above: usize, below: impl Iterator<Item = (usize, i64)>) -> Self {
        let set = by_hand.levels.get(&above).map(Vec::as_slice);
        let mut all = Self { set, given: 0.0, points: 0 };
        for (criterion, points) in below {
            match all.part(criterion) {
                Some(part) => all.given += part,
                None => all.points += points,
            }
        }
        all
    }

    fn part(&self, criterion: usize) -> Option<f64> {
        self.set?.iter().find(|(set, _)| *set == criterion).map(|(_, part)| *part)
    }

    /// The share of one of them, 0 to 1; the shares add up to 1, or all are 0. Where nothing beside what was set has points, it has all.
    #[expect(clippy::cast_precision_loss, reason = "points are at most a million an edge")]
    pub(crate) fn share(&self, criterion: usize, points: i64) -> f64 {
        let of_points = |points: i64| if self.points > 0 { points as f64 / self.points as f64 } else { 0.0 };
        match self.part(criterion) {
            None if self.set.is_none() => of_points(points),
            None => (1.0 - self.given).max(0.0) * of_points(points),
            Some(part) if self.points > 0 && self.given < 1.0 => part,
            Some(part) if self.given > 0.0 => part / self.given,
            Some(_) => 0.0,
        }
    }
}

/// Rank-order centroid weights of so many criteria, the most important first: w(k) = (1/K) Σ 1/i for i from k to K. They add up to 1.
///
/// It is the mean of all weights that agree with the order, and of the ways to make weights of an order alone it loses the least
/// (Barron & Barrett 1996, Management Science 42(11):1515–1523).
///
/// ```
/// use verdict::graph::rank_order_centroid;
/// assert_eq!(rank_order_centroid(2), [0.75, 0.25]);
/// let thousandths = rank_order_centroid(3).iter().map(|w| (w * 1000.0).round()).collect::<Vec<f64>>();
/// assert_eq!(thousandths, [611.0, 278.0, 111.0]);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "criteria are few")]
pub fn rank_order_centroid(criteria: usize) -> Vec<f64> {
    let all = criteria as f64;
    let mut sum = 0.0;
    let mut weights: Vec<f64> = (1..=criteria)
        .rev()
        .map(|rank| {
            sum += 1.0 / rank as f64;
            sum / all
        })
        .collect();
    weights.reverse();
    weights
}

/// A weight that was found to be one: its criterion, its percentage, and where it stands.
struct Set<'r> {
    criterion: usize,
    percent: f64,
    at: &'r Place,
}

impl DecisionGraph {
    /// What a request sets by hand; what is wrong with it is added to `found`.
    pub(super) fn by_hand(&self, request: &Request, found: &mut Diagnostics) -> ByHand {
        let mut set: Vec<Set<'_>> = Vec::new();
        for weight in &request.weights {
            if found.is_full() {
                break;
            }
            let criterion = self.criterion_named(&weight.criterion, found);
            let percent = percent(weight, found);
            let Some((criterion, percent)) = criterion.zip(percent) else { continue };
            let at = &weight.criterion.at;
            let flag = |place: &Place| place.source.name.starts_with("--");
            match set.iter_mut().find(|set| set.criterion == criterion) {
                // A flag wins over a file.
                Some(first) if flag(at) && !flag(first.at) => *first = Set { criterion, percent, at },
                Some(first) => found.push(
                    Diagnostic::error(Code::DuplicateKey, format!("`{}` has two weights", self.id(criterion)))
                        .at(at.clone(), "the second one")
                        .context(first.at.clone(), "the first one")
                        .help("take one of the two away"),
                ),
                None => set.push(Set { criterion, percent, at }),
            }
        }
        let mut by_hand = ByHand::default();
        for one in &set {
            for above in self.criteria.get(one.criterion).into_iter().flat_map(|node| &node.parents) {
                by_hand.levels.entry(*above).or_default().push((one.criterion, one.percent / 100.0));
            }
        }
        self.check_sums(&by_hand, &set, found);
        self.put_in_order(request, &set, &mut by_hand, found);
        by_hand.weights = set.iter().map(|set| (set.criterion, set.percent)).collect();
        by_hand.weights.sort_by_key(|(criterion, _)| *criterion);
        by_hand
    }

    /// The weights below a criterion are parts of a whole.
    fn check_sums(&self, by_hand: &ByHand, set: &[Set<'_>], found: &mut Diagnostics) {
        for (above, below) in by_hand.levels() {
            let sum: f64 = below.iter().map(|(_, part)| part * 100.0).sum();
            let all = self.criteria.get(above).map_or(&[][..], |node| &node.children);
            let is_all = all.len() == below.len();
            if sum <= 100.0 + SAME && !(is_all && sum < 100.0 - SAME) {
                continue;
            }
            let of: Vec<&Set<'_>> = set.iter().filter(|set| all.contains(&set.criterion)).collect();
            let Some((last, others)) = of.split_last() else { continue };
            let (whole, percent) = (self.whole(above), Value::Number((sum * 1e4).round() / 1e4).display(None));
            let mut wrong = match (others, is_all) {
                ([], true) => Diagnostic::error(
                    Code::OutOfRange,
                    format!("`{}` is all that counts for {whole}, so it has all of it", self.id(last.criterion)),
                )
                .at(last.at.clone(), "nothing is beside it")
                .help(format!("leave it out, or say how much {whole} counts")),
                _ => Diagnostic::error(
                    Code::OutOfRange,
                    format!("the weights right below {whole} add up to {percent} percent"),
                )
                .at(last.at.clone(), if is_all { "the last of them" } else { "with this one it is too much" })
                .help(if is_all {
                    "each that there is has a weight, so make them add up to 100, or leave one out: it has what is left"
                } else {
                    "a weight is a percentage of what the criterion above counts: make them add up to 100 at most"
                }),
            };
            for other in others {
                wrong = wrong.context(other.at.clone(), "and this one");
            }
            found.push(wrong);
        }
    }

    fn put_in_order(&self, request: &Request, set: &[Set<'_>], by_hand: &mut ByHand, found: &mut Diagnostics) {
        let mut order: Vec<(usize, &Place)> = Vec::new();
        let mut complete = true;
        for word in &request.order {
            if found.is_full() {
                return;
            }
            let Some(criterion) = self.criterion_named(word, found) else {
                complete = false;
                continue;
            };
            if let Some((_, first)) = order.iter().find(|(c, _)| *c == criterion) {
                found.push(
                    Diagnostic::error(
                        Code::DuplicateKey,
                        format!("`{}` stands in the order twice", self.id(criterion)),
                    )
                    .at(word.at.clone(), "the second time")
                    .context((*first).clone(), "the first time")
                    .help("name each once, the most important first"),
                );
                complete = false;
            } else {
                order.push((criterion, &word.at));
            }
        }
        let parents = |criterion: usize| self.criteria.get(criterion).map_or(&[][..], |node| &node.parents);
        let Some((first, at)) = order.first().copied().filter(|_| complete) else { return };
        let mut above = parents(first).to_vec();
        for (criterion, place) in &order {
            let common: Vec<usize> = above.iter().copied().filter(|a| parents(*criterion).contains(a)).collect();
            if common.is_empty() {
                let beside = self.beside(&above).filter(|c| order.iter().all(|(named, _)| named != c));
                let beside: Vec<String> = beside.map(|c| format!("`{}`", self.id(c))).collect();
                let help = if beside.is_empty() {
                    "an order is of criteria right below one another".to_string()
                } else {
                    format!("an order is of what is beside one another, here also: {}", beside.join(", "))
                };
                let message = format!("`{}` does not stand beside `{}`", self.id(*criterion), self.id(first));
                let wrong = Diagnostic::error(Code::UnknownCriterion, message);
                found.push(
                    wrong
                        .at((*place).clone(), "below another criterion")
                        .context(at.clone(), "unlike this one")
                        .help(help),
                );
                return;
            }
            above = common;
        }
        if let Some(weighed) = set.iter().find(|set| parents(set.criterion).iter().any(|a| above.contains(a))) {
            found.push(
                Diagnostic::error(
                    Code::DuplicateKey,
                    format!("the order already says what `{}` counts", self.id(weighed.criterion)),
                )
                .at(weighed.at.clone(), "a weight beside what is put in order")
                .context(at.clone(), "the order begins here")
                .help("an order divides all there is among those it names: take it away, or this weight"),
            );
            return;
        }
        let weights = rank_order_centroid(order.len());
        for above in above {
            let part = |criterion: usize| {
                let rank = order.iter().position(|(named, _)| *named == criterion);
                rank.and_then(|rank| weights.get(rank)).copied().unwrap_or_default()
            };
            let below = self.beside(&[above]).map(|criterion| (criterion, part(criterion))).collect();
            by_hand.levels.insert(above, below);
        }
        by_hand.order = order.into_iter().map(|(criterion, _)| criterion).collect();
    }

    /// The criteria right below some.
    fn beside(&self, above: &[usize]) -> impl Iterator<Item = usize> {
        above.iter().filter_map(|above| self.criteria.get(*above)).flat_map(|node| node.children.iter().copied())
    }

    /// The criterion of this id, or of this label, whatever its capitals.
    fn criterion_named(&self, word: &Word, found: &mut Diagnostics) -> Option<usize> {
        let all = || self.criteria.iter().enumerate().skip(1);
        if let Some((criterion, _)) = all().find(|(_, node)| node.id == word.text) {
            return Some(criterion);
        }
        let wanted = word.text.to_lowercase();
        let labelled: Vec<usize> =
            all().filter(|(_, node)| node.label.to_lowercase() == wanted).map(|(criterion, _)| criterion).collect();
        match labelled.as_slice() {
            [only] => return Some(*only),
            [] => {
                let message = format!("there is no criterion `{}`", quote(&word.text));
                let mut wrong =
                    Diagnostic::error(Code::UnknownCriterion, message).at(word.at.clone(), "not in the rulebook");
                // Labels are understood, and ids are what is listed.
                let labels = all().map(|(_, node)| node.label.as_str());
                let by_label = nearest(&word.text, labels);
                let by_label = by_label.and_then(|label| all().find(|(_, node)| node.label == label));
                wrong.help = suggest(&word.text, all().map(|(_, node)| node.id.as_str()));
                if let Some((_, node)) = by_label.filter(|_| !wrong.help.iter().any(|h| h.starts_with("did you mean")))
                {
                    wrong.help.insert(0, format!("did you mean `{}` ({})?", node.id, node.label));
                }
                found.push(wrong);
            }
            several => {
                let ids: Vec<String> = several.iter().map(|c| format!("`{}`", self.id(*c))).collect();
                found.push(
                    Diagnostic::error(
                        Code::UnknownCriterion,
                        format!("several criteria are called `{}`", quote(&word.text)),
                    )
                    .at(word.at.clone(), "which one?")
                    .help(format!("write the id of the one that is meant: {}", ids.join(", "))),
                );
            }
        }
        None
    }

    fn id(&self, criterion: usize) -> &str {
        self.criteria.get(criterion).map_or("", |node| node.id.as_str())
    }

    /// A criterion as what is divided, inside a sentence.
    fn whole(&self, criterion: usize) -> String {
        if criterion == 0 { "the whole".to_string() } else { format!("`{}`", self.id(criterion)) }
    }
}

/// How far a sum may be from 100 percent to be meant as that: thirds are written with few digits.
const SAME: f64 = 0.01;

fn percent(weight: &Weight, found: &mut Diagnostics) -> Option<f64> {
    let reader = Reader::new(&weight.source, found);
    let percent = match weight.value.text() {
        Some(text) => {
            let text = text.trim();
            let number = parse_number(text.strip_suffix('%').unwrap_or(text));
            if number.is_none() {
                reader.push(
                    Diagnostic::error(Code::WrongKind, format!("`{}` is not a number", quote(text)))
                        .at(reader.at(&weight.value), "expected a percentage")
                        .help(format!("write it like `{}=40`", quote(&weight.criterion.text))),
                );
            }
            number?
        }
        None => reader.number(&weight.value)?,
    };
    if (0.0..=100.0).contains(&percent) {
        return Some(percent);
    }
    reader.push(
        Diagnostic::error(Code::OutOfRange, "a weight is a percentage, from 0 to 100")
            .at(reader.at(&weight.value), "out of range")
            .help("it says how much of what is above it the criterion counts; what is beside it shares the rest"),
    );
    None
}
