//! What a catalog says against itself is reported at its line, and an exception with a reason is heard.

use verdict::catalog::{Catalog, check, tidy};
use verdict::diagnostic::{Code, Diagnostic, Severity};

use crate::support::Texts;

/// A catalog of cargo bicycles and who rents them out: nothing is odd about it.
const RENTALS: [(&str, &str); 6] = [
    ("catalog.toml", "name = 'rentals'\nversion = '1'\nas_of = '2026-11-22'"),
    (
        "facts.toml",
        r#"
[model.maker]
type = "text"
words = "known"
label = "Maker"
meaning = "Who builds it."
[model.successor]
type = "text"
words = "model.id"
label = "Successor"
meaning = "What its maker builds now."
[model.launched]
type = "date"
label = "Launched"
meaning = "When it was first sold."
[model.ends]
type = "date"
at_least = "model.launched"
label = "Ends"
meaning = "When it is no longer built."
[model.load]
type = "number"
unit = "kg"
typical = [40, 300]
label = "Load"
meaning = "What it carries."
[model.front_load]
type = "number"
unit = "kg"
at_most = "model.load"
label = "Front load"
meaning = "What it carries in front."
[model.reliability]
type = "number"
unit = "percent"
typical = [1, 100]
label = "Reliability"
meaning = "Rides without a breakdown."
[offer.shop]
type = "text"
inherits = "shops"
label = "Shop"
meaning = "Who rents it out."
[offer.load]
type = "number"
unit = "kg"
typical = [0, "model.load"]
label = "Load at the shop"
meaning = "What the shop lets it carry."
[offer.day_price]
type = "number"
unit = "USD"
spread = 5
zero = "blank"
label = "Price of a day"
meaning = "What a day costs."
[offer.week_price]
type = "number"
unit = "USD"
typical = ["offer.day_price"]
label = "Price of a week"
meaning = "What a week costs."
[offer.starts]
type = "date"
label = "Starts"
meaning = "From when it can be had."
[offer.ends]
type = "date"
at_least = "offer.starts"
typical = ["model.launched"]
label = "Ends"
meaning = "Until when it can be had."
[offer.deposit]
type = "number"
unit = "USD"
typical = [10, 500]
label = "Deposit"
meaning = "What is left with the shop."
"#,
    ),
    (
        "models/acme/mule.toml",
        r#"
aliases = ["old mule"]
source = "flyer"

[facts]
maker = "Acme"
successor = "acme/ox"
launched = "2020-03"
ends = "2024"
load = [
  { value = 100, source = "book", as_of = "2026-11-20" },
  { value = 110, source = "flyer" },
  { value = 90, source = "test" },
]
front_load = 40
reliability = [
  { value = 97, source = "book" },
  { value = 99, source = "flyer" },
  { value = 95, source = "test" },
]

[[offer]]
id = "corner"
shop = "corner"
load = 90
day_price = 20
week_price = 100
starts = "2020-06-01"
ends = "2025-12-31"

[[offer]]
id = "harbour"
shop = "harbour"
day_price = 25
week_price = 110

[[offer]]
id = "station"
shop = "station"
day_price = 30

[[offer]]
id = "market"
shop = "market"
day_price = 18
"#,
    ),
    (
        "models/acme/ox.toml",
        "source = 'flyer'\n[facts]\nmaker = 'Acme'\nlaunched = '2024-01'\nload = 200\n[[offer]]\nid = 'corner'\nshop = 'corner'\nday_price = 40",
    ),
    ("shops/corner.toml", "source = 'test'\n[facts]\ndeposit = 100"),
    (
        "sources.toml",
        "[sources.book]\nwhat = 'A book'\nas_of = '2025-01-01'\n[sources.flyer]\nwhat = 'A flyer'\nas_of = '2026-05-01'\n[sources.test]\nwhat = 'A test'\nas_of = 'undated'",
    ),
];

const SHOPS: [(&str, &str); 3] = [
    ("shops/harbour.toml", "name = 'Harbour'"),
    ("shops/station.toml", "name = 'Station'"),
    ("shops/market.toml", "name = 'Market'"),
];

/// The rentals with some texts replaced, each in the file that has it.
fn rentals(changes: &[(&str, &str)]) -> Texts {
    let mut files: Vec<(String, String)> =
        RENTALS.iter().chain(&SHOPS).map(|(path, text)| (path.to_string(), text.to_string())).collect();
    for (from, to) in changes {
        let file = files.iter_mut().find(|(_, text)| text.contains(from));
        let (_, text) = file.unwrap_or_else(|| panic!("no file has `{from}`"));
        *text = text.replacen(from, to, 1);
    }
    Texts::new(files)
}

fn found(changes: &[(&str, &str)]) -> Vec<Diagnostic> {
    let files = rentals(changes);
    let (catalog, wrong) = Catalog::parse(&files.views());
    let wrong = if wrong.as_slice().is_empty() { check(&catalog, &files.views()) } else { wrong.into_iter().collect() };
    for diagnostic in &wrong {
        let labels = diagnostic.primary.iter().chain(&diagnostic.context).map(|(_, label)| label);
        for text in labels.chain(&diagnostic.help).chain([&diagnostic.message]) {
            assert!(!text.starts_with(char::is_uppercase) && !text.ends_with('.'), "{text}");
        }
    }
    wrong
}

/// The line at which something is reported, and the lines beside it.
fn lines(diagnostic: &Diagnostic) -> Vec<String> {
    let places = diagnostic.primary.iter().chain(&diagnostic.context).map(|(place, _)| {
        let line = place.source.text.lines().nth(place.position().0 - 1).unwrap_or_default();
        line.trim().to_string()
    });
    places.collect()
}

#[test]
fn nothing_is_odd_about_the_rentals() {
    assert_eq!(found(&[]), []);
}

/// A defect: the text that is replaced and by what, what it is found as, and the lines that are underlined.
type Seed = (&'static str, &'static str, Code, &'static [&'static str]);

const SEEDS: [Seed; 22] = [
    (
        "front_load = 40",
        "front_load = 400",
        Code::Contradiction,
        &["front_load = 400", "{ value = 100, source = \"book\", as_of = \"2026-11-20\" },"],
    ),
    (
        "ends = \"2024\"",
        "ends = \"2019-12-01\"",
        Code::Contradiction,
        &["ends = \"2019-12-01\"", "launched = \"2020-03\""],
    ),
    (
        "launched = \"2020-03\"",
        "launched = \"2025-03\"",
        Code::Contradiction,
        &["ends = \"2024\"", "launched = \"2025-03\""],
    ),
    (
        "starts = \"2020-06-01\"",
        "starts = \"2026-06-01\"",
        Code::Contradiction,
        &["ends = \"2025-12-31\"", "starts = \"2026-06-01\""],
    ),
    (
        "load = 90\n",
        "load = 150\n",
        Code::OddPair,
        &["load = 150", "{ value = 100, source = \"book\", as_of = \"2026-11-20\" },"],
    ),
    ("week_price = 100", "week_price = 10", Code::OddPair, &["week_price = 10", "day_price = 20"]),
    ("week_price = 110", "week_price = 24.5", Code::OddPair, &["week_price = 24.5", "day_price = 25"]),
    ("load = 200", "load = 0.2", Code::AtypicalValue, &["load = 0.2"]),
    ("load = 200", "load = 20000", Code::AtypicalValue, &["load = 20000"]),
    ("load = 200", "load = 200\nreliability = 0.97", Code::AtypicalValue, &["reliability = 0.97"]),
    ("load = 200", "load = 200\nreliability = 970", Code::OutOfRange, &["reliability = 970"]),
    ("deposit = 100", "deposit = 5", Code::AtypicalValue, &["deposit = 5"]),
    (
        "{ value = 97,",
        "{ value = 9.5,",
        Code::OddStatement,
        &["{ value = 9.5, source = \"book\" },", "{ value = 95, source = \"test\" },"],
    ),
    // Also where another decides.
    (
        "{ value = 99, source",
        "{ value = 9, source",
        Code::OddStatement,
        &["{ value = 9, source = \"flyer\" },", "{ value = 95, source = \"test\" },"],
    ),
    ("day_price = 30", "day_price = 300", Code::OddOffer, &["day_price = 300", "day_price = 20"]),
    ("day_price = 18", "day_price = 1.8", Code::OddOffer, &["day_price = 1.8", "day_price = 25"]),
    ("day_price = 40", "day_price = 0", Code::BlankZero, &["day_price = 0"]),
    (
        "as_of = \"2026-11-20\"",
        "as_of = \"2027-11-20\"",
        Code::FutureDate,
        &["{ value = 100, source = \"book\", as_of = \"2027-11-20\" },"],
    ),
    ("as_of = '2026-05-01'", "as_of = '2026-12-01'", Code::FutureDate, &["as_of = '2026-12-01'"]),
    ("source = 'test'\n", "source = 'test'\nas_of = '2027'\n", Code::FutureDate, &["as_of = '2027'"]),
    ("\"acme/ox\"", "\"acme/oxx\"", Code::UnknownWord, &["successor = \"acme/oxx\""]),
    ("[\"old mule\"]", "[\"ox\"]", Code::RedundantAlias, &["aliases = [\"ox\"]"]),
];

#[test]
fn each_seeded_defect_is_reported_at_its_line() {
    let mut wrong = Vec::new();
    for (from, to, code, expected) in SEEDS {
        let all = found(&[(from, to)]);
        let [one] = all.as_slice() else {
            wrong.push(format!("{to}: {} are found: {all:#?}", all.len()));
            continue;
        };
        if one.code != code || lines(one) != expected {
            wrong.push(format!("{to}: {} {:?}, {}", one.code.as_str(), lines(one), one.message));
        }
        let error = matches!(code, Code::Contradiction | Code::OutOfRange);
        assert_eq!(one.severity == Severity::Error, error, "{}", one.message);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same, with a reason where it stands.
#[test]
fn what_is_odd_and_right_says_why() {
    let excused = |changes: &[(&str, &str)]| {
        let all = found(changes);
        all.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(excused(&[("front_load = 40", "front_load = { value = 400, odd = 'with a trailer' }")]), none);
    let other = "{ value = 100, source = \"book\", as_of = \"2026-11-20\" }";
    let odd = "{ value = 100, source = \"book\", odd = 'without its trailer' }";
    assert_eq!(excused(&[("front_load = 40", "front_load = 400"), (other, odd)]), none, "at either of the two");
    assert_eq!(excused(&[("day_price = 30", "day_price = { value = 300, odd = 'with a driver' }")]), none);
    let idle = excused(&[("day_price = 30", "day_price = { value = 31, odd = 'with a driver' }")]);
    assert_eq!(idle, ["idle-exception: nothing is odd about `offer.day_price` of `acme/mule` at `station`"]);
}

/// What does not decide has no part in it: it is doubtful, or not in force on the day of the catalog.
#[test]
fn only_what_counts_is_odd() {
    let price = |terms: &str| format!("day_price = [{{ value = 31 }}, {{ value = 300, {terms} }}]");
    for (terms, decides) in [("doubtful = 'a slip'", false), ("until = '2025'", false), ("decides = 'asked'", true)] {
        let all = found(&[("day_price = 30", &price(terms))]);
        assert_eq!(!all.is_empty(), decides, "{terms}: {all:?}");
    }
}

/// A value and what is odd about it, in words: both figures, both facts, and what was probably meant.
#[test]
fn messages_say_what_was_meant() {
    let said = |from: &str, to: &str| {
        let all = found(&[(from, to)]);
        let [one] = all.as_slice() else { panic!("{all:?}") };
        (one.message.clone(), one.help.first().cloned().unwrap_or_default())
    };
    let (message, help) = said("front_load = 40", "front_load = 400");
    assert_eq!(message, "`model.front_load` of `acme/mule` is 400 kg, above `model.load`, 100 kg");
    assert_eq!(help, "correct what is wrong; if it is right, say why: `odd = \"…\"` in its statement");
    let (message, help) = said("load = 200", "load = 0.2");
    assert_eq!(message, "`model.load` of `acme/ox` is 0.2 kg, which is not typical");
    assert_eq!(help, "is it given in thousands? then write `200`");
    let (message, help) = said("load = 200", "load = 200\nreliability = 0.97");
    assert_eq!(message, "`model.reliability` of `acme/ox` is 0.97%, which is not typical");
    assert_eq!(help, "is it given in parts of one? then write `97`");
    let (message, _) = said("day_price = 30", "day_price = 300");
    assert_eq!(
        message,
        "`offer.day_price` of `acme/mule` at `station` is $300, and the median of 3 other offers is $20"
    );
    let (message, help) = said("\"acme/ox\"", "\"Ox\"");
    assert_eq!(message, "`model.successor` of `acme/mule` is `Ox`, and no `model.id` is");
    assert_eq!(help, "`Ox` is another name of `acme/ox`: write that");
}

/// Dates of which one is only less exact do not contradict one another.
#[test]
fn a_year_is_not_before_its_months() {
    assert_eq!(found(&[("ends = \"2024\"", "ends = \"2020\"")]), []);
}

/// What the keys of `facts.toml` may say.
#[test]
fn relations_are_read_with_care() {
    let said = |from: &str, to: &str| {
        let all = found(&[(from, to)]);
        all.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect::<Vec<_>>()
    };
    assert_eq!(
        said("at_most = \"model.load\"", "at_most = \"model.laod\""),
        ["unknown-fact: there is no fact `model.laod`"]
    );
    assert_eq!(
        said("at_most = \"model.load\"", "at_most = \"offer.load\""),
        ["unknown-value: `model.front_load` cannot be held against `offer.load`"]
    );
    assert_eq!(
        said("at_most = \"model.load\"", "at_most = \"model.launched\""),
        ["unknown-value: `model.front_load` cannot be held against `model.launched`"]
    );
    assert_eq!(
        said("typical = [40, 300]", "typical = []"),
        ["out-of-range: what is typical has one end or two, not 0"]
    );
    assert_eq!(said("spread = 5", "spread = 1"), ["out-of-range: `1` is no spread"]);
    assert_eq!(said("zero = \"blank\"", "zero = \"free\""), ["unknown-value: `free` is not one of the allowed values"]);
    assert_eq!(said("words = \"model.id\"", "words = \"model.load\""), ["unknown-value: `model.load` is no text"]);
    assert_eq!(
        said("[model.load]", "[model.id]\ntype = 'text'\nlabel = 'Id'\nmeaning = 'It.'\n[model.load]"),
        ["invalid-id: `id` cannot be the name of a fact"]
    );
    assert_eq!(said("maker = \"Acme\"", "id = 'x'"), ["computed-fact: `model.id` is computed, not stated"]);
}

/// How files are written is nobody's mistake, and is found where somebody asks.
#[test]
fn repeated_dates_and_the_order_of_facts_are_found_on_request() {
    let changes = [
        ("as_of = \"2026-11-20\"", "as_of = \"2025-01-01\""),
        ("launched = '2024-01'\nload = 200", "load = 200\nlaunched = '2024-01'"),
    ];
    assert_eq!(found(&changes), []);
    let files = rentals(&changes);
    let (catalog, _) = Catalog::parse(&files.views());
    let untidy: Vec<_> = tidy(&catalog, &files.views()).iter().map(|d| (d.code, lines(d))).collect();
    let repeated = "{ value = 100, source = \"book\", as_of = \"2025-01-01\" },".to_string();
    assert_eq!(
        untidy,
        [(Code::RepeatedDate, vec![repeated]), (Code::FactOrder, vec!["launched = '2024-01'".to_string()])]
    );
}
