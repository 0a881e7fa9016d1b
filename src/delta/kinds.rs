//! Which parts of a file are one thing to people: a fact of a model, a rule, the points of a criterion.
//!
//! It knows how files of catalogs and rulebooks are laid out (their READMEs say so), and nothing of what stands in them.

use std::borrow::Cow;

/// A kind of file.
#[derive(Debug)]
pub struct Kind {
    /// Its path, or its folder with `/` at the end; empty for whatever is none of the others.
    path: &'static str,
    /// What its parts are called.
    subject: Subject,
    pub(super) shape: Shape,
    /// Whether its entries only say what there is, so that adding one changes nothing until something names it.
    pub(super) declares: bool,
}

/// How a tree is taken apart.
#[derive(Debug)]
pub(super) struct Shape {
    /// The paths of what changes as one: `*` is any key, and `offer@id` a list whose items are known by their `id`; `@` a list of words.
    /// What no path leads into changes as a whole.
    pub(super) parts: &'static [&'static str],
    /// Tables at this depth change as a whole where they have other keys than before: what is half of one and half of the other
    /// would be neither.
    pub(super) whole: Option<usize>,
    /// Whether the order of keys counts.
    pub(super) ordered: bool,
}

/// What a file speaks of.
#[derive(Debug)]
enum Subject {
    /// Of one thing of this noun, which has its id from the path.
    File(&'static str),
    /// Of one thing, whose noun is the name of the folder.
    Folder,
    /// Of things of this noun, each by so many keys.
    Keys(&'static str, usize),
    /// Of things in tables that have the noun as their name.
    Tables,
    /// Of itself.
    Itself(&'static str),
}

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About<'p> {
    /// What sort of thing: `model`, `rule`, `criterion`.
    pub noun: Cow<'p, str>,
    /// Which one; empty where there is one only.
    pub id: String,
    /// What of it, by the keys below it; empty for all of it.
    pub keys: &'p [String],
}

const fn shape(parts: &'static [&'static str], whole: Option<usize>, ordered: bool) -> Shape {
    Shape { parts, whole, ordered }
}

const fn kind(path: &'static str, subject: Subject, shape: Shape) -> Kind {
    Kind { path, subject, shape, declares: false }
}

const fn declares(path: &'static str, subject: Subject, shape: Shape) -> Kind {
    Kind { path, subject, shape, declares: true }
}

static CATALOG: [Kind; 10] = [
    kind("catalog.toml", Subject::Itself("catalog"), shape(&[], None, false)),
    declares("facts.toml", Subject::Keys("fact", 2), shape(&["*/*/*"], Some(2), false)),
    declares("sources.toml", Subject::Tables, shape(&["*/*"], None, false)),
    kind("hardware.toml", Subject::Tables, shape(&["*/*/*"], None, false)),
    kind("self-host.toml", Subject::Itself("self-hosting"), shape(&["precision@id/*"], None, true)),
    kind("estimates.toml", Subject::Keys("estimate", 1), shape(&["*/line@from/*", "*/*"], None, true)),
    kind("exceptions.toml", Subject::Tables, shape(&["exception@because/*/facts/*"], None, true)),
    kind("models/", Subject::File("model"), shape(&["facts/*", "offer@id/*/*"], None, false)),
    declares("/", Subject::Folder, shape(&["facts/*"], None, false)),
    declares("", Subject::Tables, shape(&["*/*/*"], None, false)),
];

static RULES: [Kind; 5] = [
    kind("rulebook.toml", Subject::Itself("rulebook"), shape(&["questions@/*", "pricing/*"], None, true)),
    kind("criteria.toml", Subject::Keys("criterion", 1), shape(&["*/*"], Some(1), true)),
    kind("population.toml", Subject::Tables, shape(&["*/*/answers/*", "*/*/masses/*", "*/*/*"], None, true)),
    declares("questions/", Subject::File("question"), shape(&["options/*", "named/*"], Some(0), true)),
    kind("", Subject::File("rule"), shape(&[], Some(0), false)),
];

/// The kind of a file of a catalog.
pub(super) fn of_catalog(path: &str) -> &'static Kind {
    find(&CATALOG, path)
}

/// The kind of a file of a rulebook.
pub(super) fn of_rules(path: &str) -> &'static Kind {
    find(&RULES, path)
}

fn find(kinds: &'static [Kind], path: &str) -> &'static Kind {
    let fits = |kind: &&Kind| match kind.path {
        "" => true,
        "/" => path.contains('/'),
        folder if folder.ends_with('/') => path.starts_with(folder),
        file => path == file,
    };
    kinds.iter().find(fits).expect("INVARIANT: the last kind fits every path")
}

impl Kind {
    /// What a part of a file of this kind is about.
    #[must_use]
    pub fn about<'p>(&self, path: &'p str, keys: &'p [String]) -> About<'p> {
        let stem = path.strip_suffix(".toml").unwrap_or(path);
        let below = |at: usize| keys.get(at..).unwrap_or_default();
        match self.subject {
            Subject::File(noun) if self.path == "models/" => {
                About { noun: noun.into(), id: stem.trim_start_matches(self.path).to_string(), keys }
            }
            Subject::File(noun) => {
                About { noun: noun.into(), id: stem.rsplit('/').next().unwrap_or_default().to_string(), keys }
            }
            Subject::Folder => {
                let (folder, id) = stem.split_once('/').unwrap_or(("", stem));
                About { noun: singular(folder), id: id.to_string(), keys }
            }
            Subject::Keys(noun, count) if keys.len() >= count => {
                let id = keys.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(".");
                About { noun: noun.into(), id, keys: below(count) }
            }
            Subject::Tables => match keys {
                [table, id, ..] => About { noun: singular(table), id: id.clone(), keys: below(2) },
                _ => About { noun: "file".into(), id: path.to_string(), keys },
            },
            Subject::Keys(..) => About { noun: "file".into(), id: path.to_string(), keys },
            Subject::Itself(noun) => About { noun: noun.into(), id: String::new(), keys },
        }
    }
}

/// One of several: their name without its last letter, where that is an s.
fn singular(name: &str) -> Cow<'_, str> {
    name.strip_suffix('s').unwrap_or(name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_about_what_people_call_it() {
        let about = |kind: &Kind, path: &str, keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|k| (*k).to_string()).collect();
            let about = kind.about(path, &keys);
            format!("{} {} {}", about.noun, about.id, about.keys.join("."))
        };
        let catalog = |path: &str, keys: &[&str]| about(of_catalog(path), path, keys);
        assert_eq!(
            catalog("models/acme/roadster.toml", &["offer", "shop", "price"]),
            "model acme/roadster offer.shop.price"
        );
        assert_eq!(catalog("shops/corner.toml", &["facts", "open"]), "shop corner facts.open");
        assert_eq!(catalog("warranties.toml", &["warranties", "long", "years"]), "warrantie long years");
        assert_eq!(catalog("facts.toml", &["model", "gears", "unit"]), "fact model.gears unit");
        assert_eq!(catalog("sources.toml", &["sources", "brochure"]), "source brochure ");
        let exception = ["exception", "they close early", "facts", "open"];
        assert_eq!(catalog("exceptions.toml", &exception), "exception they close early facts.open");
        assert_eq!(catalog("catalog.toml", &["as_of"]), "catalog  as_of");
        let rules = |path: &str, keys: &[&str]| about(of_rules(path), path, keys);
        assert_eq!(rules("comfort/soft-saddle.toml", &[]), "rule soft-saddle ");
        assert_eq!(rules("criteria.toml", &["cost", "points"]), "criterion cost points");
        assert_eq!(
            rules("population.toml", &["personas", "tourist", "answers", "hills"]),
            "persona tourist answers.hills"
        );
    }
}
