//! A made-up catalog of models with three offers each, 18 facts of which 12 are sometimes missing, and its rulebook: 40 rules,
//! 10 criteria. The texts go through the public parsers, so the engine sees what it would see of files.

use std::fmt::Write;
use std::sync::Arc;

use verdict::catalog::Catalog;
use verdict::diagnostic::Source;
use verdict::graph::DecisionGraph;
use verdict::reader::{self, File};
use verdict::rulebook::Rulebook;

use crate::random::Random;

pub const OFFERS: usize = 3;
pub const INPUTS: [&str; 4] = ["text", "image", "audio", "pdf"];
pub const REGIONS: [&str; 3] = ["eu", "us", "asia"];
pub const LICENCES: [&str; 5] = ["mit", "apache", "community", "research", "proprietary"];
pub const KINDS: [&str; 2] = ["api", "self-host"];

/// What is stated of one alternative.
pub struct Row {
    pub window: Option<i64>,
    pub max_output: Option<i64>,
    pub quality: Option<f64>,
    pub coding: Option<f64>,
    pub math: Option<f64>,
    pub vision: Option<bool>,
    pub tools: Option<bool>,
    pub open: bool,
    /// A place in [`LICENCES`].
    pub licence: usize,
    /// Bits of [`INPUTS`].
    pub input: u8,
    pub params: f64,
    /// Year and month.
    pub released: (i32, i32),
    /// A place in [`KINDS`].
    pub kind: usize,
    /// A place in [`REGIONS`].
    pub region: Option<usize>,
    pub input_price: Option<f64>,
    pub output_price: Option<f64>,
    pub speed: Option<f64>,
    pub trains: Option<bool>,
}

/// The alternatives, those of one model together.
pub fn rows(count: usize) -> Vec<Row> {
    let mut random = Random(42);
    let mut rows = Vec::new();
    while rows.len() < count {
        let known = |random: &mut Random| random.chance(85);
        let r = &mut random;
        let model = Row {
            window: known(r).then(|| 4_000 << r.below(9)),
            max_output: known(r).then(|| 1_000 << r.below(8)),
            quality: known(r).then(|| r.between(20.0, 95.0)),
            coding: known(r).then(|| r.between(10.0, 90.0)),
            math: known(r).then(|| r.between(10.0, 99.0)),
            vision: known(r).then(|| r.chance(60)),
            tools: known(r).then(|| r.chance(80)),
            open: r.chance(50),
            licence: r.below(LICENCES.len()),
            input: 1 | u8::try_from(r.below(16)).expect("four bits"),
            params: r.between(1.0, 700.0),
            released: (
                2023 + i32::try_from(r.below(4)).expect("small"),
                1 + i32::try_from(r.below(12)).expect("small"),
            ),
            kind: 0,
            region: None,
            input_price: None,
            output_price: None,
            speed: None,
            trains: None,
        };
        for _ in 0..OFFERS {
            rows.push(Row {
                kind: usize::from(r.chance(30)),
                region: known(r).then(|| r.below(REGIONS.len())),
                input_price: known(r).then(|| r.between(0.05, 30.0)),
                output_price: known(r).then(|| r.between(0.1, 90.0)),
                speed: known(r).then(|| r.between(3.0, 400.0)),
                trains: known(r).then(|| r.chance(30)),
                ..model
            });
        }
    }
    rows
}

const FACTS: &str = r#"
[model.name]
type = "text"
[model.window]
type = "integer"
[model.max_output]
type = "integer"
[model.quality]
type = "number"
[model.coding]
type = "number"
[model.math]
type = "number"
[model.vision]
type = "bool"
[model.tools]
type = "bool"
[model.open]
type = "bool"
[model.licence]
type = "enum"
values = ["mit", "apache", "community", "research", "proprietary"]
[model.input]
type = "set"
values = ["text", "image", "audio", "pdf"]
[model.params]
type = "number"
[model.released]
type = "date"
[offer.kind]
type = "enum"
values = ["api", "self-host"]
[offer.region]
type = "enum"
values = ["eu", "us", "asia"]
[offer.input_price]
type = "number"
[offer.output_price]
type = "number"
[offer.speed]
type = "number"
[offer.trains]
type = "bool"
[offer.monthly]
type = "number"
formula = 'needs.requests * (needs.tokens_in * offer.input_price + needs.tokens_out * offer.output_price) / 1000000.0'
"#;

const QUESTIONS: [(&str, &str); 17] = [
    ("tokens", "kind = 'number'\nwhole = true\nunanswered = '.'"),
    ("answer", "kind = 'number'\nwhole = true\nunanswered = '.'"),
    ("images", "kind = 'yes-no'\nassume = false"),
    ("strict", "kind = 'yes-no'\nassume = false"),
    ("region", "kind = 'choice'\nassume = 'any'\n[options]\nany = '.'\neu = '.'\nus = '.'\nasia = '.'"),
    ("budget", "kind = 'number'\nunanswered = '.'"),
    ("requests", "kind = 'number'\nassume = 1000"),
    ("tokens_in", "kind = 'number'\nassume = 1000"),
    ("tokens_out", "kind = 'number'\nassume = 300"),
    ("commercial", "kind = 'yes-no'\nassume = false"),
    ("coding", "kind = 'yes-no'\nassume = false"),
    ("tools", "kind = 'yes-no'\nassume = false"),
    ("own", "kind = 'yes-no'\nassume = false"),
    ("formats", "kind = 'choices'\nassume = []\n[options]\ntext = '.'\nimage = '.'\naudio = '.'\npdf = '.'"),
    ("interactive", "kind = 'yes-no'\nassume = false"),
    ("memory", "kind = 'number'\nunanswered = '.'"),
    ("tight", "kind = 'yes-no'\nassume = false"),
];

const CRITERIA: &str = r#"
[capability]
points = 40
[cost]
points = 30
[room]
points = 15
[handling]
points = 15

[quality]
under = "capability"
points = 10
of = ["model.quality", "model.math"]
scale = { kind = "linear", worst = 20, best = 95 }
[code]
under = "capability"
points = 0
of = "model.coding"
scale = { kind = "linear", worst = 0, best = 90 }
[size]
under = "capability"
points = 2
of = "model.params"
scale = { kind = "steps", steps = [[0, 0.2], [7, 0.5], [70, 0.8], [300, 1.0]] }
[bill]
under = "cost"
points = 1
of = "offer.monthly"
scale = { kind = "log", worst = 10000, best = 1 }
[window]
under = "room"
points = 2
of = "model.window"
scale = { kind = "log", worst = 4000, best = 1000000 }
[output]
under = "room"
points = 1
of = "model.max_output"
scale = { kind = "log", worst = 1000, best = 128000 }
[speed]
under = "handling"
points = 2
of = "offer.speed"
scale = { kind = "log", worst = 5, best = 200 }
assume = 0.25
[licence]
under = "handling"
points = 1
of = "model.licence"
scale = { kind = "table", values = { mit = 1.0, apache = 1.0, community = 0.6, research = 0.1, proprietary = 0.3 } }
[recent]
under = "handling"
points = 1
of = "model.released"
scale = { kind = "linear", worst = 2022-01-01, best = 2026-11-01 }
[managed]
under = "handling"
points = 1
of = "offer.kind"
scale = { kind = "table", values = { api = 1.0, self-host = 0.0 } }
"#;

/// Their ids begin with the letter of their effect, so that they are sorted as they stand here.
const RULES: [(&str, &str); 40] = [
    ("d-images", "when = 'needs.images'\nderive = { formats = ['image'] }"),
    ("d-strict", "when = 'needs.strict'\nderive = { region = 'eu' }"),
    (
        "n-licence",
        "note = 'mind the licence: {{ model.licence }}'\nabout = 'model.licence in [\"community\", \"research\"]'",
    ),
    ("n-training", "note = 'it may train on what you send'\nabout = 'offer.trains'"),
    (
        "p-cheap-enough",
        "when = 'has(needs.budget)'\nprefer = 'offer.monthly <= needs.budget / 2.0'\nunder = 'cost'\npoints = 1",
    ),
    ("p-fast", "when = 'needs.interactive'\nprefer = 'offer.speed > 60.0'\nunder = 'handling'\npoints = 2"),
    ("p-free-licence", "prefer = 'model.licence in [\"mit\", \"apache\"]'\nunder = 'handling'\npoints = 1"),
    (
        "p-near",
        "when = 'needs.region != \"any\"'\nprefer = 'offer.region == needs.region'\nunder = 'handling'\npoints = 2",
    ),
    ("p-no-training", "when = 'needs.strict'\nprefer = '!offer.trains'\nunder = 'handling'\npoints = 3"),
    ("p-open", "prefer = 'model.open'\nunder = 'handling'\npoints = 1"),
    ("p-pdf", "prefer = '\"pdf\" in model.input'\nunder = 'room'\npoints = 1"),
    ("p-vision", "when = 'needs.images'\nprefer = 'model.vision'\nunder = 'capability'\npoints = 3"),
    ("r-answer", "when = 'has(needs.answer)'\nrequire = 'model.max_output >= needs.answer'\nwhen_unknown = 'keep'"),
    ("r-budget", "when = 'has(needs.budget)'\nrequire = 'offer.monthly <= needs.budget'"),
    ("r-code", "when = 'needs.coding'\nrequire = 'model.coding >= 20.0'\nwhen_unknown = 'keep'"),
    ("r-commercial", "when = 'needs.commercial'\nrequire = 'model.licence in [\"mit\", \"apache\", \"proprietary\"]'"),
    ("r-formats", "require = 'needs.formats.all(f, f in model.input)'"),
    ("r-images", "when = 'needs.images'\nrequire = '\"image\" in model.input && model.vision'"),
    ("r-memory", "when = 'has(needs.memory)'\nrequire = 'offer.kind == \"api\" || model.params * 2.0 <= needs.memory'"),
    ("r-own", "when = 'needs.own'\nrequire = 'model.open && offer.kind == \"self-host\"'"),
    ("r-price", "require = '!has(offer.input_price) || offer.input_price < 25.0'"),
    ("r-recent", "require = 'model.released >= \"2023-06-01\"'"),
    (
        "r-region",
        "when = 'needs.region != \"any\"'\nrequire = 'offer.region == needs.region || offer.kind == \"self-host\"'",
    ),
    ("r-research", "require = '!(model.licence == \"research\" && offer.kind == \"api\")'"),
    ("r-speed", "when = 'needs.interactive'\nrequire = 'offer.speed >= 10.0'"),
    ("r-strict", "when = 'needs.strict'\nrequire = 'offer.kind == \"self-host\" || !offer.trains'"),
    ("r-tools", "when = 'needs.tools'\nrequire = 'model.tools'"),
    ("r-window", "when = 'has(needs.tokens)'\nrequire = 'model.window >= needs.tokens'"),
    ("w-answers", "when = 'has(needs.answer) && needs.answer > 2000'\nweigh = { output = 2 }"),
    ("w-bulk", "when = 'needs.requests > 10000.0'\nweigh = { cost = 10 }"),
    ("w-coding", "when = 'needs.coding'\nweigh = { code = 12 }"),
    ("w-interactive", "when = 'needs.interactive'\nweigh = { handling = 10, speed = 4 }"),
    ("w-long", "when = 'has(needs.tokens) && needs.tokens > 8000'\nweigh = { room = 8, window = 3 }"),
    ("w-memory", "when = 'has(needs.memory)'\nweigh = { size = 1 }"),
    ("w-own", "when = 'needs.own'\nweigh = { licence = 4 }"),
    ("w-pictures", "when = 'needs.images'\nweigh = { quality = 2 }"),
    ("w-strict", "when = 'needs.strict'\nweigh = { handling = 8 }"),
    ("w-tight", "when = 'needs.tight'\nweigh = { cost = 25 }"),
    ("w-tools", "when = 'needs.tools'\nweigh = { capability = 'needs.coding ? 8 : 3' }"),
    ("w-wide", "when = 'size(needs.formats) > 1'\nweigh = { room = 2 }"),
];

/// The graph of these alternatives.
pub fn graph(rows: &[Row]) -> DecisionGraph {
    let catalog = parsed(catalog(rows), Catalog::parse);
    assert!(!catalog.1.has_errors(), "{:?}", catalog.1);
    let rulebook = parsed(rulebook(), Rulebook::parse).expect("the rulebook is valid");
    DecisionGraph::compile(rulebook, catalog.0).expect("the rulebook fits the catalog")
}

fn parsed<T>(mut texts: Vec<(String, String)>, parse: impl FnOnce(&[File<'_>]) -> T) -> T {
    texts.sort();
    let sources: Vec<Arc<Source>> = texts.into_iter().map(|(path, text)| Source::new(path, text)).collect();
    let roots: Vec<_> = sources.iter().map(|s| reader::toml(s).expect("it is TOML")).collect();
    let files = sources.iter().zip(&roots);
    let files: Vec<File<'_>> = files.map(|(source, root)| File { path: &source.name, source, root }).collect();
    parse(&files)
}

fn rulebook() -> Vec<(String, String)> {
    let ids: Vec<String> = QUESTIONS.iter().map(|(id, _)| format!("'{id}'")).collect();
    let head = format!("name = 'r'\nversion = '1'\ngoal = 'g'\nquestions = [{}]", ids.join(", "));
    let mut files = vec![("rulebook.toml".to_string(), head)];
    files.push(("criteria.toml".into(), described_tables(CRITERIA).replace("\npoints", "\nreason = '.'\npoints")));
    files.extend(QUESTIONS.map(|(id, text)| (format!("questions/{id}.toml"), format!("ask = '?'\nwhy = '.'\n{text}"))));
    files.extend(RULES.map(|(id, text)| {
        let because = if text.contains("require") { "\nbecause = '.'" } else { "" };
        (format!("rules/{id}.toml"), format!("summary = '.'\n{text}{because}"))
    }));
    files
}

/// Gives every table of a text the label and the meaning it must have.
fn described_tables(text: &str) -> String {
    let table = |line: &str| line.starts_with('[') && line.ends_with(']');
    text.lines()
        .map(|l| if table(l) { format!("{l}\nlabel = '.'\nmeaning = '.'\n") } else { format!("{l}\n") })
        .collect()
}

fn catalog(rows: &[Row]) -> Vec<(String, String)> {
    let mut files = vec![
        ("catalog.toml".to_string(), "name = 'c'\nversion = '1'\nas_of = '2026-11-01'".to_string()),
        ("facts.toml".into(), described_tables(FACTS)),
        ("sources.toml".into(), "[sources.s]\nwhat = 'made up'\nas_of = '2026-11-01'".into()),
    ];
    files.extend(
        rows.chunks(OFFERS).enumerate().map(|(i, offers)| (format!("models/maker/m{i:06}.toml"), model(i, offers))),
    );
    files
}

fn model(i: usize, offers: &[Row]) -> String {
    let mut text = format!("source = 's'\n[facts]\nname = 'Model {i}'\n");
    let m = &offers[0];
    let state = |text: &mut String, fact: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(text, "{fact} = {value}");
        }
    };
    state(&mut text, "window", m.window.map(|v| v.to_string()));
    state(&mut text, "max_output", m.max_output.map(|v| v.to_string()));
    state(&mut text, "quality", m.quality.map(|v| v.to_string()));
    state(&mut text, "coding", m.coding.map(|v| v.to_string()));
    state(&mut text, "math", m.math.map(|v| v.to_string()));
    state(&mut text, "vision", m.vision.map(|v| v.to_string()));
    state(&mut text, "tools", m.tools.map(|v| v.to_string()));
    state(&mut text, "open", Some(m.open.to_string()));
    state(&mut text, "licence", Some(format!("'{}'", LICENCES[m.licence])));
    let input: Vec<_> = (0..4).filter(|i| m.input >> i & 1 == 1).map(|i| format!("'{}'", INPUTS[i])).collect();
    state(&mut text, "input", Some(format!("[{}]", input.join(", "))));
    state(&mut text, "params", Some(m.params.to_string()));
    state(&mut text, "released", Some(format!("{}-{:02}-01", m.released.0, m.released.1)));
    for (i, o) in offers.iter().enumerate() {
        let _ = writeln!(text, "[[offer]]\nid = 'o{i}'");
        state(&mut text, "kind", Some(format!("'{}'", KINDS[o.kind])));
        state(&mut text, "region", o.region.map(|r| format!("'{}'", REGIONS[r])));
        state(&mut text, "input_price", o.input_price.map(|v| v.to_string()));
        state(&mut text, "output_price", o.output_price.map(|v| v.to_string()));
        state(&mut text, "speed", o.speed.map(|v| v.to_string()));
        state(&mut text, "trains", o.trains.map(|v| v.to_string()));
    }
    text
}
