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
pub use turns::{Turn, turns};
pub use value::TippingValue;
pub use weight::{Tie, Tipping};
