//! Taking statements into the files of a catalog, in a world of bicycles.

use std::sync::Arc;

use verdict::catalog::Catalog;
use verdict::diagnostic::{Diagnostics, Source};
use verdict::import::{Edited, Import, Kind, import};

use crate::support::{Texts, list};

const HEAD: &str = r#"
name = "bicycles"
version = "1"
as_of = "2026-01-15"
details = ["variant", "tester"]
apart = ["variant"]
"#;

const FACTS: &str = r#"
# --- what it is ---

[model.name]
type = "text"
label = "Name"
meaning = "What it is called."

[model.gears]
type = "integer"
unit = "gears"
max = 40
label = "Gears"
meaning = "How many gears it has."

[model.frame]
type = "enum"
values = ["steel", "alloy", "carbon"]
label = "Frame"
meaning = "What the frame is made of."

[model.lights]
type = "set"
values = ["front", "rear"]
label = "Lights"
meaning = "Where it has lights."

# --- tests ---

[model.comfort]
type = "number"
label = "Comfort"
meaning = "A test."

[model.speed]
type = "number"
label = "Speed"
meaning = "Another test."

# --- offers ---

[offer.price]
type = "number"
unit = "USD"
zero = "blank"
label = "Price"
meaning = "What it costs."

[offer.shop]
type = "text"
inherits = "shops"
label = "Shop"
meaning = "Who sells it."

[offer.repairs]
type = "bool"
label = "Repairs"
meaning = "Whether the shop repairs it."

[offer.price_per_gear]
type = "number"
unit = "USD"
label = "Price of a gear"
meaning = "The price by the number of gears."
formula = "offer.price / model.gears"
"#;

const SOURCES: &str = r#"# Where it is from.

[sources.brochure]
what = "The maker's brochure"
as_of = "2025-06"

[sources.visit]
what = "A visit to the shop"
as_of = "2026-01-10"

[sources.hand]
what = "Looked at by us"
"#;

const ROADSTER: &str = r#"# The one that everybody has.
aliases = ["road"]

[facts]
name = { value = "Roadster", source = "brochure" } # as printed
gears = [
  { value = 21, source = "brochure" }, # counted
  { value = 24, source = "visit", as_of = "2025-12", note = "the blue one" },
  # what else?
]
lights = { value = ["front", "rear"], source = "brochure" }

# Tests.
speed = { value = 31.5, variant = "flat", source = "visit" }

[[offer]]
id = "corner"
source = "visit"
as_of = "2025-11-03"
shop = "corner"
price = 900.0
repairs = true

[[offer]]
id = "station"
source = "visit"
price = { value = 850.0, source = "brochure" }
"#;

const CORNER: &str = r#"name = "The shop at the corner"

[facts]
repairs = { value = false, source = "visit" }
"#;

fn world() -> Vec<(String, String)> {
    let files = [
        ("catalog.toml", HEAD),
        ("facts.toml", FACTS),
        ("models/acme/roadster.toml", ROADSTER),
        ("shops/corner.toml", CORNER),
        ("sources.toml", SOURCES),
    ];
    files.map(|(path, text)| (path.to_string(), text.to_string())).to_vec()
}

fn said(text: &str) -> Arc<Source> {
    Source::new("said.jsonl", text)
}

/// Takes statements into a world; checks that the catalog can be read afterwards, and that a second time changes nothing.
fn take_into(world: &[(String, String)], text: &str, new: bool) -> (Import, Vec<(String, String)>) {
    let taken =
        import(&Texts::new(world.to_vec()).views(), &[said(text)], new).unwrap_or_else(|e| panic!("{}", list(&e)));
    let mut after = world.to_vec();
    for Edited { path, text } in &taken.files {
        after.retain(|(p, _)| p != path);
        after.push((path.clone(), text.clone()));
    }
    let texts = Texts::new(after.clone());
    let (_, found) = Catalog::parse(&texts.views());
    assert!(found.as_slice().is_empty(), "{}", list(&found));
    let again = import(&texts.views(), &[said(text)], new).unwrap_or_else(|e| panic!("{}", list(&e)));
    assert_eq!(again.files, [], "a second time");
    (taken, after)
}

fn take(text: &str) -> Import {
    take_into(&world(), text, false).0
}

/// The lines of the file that are gone (`-`) and new (`+`), by its path.
fn changed(taken: &Import, path: &str) -> String {
    let old = world().into_iter().find(|(p, _)| p == path).map(|(_, text)| text).unwrap_or_default();
    let new = taken.files.iter().find(|f| f.path == path).map_or(old.clone(), |f| f.text.clone());
    let diff = similar::TextDiff::from_lines(&old, &new);
    let lines = diff.iter_all_changes().filter(|c| c.tag() != similar::ChangeTag::Equal);
    lines.fold(String::new(), |text, c| text + &c.tag().to_string() + c.value())
}

const FILE: &str = "models/acme/roadster.toml";

#[test]
fn what_a_source_said_before_is_renewed_in_its_place() {
    let taken = take(
        r#"{"subject": "model:acme/roadster", "fact": "name", "value": "Roadster II", "source": "brochure"}
{"subject": "model:acme/roadster", "fact": "gears", "value": 27, "source": "visit"}
{"subject": "model:acme/roadster", "fact": "speed", "value": 32, "source": "visit", "variant": "flat", "tester": "Ann"}"#,
    );
    assert_eq!(taken.changes.iter().map(|c| c.kind).collect::<Vec<_>>(), [Kind::Renewed; 3]);
    // The note was said of the other value, and the date is the source's own.
    assert_eq!(
        changed(&taken, FILE),
        r#"-name = { value = "Roadster", source = "brochure" } # as printed
+name = { value = "Roadster II", source = "brochure" } # as printed
-  { value = 24, source = "visit", as_of = "2025-12", note = "the blue one" },
+  { value = 27, source = "visit" },
-speed = { value = 31.5, variant = "flat", source = "visit" }
+speed = { value = 32.0, variant = "flat", tester = "Ann", source = "visit" }
"#
    );
}

#[test]
fn what_another_source_says_stands_beside_it() {
    let taken = take(
        r#"{"subject": "model:acme/roadster", "fact": "name", "value": "roadster", "source": "visit", "as_of": "2026"}
{"subject": "model:acme/roadster", "fact": "gears", "value": 22, "source": "hand", "doubtful": "in the dark"}
{"subject": "model:acme/roadster", "fact": "speed", "value": 30, "source": "visit", "variant": "hills"}
{"subject": "offer:acme/roadster#corner", "fact": "price", "value": 890, "source": "brochure", "from": "2026-02"}"#,
    );
    assert_eq!(taken.changes.iter().map(|c| c.kind).collect::<Vec<_>>(), [Kind::Added; 4]);
    assert_eq!(
        changed(&taken, FILE),
        r#"-name = { value = "Roadster", source = "brochure" } # as printed
+name = [
+  { value = "Roadster", source = "brochure" },
+  { value = "roadster", source = "visit", as_of = "2026" },
+] # as printed
+  { value = 22, source = "hand", doubtful = "in the dark" },
-speed = { value = 31.5, variant = "flat", source = "visit" }
+speed = [
+  { value = 31.5, variant = "flat", source = "visit" },
+  { value = 30.0, variant = "hills", source = "visit" },
+]
-price = 900.0
+price = [
+  { value = 900.0, source = "visit", as_of = "2025-11-03" },
+  { value = 890.0, from = "2026-02", source = "brochure" },
+]
"#
    );
}

#[test]
fn a_new_fact_comes_in_the_order_of_the_declarations_and_under_its_heading() {
    let taken = take(
        r#"{"subject": "model:acme/roadster", "fact": "comfort", "value": 7, "source": "visit"}
{"subject": "model:acme/roadster", "fact": "frame", "value": "steel", "source": "visit"}
{"subject": "offer:acme/roadster#station", "fact": "repairs", "value": true, "source": "visit"}"#,
    );
    let text = &taken.files[0].text;
    assert!(text.contains("]\nframe = { value = \"steel\", source = \"visit\" }\nlights"), "{text}");
    assert!(text.contains("\n\n# Tests.\ncomfort = { value = 7.0, source = \"visit\" }\nspeed = "), "{text}");
    assert!(text.ends_with("source = \"brochure\" }\nrepairs = true\n"), "{text}");
}

#[test]
fn what_is_there_already_changes_no_byte() {
    let taken = take(
        r#"{"subject": "model:acme/roadster", "fact": "lights", "value": ["rear", "front"], "source": "brochure", "as_of": "2025-06"}
{"subject": "model:acme/roadster", "fact": "gears", "value": 24, "source": "visit", "as_of": "2025-12", "note": "the blue one"}
{"subject": "model:acme/roadster", "fact": "gears", "value": 21.0, "source": "brochure"}
{"subject": "offer:acme/roadster#corner", "fact": "price", "value": 900, "source": "visit", "as_of": "2025-11-03"}
{"subject": "source:visit", "what": "A visit to the shop"}
{"subject": "model:acme/roadster", "aliases": ["road"]}
{"subject": "entry:shops/corner", "name": "The shop at the corner"}"#,
    );
    assert_eq!(taken.files, []);
    assert_eq!(taken.changes.iter().map(|c| c.kind).collect::<Vec<_>>(), [Kind::Unchanged; 4]);
}

#[test]
fn nothing_pushes_aside_what_was_decided_by_hand() {
    let mut world = world();
    let hand = r#"price = { value = 925.0, source = "visit", decides = "seen on the till" }"#;
    world[2].1 = ROADSTER.replace("price = 900.0", hand);
    let line = |source: &str, value: u32| {
        format!(
            r#"{{"subject": "offer:acme/roadster#corner", "fact": "price", "value": {value}, "source": "{source}"}}"#
        )
    };
    let text = [line("visit", 910), line("brochure", 925)].join("\n");
    let (taken, after) = take_into(&world, &text, false);
    let held: Vec<_> =
        taken.changes.iter().map(|c| c.held.as_ref().map(|(v, why)| (v.to_string(), why.as_str()))).collect();
    assert_eq!(held, [Some(("925".to_string(), "seen on the till")), None]);
    let (_, text) = after.iter().find(|(path, _)| path == FILE).unwrap();
    let list = r#"price = [
  { value = 925.0, source = "visit", decides = "seen on the till" },
  { value = 910.0, source = "visit" },
  { value = 925.0, source = "brochure" },
]"#;
    assert!(text.contains(list), "{text}");
}

#[test]
fn a_zero_that_means_nothing_is_refused() {
    let taken = take(
        r#"{"subject": "offer:acme/roadster#corner", "fact": "price", "value": 0, "source": "visit"}
{"subject": "model:acme/roadster", "fact": "comfort", "value": 0, "source": "visit"}"#,
    );
    assert_eq!((taken.refused.len(), taken.changes.len()), (1, 1));
    assert_eq!(taken.refused[0].subject.to_string(), "offer:acme/roadster#corner");
    assert!(!taken.files[0].text.contains("price = 0"));
}

const NEWS: &str = r#"{"subject": "model:brio/courier", "aliases": ["brio", "messenger"], "join": {"shop": "b-17", "web": ["x", "y"]}}
{"subject": "offer:brio/courier#station/used", "fact": "price", "value": 0.1, "source": "visit"}
{"subject": "offer:brio/courier#station/used", "fact": "shop", "value": "station", "source": "visit"}
{"subject": "offer:brio/courier#station/used", "fact": "repairs", "value": false, "source": "hand", "note": "\"no\""}
{"subject": "offer:brio/courier#station/used", "note": "sold as seen"}
{"subject": "model:brio/courier", "fact": "lights", "value": [], "source": "hand"}
{"subject": "model:brio/courier", "fact": "name", "value": "Courier", "source": "web"}
{"subject": "offer:acme/roadster#web", "fact": "price", "value": 800, "source": "web", "as_of": "2026-01-14"}
{"subject": "entry:shops/station", "name": "At the station"}
{"subject": "source:web", "what": "The maker's page", "as_of": "2026-01-15", "kind": "maker", "url": "https://brio.example"}"#;

#[test]
fn models_and_offers_that_are_not_there_are_proposed() {
    let taken = take(NEWS);
    let proposed: Vec<_> = taken.proposed.iter().map(|(subject, n)| (subject.to_string(), *n)).collect();
    let expected = [("offer:acme/roadster#web", 1), ("model:brio/courier", 2), ("offer:brio/courier#station/used", 3)];
    assert_eq!(proposed, expected.map(|(subject, n)| (subject.to_string(), n)));
    let paths: Vec<_> = taken.files.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(paths, ["sources.toml", "shops/station.toml"]);
}

#[test]
fn models_and_offers_that_are_not_there_are_written_where_they_are_wanted() {
    let (_, after) = take_into(&world(), NEWS, true);
    let file = |path: &str| after.iter().find(|(p, _)| p == path).map(|(_, text)| text.as_str()).unwrap();
    assert_eq!(
        file("models/brio/courier.toml"),
        r#"aliases = [
  "brio",
  "messenger",
]

[join]
shop = "b-17"
web = ["x", "y"]

[facts]
name = { value = "Courier", source = "web" }
lights = { value = [], source = "hand" }

[[offer]]
id = "station/used"
source = "visit"
note = "sold as seen"
price = 0.1
shop = "station"
repairs = { value = false, source = "hand", note = '"no"' }
"#
    );
    let offer = "\n\n[[offer]]\nid = \"web\"\nsource = \"web\"\nas_of = \"2026-01-14\"\nprice = 800.0\n";
    assert!(file(FILE).ends_with(offer), "{}", file(FILE));
    assert_eq!(file("shops/station.toml"), "name = \"At the station\"\n\n[facts]\n");
    assert!(file("sources.toml").ends_with(
        r#"
[sources.web]
what = "The maker's page"
kind = "maker"
url = "https://brio.example"
as_of = "2026-01-15"
"#
    ));
}

#[test]
fn what_relied_on_the_date_of_its_source_keeps_it() {
    let taken = take(
        r#"{"subject": "source:visit", "as_of": "2026-02-01"}
{"subject": "source:brochure", "as_of": "2026"}
{"subject": "model:acme/roadster", "fact": "name", "value": "Roadster", "source": "brochure"}"#,
    );
    let visit = taken.sources.iter().find(|source| *source.id == *"visit").unwrap();
    let dates = [visit.before, visit.now].map(|date| date.unwrap().to_string());
    assert_eq!((visit.new, dates), (false, ["2026-01-10".to_string(), "2026-02-01".to_string()]));
    // The name was said again: its text stays, and its date is the new one. The offer at the corner has a date of its own.
    assert_eq!(
        changed(&taken, FILE),
        r#"-  { value = 21, source = "brochure" }, # counted
+  { value = 21, source = "brochure", as_of = "2025-06" }, # counted
-lights = { value = ["front", "rear"], source = "brochure" }
+lights = { value = ["front", "rear"], source = "brochure", as_of = "2025-06" }
-speed = { value = 31.5, variant = "flat", source = "visit" }
+speed = { value = 31.5, variant = "flat", source = "visit", as_of = "2026-01-10" }
-price = { value = 850.0, source = "brochure" }
+as_of = "2026-01-10"
+price = { value = 850.0, source = "brochure", as_of = "2025-06" }
"#
    );
    let corner = "-repairs = { value = false, source = \"visit\" }\n+repairs = { value = false, source = \"visit\", as_of = \"2026-01-10\" }\n";
    assert_eq!(changed(&taken, "shops/corner.toml"), corner);
}

#[test]
fn the_date_of_an_offer_moves_where_all_its_values_are_said_again() {
    let line = |fact: &str, value: &str| {
        format!(r#"{{"subject": "offer:acme/roadster#corner", "fact": "{fact}", "value": {value}, "source": "visit"}}"#)
    };
    let [shop, price, repairs] = [line("shop", "\"corner\""), line("price", "880"), line("repairs", "true")];
    let taken = take(&[shop.clone(), price.clone(), repairs].join("\n"));
    assert_eq!(changed(&taken, FILE), "-as_of = \"2025-11-03\"\n-price = 900.0\n+price = 880.0\n");
    let taken = take(&[shop, price].join("\n"));
    assert_eq!(
        changed(&taken, FILE),
        r#"-shop = "corner"
-price = 900.0
+shop = { value = "corner", source = "visit" }
+price = { value = 880.0, source = "visit" }
"#
    );
}

#[test]
fn a_file_with_one_source_for_all_keeps_its_bare_values() {
    let mut world = world();
    world[2].1 = "source = \"brochure\"\nas_of = \"2025\"\n\n[facts]\ngears = 3\nframe = \"steel\"\n".to_string();
    let text = r#"{"subject": "model:acme/roadster", "fact": "gears", "value": 5, "source": "brochure", "as_of": "2025"}
{"subject": "model:acme/roadster", "fact": "name", "value": "R", "source": "brochure", "as_of": "2025"}
{"subject": "model:acme/roadster", "fact": "frame", "value": "alloy", "source": "brochure"}"#;
    let (taken, _) = take_into(&world, text, false);
    let frame = "frame = { value = \"alloy\", source = \"brochure\" }\n";
    assert_eq!(
        taken.files[0].text,
        format!("source = \"brochure\"\nas_of = \"2025\"\n\n[facts]\nname = \"R\"\ngears = 5\n{frame}")
    );
}

fn wrong(text: &str) -> Diagnostics {
    import(&Texts::new(world()).views(), &[said(text)], true).unwrap_err()
}

/// Everything that is wrong, with the text that is underlined.
#[test]
fn all_that_is_wrong_is_underlined_where_the_user_wrote_it() {
    let text = r#"{"subject": "model:acme/roadster", "fact": "gear", "value": 1, "source": "visit"}
{"subject": "model:acme/roadster", "fact": "gears", "value": "many", "source": "visit"}
{"subject": "model:acme/roadster", "fact": "gears", "value": 41, "source": "visit"}
{"subject": "model:acme/roadster", "fact": "frame", "value": "stel", "source": "vist", "colour": "red"}
{"subject": "model:acme/roadster", "fact": "name", "value": "x"}
{"subject": "offer:acme/roadster#corner", "fact": "price_per_gear", "value": 1, "source": "visit"}
{"subject": "offer:acme/roadster#corner", "fact": "shop", "value": "market", "source": "visit"}
{"subject": "bicycle:acme/roadster", "fact": "gears", "value": 1, "source": "visit"}
{"subject": "offer:acme/roadster", "fact": "price", "value": 1, "source": "visit"}
{"subject": "entry:markets/corner", "fact": "repairs", "value": true, "source": "visit"}
{"subject": "source:radio", "as_of": "yesterday"}
{"subject": "model:acme/roadster", "alias": ["x"]}
{"fact": "gears"}
7"#;
    let found = wrong(text);
    let told = found.as_slice().iter().map(|d| {
        let (place, _) = d.primary.as_ref().unwrap();
        let line = place.position().0;
        format!("{line}: {} | {}\n", d.message, &text[place.span.clone()])
    });
    insta::assert_snapshot!(told.collect::<String>());
}

#[test]
fn a_list_and_a_table_of_statements_are_read_as_lines_are() {
    let line = r#"{"subject": "model:acme/roadster", "fact": "gears", "value": 5, "source": "hand"}"#;
    let lines = take(line).files;
    assert_eq!(take(&format!("[{line}]")).files, lines);
    assert_eq!(take(&format!("{{\n  \"statements\": [\n{line}\n]}}\n")).files, lines);
    assert_eq!(take(&format!("\u{feff}\n{line}\n\n")).files, lines);
    let found = wrong(&format!("{line}\n{{\"subject\": }}\n"));
    assert_eq!(found.as_slice()[0].primary.as_ref().unwrap().0.position().0, 2);
}
