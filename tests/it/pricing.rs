//! Bills, how they grow, and where two are the same: by hand, by law, and for the models of the articles.

use proptest::prelude::*;

use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::needs::Request;
use verdict::pricing::{Bills, BreakEven, Cheaper, Comparison, Line};

use crate::support::{Texts, compile, frozen, list};

/// Bicycles for hire by the trip or by the month, each model with one offer; a club that large customers are in.
struct Hire {
    /// Kind, fare of a trip, rent of a month of each; `None` is unknown.
    offers: Vec<(&'static str, Option<f64>, Option<f64>)>,
    formula: String,
    /// What else the question about trips says.
    question: &'static str,
    rules: Vec<(&'static str, &'static str)>,
}

const BY_TRIP_OR_MONTH: &str = "offer.kind == 'rent' ? offer.rent : needs.trips * offer.fare";
const BOTH: &str = "offer.rent + needs.trips * offer.fare";

impl Hire {
    fn new(offers: &[(&'static str, Option<f64>, Option<f64>)], formula: &str) -> Self {
        Self { offers: offers.to_vec(), formula: formula.to_string(), question: "whole = true", rules: Vec::new() }
    }

    fn graph(&self) -> DecisionGraph {
        let fact = |id: &str, more: &str| format!("[{id}]\nlabel='L'\nmeaning='.'\n{more}\n");
        let facts = [
            fact("offer.kind", "type='enum'\nvalues=['trip', 'rent']"),
            fact("offer.fare", "type='number'\nunit='USD'"),
            fact("offer.rent", "type='number'\nunit='USD'"),
            fact("offer.bill", &format!("type='number'\nunit='USD per month'\nformula=\"{}\"", self.formula)),
        ];
        let mut catalog = vec![
            ("catalog.toml".to_string(), "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
            ("facts.toml".into(), facts.concat()),
            ("sources.toml".into(), "[sources.s]\nwhat='.'\nas_of='2026-01-01'".into()),
        ];
        let known = |name: &str, value: &Option<f64>| value.map_or(String::new(), |v| format!("{name} = {v:?}\n"));
        for (i, (kind, fare, rent)) in self.offers.iter().enumerate() {
            let stated = format!("kind = '{kind}'\n{}{}", known("fare", fare), known("rent", rent));
            // Two offers each, and of the second nothing is known but its kind.
            let offers = format!("[[offer]]\nid='a'\n{stated}[[offer]]\nid='b'\nkind = '{kind}'\n");
            catalog.push((format!("models/maker/m{i}.toml"), format!("source='s'\n[facts]\n{offers}")));
        }
        let head = "name='r'\nversion='1'\ngoal='g'\nquestions=['trips', 'club']
            [pricing]\nbill='offer.bill'\nvolume='trips'\nprices=['offer.fare', 'offer.rent']\nhardware=['offer.kind']
            [[pricing.way]]\nlabel='By the trip'\nwhen='offer.kind == \"trip\"'
            [[pricing.way]]\nlabel='By the month'\nwhen='offer.kind == \"rent\"'";
        let trips = format!("ask='?'\nwhy='.'\nkind='number'\nunit='trips'\nassume=20\n{}", self.question);
        let criteria = "[c]\nlabel='C'\nmeaning='.'\nreason='.'\npoints=1\nof='offer.bill'\nscale={kind='linear', worst=9, best=0}";
        let mut rules = vec![
            ("rulebook.toml", head),
            ("criteria.toml", criteria),
            ("questions/trips.toml", &trips),
            ("questions/club.toml", "ask='?'\nwhy='.'\nkind='yes-no'\nassume=false"),
        ];
        rules.extend(&self.rules);
        compile(&Texts::new(catalog), &Texts::new(rules)).unwrap_or_else(|e| panic!("{}", list(&e)))
    }
}

fn resolved(graph: &DecisionGraph, needs: &str) -> Resolved {
    let request = Request::parse(&Source::new("needs", format!("[needs]\n{needs}"))).unwrap();
    graph.resolve(&request, graph.as_of_date(&request)).unwrap_or_else(|e| panic!("{}", list(&e)))
}

/// The first offers of the first two models, against one another.
fn compared(hire: &Hire) -> Comparison {
    let graph = hire.graph();
    let resolved = resolved(&graph, "");
    Bills::new(&Evaluation::new(&graph, &resolved)).unwrap().compare(&[0], &[2])
}

fn turn(volume: f64, bills: (f64, f64), below: Cheaper, above: Cheaper) -> BreakEven {
    BreakEven { volume, bills, below, above }
}

/// Two bills for the same formula.
fn two(first: (f64, f64), second: (f64, f64)) -> Vec<(&'static str, Option<f64>, Option<f64>)> {
    vec![("trip", Some(first.0), Some(first.1)), ("rent", Some(second.0), Some(second.1))]
}

#[test]
fn a_rent_is_cheaper_from_the_trip_on_that_makes_it_up() {
    let found = compared(&Hire::new(&two((0.25, 0.0), (0.0, 100.0)), BY_TRIP_OR_MONTH));
    assert_eq!((found.range, found.lowest, found.unknown), ((1.0, 1e12), Cheaper::First, false));
    assert_eq!(found.break_evens, [turn(400.0, (100.0, 100.0), Cheaper::First, Cheaper::Second)]);
}

/// 20 + 0.10 n = 50 + 0.04 n at 500; between trips where no number of trips is the same to both.
#[test]
fn two_lines_cross_once() {
    let found = compared(&Hire::new(&two((0.1, 20.0), (0.04, 50.0)), BOTH));
    assert_eq!(found.break_evens.len(), 1);
    assert_eq!((found.break_evens[0].volume, found.break_evens[0].above), (500.0, Cheaper::Second));
    // 0.03 n = 1 at 33.3: the 34th trip makes the difference.
    let found = compared(&Hire::new(&two((0.03, 0.0), (0.0, 1.0)), BOTH));
    assert_eq!(found.break_evens, [turn(34.0, (1.02, 1.0), Cheaper::First, Cheaper::Second)]);
}

#[test]
fn a_volume_that_is_not_whole_is_exact_to_a_cent() {
    let hire = Hire { question: "", ..Hire::new(&two((0.03, 0.0), (0.0, 1.0)), BOTH) };
    let found = compared(&hire).break_evens;
    assert_eq!(found.len(), 1);
    assert!((found[0].volume - 100.0 / 3.0).abs() < 1e-6, "{found:?}");
    assert!((found[0].bills.0 - found[0].bills.1).abs() < 0.01, "{found:?}");
}

#[test]
fn what_is_dearer_throughout_has_no_break_even() {
    let found = compared(&Hire::new(&two((0.5, 3.0), (0.25, 3.0)), BOTH));
    assert_eq!((found.lowest, found.break_evens), (Cheaper::Second, vec![]));
    let found = compared(&Hire::new(&two((0.5, 3.0), (0.5, 3.0)), BOTH));
    assert_eq!((found.lowest, found.break_evens), (Cheaper::Neither, vec![]));
}

#[test]
fn the_question_says_how_far_is_looked() {
    let hire = |question| Hire { question, ..Hire::new(&two((0.25, 0.0), (0.0, 100.0)), BY_TRIP_OR_MONTH) };
    let found = compared(&hire("whole = true\nmax = 399"));
    assert_eq!((found.range, found.lowest, found.break_evens), ((1.0, 399.0), Cheaper::First, vec![]));
    let found = compared(&hire("whole = true\nmin = 5\nmax = 400"));
    assert_eq!((found.range, found.break_evens.len()), ((5.0, 400.0), 1));
}

/// 100 trips are free, each further one costs a dollar; and a bill that jumps.
#[test]
fn bills_need_not_be_lines() {
    let free = "offer.kind == 'rent' ? offer.rent : needs.trips <= 100 ? 0.0 : (needs.trips - 100) * offer.fare";
    let found = compared(&Hire::new(&two((1.0, 0.0), (0.0, 50.0)), free));
    assert_eq!(found.break_evens, [turn(150.0, (50.0, 50.0), Cheaper::First, Cheaper::Second)]);
    let jump = "offer.kind == 'rent' ? offer.rent : needs.trips < 1000 ? 10.0 : 500.0";
    let found = compared(&Hire::new(&two((1.0, 0.0), (0.0, 100.0)), jump));
    assert_eq!(found.break_evens, [turn(1000.0, (500.0, 100.0), Cheaper::First, Cheaper::Second)]);
    // A curve crosses a line twice: n²/1000 + 40 = n at 41.74 and 958.26.
    let bent = "offer.kind == 'rent' ? 1.0 * needs.trips : 0.001 * needs.trips * needs.trips + 40.0";
    let found = compared(&Hire::new(&two((0.0, 0.0), (0.0, 0.0)), bent));
    let turns: Vec<_> = found.break_evens.iter().map(|b| (b.volume, b.below, b.above)).collect();
    assert_eq!(turns, [(42.0, Cheaper::Second, Cheaper::First), (959.0, Cheaper::First, Cheaper::Second)]);
}

/// The same up to a hundred trips, then one is dearer; and two that only touch.
#[test]
fn the_same_for_a_while_is_said() {
    let while_same = "offer.kind == 'rent' || needs.trips <= 100 ? 7.0 : 8.0";
    let found = compared(&Hire::new(&two((0.0, 0.0), (0.0, 0.0)), while_same));
    assert_eq!(found.lowest, Cheaper::Neither);
    assert_eq!(found.break_evens, [turn(101.0, (8.0, 7.0), Cheaper::Neither, Cheaper::Second)]);
    let touch = "offer.kind == 'rent' ? 5.0 : needs.trips == 1000 ? 5.0 : 6.0";
    let found = compared(&Hire::new(&two((0.0, 0.0), (0.0, 0.0)), touch));
    assert_eq!((found.lowest, found.break_evens), (Cheaper::Second, vec![]));
}

/// A formula that changes its mind with every trip ends the search all the same.
#[test]
fn no_formula_makes_the_search_endless() {
    let odd = "offer.kind == 'rent' ? 5.0 : needs.trips % 2 == 0 ? 4.0 : 6.0";
    let found = compared(&Hire::new(&two((0.0, 0.0), (0.0, 0.0)), odd));
    assert!(found.break_evens.len() < 1000);
    for turn in found.break_evens {
        assert_ne!(turn.below, turn.above);
    }
}

#[test]
fn what_is_unknown_is_never_cheaper() {
    let offers = [("trip", None, None), ("rent", None, Some(100.0))];
    let hire = Hire::new(&offers, BY_TRIP_OR_MONTH);
    let found = compared(&hire);
    assert_eq!((found.lowest, found.break_evens, found.unknown), (Cheaper::Unknown, vec![], true));

    let graph = hire.graph();
    let resolved = resolved(&graph, "");
    let evaluation = Evaluation::new(&graph, &resolved);
    let bills = Bills::new(&evaluation).unwrap();
    let fact = |id: &str| graph.schema().find(id).unwrap();
    let unknown = bills.bill(0);
    assert_eq!((unknown.amount, unknown.missing, unknown.assumed), (None, vec![fact("offer.fare")], vec![]));
    // The other offer of the second model states no rent: it might be cheaper, and that is said.
    let cheapest = bills.cheapest(1);
    assert_eq!(cheapest.len(), 1);
    assert_eq!((cheapest[0].way, cheapest[0].row, cheapest[0].unpriced), (1, Some(2), 1));
    assert_eq!(bills.cheapest(0)[0].row, None);
}

/// Only what an alternative's bill depends on is an assumption of its own.
#[test]
fn a_bill_names_what_it_is_made_of_and_what_was_assumed() {
    let graph = Hire::new(&two((0.25, 0.0), (0.0, 100.0)), BY_TRIP_OR_MONTH).graph();
    let fact = |id: &str| graph.schema().find(id).unwrap();
    let (silent, said) = (resolved(&graph, ""), resolved(&graph, "trips = 30"));
    let evaluation = Evaluation::new(&graph, &silent);
    let bills = Bills::new(&evaluation).unwrap();
    let (trip, rent) = (bills.bill(0), bills.bill(2));
    assert_eq!(bills.volume(), Some(20.0));
    assert_eq!((trip.amount, trip.assumed), (Some(5.0), vec![0]));
    assert_eq!((rent.amount, rent.assumed), (Some(100.0), vec![]));
    assert_eq!((trip.prices, trip.hardware), (vec![fact("offer.fare"), fact("offer.rent")], vec![fact("offer.kind")]));
    let evaluation = Evaluation::new(&graph, &said);
    let trip = Bills::new(&evaluation).unwrap().bill(0);
    assert_eq!((trip.amount, trip.assumed), (Some(7.5), vec![]));
}

/// A point of a curve is what the request would say of that volume, rules that derive included.
#[test]
fn what_follows_from_the_volume_follows_on_the_curve() {
    let formula = "offer.kind == 'rent' ? offer.rent : needs.trips * offer.fare * (needs.club ? 0.5 : 1.0)";
    let rule = "summary='s'\nwhen='needs.trips >= 1000'\nderive={ club = true }";
    let hire = Hire { rules: vec![("club/club.toml", rule)], ..Hire::new(&two((1.0, 0.0), (0.0, 800.0)), formula) };
    let graph = hire.graph();
    let silent = resolved(&graph, "");
    let evaluation = Evaluation::new(&graph, &silent);
    let bills = Bills::new(&evaluation).unwrap();
    let curves = bills.curves(&[0, 2], &[10.0, 900.0, 1000.0, 2000.0]);
    let amounts: Vec<_> = curves[0].points.iter().map(|(_, bill)| bill.unwrap()).collect();
    assert_eq!((amounts, curves[0].line), (vec![10.0, 900.0, 500.0, 1000.0], None));
    assert_eq!(curves[1].line, Some(Line { fixed: 800.0, each: 0.0 }));
    for (volume, bill) in &curves[0].points {
        let given = resolved(&graph, &format!("trips = {volume}"));
        assert_eq!(Bills::new(&Evaluation::new(&graph, &given)).unwrap().bill(0).amount, *bill);
    }
    // Dearer from 801 on, cheaper again for members, dearer from 1601 on for good; 800 and 1,600 are the same.
    let turns: Vec<_> = bills.compare(&[0], &[2]).break_evens.iter().map(|b| (b.volume, b.above)).collect();
    assert_eq!(turns, [(800.0, Cheaper::Second), (1000.0, Cheaper::First), (1600.0, Cheaper::Second)]);
}

#[test]
fn the_cheapest_is_eligible_if_any_is() {
    let rule = "summary='s'\nwhen='needs.club'\nrequire='offer.kind == \"rent\"'\nbecause='clubs rent'";
    let hire =
        Hire { rules: vec![("club/club.toml", rule)], ..Hire::new(&two((1.0, 0.0), (0.0, 800.0)), BY_TRIP_OR_MONTH) };
    let graph = hire.graph();
    let needs = resolved(&graph, "club = true");
    let evaluation = Evaluation::new(&graph, &needs);
    let bills = Bills::new(&evaluation).unwrap();
    let chosen = |model| bills.cheapest(model).iter().map(|c| (c.row, c.eligible)).collect::<Vec<_>>();
    assert_eq!((chosen(0), chosen(1)), (vec![(Some(0), false)], vec![(Some(2), true)]));
}

#[test]
fn a_rulebook_without_pricing_has_no_bills() {
    let graph = crate::world::world(1).graph();
    let needs = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    assert!(Bills::new(&Evaluation::new(&graph, &needs)).is_none());
}

#[test]
fn what_is_drawn_is_tenfolds_around_what_matters() {
    let graph = Hire::new(&two((1.0, 0.0), (0.0, 800.0)), BY_TRIP_OR_MONTH).graph();
    let needs = resolved(&graph, "");
    let evaluation = Evaluation::new(&graph, &needs);
    let bills = Bills::new(&evaluation).unwrap();
    assert_eq!(bills.around(&[20.0, 800.0]), (1.0, 10_000.0));
    assert_eq!(bills.around(&[]), (1.0, 1e12));
    let volumes = bills.volumes((1.0, 10_000.0));
    assert_eq!((volumes[0], volumes[volumes.len() - 1]), (1.0, 10_000.0));
    assert!(volumes.windows(2).all(|pair| pair[0] < pair[1] && pair[1].fract() == 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// At a break-even both bills are the same, as far as a trip can make them; on each side the one that is said to be is cheaper.
    #[test]
    fn bills_meet_where_they_are_said_to(
        first in (0_u32..500, 0_u32..100_000),
        second in (0_u32..500, 0_u32..100_000),
        whole in any::<bool>(),
    ) {
        let dollars = |(fare, rent): (u32, u32)| (f64::from(fare) / 1000.0, f64::from(rent) / 100.0);
        let question = if whole { "whole = true\nmax = 1000000" } else { "max = 1000000" };
        let graph = Hire { question, ..Hire::new(&two(dollars(first), dollars(second)), BOTH) }.graph();
        let needs = resolved(&graph, "");
        let evaluation = Evaluation::new(&graph, &needs);
        let bills = Bills::new(&evaluation).unwrap();
        let found = bills.compare(&[0], &[2]);
        let at = |volume: f64| {
            let curves = bills.curves(&[0, 2], &[volume]);
            (curves[0].points[0].1.unwrap(), curves[1].points[0].1.unwrap())
        };
        // Bills that differ by less than a billionth part are the same.
        let near = |a: f64, b: f64| 1e-6 + 2e-9 * a.max(b);
        let holds = |(a, b): (f64, f64), cheaper| match cheaper {
            Cheaper::First => a <= b + near(a, b),
            Cheaper::Second => b <= a + near(a, b),
            Cheaper::Neither => (a - b).abs() <= 1e-6 * a.max(b),
            Cheaper::Unknown => false,
        };
        let (low, high) = found.range;
        prop_assert!(holds(at(low), found.lowest));
        // Where they are nearly parallel, they are the same for a while around the crossing.
        let once = match found.break_evens.as_slice() {
            [] | [_] => true,
            [into, out_of] => into.above == Cheaper::Neither && out_of.below == Cheaper::Neither,
            _ => false,
        };
        prop_assert!(once, "two lines cross once: {:?}", found.break_evens);
        let last = found.break_evens.last().map_or(found.lowest, |b| b.above);
        prop_assert!(holds(at(high), last));
        for turn in &found.break_evens {
            let (a, b) = turn.bills;
            let trip = if whole { (dollars(first).0 - dollars(second).0).abs() } else { 0.0 };
            prop_assert!((a - b).abs() <= trip.max(0.01), "{turn:?}");
            prop_assert_eq!(at(turn.volume), turn.bills);
            let step = if whole { 1.0 } else { 0.01 };
            prop_assert!(holds(at((turn.volume - step).max(low)), turn.below), "{turn:?}");
            prop_assert!(holds(at((turn.volume + step).min(high)), turn.above), "{turn:?}");
        }
    }
}

/// The models of the two articles, which name these prices: GPT-4o mini costs $0.15 and $0.60 per 1M tokens, and a month of a small
/// application "cents or a few dollars".
#[test]
fn the_articles_price_is_the_cheapest_of_the_catalog() {
    let graph = frozen();
    let needs = resolved(graph, "");
    let evaluation = Evaluation::new(graph, &needs);
    let bills = Bills::new(&evaluation).unwrap();
    let cheapest = bills.cheapest(graph.catalog().find_model("gpt-4o-mini").unwrap());
    assert_eq!(cheapest.iter().map(|c| c.way).collect::<Vec<_>>(), [0], "nobody can host it");
    let row = cheapest[0].row.unwrap();
    let bill = bills.bill(row);
    let assumed: Vec<_> = bill.assumed.iter().map(|need| graph.rulebook().questions[*need].id.as_str()).collect();
    assert_eq!(assumed, ["requests_per_month", "prompt_tokens", "answer_tokens"]);
    assert!((bill.amount.unwrap() - 2.4).abs() < 1e-9, "10,000 × (800 × $0.15 + 200 × $0.60) / 1,000,000");
    let prices: Vec<_> = bill.prices.iter().map(|fact| evaluation.fact_text(*fact, row).unwrap()).collect();
    assert_eq!(prices, ["$0.15 per 1M tokens", "$0.60 per 1M tokens"]);
    assert!(bill.prices.iter().all(|fact| !graph.catalog().evidence(row, *fact).is_empty()), "each has a source");
}

/// "Only more cost-effective if you are running massive workloads": on rented hardware that is so from the volume on at which the
/// tokens cost as much as 730 hours, and there a rule doubts that one machine keeps up.
#[test]
fn hosting_what_the_articles_compare_pays_at_volumes_that_one_machine_may_not_serve() {
    let graph = frozen();
    let needs = resolved(graph, "");
    let evaluation = Evaluation::new(graph, &needs);
    let bills = Bills::new(&evaluation).unwrap();
    let cheapest = |name: &str, way: usize| {
        let ways = bills.cheapest(graph.catalog().find_model(name).unwrap());
        ways.into_iter().find(|c| c.way == way).unwrap().row.unwrap()
    };
    let api = cheapest("gpt-4o-mini", 0);
    for name in ["llama-2-70b", "stable-beluga-2"] {
        let own = cheapest(name, 1);
        let bill = bills.bill(own);
        let shown: Vec<_> = bill.hardware.iter().map(|fact| graph.schema().fact(*fact).label.as_str()).collect();
        assert_eq!(shown, ["GPUs", "GPU", "Precision", "Memory needed", "GPU memory"]);
        let curves = bills.curves(&[api, own], &bills.volumes((1.0, 1e8)));
        let (grows, rent) = (curves[0].line.unwrap(), curves[1].line.unwrap());
        assert_eq!((grows.fixed, rent.each, Some(rent.fixed)), (0.0, 0.0, bill.amount));
        assert!((grows.each - 0.00024).abs() < 1e-12);

        let found = bills.compare(&[api], &[own]);
        assert_eq!((found.lowest, found.break_evens.len()), (Cheaper::First, 1));
        let turn = found.break_evens[0];
        assert_eq!((turn.volume, turn.above), ((rent.fixed / 0.00024).ceil(), Cheaper::Second));
        assert!((turn.bills.0 - turn.bills.1).abs() < 0.01);

        let there = resolved(graph, &format!("requests_per_month = {}", turn.volume));
        let there = Evaluation::new(graph, &there);
        let caveats = there.caveats(own);
        let rules: Vec<_> = caveats.iter().map(|(rule, _)| graph.rulebook().rules[*rule].id.as_str()).collect();
        assert!(rules.contains(&"one-machine-may-not-keep-up"), "{rules:?}");
    }
}
