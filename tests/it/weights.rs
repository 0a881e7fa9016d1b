//! Weights by hand: what they mean, where they are seen, and whether any weights bring a model first.

use verdict::diagnostic::Source;
use verdict::graph::{DecisionGraph, Resolved, rank_order_centroid};
use verdict::needs::Request;
use verdict::value::Date;

use crate::support::repo;
use crate::world::Random;

mod compared;
mod meaning;
mod reach;
mod seen;

fn date(graph: &DecisionGraph) -> Date {
    graph.as_of_date(&Request::default())
}

/// A request of a few lines.
fn asked(text: &str) -> Request {
    Request::parse(&Source::new("needs.toml", text)).unwrap()
}

/// Some weights, or an order, or both in different places; not always one that makes sense.
fn flags(graph: &DecisionGraph, random: &mut Random, mut request: Request) -> Request {
    let all = graph.criteria();
    let id = |c: usize| all[c].id.as_str();
    for criterion in 1..all.len() {
        if random.chance(25) {
            let percent = [0, 5, 20, 33, 50, 100][random.below(6) as usize];
            request.add_weight("--weight", &format!("{}={percent}", id(criterion))).unwrap();
        }
    }
    if random.chance(50) {
        let groups: Vec<usize> = (0..all.len()).filter(|c| !all[*c].children.is_empty()).collect();
        let above = *random.pick(&groups);
        let mut beside = all[above].children.clone();
        let turn = random.below(beside.len() as u64) as usize;
        beside.rotate_left(turn);
        beside.truncate(1 + random.below(4) as usize);
        let words: Vec<&str> = beside.iter().map(|c| id(*c)).collect();
        request.set_order("--order", &words.join(" > ")).unwrap();
    }
    request
}

/// What was said, with weights by hand; several are tried until one makes sense.
pub fn weighed(graph: &DecisionGraph, request: &Request, random: &mut Random) -> Option<Resolved> {
    let sensible = |_| graph.resolve(&flags(graph, random, request.clone()), date(graph)).ok();
    (0..40).filter_map(sensible).find(|resolved| !resolved.by_hand.is_empty())
}

#[test]
fn an_order_has_rank_order_centroid_weights() {
    // The table of Barron & Barrett (1996) for four: .5208, .2708, .1458, .0625.
    let four: Vec<String> = rank_order_centroid(4).iter().map(|w| format!("{w:.4}")).collect();
    assert_eq!(four, ["0.5208", "0.2708", "0.1458", "0.0625"]);
    for criteria in 1..40 {
        let weights = rank_order_centroid(criteria);
        assert_eq!(weights.len(), criteria);
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(weights.windows(2).all(|pair| pair[0] > pair[1]));
    }
    assert_eq!(rank_order_centroid(0), Vec::<f64>::new());
}

/// The table of `docs/weights.md` is computed.
#[test]
fn the_page_has_the_weights_of_an_order() {
    let page = std::fs::read_to_string(repo("docs/weights.md")).unwrap();
    for criteria in 2..=5 {
        let weights = rank_order_centroid(criteria);
        let mut cells: Vec<String> = weights.iter().map(|w| format!(" {:.1}% ", w * 100.0)).collect();
        cells.resize(5, " ".to_string());
        let row = format!("| {criteria} |{}|", cells.join("|"));
        assert!(page.lines().any(|line| line == row), "{row}");
    }
}
