//! Facts: named, typed values of models, offers and needs; and the list of the few that the program itself reads.
//!
//! A [`Schema`] is the closed world that expressions are checked against. It knows which facts exist, not their values.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Place, suggest};
use crate::value::Type;

mod words;
pub use words::KnownWords;
pub(crate) use words::plain;

/// The facts that the program itself prints or computes with. Everything else it knows from `facts.toml` and the questions only.
/// A catalog need not declare them: what is missing is shown as unknown, or not made.
pub mod known {
    /// The id of a model. No file declares or states it: it is the path of the model's file.
    pub const MODEL_ID: &str = "model.id";
    /// The id of an offer, which its table begins with.
    pub const OFFER_ID: &str = "offer.id";
    /// The model's name for people.
    pub const NAME: &str = "model.name";
    /// Who made it.
    pub const DEVELOPER: &str = "model.developer";
    /// Parameters of the model, for the size of its weights.
    pub const PARAMETERS: &str = "model.params_total";
    /// Whether one can run the weights oneself.
    pub const OPEN_WEIGHTS: &str = "model.open_weights";
    /// Cache of one token of context, for the memory of a self-host offer.
    pub const CACHE_PER_TOKEN: &str = "model.kv_cache_bytes_per_token";
    /// The window, for the same purpose.
    pub const CONTEXT_WINDOW: &str = "model.context_window";
    /// How an offer runs the model.
    pub const KIND: &str = "offer.kind";
    /// Who runs it.
    pub const PROVIDER: &str = "offer.provider";
    /// Number format of the weights of a self-host offer.
    pub const PRECISION: &str = "offer.precision";
    /// Its GPU.
    pub const GPU: &str = "offer.gpu";
    /// How many of them.
    pub const GPUS: &str = "offer.gpus";
    /// Memory its weights and cache need, in GB.
    pub const MEMORY_NEEDED: &str = "offer.memory_needed";
    /// Memory of its GPUs together, in GB.
    pub const GPU_MEMORY: &str = "offer.gpu_memory";
    /// Size of its weights, in GB.
    pub const WEIGHTS: &str = "offer.weights_gb";
    /// Whether it runs on a machine of the asker's own.
    pub const OWNED: &str = "offer.owned";
    /// What the label of one machine of a kind says of its memory, in GB.
    pub const MACHINE_LABEL: &str = "offer.machine_label";
    /// Memory of one machine of a kind, in GB.
    pub const MACHINE_MEMORY: &str = "offer.machine_memory";
    /// Rent of its GPUs for an hour, in USD.
    pub const HOURLY_PRICE: &str = "offer.hourly_price";
    /// The as-of date of the verdict: the one need that is no question.
    pub const AS_OF: &str = "needs.as_of";

    /// All of them.
    pub const ALL: [&str; 21] = [
        MODEL_ID,
        OFFER_ID,
        NAME,
        DEVELOPER,
        PARAMETERS,
        OPEN_WEIGHTS,
        CACHE_PER_TOKEN,
        CONTEXT_WINDOW,
        KIND,
        PROVIDER,
        PRECISION,
        GPU,
        GPUS,
        MEMORY_NEEDED,
        GPU_MEMORY,
        HOURLY_PRICE,
        WEIGHTS,
        OWNED,
        MACHINE_LABEL,
        MACHINE_MEMORY,
        AS_OF,
    ];
}

/// What a fact is a fact of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The user's answers.
    Needs,
    /// A model.
    Model,
    /// A way to run it.
    Offer,
}

impl Root {
    /// All three, as expressions write them.
    pub const ALL: [Self; 3] = [Self::Needs, Self::Model, Self::Offer];

    /// The word before the dot.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Needs => "needs",
            Self::Model => "model",
            Self::Offer => "offer",
        }
    }

    /// The root that `word` names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == word)
    }
}

/// The number of a fact in its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(u32);

impl FactId {
    /// As an index into columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is declared of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// `root.name`, as expressions write it.
    pub id: String,
    /// What it is a fact of.
    pub root: Root,
    /// Its type.
    pub ty: Type,
    /// Its unit, for people: `tokens`, `USD per 1M tokens`, `percent`.
    pub unit: Option<String>,
    /// A few words for a table.
    pub label: String,
    /// One sentence.
    pub meaning: String,
    /// The expression that computes it, if it is not stated, and where that text begins in its file.
    pub formula: Option<Formula>,
    /// The file or folder whose entry of this fact's value gives further facts.
    pub inherits: Option<String>,
    /// Where it is declared.
    pub at: Option<Place>,
}

impl Fact {
    /// Whether the program itself sets this fact of models or offers: no file declares or states it.
    #[must_use]
    pub fn built_in(&self) -> bool {
        self.root != Root::Needs && self.at.is_none()
    }
}

/// The text of an expression and where it stands, if it came from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The expression.
    pub text: String,
    /// The whole value in its file.
    pub at: Option<Place>,
    /// The first byte of `text` in the file, if it stands there without escapes.
    pub inner: Option<usize>,
}

impl Formula {
    /// Where a part of the expression stands in the file; the whole value where escapes hide it.
    #[must_use]
    pub fn place(&self, span: std::ops::Range<usize>) -> Option<Place> {
        let whole = self.at.as_ref()?;
        Some(match self.inner {
            Some(inner) => Place::new(&whole.source, inner + span.start..inner + span.end),
            None => whole.clone(),
        })
    }
}

/// All facts there are, in the order of their declaration.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    facts: Vec<Fact>,
    ids: BTreeMap<String, FactId>,
    words: BTreeMap<FactId, Arc<KnownWords>>,
}

impl Schema {
    /// A schema without facts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a fact, or returns the one that already has its id.
    ///
    /// # Errors
    /// The fact that is already there.
    pub fn declare(&mut self, fact: Fact) -> Result<FactId, FactId> {
        if let Some(id) = self.ids.get(&fact.id) {
            return Err(*id);
        }
        let id = FactId(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
        self.ids.insert(fact.id.clone(), id);
        self.facts.push(fact);
        Ok(id)
    }

    /// The fact with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<FactId> {
        self.ids.get(id).copied()
    }

    /// What is declared of a fact of this schema.
    ///
    /// # Panics
    /// If the fact belongs to a longer schema, which is a mistake of the program, never of its input.
    #[must_use]
    pub fn fact(&self, id: FactId) -> &Fact {
        self.facts.get(id.index()).expect("INVARIANT: a fact id comes from the schema it is used with")
    }

    /// Says which words a text fact can have. Without any, nothing is known of them.
    pub fn set_words(&mut self, fact: FactId, words: Arc<KnownWords>) {
        if !words.is_empty() {
            self.words.insert(fact, words);
        }
    }

    /// The words that a text fact can have, where they are known: text that is compared with it must be one of them.
    #[must_use]
    pub fn words(&self, fact: FactId) -> Option<&Arc<KnownWords>> {
        self.words.get(&fact)
    }

    /// All facts with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, &Fact)> + Clone {
        self.facts.iter().enumerate().map(|(i, f)| (FactId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }

    /// How many facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Help for a fact that does not exist: the nearest one, and where the list is.
    #[must_use]
    pub fn suggest(&self, id: &str) -> Vec<String> {
        let root = id.split('.').next().unwrap_or_default();
        let same_root: Vec<&str> =
            self.facts.iter().map(|f| f.id.as_str()).filter(|f| f.split('.').next() == Some(root)).collect();
        suggest(id, same_root)
    }
}

/// Whether `word` can name a fact, a rule, a need or a criterion: letters, digits, `-` and `_`, beginning with a letter.
///
/// ```
/// use verdict::fact::is_name;
/// assert!(is_name("context_window") && is_name("keep-data-inside"));
/// assert!(!is_name("") && !is_name("2nd") && !is_name("a b"));
/// ```
#[must_use]
pub fn is_name(word: &str) -> bool {
    word.len() <= MAX_NAME
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// The longest name, in bytes.
pub const MAX_NAME: usize = 80;

/// What names are made of, for messages.
#[must_use]
pub fn name_help() -> String {
    format!("ids have at most {MAX_NAME} lower-case letters, digits, `-` and `_`, and begin with a letter")
}
