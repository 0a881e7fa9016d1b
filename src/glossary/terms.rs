//! The list itself: a line of meaning each.

use super::{Group, Term};

mod around;
mod verdict;

/// All terms there are, by what they are about.
pub const GROUPS: &[Group] = &[
    verdict::CHOICE_GROUP,
    verdict::RULED_GROUP,
    verdict::POINTS_GROUP,
    verdict::SURENESS_GROUP,
    verdict::WAYS_GROUP,
    around::SAID_GROUP,
    around::MONEY_GROUP,
    around::MODELS_GROUP,
    around::DATA_GROUP,
    around::TESTS_GROUP,
    around::MARKS_GROUP,
];

const fn term(
    word: &'static str,
    shown: &'static [&'static str],
    means: &'static str,
    example: &'static str,
    page: &'static str,
) -> Term {
    Term { word, shown, means, example, page }
}
