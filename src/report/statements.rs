//! The JSON Schema of the statements that a catalog takes in, generated from the types and the catalog.

use schemars::{JsonSchema, Schema, schema_for};
use serde_json::{Map, Value, json};

use crate::catalog::Vocabulary;

/// A document of a file of statements. JSON Lines have one a line.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, clippy::large_enum_variant, reason = "only its schema is ever made")]
enum Document {
    /// Something said.
    One(Said),
    /// Several.
    List(Vec<Said>),
    /// Several, under a key.
    Statements {
        /// What is said.
        statements: Vec<Said>,
    },
}

/// One of the things said.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is ever made")]
enum Said {
    /// What a source says of a fact.
    Statement(Statement),
    /// Where values come from. What is not said stays as it is; of a new source `what` must be said.
    Source(Source),
    /// Other names of a model.
    Model(Model),
    /// What no fact says of an offer.
    Offer(Offer),
    /// What is shared: a provider, or a licence, for which the subject is all there is to say.
    Entry(Entry),
}

/// What a source says of a fact.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is ever made")]
struct Statement {
    /// What it is about: `model:<developer>/<model>`, `offer:<developer>/<model>#<offer>`, `entry:<folder or file>/<value>`.
    #[schemars(regex(pattern = r"^(model:[^/#]+/[^/#]+|offer:[^/#]+/[^/#]+#.+|entry:.+/.+)$"))]
    subject: String,
    /// The name of the fact, without `model.` or `offer.`.
    fact: String,
    /// The value, of the fact's type. A set is a list of its words.
    value: Value,
    /// The id of the source, of `sources.toml` or said in the same import.
    source: String,
    /// The day for which it holds: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `undated`. That of the source if absent.
    #[schemars(default)]
    as_of: Option<String>,
    /// What should be known of it, in words.
    #[schemars(default)]
    note: Option<String>,
    /// The first day on which the value holds.
    #[schemars(default)]
    from: Option<String>,
    /// The last day on which the value holds.
    #[schemars(default)]
    until: Option<String>,
    /// Why it is doubted: it stays visible and never decides.
    #[schemars(default)]
    doubtful: Option<String>,
    /// Why it decides before all others: a correction made by hand.
    #[schemars(default)]
    decides: Option<String>,
    /// Why the value is right although it looks odd.
    #[schemars(default)]
    odd: Option<String>,
}

/// Where values come from.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is ever made")]
struct Source {
    /// `source:<id>`.
    #[schemars(regex(pattern = "^source:.+$"))]
    subject: String,
    /// What it is, in a few words.
    #[schemars(default)]
    what: Option<String>,
    /// Its date. Statements that relied on the date before, and are not renewed, keep it.
    #[schemars(default)]
    as_of: Option<String>,
    /// Of what kind it is, in a word of the catalog's: `maker`, `table`.
    #[schemars(default)]
    kind: Option<String>,
    /// Sources that copy one another are one family.
    #[schemars(default)]
    family: Option<String>,
    /// The facts of which it can only leave out what it could not affirm: `model.tool_calling`.
    #[schemars(default)]
    affirms: Vec<String>,
    /// Its licence.
    #[schemars(default)]
    licence: Option<String>,
    /// How it must be named.
    #[schemars(default)]
    credit: Option<String>,
    /// Where it is.
    #[schemars(default)]
    url: Option<String>,
    /// Its version.
    #[schemars(default)]
    version: Option<String>,
    /// Its own words about its date.
    #[schemars(default)]
    dated: Option<String>,
    /// The file it was read from.
    #[schemars(default)]
    file: Option<String>,
    /// What should be known of it.
    #[schemars(default)]
    note: Option<String>,
}

/// Other names of a model.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is ever made")]
struct Model {
    /// `model:<developer>/<model>`.
    #[schemars(regex(pattern = "^model:[^/#]+/[^/#]+$"))]
    subject: String,
    /// Names that are added to its aliases.
    #[schemars(default)]
    aliases: Vec<String>,
    /// What other collections call it: one name or several of each.
    #[schemars(default)]
    join: Map<String, Value>,
}

/// What no fact says of an offer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is ever made")]
struct Offer {
    /// `offer:<developer>/<model>#<offer>`.
    #[schemars(regex(pattern = "^offer:[^/#]+/[^/#]+#.+$"))]
    subject: String,
    /// What no fact says.
    #[schemars(default)]
    note: Option<String>,
}

/// What is shared by all that name it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is ever made")]
struct Entry {
    /// `entry:<folder or file>/<value>`: `entry:providers/acme`.
    #[schemars(regex(pattern = "^entry:.+/.+$"))]
    subject: String,
    /// What it is called, where it has a file of its own.
    #[schemars(default)]
    name: Option<String>,
}

/// The schema of statements for a catalog: its facts, and the details that its statements may have.
///
/// ```
/// use verdict::{catalog::Vocabulary, load::Files, report::statements_schema};
/// let schema = statements_schema(&Vocabulary::read(&Files::shipped_catalog().views()));
/// let facts = schema.pointer("/$defs/Statement/properties/fact/enum").unwrap();
/// assert!(facts.as_array().unwrap().iter().any(|fact| fact == "context_window"));
/// ```
#[must_use]
pub fn statements_schema(vocabulary: &Vocabulary) -> Schema {
    let mut schema = schema_for!(Document);
    let stated = vocabulary.schema().iter().filter(|(_, fact)| fact.formula.is_none() && !fact.built_in());
    let names: std::collections::BTreeSet<&str> =
        stated.filter_map(|(_, fact)| fact.id.split_once('.')).map(|(_, name)| name).collect();
    if let Some(Value::Object(properties)) = schema.pointer_mut("/$defs/Statement/properties") {
        if let Some(Value::Object(fact)) = properties.get_mut("fact") {
            fact.insert("enum".to_string(), json!(names));
        }
        for detail in vocabulary.details() {
            let meaning = json!({ "description": "How the value was found." });
            properties.entry(detail.to_string()).or_insert(meaning);
        }
    }
    schema
}
