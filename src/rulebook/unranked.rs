//! Other kinds of things that somebody may ask for: models that are named and not ranked.

use super::pricing::Word;
use super::{Expression, PlacedTemplate, expression, template};
use crate::reader::Table;

/// A table `unranked` of `rulebook.toml`: where the needs ask for another kind of model than the ranking is about, those there are of it
/// are named, with a few facts of each.
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
///     questions = ["wheels"]
///     [[unranked]]
///     when = "needs.wheels == 1"
///     of   = "model.wheels == 1"
///     says = "Unicycles are not compared here. These are known:"
///     show = ["model.diameter"]
/// "#;
/// let wheels = "ask = 'How many?'\nwhy = '.'\nkind = 'number'\nunit = 'wheels'\nwhole = true\nassume = 2";
/// let texts = [("criteria.toml", ""), ("questions/wheels.toml", wheels), ("rulebook.toml", head)];
/// let sources = texts.map(|(path, text)| Source::new(path, text));
/// let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
/// let files: Vec<File> =
///     sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root }).collect();
///
/// let unranked = Rulebook::parse(&files).unwrap().unranked;
/// assert_eq!((unranked[0].of.formula.text.as_str(), unranked[0].show.len()), ("model.wheels == 1", 1));
/// ```
#[derive(Debug, Clone)]
pub struct Unranked {
    /// When it is said, over needs.
    pub when: Expression,
    /// Which models are named, over their facts and needs.
    pub of: Expression,
    /// What is said, with needs in it.
    pub says: PlacedTemplate,
    /// The facts that are shown beside a name, in their order.
    pub show: Vec<Word>,
}

pub(super) fn parse(mut table: Table<'_, '_, '_>) -> Option<Unranked> {
    let reader = table.reader();
    let mut read = |key| table.required(key).and_then(|node| expression(reader, node));
    let (when, of) = (read("when"), read("of"));
    let says = table.required("says").and_then(|node| template(reader, node));
    let show = table.texts("show").into_iter();
    let show = show.map(|(text, node)| Word { text: text.to_string(), at: reader.at(node) }).collect();
    table.finish();
    Some(Unranked { when: when?, of: of?, says: says?, show })
}
