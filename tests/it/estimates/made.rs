//! What is made of a small catalog of bicycles, and how it is told.

use verdict::catalog::{Catalog, Statement, view};
use verdict::diagnostic::{Diagnostics, Source};
use verdict::evaluate::Evaluation;
use verdict::needs::Request;
use verdict::render::{Style, markdown, terminal};
use verdict::report::Report;
use verdict::value::Value;

use crate::support::{Texts, compile, list, report_of};

const FACTS: &str = "
[model.climb]
type = 'number'
unit = 'points'
label = 'Climbing'
meaning = 'How well it climbs.'
[model.climb_low]
type = 'number'
unit = 'points'
label = 'Climbing, at least'
meaning = 'The lower end.'
[model.climb_high]
type = 'number'
unit = 'points'
max = 120
label = 'Climbing, at most'
meaning = 'The upper end.'
[model.alp]
type = 'number'
label = 'Alpine test'
meaning = 'Points in the Alps.'
[model.hill]
type = 'integer'
unit = 'percent'
label = 'Hill test'
meaning = 'Share of the hills climbed.'
[model.ramp]
type = 'number'
label = 'Ramp test'
meaning = 'Ramps climbed.'
[model.laps]
type = 'number'
label = 'Laps'
meaning = 'Laps ridden.'
[model.lasts]
type = 'number'
label = 'Staying power'
meaning = 'How long it lasts.'
[model.lasts_low]
type = 'number'
label = 'Staying power, at least'
meaning = 'The lower end.'
[model.lasts_high]
type = 'number'
label = 'Staying power, at most'
meaning = 'The upper end.'
[model.sold]
type = 'date'
label = 'Day sold'
meaning = 'The day it was sold.'
[model.seen]
type = 'date'
label = 'Day seen'
meaning = 'The day it was seen.'
[model.scored]
type = 'bool'
label = 'Scored'
meaning = 'Whether it has a score.'
[model.before]
type = 'text'
label = 'Before'
meaning = 'The model before it, by id.'
";

/// At 50 percent the half width is 2.0 * 3.0 * sqrt(1 + 1/4 + 0) = 6.708; at 90 it is 6.0 * sqrt(1.25 + 40^2 / 800) = 10.817.
const ESTIMATES: &str = "
source = 'book'
as_of = '2026-02-03'
[climbing]
fact = 'model.climb'
low = 'model.climb_low'
high = 'model.climb_high'
measured = 'model.alp'
[[climbing.line]]
from = 'model.hill'
intercept = 10
slope = 0.5
error = 3.0
models = 4
mean = 50
spread = 800
quantile = 2.0
[[climbing.line]]
from = 'model.ramp'
through = 'model.hill'
intercept = 200
slope = -1.25
error = 4.0
models = 100
mean = 100
spread = 1e6
quantile = 2.0
[climbing.kin]
predecessor = 'model.before'
gain_low = -1.5
gain_high = 14
pairs = 23
";

/// Another estimate, from the first: half widths of 2.0 * 1.5 * sqrt(1 + 1/4 + (x - 50)^2 / 800).
const LASTING: &str = "
[lasting]
fact = 'model.lasts'
low = 'model.lasts_low'
high = 'model.lasts_high'
measured = 'model.laps'
[lasting.other]
estimate = 'climbing'
intercept = 5
slope = -0.5
error = 1.5
models = 4
mean = 50
spread = 800
quantile = 2.0
";

/// Models by name, with their facts.
const MODELS: &[(&str, &str)] = &[
    ("alpine", "alp = { value = 61.25, source = 'flyer', self_reported = true }\nhill = 10"),
    ("hilly", "hill = { value = 50, self_reported = true, source = 'flyer' }"),
    ("steep", "hill = 90\nramp = 110"),
    ("gentle", "ramp = 110"),
    ("tower", "ramp = 66"),
    ("new", "before = 'maker/hilly'"),
    ("newer", "before = 'maker/new'"),
    ("newest", "before = 'maker/newer'"),
    ("heir", "before = 'maker/alpine'"),
    ("lonely", ""),
    ("orphan", "before = 'maker/lonely'"),
    ("proud", "climb = 99\nhill = 50"),
    ("prince", "before = 'maker/proud'"),
    ("range", "climb_low = 20\nclimb_high = 60"),
    ("ranger", "before = 'maker/range'"),
];

fn files(estimates: &str, models: &[(&str, &str)]) -> Texts {
    let fixed = [
        ("catalog.toml", "name = 'b'\nversion = '1'\nas_of = '2026-01-01'\ndetails = ['self_reported']".to_string()),
        ("facts.toml", FACTS.to_string()),
        (
            "sources.toml",
            "[sources.book]\nwhat = 'The book'\nas_of = '2020'\n[sources.flyer]\nwhat = 'A flyer'\nas_of = '2021'\n\
             credit = 'The Flyer (CC BY 4.0)'"
                .to_string(),
        ),
        ("estimates.toml", estimates.to_string()),
    ];
    let fixed = fixed.into_iter().map(|(path, text)| (path.to_string(), text));
    let model = |(name, facts): &(&str, &str)| {
        (format!("models/maker/{name}.toml"), format!("source = 'book'\n[facts]\n{facts}\n[[offer]]\nid = 'shop'"))
    };
    Texts::new(fixed.chain(models.iter().map(model)).filter(|(_, text)| !text.is_empty()))
}

fn catalog(estimates: &str) -> (Catalog, Diagnostics) {
    Catalog::parse(&files(estimates, MODELS).views())
}

fn says<'c>(catalog: &'c Catalog, model: &str, fact: &str) -> Option<&'c Statement> {
    let fact = catalog.schema().find(fact).unwrap();
    catalog.model_evidence(catalog.find_model(model).unwrap(), fact).first()
}

/// Value, low and high of a model.
fn climb(catalog: &Catalog, model: &str) -> [Option<f64>; 3] {
    ["model.climb", "model.climb_low", "model.climb_high"]
        .map(|fact| says(catalog, model, fact).and_then(|s| s.value.as_number()))
}

fn note<'c>(catalog: &'c Catalog, model: &str, fact: &str) -> &'c str {
    says(catalog, model, fact).unwrap().note.as_deref().unwrap()
}

#[test]
fn measured_is_measured_and_a_line_has_its_prediction_interval() {
    let (catalog, found) = catalog(ESTIMATES);
    assert_eq!(found.as_slice(), [], "{}", list(&found));
    assert_eq!(climb(&catalog, "alpine"), [Some(61.25); 3], "exactly as measured, whatever else is known");
    assert_eq!(note(&catalog, "alpine", "model.climb_low"), "measured: Alpine test, as its developer reports");
    assert_eq!(climb(&catalog, "hilly"), [Some(35.0), Some(28.29), Some(41.71)]);
    let line = "estimated from Hill test (50%, as its developer reports): 10 + 0.5 × score, 4 models, ± 6.7";
    assert_eq!(note(&catalog, "hilly", "model.climb"), line);
    let source = says(&catalog, "hilly", "model.climb_high").unwrap();
    assert_eq!((source.source.as_ref(), source.as_of.unwrap().to_string()), ("flyer", "2021".to_string()));
    // The hill says 55 ± 10.817, the ramp 62.5 ± 8.041: together (55 / 117 + 62.5 / 64.65) / (1 / 117 + 1 / 64.65) = 59.83.
    assert_eq!(climb(&catalog, "steep"), [Some(59.83), Some(51.79), Some(67.87)]);
    let both = "estimated from Hill test (90%): 55 ± 11; Ramp test (110): 62.5 ± 8; the closer the line, the more it counts, ± 8";
    assert_eq!(note(&catalog, "steep", "model.climb"), both);
    assert_eq!(climb(&catalog, "gentle"), [Some(62.5), Some(54.46), Some(70.54)]);
    let line = "estimated from Ramp test (110): 200 - 1.25 × score, 100 models, some by way of Hill test, ± 8";
    assert_eq!(note(&catalog, "gentle", "model.climb"), line);
    assert_eq!(climb(&catalog, "tower"), [Some(117.5), Some(109.46), Some(120.0)], "not above what the fact can be");
}

/// The ends of the interval go along the line, which here turns them around, and widen by its own error: of 28.29 and 41.71 these
/// are 3 * sqrt(1.25 + 21.71^2 / 800) = 4.069 and 3 * sqrt(1.25 + 8.29^2 / 800) = 3.468.
#[test]
fn an_estimate_from_another_has_the_doubt_of_both() {
    let (catalog, found) = catalog(&format!("{ESTIMATES}{LASTING}"));
    assert_eq!(found.as_slice(), [], "{}", list(&found));
    let lasts = |model: &str| {
        ["model.lasts", "model.lasts_low", "model.lasts_high"]
            .map(|fact| says(&catalog, model, fact).and_then(|s| s.value.as_number()))
    };
    assert_eq!(
        lasts("hilly"),
        [Some(-12.5), Some(5.0 - 0.5 * 41.71 - 3.468), Some(5.0 - 0.5 * 28.29 + 4.069)].map(two)
    );
    let told = "estimated from Climbing (35 points), itself estimated from Hill test (50%, as its developer reports): \
                10 + 0.5 × score, 4 models, ± 6.7; 5 - 0.5 × score, 4 models";
    assert_eq!(note(&catalog, "hilly", "model.lasts_low"), told);
    // An interval stays one: there is no value to go along the line.
    let [value, low, high] = lasts("ranger");
    assert!(value.is_none() && low < high, "{low:?} {high:?}");
    assert_eq!(lasts("lonely"), [None; 3]);
}

fn two(x: Option<f64>) -> Option<f64> {
    x.map(|x| (x * 100.0).round() / 100.0)
}

#[test]
fn kin_gives_the_value_of_the_model_before_and_an_interval_that_widens() {
    let (catalog, _) = catalog(ESTIMATES);
    assert_eq!(climb(&catalog, "heir"), [Some(61.25), Some(59.75), Some(75.25)]);
    let told = "no score of it is known to us: estimated from its predecessor maker/alpine (61.25); others gained -1.5 to +14, 23 pairs";
    assert_eq!(note(&catalog, "heir", "model.climb_low"), told);
    let kin = says(&catalog, "heir", "model.climb_low").unwrap();
    assert_eq!((kin.source.as_ref(), kin.as_of.unwrap().to_string()), ("book", "2026-02-03".to_string()));
    assert_eq!(climb(&catalog, "new"), [Some(35.0), Some(26.8), Some(55.7)]);
    assert_eq!(climb(&catalog, "newer"), [Some(35.0), Some(25.3), Some(69.7)]);
    assert_eq!(climb(&catalog, "newest"), [Some(35.0), Some(23.8), Some(83.7)]);
    // An interval stays one: of a predecessor without a value there is none to pass on.
    assert_eq!(climb(&catalog, "ranger"), [None, Some(18.5), Some(74.0)]);
    let told = "no score of it is known to us: estimated from its predecessor maker/range (20 to 60); others gained -1.5 to +14, 23 pairs";
    assert_eq!(note(&catalog, "ranger", "model.climb_high"), told);
    for unknown in ["lonely", "orphan"] {
        assert_eq!(climb(&catalog, unknown), [None; 3], "{unknown}");
    }
}

/// What is likely by other things: of the laps, 10 + 20 * log10(laps) + 2 a year since 2020, with a half width of 2 * 3 * sqrt(1 + 3 / 27)
/// = 6.325, of which one error less counts.
const TRAITS: &str = "
[[climbing.traits]]
among = { 'model.before' = ['maker/lonely'] }
without = ['model.ramp']
intercept = 10
error = 3
models = 27
quantile = 2.0
[[climbing.traits.term]]
from = 'model.laps'
log = true
least = 10
below = 1000
slope = 20
[[climbing.traits.term]]
from = ['model.sold', 'model.seen']
slope = 2
[[climbing.traits]]
middle = false
intercept = 40
error = 5
models = 9
quantile = 2.0
[[climbing.traits.term]]
from = 'model.seen'
slope = 0
";

#[test]
fn what_nobody_measured_has_what_is_likely_and_at_least_what_came_before_it() {
    let models = [
        ("lonely", ""),
        ("likely", "before = 'maker/lonely'\nlaps = 100\nseen = 2021-12-31"),
        ("few", "before = 'maker/lonely'\nlaps = 9"),
        ("many", "before = 'maker/lonely'\nlaps = 1000\nseen = 2025-01-01"),
        ("best", "alp = 60"),
        ("heir", "before = 'maker/best'\nseen = 2025-01-01"),
        ("grandchild", "before = 'maker/likely'\nseen = 2026-01-01"),
    ];
    let made = |estimates: &str| {
        let (catalog, found) = Catalog::parse(&files(estimates, &models).views());
        assert_eq!(found.as_slice(), [], "{}", list(&found));
        catalog
    };
    let catalog = made(&ESTIMATES.replace("[climbing.kin]", &format!("{TRAITS}[climbing.kin]")));
    // 10 + 20 * 2 + 2 * 730 / 365.25 = 53.997, of which five of six have at least 50.997.
    assert_eq!(climb(&catalog, "likely"), [Some(51.0), Some(47.67), Some(60.32)]);
    let told = "no score of it is known to us: estimated from Laps (100) and Day seen (2021-12-31), 27 models, ± 6.3";
    assert_eq!(note(&catalog, "likely", "model.climb"), told);
    assert_eq!(climb(&catalog, "few"), [None; 3], "the fit is not over so few laps");
    assert_eq!(
        climb(&catalog, "many"),
        [None, Some(28.9), Some(51.1)],
        "nor over so many; what counts then has no middle"
    );
    assert_eq!(climb(&catalog, "heir"), [Some(60.0), Some(58.5), Some(74.0)], "not below the model before it");
    assert_eq!(climb(&catalog, "grandchild"), [Some(51.0), Some(46.2), Some(74.3)]);
    // Of what lies beyond the best that was measured nothing counts, or a share: of the value and of its ends alike.
    let beyond = |keys: &str| {
        let best = format!("measured = 'model.alp'\n{keys}");
        made(
            &ESTIMATES
                .replace("measured = 'model.alp'", &best)
                .replace("[climbing.kin]", &format!("{TRAITS}[climbing.kin]")),
        )
    };
    assert_eq!(climb(&beyond("best = 50"), "likely"), [Some(50.0), Some(47.67), Some(50.0)]);
    assert_eq!(climb(&beyond("best = 50\nbeyond = 0.5"), "likely"), [Some(50.5), Some(47.67), Some(55.16)]);
    assert_eq!(climb(&beyond("best = 50\nbeyond = 1"), "likely"), [Some(51.0), Some(47.67), Some(60.32)]);
    assert_eq!(climb(&beyond("best = 50"), "best"), [Some(60.0); 3], "what is measured is");
}

/// Runs of one board disagree, and developers with others: what was measured then has an interval, too.
#[test]
fn what_was_measured_is_no_point_where_runs_disagree() {
    let models = [
        ("once", "alp = 60"),
        ("often", "alp = [60, 44, { value = 90, source = 'flyer' }]"),
        ("claimed", "alp = { value = 99, self_reported = true }"),
    ];
    let estimates = ESTIMATES.replace("measured = 'model.alp'", "measured = 'model.alp'\nruns = 9.5\nclaims = 30");
    let (catalog, found) = Catalog::parse(&files(&estimates, &models).views());
    assert_eq!(found.as_slice(), [], "{}", list(&found));
    assert_eq!(climb(&catalog, "once"), [Some(60.0), Some(50.5), Some(69.5)]);
    let told = "measured: Alpine test; other runs had up to 9.5 more or less";
    assert_eq!(note(&catalog, "once", "model.climb"), told);
    assert_eq!(climb(&catalog, "often"), [Some(60.0), Some(44.0), Some(69.5)], "of the same source");
    assert_eq!(climb(&catalog, "claimed"), [Some(99.0), Some(69.0), Some(120.0)], "not above what the fact can be");
    let told = "measured: Alpine test, as its developer reports; others found up to 30 more or less";
    assert_eq!(note(&catalog, "claimed", "model.climb"), told);
}

/// A later edition of the test, run by others, says enough; what only a developer says counts beside what is likely otherwise.
#[test]
fn a_later_edition_settles_it_and_a_claim_alone_does_not() {
    let models =
        [("steep", "hill = 90\nramp = 110"), ("claimed", "hill = 90\nramp = { value = 110, self_reported = true }")];
    let edition = ESTIMATES.replace("through = 'model.hill'", "through = 'model.hill'\nedition = true");
    let lasting = format!(
        "{LASTING}[[lasting.line]]\nfrom = 'model.ramp'\nintercept = 1\nslope = 1\nerror = 1\nmodels = 4\nmean = 1\nspread = 1\nquantile = 2\n"
    );
    let (catalog, found) = Catalog::parse(&files(&format!("{edition}{lasting}"), &models).views());
    assert_eq!(found.as_slice(), [], "{}", list(&found));
    assert_eq!(climb(&catalog, "steep"), [Some(62.5), Some(54.46), Some(70.54)], "by the ramp alone");
    assert_eq!(climb(&catalog, "claimed"), [Some(59.83), Some(51.79), Some(67.87)], "the mean of both");
    let told = note(&catalog, "claimed", "model.climb");
    assert!(told.contains("Ramp test (110, as its developer reports): 62.5 ± 8"), "{told}");
    // The ramp says 111 ± 218.9, and climbing 59.83 ± 8 makes it -24.9 ± 7.9: the claim hardly counts.
    let lasts = |model: &str| says(&catalog, model, "model.lasts").and_then(|s| s.value.as_number()).unwrap();
    assert!((lasts("steep") - 111.0).abs() < 0.1, "{}", lasts("steep"));
    assert!(lasts("claimed") < -20.0, "{}", lasts("claimed"));
}

#[test]
fn whether_anything_was_scored_is_told_of_each_model() {
    let scored = format!(
        "{ESTIMATES}[climbing.scored]\nfact = 'model.scored'\nof = ['model.alp', 'model.hill', 'model.laps']\n"
    );
    let (catalog, found) = catalog(&scored);
    assert_eq!(found.as_slice(), [], "{}", list(&found));
    let told = |model: &str| says(&catalog, model, "model.scored").unwrap().value.clone();
    for (model, is) in [("alpine", true), ("hilly", true), ("gentle", false), ("lonely", false)] {
        assert_eq!(told(model), Value::Bool(is), "{model}");
    }
    assert_eq!(note(&catalog, "alpine", "model.scored"), "2 kinds of scores of it are known to us");
}

/// Where less is better, the model before it is the most that one has.
#[test]
fn less_can_be_better() {
    let models = [("best", "alp = 5"), ("heir", "before = 'maker/best'"), ("other", "")];
    let traits = "[[climbing.traits]]\nintercept = 9\nerror = 2\nmodels = 9\nquantile = 2.0\n";
    let estimates = ESTIMATES
        .replace("measured = 'model.alp'", "measured = 'model.alp'\nbetter = 'lower'\nbest = 4")
        .replace("[climbing.kin]", &format!("{traits}[climbing.kin]"));
    let (catalog, found) = Catalog::parse(&files(&estimates, &models).views());
    assert_eq!(found.as_slice(), [], "{}", list(&found));
    assert_eq!(climb(&catalog, "other"), [Some(9.0), Some(4.78), Some(13.22)]);
    assert_eq!(climb(&catalog, "heir")[0], Some(5.0));
}

#[test]
fn what_a_file_states_itself_stands() {
    let (catalog, _) = catalog(ESTIMATES);
    assert_eq!(climb(&catalog, "proud"), [Some(99.0), None, None]);
    assert_eq!(says(&catalog, "proud", "model.climb").unwrap().note, None);
    assert_eq!(climb(&catalog, "prince"), [Some(99.0), Some(97.5), Some(113.0)], "by what its predecessor states");
}

#[test]
fn a_catalog_without_estimates_has_none() {
    let (catalog, found) = catalog("");
    assert_eq!(found.as_slice(), []);
    assert_eq!(climb(&catalog, "alpine"), [None; 3]);
    assert_eq!(catalog.measured_by(catalog.schema().find("model.climb").unwrap()), None);
}

#[test]
fn a_long_chain_and_numbers_without_measure_do_no_harm() {
    let names: Vec<String> = (0..3000).map(|i| format!("m{i:04}")).collect();
    let facts: Vec<String> = (0..3000).map(|i| format!("before = 'maker/m{:04}'", i + 1)).collect();
    let mut models: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(facts.iter().map(String::as_str)).collect();
    *models.last_mut().unwrap() = ("m2999", "ramp = 1e308");
    let (chained, found) = Catalog::parse(&files(ESTIMATES, &models).views());
    assert_eq!(found.as_slice(), []);
    assert_eq!(climb(&chained, "m0000"), [None; 3], "what is not finite is unknown");
    *models.last_mut().unwrap() = ("m2999", "alp = 60");
    let (chained, _) = Catalog::parse(&files(ESTIMATES, &models).views());
    assert_eq!(climb(&chained, "m0000"), [Some(60.0), Some(0.0), Some(120.0)]);
}

#[test]
fn the_catalog_shows_how_it_was_obtained() {
    let (catalog, _) = catalog(ESTIMATES);
    let show = view::show(&catalog, catalog.find_model("newest").unwrap()).unwrap();
    let facts: Vec<&str> = show.facts.iter().map(|f| f.fact.as_str()).collect();
    assert_eq!(facts, ["model.climb", "model.climb_low", "model.climb_high", "model.before"]);
    let shown = verdict::render::catalog::show(&show, &Style::plain(120));
    assert!(shown.contains("book, 2026-02-03 (no score of it is known to us: estimated from its"), "{shown}");
}

const CRITERIA: &str = "
[climbing]
label = 'Climbing'
meaning = '.'
points = 3
reason = '.'
of = 'model.climb'
low = 'model.climb_low'
high = 'model.climb_high'
scale = { kind = 'linear', worst = 0, best = 100 }
[rest]
label = 'Rest'
meaning = '.'
points = 1
reason = '.'
of = 'has(model.climb)'
scale = { kind = 'table', values = { 'true' = 0.5, 'false' = 0.5 } }
";

fn rules(criteria: &str) -> Texts {
    let book = "name = 'b'\nversion = '1'\ngoal = 'Best'\nquestions = []";
    Texts::new([("rulebook.toml", book), ("criteria.toml", criteria)])
}

fn reported(among: &[&str], criteria: &str) -> Report {
    let graph = compile(&files(ESTIMATES, MODELS), &rules(criteria)).unwrap_or_else(|e| panic!("{}", list(&e)));
    let request = format!("among = ['{}']", among.join("', '"));
    report_of(&graph, &Request::parse(&Source::new("request", request)).unwrap()).unwrap()
}

#[test]
fn an_interval_counts_with_its_least_and_is_open_between_its_ends() {
    let report = reported(&["alpine", "hilly", "ranger", "lonely", "proud"], CRITERIA);
    let of = |model: &str| {
        let ranked = report.ranking.iter().find(|r| r.model == format!("maker/{model}")).unwrap();
        (ranked, ranked.contributions.iter().find(|c| c.criterion == "climbing").unwrap())
    };
    let (ranked, part) = of("alpine");
    assert_eq!((part.points, ranked.interval), (45_938, (58_438, 58_438)));
    assert_eq!((part.value.as_deref(), part.low.as_deref()), (Some("61.25 points"), Some("61.25 points")));
    let (ranked, part) = of("hilly");
    assert_eq!((part.points, ranked.interval), (26_250, (33_718, 43_783)));
    assert_eq!(part.value.as_deref(), Some("about 35 points (28.3 to 41.7)"));
    assert_eq!((part.low.as_deref(), part.high.as_deref()), (Some("28.29 points"), Some("41.71 points")));
    let (ranked, part) = of("ranger");
    assert_eq!((part.points, ranked.interval), (13_875, (26_375, 68_000)), "its least");
    assert_eq!(part.value.as_deref(), Some("18.5 to 74 points"));
    assert_eq!(
        part.evidence.iter().map(|e| e.fact.as_str()).collect::<Vec<_>>(),
        ["model.climb_low", "model.climb_high"]
    );
    assert!(
        part.obtained.as_deref().unwrap().starts_with("no score of it is known to us: estimated from its predecessor")
    );
    let (ranked, part) = of("lonely");
    assert_eq!((part.points, ranked.interval, part.value.as_deref()), (0, (12_500, 87_500), None));
    assert_eq!(part.obtained.as_deref(), Some("unknown"));
    let (ranked, part) = of("proud");
    assert_eq!((part.points, ranked.interval), (74_250, (12_500, 87_500)), "half an interval is none");
    assert_eq!(part.value.as_deref(), Some("99 points"));
}

#[test]
fn an_explanation_says_how_values_were_obtained_and_whom_to_credit() {
    let report = reported(&["alpine", "hilly"], CRITERIA);
    assert!(report.certain, "what is estimated cannot come near");
    assert!(report.summary.contains("climbing (61.25 points against about 35 points)"), "{}", report.summary);
    let plain = terminal::report(&report, &Style::plain(100));
    assert!(plain.contains("• Climbing: measured: Alpine test, as its developer reports"), "{plain}");
    assert!(plain.contains("• Climbing of maker/hilly: estimated from Hill test (50%"), "{plain}");
    assert!(plain.contains("Sources   The Flyer (CC BY 4.0)\n"), "{plain}");
    let page = markdown::report(&report);
    assert!(page.contains("- Climbing of maker/hilly: estimated from Hill test (50%"), "{page}");
    assert!(page.contains("- **Sources**: The Flyer (CC BY 4.0)\n"), "{page}");
    // A scale that was made of what a flyer says is shown with the flyer, even where the score itself is the book's.
    let sources = reported(&["steep"], CRITERIA).sources;
    assert_eq!(sources.iter().map(|s| s.source.as_str()).collect::<Vec<_>>(), ["flyer", "book"]);
}

#[test]
fn what_is_missing_is_the_measurement() {
    for (among, model) in [(["hilly", "newest"], "maker/newest"), (["hilly", "lonely"], "maker/lonely")] {
        let report = reported(&among, CRITERIA);
        let open = report.open.unwrap();
        assert_eq!((open.model.as_str(), open.facts), (model, vec!["model.alp".to_string()]));
        assert_eq!(open.swing, Some(if model == "maker/newest" { 62_775 - 17_850 } else { 75_000 }));
    }
}

#[test]
fn intervals_go_with_scales_that_go_down_with_lists_and_with_needs() {
    let score = |criterion: &str| {
        let criteria = format!("[climbing]\nlabel = 'C'\nmeaning = '.'\npoints = 1\nreason = '.'\n{criterion}");
        let graph = compile(&files(ESTIMATES, MODELS), &rules(&criteria)).unwrap_or_else(|e| panic!("{}", list(&e)));
        let resolved = graph.resolve(&Request::default(), graph.as_of_date(&Request::default())).unwrap();
        let evaluation = Evaluation::new(&graph, &resolved);
        let row = |model: &str| {
            let is = |row: &usize| *graph.catalog().model_of(*row).unwrap().id == *format!("maker/{model}");
            let row = (0..evaluation.scores.len()).find(is).unwrap();
            (evaluation.scores[row], evaluation.low[row], evaluation.high[row])
        };
        [row("hilly"), row("ranger"), row("lonely")]
    };
    let ends = "low = 'model.climb_low'\nhigh = 'model.climb_high'";
    let down = score(&format!("of = 'model.climb'\n{ends}\nscale = {{ kind = 'linear', worst = 100, best = 0 }}"));
    assert_eq!(down, [(65_000, 58_290, 71_710), (26_000, 26_000, 81_500), (0, 0, 100_000)]);
    let ends = "low = 'model.climb_low', high = 'model.climb_high'";
    let scale = "scale = { kind = 'linear', worst = 0, best = 100 }";
    let first = score(&format!("of = [{{ value = 'model.climb', {ends} }}, '50']\n{scale}"));
    assert_eq!(first, [(35_000, 28_290, 41_710), (18_500, 18_500, 74_000), (50_000, 0, 100_000)]);
    let second = score(&format!("of = ['model.ramp', {{ value = 'model.climb', {ends} }}]\n{scale}"));
    assert_eq!(second, [(35_000, 0, 100_000), (18_500, 0, 100_000), (0, 0, 100_000)]);
    let needs =
        "of = 'model.climb'\nlow = 'model.climb_low'\nhigh = 'needs.as_of > \"2020-01-01\" ? model.climb_high : 0.0'";
    assert_eq!(
        score(&format!("{needs}\n{scale}")),
        first.map(|(s, l, h)| if s == 50_000 { (0, 0, 100_000) } else { (s, l, h) })
    );
}
