//! Small worlds in which every figure is known.

use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::render::{Style, markdown, terminal};
use verdict::report::Report;

use crate::interview::little;
use crate::support::{Texts, compile, list, report_of};

/// A head that asks nothing and names the best at some criteria.
fn head(winners: &[&str]) -> (&'static str, String) {
    let named = |c: &&str| format!("[[winner]]\nid='best-{c}'\nlabel='Best at {c}'\ncriterion='{c}'\n");
    let named: String = winners.iter().map(named).collect();
    ("rulebook.toml", format!("name='r'\nversion='1'\ngoal='g'\nquestions=[]\n{named}"))
}

/// A leaf over the fact of its name; more is better.
fn leaf(id: &str, points: u32, more: &str) -> String {
    format!(
        "[{id}]\nlabel='Leaf {id}'\nmeaning='.'\nreason='.'\npoints={points}\nof='model.{id}'\nscale={{kind='linear', worst=0, best=1}}\n{more}\n"
    )
}

/// A group.
fn group(id: &str, points: u32) -> String {
    format!("[{id}]\nlabel='Group {id}'\nmeaning='.'\nreason='.'\npoints={points}\n")
}

/// Models by name, with what their files state, over number facts `a`, `b` and `c`.
fn graph(models: &[(&str, &str)], criteria: &str, head: (&'static str, String)) -> DecisionGraph {
    let fact = |id: &str, ty: &str| format!("[{id}]\ntype='{ty}'\nlabel='F'\nmeaning='.'\n");
    let numbers = ["model.a", "model.b", "model.c", "model.low", "model.high"].map(|id| fact(id, "number")).concat();
    let texts = ["model.name", "model.developer", "offer.provider"].map(|id| fact(id, "text")).concat();
    let mut catalog = vec![
        ("catalog.toml".to_string(), "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
        ("facts.toml".into(), numbers + &texts),
        (
            "sources.toml".into(),
            "[sources.s]\nwhat='.'\nas_of='2026-01-01'\n[sources.t]\nwhat='.'\nas_of='2026-01-01'".into(),
        ),
    ];
    for (name, stated) in models {
        let (facts, offer) = stated.split_once("offer:").unwrap_or((stated, ""));
        let text = format!("source='s'\n[facts]\nname='{name}'\n{facts}\n[[offer]]\nid='o'\n{offer}\n");
        catalog.push((format!("models/m/{}.toml", name.to_lowercase()), text));
    }
    let rules = Texts::new([("criteria.toml", criteria.to_string()), head]);
    compile(&Texts::new(catalog), &rules).unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn reported(graph: &DecisionGraph) -> Report {
    report_of(graph, &Request::default()).unwrap()
}

fn evaluated<T>(graph: &DecisionGraph, check: impl Fn(&Evaluation<'_>) -> T) -> T {
    let said = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    check(&Evaluation::new(graph, &said))
}

/// The place of a criterion.
fn at(graph: &DecisionGraph, id: &str) -> usize {
    graph.criteria().iter().position(|c| c.id == id).unwrap()
}

#[test]
fn of_two_that_count_alike_the_better_value_wins() {
    // Both have all points for the first leaf, and the one with the lesser value has the higher score.
    let graph = little(&[&[1.5, 0.9], &[2.0, 0.1], &[0.5, 1.0]], &[head(&["c0"])]);
    let best = evaluated(&graph, |evaluation| {
        assert_eq!(evaluation.scores, [95_000, 55_000, 75_000]);
        evaluation.best_at(at(&graph, "c0")).unwrap()
    });
    assert_eq!((best.row, best.ties, best.unknown), (1, 1, 0));
    let report = reported(&graph);
    let winner = &report.winners[0];
    assert_eq!((winner.model.as_str(), winner.rank, winner.score), ("maker/m1", 3, 55_000));
    assert_eq!(winner.value.as_deref(), Some("2"));
    assert_eq!(winner.text, "C 2; rank 3 with 55.0 of 100 points");
    let evidence: Vec<_> = winner.evidence.iter().map(|e| (e.fact.as_str(), e.source.as_str())).collect();
    assert_eq!(evidence, [("model.f0", "s")]);
}

#[test]
fn a_group_is_the_mean_of_what_is_below_it() {
    // The group has no points, and still somebody is the best at it: 3/4 × 1 + 1/4 × 0.4 = 0.85 against 0.6.
    let criteria = group("g", 0) + &leaf("a", 3, "under='g'") + &leaf("b", 1, "under='g'") + &leaf("c", 1, "");
    let models = [("Even", "a=0.6\nb=0.6\nc=1.0"), ("Lopsided", "a=1.0\nb=0.4\nc=0.0")];
    let graph = graph(&models, &criteria, head(&["g", "c"]));
    evaluated(&graph, |evaluation| {
        let best = evaluation.best_at(at(&graph, "g")).unwrap();
        assert!((best.utility - 0.85).abs() < 1e-12);
        assert_eq!(best.parts, [(0, 0.75), (1, 0.25)]);
        assert_eq!(["g", "a", "b", "c"].map(|id| evaluation.best_at(at(&graph, id)).unwrap().row), [1, 1, 0, 0]);
    });
    let report = reported(&graph);
    let texts: Vec<&str> = report.winners.iter().map(|w| w.text.as_str()).collect();
    let group = "85% of the points for group g: leaf a (1) and leaf b (0.4); rank 2 with 0.0 of 100 points";
    assert_eq!(texts, [group, "leaf c 1; the pick itself"]);
    assert_eq!(report.winners[0].value, None);
    assert!((report.winners[0].utility - 0.85).abs() < 1e-9);
}

#[test]
fn ties_are_counted_by_models_and_the_highest_score_is_named() {
    let models: [&[f64]; 4] = [&[1.0, 0.2], &[1.0, 0.6], &[1.0, 0.6], &[0.9, 0.1]];
    let graph = little(&models, &[head(&["c0", "c1"])]);
    let report = reported(&graph);
    let told: Vec<_> = report.winners.iter().map(|w| (w.model.as_str(), w.ties, w.text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("maker/m1", 3, "one of 3 models with C 1; the pick itself"),
            ("maker/m1", 2, "one of 2 models with C 0.6; the pick itself"),
        ]
    );
    // The first two of the ranking come out equal, so the fallback is as good as the pick.
    let fallback = report.fallback.unwrap();
    assert_eq!((fallback.model.as_str(), fallback.margin), ("maker/m2", 0));
    assert!(fallback.text.starts_with("as many points"), "{}", fallback.text);
}

#[test]
fn what_is_unknown_wins_nothing_and_is_counted() {
    // Whoever is unknown counts as the best there could be, and is still not named the best.
    let criteria = leaf("a", 1, "assume=1.0") + &leaf("b", 1, "assume=1.0") + &leaf("c", 1, "");
    let graph = graph(&[("Silent", "c=1.0"), ("Said", "a=0.3\nc=0.1")], &criteria, head(&["a", "b", "c"]));
    let report = reported(&graph);
    assert_eq!(report.ranking[0].name, "Silent");
    let told: Vec<_> = report.winners.iter().map(|w| (w.id.as_str(), w.name.as_str(), w.unknown)).collect();
    // Of `b` nothing is known at all: there is no best at it.
    assert_eq!(told, [("best-a", "Said", 1), ("best-c", "Silent", 0)]);
    assert!(report.winners[0].text.ends_with("; not known of 1 eligible offer"), "{}", report.winners[0].text);
}

#[test]
fn a_group_of_which_one_part_is_known_is_compared_by_what_counts() {
    let criteria = group("g", 1) + &leaf("a", 1, "under='g'") + &leaf("b", 1, "under='g'\nassume=0.5");
    let models = [("Half", "a=1.0"), ("Whole", "a=0.8\nb=0.6"), ("None", "c=1.0")];
    let graph = graph(&models, &criteria, head(&["g"]));
    // 0.5 × 1 + 0.5 × 0.5 = 0.75 against 0.7; who has neither is not compared.
    let winner = &reported(&graph).winners[0];
    assert_eq!((winner.name.as_str(), winner.unknown), ("Half", 1));
    let text = "75% of the points for group g: leaf a (1) and leaf b (unknown); the pick itself; not known of 1 eligible offer";
    assert_eq!(winner.text, text);
}

#[test]
fn an_estimate_counts_with_its_middle_and_an_interval_with_its_lesser_end() {
    let ends = "low='model.low'\nhigh='model.high'";
    let models = [
        ("Wide", "low=0.2\nhigh=9.0"),
        ("About", "a=1.2\nlow=0.1\nhigh=4.0"),
        ("Measured", "a=1.1\nlow=1.1\nhigh=1.1"),
        ("Open", "high=9.0"),
    ];
    let graph = graph(&models, &leaf("a", 1, ends), head(&["a"]));
    // 1.2 and 1.1 both have all points.
    let winner = &reported(&graph).winners[0];
    assert_eq!((winner.name.as_str(), winner.ties, winner.unknown), ("About", 1, 1));
    let graph = self::graph(&models[..1], &leaf("a", 1, ends), head(&["a"]));
    assert_eq!(reported(&graph).winners[0].value.as_deref(), Some("0.2 to 9"));
}

/// A world of models with developer and provider, the best first.
fn vendors(of: &[(&str, &str)]) -> Report {
    let names = ["One", "Two", "Three", "Four"];
    let text = |fact: &str, who: &str| if who.is_empty() { String::new() } else { format!("{fact}='{who}'\n") };
    let stated: Vec<String> = of
        .iter()
        .enumerate()
        .map(|(i, (developer, provider))| {
            format!("a=0.{}\n{}offer:{}", 9 - i, text("developer", developer), text("provider", provider))
        })
        .collect();
    let models: Vec<(&str, &str)> = names.into_iter().zip(stated.iter().map(String::as_str)).collect();
    reported(&graph(&models, &leaf("a", 1, ""), head(&[])))
}

#[test]
fn the_fallback_says_on_whom_it_depends() {
    for (of, developer, provider, independent, text) in [
        (
            &[("x", "p"), ("y", "q"), ("z", "r")][..],
            Some(false),
            Some(false),
            None,
            "10.0 of 100 points less; by another developer and at another provider",
        ),
        (
            &[("x", "p"), ("x", "q"), ("y", "p"), ("y", "q")],
            Some(true),
            Some(false),
            Some(4),
            "10.0 of 100 points less; by the same developer and at another provider; the first known to share neither developer nor provider: Four (rank 4)",
        ),
        (
            &[("x", "p"), ("y", "p"), ("", "q"), ("x", "q")],
            Some(false),
            Some(true),
            None,
            "10.0 of 100 points less; by another developer and at the same provider; none is known to share neither developer nor provider",
        ),
        (
            &[("x", "p"), ("", ""), ("y", "q")],
            None,
            None,
            Some(3),
            "10.0 of 100 points less; the first known to share neither developer nor provider: Three (rank 3)",
        ),
    ] {
        let fallback = vendors(of).fallback.unwrap();
        assert_eq!((fallback.same_developer, fallback.same_provider), (developer, provider), "{of:?}");
        assert_eq!(fallback.independent.map(|i| i.rank), independent, "{of:?}");
        assert_eq!(fallback.text, text);
    }
    // Nothing is said where it is not known who makes or runs the pick.
    assert_eq!(
        vendors(&[("x", ""), ("y", "q")]).fallback.unwrap().text,
        "10.0 of 100 points less; by another developer"
    );
    assert!(vendors(&[("x", "p")]).fallback.is_none());
}

#[test]
fn the_front_is_marked_where_some_are_on_it_and_said_where_all_are() {
    let seen = |models: &[&[f64]], unicode: bool| {
        let report = reported(&little(models, &[head(&["c0"])]));
        (terminal::report(&report, &Style { unicode, ..Style::plain(80) }), markdown::report(&report))
    };
    // The second is worse at everything than the first, the third is the best at one thing.
    let (page, paper) = seen(&[&[0.9, 0.5], &[0.8, 0.5], &[0.1, 0.9]], true);
    let marked = |page: &str, mark: &str| -> Vec<bool> {
        let line = |name: &str| {
            page.lines()
                .find(|l| l.contains(name) && l.contains("via") || l.contains(&format!("| {name}")))
                .unwrap()
                .contains(mark)
        };
        ["maker/m1", "maker/m2"].map(line).to_vec()
    };
    assert_eq!(marked(&page, "◆"), [false, true], "{page}");
    assert!(page.contains("  ◆ Pareto-optimal: no other is better at something and worse at nothing\n"), "{page}");
    assert!(
        paper.contains("| maker/m2 ◆ |") && paper.contains("| maker/m1 |") && paper.contains("\n◆ Pareto"),
        "{paper}"
    );
    let (ascii, _) = seen(&[&[0.9, 0.5], &[0.8, 0.5], &[0.1, 0.9]], false);
    assert_eq!(marked(&ascii, "*"), [false, true], "{ascii}");
    assert!(ascii.contains("  * Pareto-optimal: ") && !ascii.contains('◆'), "{ascii}");
    let (page, paper) = seen(&[&[0.9, 0.5], &[0.1, 0.9]], true);
    assert!(page.contains("  All Pareto-optimal: ") && paper.contains("\nAll Pareto-optimal: "), "{page}{paper}");
    assert!(!page.contains('◆') && !paper.contains('◆'));
    // One alone says nothing, and there is nothing else to choose.
    let (page, paper) = seen(&[&[0.9, 0.5]], true);
    for text in [page, paper] {
        assert!(!text.contains("Pareto") && !text.contains("Other ways"), "{text}");
    }
}

#[test]
fn other_ways_to_choose_stand_below_the_ranking() {
    let report = reported(&little(&[&[0.9, 0.5], &[0.1, 0.9]], &[head(&["c1", "c0"])]));
    let page = terminal::report(&report, &Style::plain(80));
    let block = "
Other ways to choose
  Best at c1      maker/m1 via o: C 0.9; rank 2 with 50.0 of 100 points
  Best at c0      maker/m0 via o: C 0.9; the pick itself
  If it vanished  maker/m1 via o: 20.0 of 100 points less

Why maker/m0
";
    assert!(page.contains(block), "{page}");
    let table = "
### Other ways to choose

|  | Model | Why |
| --- | --- | --- |
| Best at c1 | **maker/m1** via o | C 0.9; rank 2 with 50.0 of 100 points[^1] |
| Best at c0 | **maker/m0** via o | C 0.9; the pick itself[^1] |
| If it vanished | **maker/m1** via o | 20.0 of 100 points less |
";
    let paper = markdown::report(&report);
    assert!(paper.contains(table), "{paper}");
}

#[test]
fn the_short_verdict_says_of_a_tie_that_it_is_one() {
    let page = terminal::short(&reported(&little(&[&[0.5, 0.5], &[0.5, 0.5]], &[head(&["c0"])])), &Style::plain(80));
    assert!(page.starts_with("A tie at 50.0 of 100 points: maker/m0, maker/m1\n"), "{page}");
    assert!(page.contains("Sure?    maker/m0 and maker/m1 come out equal."), "{page}");
    assert!(!page.contains("ahead of"), "{page}");
}
