//! What a scenario file says: a request, what must come out, and where that expectation comes from.
//!
//! ```toml
//! summary = "One line: what is asked"
//! says    = "The sentence of the article"     # in the `*-vs-*` folders, or a first line `# why`
//! because = "Where the expectation comes from" # everywhere else: a guide, a law, arithmetic, the catalog
//! as_of   = "2024-01-01"                       # optional, like `among`
//! among   = ["gpt-4o-mini", "llama-2-70b"]
//!
//! [needs]
//! region = "eu"
//!
//! [expect]                                     # at least one of these; models by their full ids
//! winner        = "meta/llama-2-70b"           # the only model of rank 1; "none": nothing is eligible
//! excluded      = { "model" = "rule" }         # the rule is one of those against it
//! unverified    = { "model" = "rule" }         # it is unknown whether the model meets that rule
//! noted         = { "model" = "rule" }         # ranked, with a caveat of that rule
//! eligible      = { models = ["model"] }       # ranked anywhere
//! never         = ["model"]                    # not ranked: excluded or unverified
//! before        = [["model-a", "model-b"]]     # both ranked, the first strictly before the second
//! in_top        = { n = 3, models = ["model"] } # each has rank n or better
//! derived       = { need = "value" }           # a rule set the need to this
//! contradiction = ["need"]                     # the answer and a rule do not agree
//! relax         = ["need"]                     # nothing is eligible, and leaving this answer out is part of a way out
//! ```

use std::path::Path;
use std::sync::{Arc, OnceLock};

use verdict::diagnostic::{Diagnostics, Source};
use verdict::document::Node;
use verdict::needs::{Answer, Request, Word};
use verdict::reader::{self, Reader, Table};

use crate::support::{files_below, list, repo};

/// A name, and what it is paired with.
pub type Pairs = Vec<(String, String)>;

/// One file of `tests/scenarios/`.
pub struct Scenario {
    /// Its folder and its stem: `cases/01-clinic`.
    pub name: String,
    pub source: Arc<Source>,
    pub request: Request,
    pub expected: Expected,
    /// What it lacks, though it can be evaluated: an expectation, or where that comes from.
    pub lacks: Vec<&'static str>,
}

/// What a scenario says must come out.
#[derive(Default)]
pub struct Expected {
    pub winner: Option<String>,
    pub excluded: Pairs,
    pub unverified: Pairs,
    pub noted: Pairs,
    pub eligible: Vec<String>,
    pub never: Vec<String>,
    pub before: Pairs,
    pub in_top: Option<(usize, Vec<String>)>,
    /// The need and the value as written.
    pub derived: Vec<(String, Node<'static>)>,
    pub contradiction: Vec<String>,
    pub relax: Vec<String>,
}

impl Expected {
    /// Every model that is named, with the word under which it is.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        let winner = self.winner.iter().filter(|w| *w != "none");
        let pairs = self.excluded.iter().chain(&self.unverified).chain(&self.noted).map(|(model, _)| model);
        let both = self.before.iter().flat_map(|(a, b)| [a, b]);
        let top = self.in_top.iter().flat_map(|(_, models)| models);
        winner.chain(pairs).chain(both).chain(top).chain(&self.eligible).chain(&self.never).map(String::as_str)
    }

    /// Every rule that is named.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.excluded.iter().chain(&self.unverified).chain(&self.noted).map(|(_, rule)| rule.as_str())
    }

    /// Every need that is named.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        let derived = self.derived.iter().map(|(need, _)| need);
        derived.chain(&self.contradiction).chain(&self.relax).map(String::as_str)
    }

    fn says_nothing(&self) -> bool {
        self.winner.is_none() && self.models().next().is_none() && self.needs().next().is_none()
    }
}

/// Every scenario, read once, sorted by name.
pub fn scenarios() -> &'static [Scenario] {
    static ALL: OnceLock<Vec<Scenario>> = OnceLock::new();
    ALL.get_or_init(|| {
        let folder = repo("tests/scenarios");
        let name =
            |path: &Path| path.strip_prefix(&folder).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
        let read = |path: &Path| {
            let name = name(path);
            let source = Source::new(name.as_str(), std::fs::read_to_string(path).unwrap());
            parse(&name, source).map_err(|wrong| format!("{name}: {wrong}"))
        };
        let read: Vec<_> = files_below(&folder, ".toml").iter().map(|path| read(path)).collect();
        let wrong: Vec<&str> = read.iter().filter_map(|s| s.as_ref().err()).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        read.into_iter().flatten().collect()
    })
}

/// Reads a scenario; the error is all that is wrong with it, for the author of the file.
pub fn parse(name: &str, source: Arc<Source>) -> Result<Scenario, String> {
    let mut found = Diagnostics::new();
    let (request, expected, no_origin) = {
        let root = reader::toml(&source).map_err(|e| list(&e))?;
        let reader = Reader::new(&source, &mut found);
        let mut table = reader.table(&root, "a scenario").ok_or("it is no table")?;
        table.required_text("summary");
        let no_origin = no_origin(name, &source, table.text("says"), table.text("because"));
        let request = request(&mut table, &source);
        let expected = table.required("expect").and_then(|n| reader.table(n, "`expect`")).map(expected);
        table.finish();
        (request, expected.unwrap_or_default(), no_origin)
    };
    if !found.as_slice().is_empty() {
        return Err(list(&found));
    }
    let nothing = expected.says_nothing().then_some("`expect` asserts nothing");
    let lacks = nothing.into_iter().chain(no_origin).collect();
    Ok(Scenario { name: name.to_string(), source, request, expected, lacks })
}

/// Whether a scenario belongs to one of the two articles.
pub fn of_an_article(name: &str) -> bool {
    name.split('/').next().is_some_and(|folder| folder.contains("-vs-"))
}

/// An expectation without an origin is one that was copied from what came out.
fn no_origin(name: &str, source: &Source, says: Option<&str>, because: Option<&str>) -> Option<&'static str> {
    let sentence = |text: &str| text.split_whitespace().count() > 3;
    if !of_an_article(name) {
        let missing = "it has no sentence `because`: where does the expectation come from?";
        return (!because.is_some_and(sentence)).then_some(missing);
    }
    let comment = source.text.lines().next().and_then(|first| first.strip_prefix("# ")).is_some_and(sentence);
    let missing = "it quotes no sentence of its article, and does not begin with a comment that says why";
    (!says.is_some_and(sentence) && !comment).then_some(missing)
}

fn request(table: &mut Table<'_, '_, '_>, source: &Arc<Source>) -> Request {
    let reader = table.reader();
    let answers = table.required("needs").and_then(|n| reader.table(n, "`needs`"));
    let needs = answers.iter().flat_map(Table::entries).map(|entry| Answer {
        need: entry.key.to_string(),
        at: reader.place(entry.span()),
        value: entry.value.clone().into_owned(),
        source: Arc::clone(source),
    });
    let needs = needs.collect();
    let among = table.texts("among").into_iter().map(|(text, node)| Word { text: text.into(), at: reader.at(node) });
    Request { needs, among: among.collect(), top: None, as_of: table.date("as_of"), unanswered: Vec::new() }
}

fn expected(mut table: Table<'_, '_, '_>) -> Expected {
    let reader = table.reader();
    let all = |texts: Vec<(&str, &Node<'_>)>| texts.into_iter().map(|(text, _)| text.to_string()).collect();
    let mut expected = Expected {
        winner: table.text("winner").map(str::to_string),
        excluded: pairs(&mut table, "excluded"),
        unverified: pairs(&mut table, "unverified"),
        noted: pairs(&mut table, "noted"),
        never: all(table.texts("never")),
        contradiction: all(table.texts("contradiction")),
        relax: all(table.texts("relax")),
        ..Expected::default()
    };
    if let Some(mut eligible) = table.table("eligible", "`eligible`") {
        expected.eligible = all(eligible.texts("models"));
        eligible.finish();
    }
    for pair in table.optional("before").and_then(|n| reader.list(n)).unwrap_or_default() {
        match reader.texts(pair).as_deref() {
            Some([(a, _), (b, _)]) => expected.before.push(((*a).to_string(), (*b).to_string())),
            _ => _ = reader.wrong_kind::<()>(pair, "a list of two models"),
        }
    }
    if let Some(mut top) = table.table("in_top", "`in_top`") {
        let n = top.required_integer("n").and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        let models: Vec<String> = all(top.texts("models"));
        if models.is_empty() || n < models.len() {
            reader.wrong_kind::<()>(top.node(), "models, and an `n` that is at least as large as their number");
        }
        expected.in_top = Some((n, models));
        top.finish();
    }
    if let Some(derived) = table.table("derived", "`derived`") {
        let own = |node: &Node<'_>| node.clone().into_owned();
        expected.derived = derived.entries().iter().map(|e| (e.key.to_string(), own(&e.value))).collect();
    }
    table.finish();
    expected
}

/// A table of texts by text.
fn pairs<'n>(table: &mut Table<'_, '_, 'n>, key: &'n str) -> Pairs {
    let reader = table.reader();
    let entries = table.table(key, key).map(|t| t.entries()).unwrap_or_default();
    entries.iter().filter_map(|e| Some((e.key.to_string(), reader.text(&e.value)?.to_string()))).collect()
}
