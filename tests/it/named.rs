//! What a report names beside the ranking: headlines, winners under a condition, other kinds of models.

use verdict::diagnostic::Source;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::render::{Style, json, markdown, terminal};
use verdict::report::Report;

mod better;

use crate::support::{Texts, compile, list, report_of};

const FACTS: &str = "
[model.name]
type = 'text'
label = 'Name'
meaning = '.'
[model.wheels]
type = 'integer'
label = 'Wheels'
meaning = '.'
[model.diameter]
type = 'number'
unit = 'cm'
label = 'Diameter'
meaning = '.'
[model.radius]
type = 'number'
unit = 'cm'
label = 'Radius'
meaning = '.'
formula = 'model.diameter / 2'
[model.speed]
type = 'number'
label = 'Speed'
meaning = '.'
[offer.price]
type = 'number'
unit = 'USD'
label = 'Price'
meaning = '.'
[offer.seller]
type = 'text'
label = 'Seller'
meaning = '.'
[offer.ends]
type = 'date'
label = 'Ends'
meaning = '.'
[offer.confirmed]
type = 'bool'
label = 'Confirmed'
meaning = '.'
";

const CRITERIA: &str = "
[speed]
label = 'Speed'
meaning = '.'
reason = '.'
points = 9
of = 'model.speed'
scale = { kind = 'linear', worst = 0, best = 1 }
[price]
label = 'Price'
meaning = '.'
reason = '.'
points = 1
of = 'offer.price'
scale = { kind = 'linear', worst = 1000, best = 0 }
";

const WHEELS: &str = "ask='?'\nwhy='.'\nkind='number'\nunit='wheels'\nwhole=true\nassume=2";
const UNICYCLES: &str = "[[unranked]]\nwhen='needs.wheels == 1'\nof='model.wheels == needs.wheels'\n\
    says='Cycles with {{ needs.wheels }} are not compared here. These are known:'\n\
    show=['model.diameter', 'model.radius', 'offer.price', 'offer.seller']\n";
const TWO_WHEELS: &str = "summary='s'\nrequire='model.wheels == needs.wheels && model.wheels == 2'\nbecause='no'";

/// Models by name with what their files say, beside a rulebook with more in its head and more rules.
fn graph(models: &[(&str, &str)], head: &str, rules: &[(&str, &str)]) -> Result<DecisionGraph, String> {
    let mut catalog = vec![
        ("catalog.toml".to_string(), "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
        ("facts.toml".into(), FACTS.into()),
        (
            "sources.toml".into(),
            ["s", "t", "u"].map(|s| format!("[sources.{s}]\nwhat='.'\nas_of='2026-01-01'\n")).concat(),
        ),
    ];
    for (name, stated) in models {
        let text = format!("source='s'\n[facts]\nname='{name}'\n{stated}");
        catalog.push((format!("models/m/{}.toml", name.to_lowercase()), text));
    }
    let head = format!("name='r'\nversion='1'\ngoal='g'\nquestions=['wheels']\n{head}");
    let mut files = vec![("rulebook.toml".to_string(), head), ("criteria.toml".into(), CRITERIA.into())];
    files.push(("questions/wheels.toml".into(), WHEELS.into()));
    files.extend(rules.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())));
    compile(&Texts::new(catalog), &Texts::new(files)).map_err(|e| list(&e))
}

fn reported(graph: &DecisionGraph, needs: &str) -> Report {
    let request = Request::parse(&Source::new("needs", format!("[needs]\n{needs}"))).unwrap();
    report_of(graph, &request).unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn pages(report: &Report) -> (String, String) {
    (terminal::report(report, &Style::plain(200)), markdown::report(report))
}

const ENDING: (&str, &str) =
    ("life/ending.toml", "summary='s'\nnote='it ends on {{ offer.ends }}'\nabout='has(offer.ends)'\nheadline=true");

#[test]
fn a_headline_is_said_right_below_the_summary() {
    let models = [
        ("Fast", "speed=0.9\nwheels=2\n[[offer]]\nid='o'\nprice=100\nends='2026-02-01'"),
        ("Slow", "speed=0.1\nwheels=2\n[[offer]]\nid='o'\nprice=90\nends='2026-03-01'"),
    ];
    let quiet = ("life/quiet.toml", "summary='s'\nnote='mind the gears'");
    let report = reported(&graph(&models, "", &[ENDING, quiet]).unwrap(), "");
    let said: Vec<_> = report.headlines.iter().map(|h| (h.rule.as_str(), h.text.as_str(), h.model.as_str())).collect();
    assert_eq!(said, [("ending", "it ends on 2026-02-01", "m/fast")]);
    // Nothing is taken away from what to know before choosing it.
    assert_eq!(report.ranking[0].caveats.len(), 2);
    let (page, paper) = pages(&report);
    let lines: Vec<&str> = page.lines().collect();
    let summary = lines.iter().position(|l| l.starts_with("Fast leads Slow")).unwrap();
    assert_eq!(lines[summary + 1], "Mind: it ends on 2026-02-01.");
    assert!(paper.contains("> [!IMPORTANT]\n> Mind: it ends on 2026-02-01."), "{paper}");
    assert!(json::line(&report).contains(r#""headlines":[{"rule":"ending""#));
}

#[test]
fn a_headline_of_a_winner_or_of_one_of_a_tie_says_whose_it_is() {
    let models = [
        ("Even", "speed=0.5\nwheels=2\n[[offer]]\nid='o'\nprice=100\nends='2026-02-01'"),
        ("Level", "speed=0.5\nwheels=2\n[[offer]]\nid='o'\nprice=100"),
        ("Cheap", "speed=0.1\nwheels=2\n[[offer]]\nid='o'\nprice=1\nends='2026-03-01'"),
    ];
    let head = "[[winner]]\nid='cheapest'\nlabel='Cheapest'\ncriterion='price'\n[[winner]]\nid='fastest'\nlabel='F'\ncriterion='speed'";
    let report = reported(&graph(&models, head, &[ENDING]).unwrap(), "");
    let said: Vec<_> = report.headlines.iter().map(|h| h.name.as_str()).collect();
    // Who is both is told of once.
    assert_eq!(said, ["Even", "Cheap"]);
    let (page, _) = pages(&report);
    assert!(page.contains("\nMind of Even: it ends on 2026-02-01.\n"), "{page}");
    // What is said of a winner that is not the pick is said where it is named.
    assert!(!page.contains("Mind of Cheap"), "{page}");
    let row = page.lines().find(|line| line.trim_start().starts_with("Cheapest")).unwrap();
    assert!(row.contains("Cheap via o") && row.ends_with("; mind: it ends on 2026-03-01"), "{row}");
}

#[test]
fn only_notes_have_headlines() {
    let rule = ("life/two.toml", "summary='s'\nrequire='model.wheels == 2'\nbecause='b'\nheadline=true");
    let wrong = graph(&[], "", &[rule]).unwrap_err();
    assert!(wrong.starts_with("unknown-key: a rule with `require` has no key `headline`"), "{wrong}");
    let rule = ("life/two.toml", "summary='s'\nnote='b'\nheadline='yes'");
    let wrong = graph(&[], "", &[rule]).unwrap_err();
    assert!(wrong.contains("life/two.toml:30..35"), "{wrong}");
}

#[test]
fn who_does_not_meet_the_condition_wins_no_title() {
    let models = [
        ("Cheap", "speed=0.1\nwheels=2\n[[offer]]\nid='o'\nprice=1\nconfirmed=false"),
        ("Silent", "speed=0.2\nwheels=2\n[[offer]]\nid='o'\nprice=2"),
        ("Free", "speed=0.2\nwheels=2\n[[offer]]\nid='o'\nconfirmed=true"),
        (
            "Good",
            "speed=0.3\nwheels=2\n[[offer]]\nid='dear'\nprice=9\nconfirmed=true\n[[offer]]\nid='fair'\nprice=8\nconfirmed=true",
        ),
    ];
    let winner = |more: &str| format!("[[winner]]\nid='cheapest'\nlabel='Cheapest'\ncriterion='price'\n{more}");
    let named = |more: &str| {
        let report = reported(&graph(&models, &winner(more), &[]).unwrap(), "");
        report.winners.iter().map(|w| (w.name.clone(), w.offer.clone(), w.unknown)).collect::<Vec<_>>()
    };
    assert_eq!(named(""), [("Cheap".to_string(), "o".to_string(), 1)]);
    assert_eq!(named("where='offer.confirmed'"), [("Good".to_string(), "fair".to_string(), 1)]);
    assert_eq!(named("where='!offer.confirmed || needs.wheels == 3'"), [("Cheap".to_string(), "o".to_string(), 0)]);
    // What the needs alone decide holds of all or of none.
    assert_eq!(named("where='needs.wheels == 2'"), named(""));
    assert_eq!(named("where='needs.wheels == 3'"), []);

    let wrong = |more: &str| graph(&models, &winner(more), &[]).unwrap_err();
    assert!(
        wrong("where='offer.confirmd'").contains("did you mean `offer.confirmed`?"),
        "{}",
        wrong("where='offer.confirmd'")
    );
    assert!(wrong("where='offer.price'").starts_with("expression-type"), "{}", wrong("where='offer.price'"));
    assert!(wrong("where='offer.'").starts_with("expression-syntax"), "{}", wrong("where='offer.'"));
}

const CYCLES: [(&str, &str); 4] = [
    ("Fast", "speed=0.9\nwheels=2\n[[offer]]\nid='o'\nprice=100"),
    (
        "One",
        "wheels=1\ndiameter=50\n[[offer]]\nid='a'\nprice=300\nseller='x'\nsource='t'\n[[offer]]\nid='b'\nprice=450\nseller='y'",
    ),
    ("Uno", "wheels={ value=1, source='u' }"),
    ("Unsaid", "diameter=40\n[[offer]]\nid='o'\nprice=5"),
];

#[test]
fn another_kind_is_named_where_the_needs_ask_for_it() {
    let graph = graph(&CYCLES, UNICYCLES, &[("kind/two.toml", TWO_WHEELS)]).unwrap();
    let report = reported(&graph, "");
    assert_eq!((report.unranked.len(), report.ranking.len()), (0, 1));
    assert!(json::line(&report).contains(r#""unranked":[]"#));

    let report = reported(&graph, "wheels=1");
    assert!(report.ranking.is_empty());
    let kind = &report.unranked[0];
    assert_eq!(kind.says, "Cycles with 1 wheels are not compared here. These are known:");
    let said = |name: &str| {
        let facts = &kind.models.iter().find(|m| m.name == name).unwrap().facts;
        facts.iter().map(|f| format!("{}={}", f.fact, f.value)).collect::<Vec<_>>().join(" ")
    };
    // Also who is offered by nobody is named; of whom it is unknown, not.
    assert_eq!(kind.models.iter().map(|m| m.model.as_str()).collect::<Vec<_>>(), ["m/one", "m/uno"]);
    assert_eq!(said("One"), "model.diameter=50 cm model.radius=25 cm offer.price=$300 to $450 offer.seller=x, y");
    assert_eq!(said("Uno"), "");
    let sources: Vec<&str> = report.sources.iter().map(|s| s.source.as_str()).collect();
    assert_eq!(sources, ["s", "t"]);

    let (page, paper) = pages(&report);
    let mut lines = page.lines();
    assert_eq!(lines.next(), Some(kind.says.as_str()));
    assert_eq!(lines.next(), Some("  • One: Diameter 50 cm; Radius 25 cm; Price $300 to $450; Seller x, y"));
    assert_eq!(lines.next(), Some("  • Uno"));
    assert!(paper.starts_with("## Cycles with 1 wheels"), "{paper}");
    assert!(!page.contains("Nothing is eligible") && !paper.contains("Nothing is eligible"));
}

#[test]
fn another_kind_is_named_beside_a_ranking_and_whatever_is_compared() {
    let graph = graph(&CYCLES, UNICYCLES, &[]).unwrap();
    let request = Request::parse(&Source::new("needs", "among=['fast']\n[needs]\nwheels=1".to_string())).unwrap();
    let report = report_of(&graph, &request).unwrap();
    assert_eq!((report.ranking.len(), report.unranked[0].models.len()), (1, 2));
    let (page, paper) = pages(&report);
    for text in [page, paper] {
        assert!(
            text.contains("Named, not ranked") && text.contains("These are known:") && text.contains("Uno"),
            "{text}"
        );
    }
}

#[test]
fn what_is_wrong_with_another_kind_is_said_where_it_stands() {
    let wrong = |from: &str, to: &str| {
        let head = UNICYCLES.replace(from, to);
        assert_ne!(head, UNICYCLES);
        let wrong = graph(&CYCLES, &head, &[]).unwrap_err();
        let at = wrong.split(" at ").nth(1).unwrap().split("..").next().unwrap();
        let at: usize = at.rsplit(':').next().unwrap().parse().unwrap();
        let before = "name='r'\nversion='1'\ngoal='g'\nquestions=['wheels']\n".len();
        (wrong.split(':').next().unwrap().to_string(), head[at - before..].chars().take(8).collect::<String>(), wrong)
    };
    for (from, to, code, at, help) in [
        ("needs.wheels == 1", "needs.wheel == 1", "unknown-need", "needs.wh", "did you mean `needs.wheels`?"),
        ("needs.wheels == 1", "model.wheels == 1", "expression-scope", "model.wh", "may read `needs` only"),
        ("needs.wheels == 1", "needs.wheels", "expression-type", "needs.wh", "compare it"),
        ("of='model.wheels", "of='offer.price", "expression-scope", "offer.pr", "may read"),
        ("'model.diameter'", "'model.diametre'", "unknown-fact", "'model.d", "did you mean `model.diameter`?"),
        ("'model.diameter'", "'needs.wheels'", "expression-scope", "'needs.w", "facts of models"),
        ("{{ needs.wheels }}", "{{ model.wheels }}", "expression-scope", "model.wh", "said of no model"),
        ("{{ needs.wheels }}", "{{ needs.whels }}", "unknown-fact", "needs.wh", "did you mean `needs.wheels`?"),
        ("show=", "shows=", "unknown-key", "shows=['", "did you mean `show`?"),
        ("of='", "off='", "missing-key", "[[unrank", "did you mean `of`?"),
    ] {
        let (found, place, all) = wrong(from, to);
        assert_eq!(found, code, "{all}");
        assert!(all.contains(help), "{all}");
        assert_eq!(place, at, "{all}");
    }
}
