//! Where a fact is written.

use crate::diagnostic::Place;
use crate::document::{Entry as Written, Node};
use crate::fact::{FactId, Root};
use crate::reader::File;

use super::Catalog;
use super::inherited::{From, decides, is_file};

impl Catalog {
    /// Where the value of a fact of an alternative is written in the files that this catalog was made of: of the model, of the offer, or of
    /// an exception, or of what it inherits from. `None` if it is unknown, or was computed.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files};
    /// let files = Files::shipped_catalog();
    /// let (catalog, _) = Catalog::parse(&files.views());
    /// let name = catalog.schema().find("model.name").unwrap();
    /// let place = catalog.locate(&files.views(), 0, name).unwrap();
    /// assert!(place.source.name.starts_with("catalog/models/"));
    /// ```
    #[must_use]
    pub fn locate(&self, files: &[File<'_>], alternative: usize, fact: FactId) -> Option<Place> {
        let (model, offer) = (self.model_of(alternative)?, self.offer_of(alternative)?);
        let declared = self.schema.fact(fact);
        let key = declared.id.split_once('.').map_or("", |(_, name)| name);
        let file = |path: &str| files.iter().find(|f| f.path == path);
        let own = file(&format!("models/{}.toml", model.id))?;
        let (table, inherits) = match declared.root {
            Root::Offer => {
                let mut offers = own.root.get("offer").and_then(Node::list).unwrap_or_default().iter();
                let id = |node: &&Node<'_>| node.get("id").and_then(Node::text) == Some(&*offer.id);
                (offers.find(id), &offer.inherits)
            }
            _ => (own.root.get("facts"), &model.inherits),
        };
        if let Some(entry) = table.and_then(|table| written(table, key)) {
            return Some(Place::new(own.source, entry.span()));
        }
        let (shared, table) = match &decides(&self.entries, inherits, fact)?.from {
            From::Value(of, value) => {
                let from = self.schema.fact(*of).inherits.as_deref()?;
                if is_file(from) {
                    let shared = file(from)?;
                    let stem = from.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
                    (shared, shared.root.get(stem)?.get(value)?)
                } else {
                    let shared = file(&format!("{from}/{value}.toml"))?;
                    (shared, shared.root.get("facts")?)
                }
            }
            From::Exception(number, _) => {
                let shared = file("exceptions.toml")?;
                (shared, shared.root.get("exception")?.list()?.get(*number)?.get("facts")?)
            }
            From::Joined(_) => return None,
        };
        Some(Place::new(shared.source, written(table, key)?.span()))
    }
}

fn written<'n>(table: &'n Node<'n>, key: &str) -> Option<&'n Written<'n>> {
    table.table()?.iter().find(|entry| entry.key == key)
}
