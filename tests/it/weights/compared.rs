//! What would make two models tie, in figures: set to them, the two do tie, and on either side the one is ahead that is said to be.

use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Needed, Resolved};
use verdict::needs::Request;
use verdict::report::Digests;
use verdict::report::compare::{Comparison, compare};
use verdict::verdict::Verdict;

use super::date;
use crate::support::frozen;

fn compared(graph: &DecisionGraph, request: &Request, models: [usize; 2]) -> Comparison {
    let resolved = graph.resolve(request, date(graph)).unwrap();
    compare(graph, &resolved, date(graph), &models, None, &Digests::default())
}

fn pair(graph: &DecisionGraph) -> [usize; 2] {
    ["gpt-4o-mini", "llama-2-70b"].map(|id| graph.catalog().find_model(id).unwrap())
}

/// By how much the second of two is ahead.
fn other_ahead(graph: &DecisionGraph, request: &Request, models: [usize; 2]) -> i32 {
    let resolved = graph.resolve(request, date(graph)).unwrap();
    let evaluation = Evaluation::new(graph, &resolved);
    let ranking = Verdict::new(&evaluation).ranking;
    let score = |model: usize| ranking.iter().find(|r| r.model == model).unwrap().score;
    score(models[1]) - score(models[0])
}

#[test]
fn at_the_weight_of_a_tie_set_by_hand_the_two_tie() {
    let graph = frozen();
    let models = pair(graph);
    let comparison = compared(graph, &Request::default(), models);
    let ties = &comparison.pairs[0].weight_ties;
    assert!(!ties.is_empty());
    let evaluate = |criterion: &str, inside: f64| {
        let mut request = Request::default();
        request.add_weight("--weight", &format!("{criterion}={}", inside * 100.0)).unwrap();
        other_ahead(graph, &request, models)
    };
    for tie in ties {
        // Six places of a share, and what is rounded leaf by leaf.
        let margin = evaluate(&tie.criterion, tie.inside_at);
        assert!(margin.abs() <= 2 * graph.leaves().len() as i32, "{}: {margin}", tie.criterion);
        assert!(
            tie.inside_at > 0.000_4 && tie.inside_at < 0.999_6,
            "{} of nothing or of all turns nothing",
            tie.criterion
        );
        assert!((0.0..=1.0).contains(&tie.from) && tie.from <= tie.to && [tie.from, tie.to].contains(&tie.at));
        let now = tie.from <= tie.now && tie.now <= tie.to;
        assert_eq!(now, comparison.pairs[0].margin.unwrap() <= 0, "{}", tie.criterion);
        // A little further to the side on which the other is said to be ahead it is, where there is room.
        let (less, more) = (tie.inside_at - 0.02, tie.inside_at + 0.02);
        let (beyond, before) = if tie.at <= tie.from { (more, less) } else { (less, more) };
        for (inside, is_ahead) in [(beyond, true), (before, false)] {
            if (0.0..=1.0).contains(&inside) {
                let margin = evaluate(&tie.criterion, inside);
                assert!(if is_ahead { margin >= 0 } else { margin <= 0 }, "{} at {inside}: {margin}", tie.criterion);
            }
        }
    }
}

#[test]
fn values_at_which_they_tie_are_numbers_in_their_unit() {
    let graph = frozen();
    let models = pair(graph);
    let comparison = compared(graph, &Request::default(), models);
    let resolved = graph.resolve(&Request::default(), date(graph)).unwrap();
    let mut among = models.to_vec();
    among.sort_unstable();
    let resolved = Resolved { among: Some(among), ..resolved };
    let evaluation = Evaluation::new(graph, &resolved);
    let ranking = Verdict::new(&evaluation).ranking;
    let row = |model: usize| ranking.iter().find(|r| r.model == model).unwrap().row;
    let rows = models.map(row);
    let ties = &comparison.pairs[0].value_ties;
    // What is known of a model as a word, or as yes or no, could not be otherwise; amounts could, and what is unknown.
    let tipping = [(rows[0], rows[1]), (rows[1], rows[0])].map(|(row, other)| {
        let mut all = evaluation.tipping_values(row, other);
        all.retain(|value| {
            let measure = &graph.leaves()[value.leaf].measures[value.measure];
            let is_known = evaluation.run().value(measure.node, row).is_some();
            matches!(value.needed, Needed::Number(_) | Needed::Below(_)) || !is_known
        });
        all
    });
    assert!(!ties.is_empty());
    assert_eq!(ties.len(), tipping.iter().map(Vec::len).sum::<usize>());
    for (tie, (of, value)) in
        ties.iter().zip(tipping.iter().enumerate().flat_map(|(of, all)| all.iter().map(move |v| (of, v))))
    {
        assert_eq!((tie.of, tie.below), (of, matches!(value.needed, Needed::Below(_))));
        match &value.needed {
            // A date is told as one.
            Needed::Number(n) | Needed::Below(n) => assert!(tie.at.as_f64() == Some(*n) || tie.at.is_string()),
            Needed::Word(word) => assert_eq!(tie.at, word.as_str()),
            Needed::Truth(truth) => assert_eq!(tie.at, *truth),
        }
        let fact = tie.fact.as_deref().and_then(|id| graph.schema().find(id));
        if let Some(unit) = fact.and_then(|fact| graph.schema().fact(fact).unit.clone()) {
            assert_eq!(tie.unit, Some(unit));
        }
    }
    assert!(ties.iter().any(|tie| tie.at.is_number() && tie.now.as_ref().is_some_and(serde_json::Value::is_number)));
}

#[test]
fn volumes_say_who_is_cheaper_on_either_side() {
    let graph = frozen();
    let models = pair(graph);
    let money = |volume: Option<f64>| {
        let mut request = Request::default();
        if let Some(volume) = volume {
            request.add_flag("--need", &format!("requests_per_month={}", volume.round())).unwrap();
        }
        compared(graph, &request, models).money.unwrap()
    };
    let now = money(None);
    let mut changes = 0;
    for even in &now.break_evens {
        let at: Vec<(f64, f64)> = even.changes.iter().map(|c| (c.volume, c.bill)).collect();
        assert_eq!(at, even.at);
        assert!(even.changes.first().is_none_or(|first| first.below == even.lowest));
        // A tenth below and above it the one that is said to be cheaper is.
        for change in &even.changes {
            changes += 1;
            for (volume, cheaper) in [(change.volume * 0.9, change.below), (change.volume * 1.1, change.above)] {
                let bills = money(Some(volume)).bills;
                let bill = |place: usize| {
                    let paid = &even.between[place];
                    let bill = bills.iter().find(|b| b.model == paid.model && b.way == paid.way).unwrap();
                    bill.number.unwrap()
                };
                let is = usize::from(bill(0) >= bill(1));
                assert_eq!(Some(is), cheaper, "{} at {volume}", even.text);
            }
        }
    }
    assert!(changes > 0);
}
