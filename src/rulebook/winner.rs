//! Who else is worth naming: the best at one thing, whatever it scores.

use std::collections::BTreeMap;

use super::pricing::Word;
use super::{Expression, expression, owned};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::fact::{is_name, name_help};
use crate::reader::{Table, quote};

/// A table `winner` of `rulebook.toml`: of all eligible alternatives the best by one criterion is named beside the ranking.
///
/// ```
/// use verdict::diagnostic::Source;
/// use verdict::reader::{self, File};
/// use verdict::rulebook::Rulebook;
///
/// let head = r#"
///     name = "Bicycles"
///     version = "1"
///     goal = "A bicycle"
///     questions = []
///     [[winner]]
///     id = "lightest"
///     label = "Lightest"
///     criterion = "weight"
///     where = "offer.in_stock"
///     worth = "0.5"
/// "#;
/// let weight = "[weight]\nlabel = 'Weight'\nmeaning = 'Less is better.'\npoints = 1\nreason = '.'\nof = 'model.kg'\n\
///     scale = { kind = 'linear', worst = 30, best = 5 }";
/// let sources = [("criteria.toml", weight), ("rulebook.toml", head)].map(|(path, text)| Source::new(path, text));
/// let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
/// let files: Vec<File> =
///     sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root }).collect();
///
/// let winners = Rulebook::parse(&files).unwrap().winners;
/// assert_eq!((winners[0].id.as_str(), winners[0].criterion.text.as_str()), ("lightest", "weight"));
/// assert!(winners[0].worth.is_some());
/// ```
#[derive(Debug, Clone)]
pub struct Winner {
    /// What programs call it; no other winner is called so.
    pub id: String,
    /// A few words for people.
    pub label: String,
    /// The criterion that it is the best by: a group or a leaf of `criteria.toml`.
    pub criterion: Word,
    /// Which alternatives it may be, `where` in the file: those for which it is not true are passed over. All if absent.
    pub condition: Option<Expression>,
    /// By how much it must be better than the pick to be named, a number over needs: in the unit of what the criterion measures where that is
    /// one thing, else in utility. By anything if absent.
    pub worth: Option<Expression>,
}

/// The tables, in their order; two of the same id are reported.
pub(super) fn parse(tables: Vec<Table<'_, '_, '_>>) -> Vec<Winner> {
    let mut taken: BTreeMap<String, Place> = BTreeMap::new();
    let mut winners = Vec::new();
    for table in tables {
        let reader = table.reader();
        let Some((winner, at)) = one(table) else { continue };
        if let Some(first) = taken.get(&winner.id) {
            reader.push(
                Diagnostic::error(Code::DuplicateId, format!("two winners are called `{}`", winner.id))
                    .at(at, "this one")
                    .context(first.clone(), "and this one")
                    .help("give one of them another `id`"),
            );
            continue;
        }
        taken.insert(winner.id.clone(), at);
        winners.push(winner);
    }
    winners
}

fn one(mut table: Table<'_, '_, '_>) -> Option<(Winner, Place)> {
    let reader = table.reader();
    let (id, label) = (owned(&mut table, "id"), owned(&mut table, "label"));
    let criterion = owned(&mut table, "criterion").map(|text| Word { text, at: table.place("criterion") });
    let condition = table.optional("where").map(|node| expression(reader, node));
    let worth = table.optional("worth").map(|node| expression(reader, node));
    let at = table.place("id");
    table.finish();
    let (id, label, criterion) = (id?, label?, criterion?);
    // A condition that cannot be read is not the same as none.
    let condition = condition.map_or(Some(None), |read| read.map(Some))?;
    let worth = worth.map_or(Some(None), |read| read.map(Some))?;
    if !is_name(&id) {
        reader.push(
            Diagnostic::error(Code::InvalidId, format!("`{}` cannot be the id of a winner", quote(&id)))
                .at(at, "not an id")
                .help(name_help()),
        );
        return None;
    }
    Some((Winner { id, label, criterion, condition, worth }, at))
}
