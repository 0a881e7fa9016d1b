//! What would change the verdict: between two models, or who comes first.
//!
//! - [`Evaluation::margin_by_criterion`] and [`telling`]: what the difference of two scores is made of.
//! - [`Evaluation::tipping_weights`], [`Evaluation::tipping_values`]: the one share, or the one value, at which two alternatives tie.
//! - [`advice`]: the answers that speak for one model against another, and the rules behind them ("use it if …").
//! - [`turns`]: the single answers with which another model comes first.
//! - [`shifts`]: the single answers with which one model stands elsewhere.
//! - [`Evaluation::leads`]: the weights with which a model comes first, one moved at a time; [`Evaluation::reach`]: whether any do.
//! - [`Evaluation::close`]: who cannot be told apart from the first.
//! - [`Evaluation::dominates`], [`Evaluation::dominators`], [`Evaluation::front`], [`Evaluation::prospects`]: who can win at all.
//! - [`Evaluation::best_at`]: who is the best at one thing.
//! - [`Evaluation::relaxations`]: what to give up where nothing is eligible.
//!
//! Nothing is searched for over numbers: ties and mixes are solved for, and answers are tried one by one, in full.
//!
//! # Why it is so
//!
//! **When is it too close to call?**
//!
//! Where the first is ahead by less than the rulebook's `level`, or where what is only estimated could turn the
//! order in more than one case of four: the errors of both, leaf by leaf, as independent ones (`change::close`).
//! Intervals end to end would call nearly everything close, since all errors never fall one way at once. What
//! nobody knows at all is not in it: a blank counts nothing, and is told as a blank. The order of a ranking is
//! never changed by it, or a third model could turn the order of two others.
//!
//! **Why does no number rank by speed?**
//!
//! Speeds of machines are intervals of twice their least. Points for them would rank some that overlap, whatever the
//! scale: each interval overlaps with another and that with a third, so that only what is the same for all treats every
//! overlapping pair alike. So a machine's speed gives no points, and requirements act on the cautious end: where
//! somebody waits, the least of the estimate is as fast as people read, or as a program is waited for. A threshold that
//! somebody names is held against both ends, and between them it has to be measured. Of services, whose speeds are
//! timed, a lead that hangs on two intervals that overlap is called none (`overlap = "level"`).
//!
//! **What is a weight at which the order turns, where weights add up to one?**
//!
//! The share of one criterion in one above it, the others beside it in proportion: that is what people mean by "if
//! it counted for more", it is linear even where a criterion has several parents (each has its own answer), and
//! what has no points yet has one, too.
//!
//! **Why a range of weights, and not where a model ties with the first?**
//!
//! Because where those two tie a third is often ahead of both. With one share moved every score is linear in it, so
//! the shares with which a model is ahead of all others are a range for each of its offers (`Evaluation::leads`),
//! without a search. A value of its own needs no such care: it moves no other score, so to tie with the first is to
//! be first. Who is dominated by another model on everything that counts now can be brought first by no weights of
//! these; that is said by itself.
//!
//! **Why is the linear program our own?**
//!
//! Whether any weights bring a model first is the value of a matrix game: what the model has more than each rival,
//! leaf by leaf. In that form the beginning is a solution, so that the simplex method needs one phase and some
//! fifty plain lines (`change/simplex.rs`), with Bland's rule so that it ends. `microlp` 0.7 is kept and would do,
//! for eleven crates, `ndarray` and `sprs` among them. Nothing hangs on how the mixes were found:
//! `Evaluation::reach` computes what both come to, and says yes or no only where that proves it: weights with which
//! the model is ahead, or a mix of rivals that is at least as good at every leaf. It is about leaves with weight,
//! as dominance is; the straight way from the weights of now to the best ones gives an example that is no extreme.
//!
//! **How is it told which rule moved how many points?**
//!
//! Rules share one normalised weight, so what each did alone does not add up. `change` goes from one evaluation to
//! the other in steps (offers, values, computed points, then rule by rule in their order) and tells what each step
//! moved. That adds up to what was gained, and depends on the order of the rules where several of them fire at
//! once. What keeps a model out needs no such choice: it is told by the rules against its nearest offer.
//!
//! **Which answers are tried for "use it if"?**
//!
//! Each option by itself, and of a number the named amounts, the least allowed and every value that it is compared
//! with for one of the two models, with its neighbours where it is whole. So a limit is exact. Where a number
//! enters a formula (a bill), what lies between those that were tried is not looked at.
//!
//! **Is the cheapest the one with the best utility of its bill?**
//!
//! No. A scale is cut off at its ends: whoever has some money does not care which bill below ten dollars it is, so
//! a dozen models have all points for it. Who asks for the cheapest does. So the best at one thing (`change::best`)
//! goes by the value itself where a criterion measures one thing on a line or a logarithm, and by utility where it
//! does not: words, steps, substitutes in different units. A group is the mean of utilities, cut off as they count:
//! one bill of nothing would otherwise outweigh everything beside it. In the shipped rulebook the cheapest is by
//! the leaf of the bill, the most private and the most capable by their groups, as the needs weigh them. All
//! eligible offers are compared, not only the best of each model, and what is unknown wins nothing.
//!
//! **Who is Pareto-optimal?**
//!
//! Of the eligible models, each by its best offer, whoever no other is better than at some leaf with weight and
//! worse than at none, by the utilities that count. That depends on the needs, and it is weak: the more leaves
//! count, the more models are the best compromise for somebody's weights. So it is marked and never ranked by.
//! Whoever beats a model so scores no less, so for the models shown only those before them are looked at.
//!
//! [`Evaluation::margin_by_criterion`]: crate::evaluate::Evaluation::margin_by_criterion
//! [`Evaluation::tipping_weights`]: crate::evaluate::Evaluation::tipping_weights
//! [`Evaluation::tipping_values`]: crate::evaluate::Evaluation::tipping_values
//! [`Evaluation::close`]: crate::evaluate::Evaluation::close
//! [`Evaluation::dominates`]: crate::evaluate::Evaluation::dominates
//! [`Evaluation::reach`]: crate::evaluate::Evaluation::reach
//! [`Evaluation::leads`]: crate::evaluate::Evaluation::leads
//! [`Evaluation::dominators`]: crate::evaluate::Evaluation::dominators
//! [`Evaluation::front`]: crate::evaluate::Evaluation::front
//! [`Evaluation::prospects`]: crate::evaluate::Evaluation::prospects
//! [`Evaluation::best_at`]: crate::evaluate::Evaluation::best_at
//! [`Evaluation::relaxations`]: crate::evaluate::Evaluation::relaxations

mod advice;
mod answers;
mod best;
mod close;
mod dominance;
mod lead;
mod margin;
mod reach;
mod relax;
mod shift;
mod simplex;
mod trial;
mod turns;
mod value;
mod weight;

pub use advice::{Advice, Bullet, Span, advice};
pub use best::Best;
pub use close::Close;
pub use dominance::Prospect;
pub use lead::{Lead, Share};
pub use margin::{Margin, Telling, telling};
pub use reach::Reach;
pub use relax::{MAX_TRIALS, Relaxation};
pub use shift::{Shift, shifts};
pub use trial::{By, Cause, Kind, Place, Standing};
pub use turns::{Turn, Turning, joined, turns};
pub use value::TippingValue;
pub use weight::{Tie, Tipping};
