//! Offers of the pick itself that would be better if more were known of them.

use verdict::evaluate::Evaluation;
use verdict::report::Report;
use verdict::verdict::Verdict;

use super::{graph, pages, reported};
use crate::world::world;

const PRICING: &str = "[pricing]\nbill='offer.price'\nvolume='wheels'\n[[pricing.way]]\nlabel='Any'\n";
const CONFIRMED: (&str, &str) = ("life/confirmed.toml", "summary='s'\nrequire='offer.confirmed'\nbecause='b'");
const SOLD: (&str, &str) = ("life/sold.toml", "summary='s'\nrequire='has(offer.seller)'\nbecause='b'");

/// The report on one model with these offers, a line each: id, price, what else is stated.
fn of(offers: &[(&str, u32, &str)], head: &str) -> Report {
    let offer =
        |(id, price, more): &(&str, u32, &str)| format!("\n[[offer]]\nid='{id}'\nprice={price}\nseller='x'\n{more}");
    let offers = offers.iter().map(offer).collect::<Vec<_>>().concat();
    let model = format!("speed=0.5\nwheels=2{offers}");
    reported(&graph(&[("One", &model)], head, &[CONFIRMED, SOLD]).unwrap(), "")
}

#[test]
fn a_better_offer_that_is_out_for_want_of_a_fact_is_told_and_the_pick_not_certain() {
    let dear = ("dear", 900, "confirmed=true");
    let report = of(&[dear, ("fair", 500, ""), ("low", 100, ""), ("no", 50, "confirmed=false")], PRICING);
    assert_eq!((report.ranking[0].offer.as_str(), report.certain), ("dear", false));
    let better = report.ranking[0].might_be_better.as_ref().unwrap();
    assert_eq!((better.offers, better.offer.as_str(), better.by.as_str()), (2, "low", "confirmed"));
    assert_eq!(
        (better.condition.as_str(), better.facts.as_slice()),
        ("offer.confirmed", &["offer.confirmed".to_string()][..])
    );
    assert_eq!(
        (better.score, better.bill.as_deref(), better.instead_of.as_deref()),
        (54_000, Some("$100"), Some("$900"))
    );
    let open = report.open.as_ref().unwrap();
    assert_eq!(
        (open.model.as_str(), open.rule.as_deref(), open.facts.as_slice()),
        ("m/one", Some("confirmed"), &["offer.confirmed".to_string()][..])
    );
    let told =
        "Not certain. 2 of its offers would be better, the nearest: low (54.0 of 100 points, $100 instead of $900), if";
    let (page, paper) = pages(&report);
    assert!(unwrapped(&page).contains(told), "{page}");
    assert!(paper.contains(&told.replace('$', "\\$")), "{paper}");

    // Once it is known it is the pick, and that for certain.
    let report = of(&[dear, ("fair", 500, "confirmed=false"), ("low", 100, "confirmed=true")], PRICING);
    assert_eq!((report.ranking[0].offer.as_str(), report.certain), ("low", true));
    assert_eq!(report.ranking[0].might_be_better, None);
}

fn unwrapped(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn one_offer_is_told_as_one() {
    let report = of(&[("dear", 900, "confirmed=true"), ("low", 100, "")], "");
    let told = "Not certain. Its offer low would be better (54.0 of 100 points), if";
    assert!(unwrapped(&pages(&report).0).contains(told), "{}", pages(&report).0);
}

#[test]
fn of_equal_offers_the_cheaper_one_is_better_and_a_worse_one_is_not() {
    // Below nothing the scale has no more to give.
    let more = "confirmed=true";
    for (own, other, head, better) in
        [(0, 0, PRICING, false), (1_500, 1_200, PRICING, true), (1_500, 1_200, "", false), (100, 900, PRICING, false)]
    {
        let report = of(&[("own", own, more), ("other", other, "")], head);
        assert_eq!(report.ranking[0].might_be_better.is_some(), better, "{own} {other}");
        assert_eq!(report.certain, !better, "{own} {other}");
    }
}

#[test]
fn beside_rivals_both_are_told() {
    let one = "speed=0.5\nwheels=2\n[[offer]]\nid='dear'\nprice=900\nseller='x'\nconfirmed=true\n[[offer]]\nid='low'\nprice=1\nseller='x'";
    let two = "speed=0.9\nwheels=2\n[[offer]]\nid='o'\nprice=900\nseller='x'";
    let report = reported(&graph(&[("One", one), ("Two", two)], "", &[CONFIRMED, SOLD]).unwrap(), "");
    let page = unwrapped(&pages(&report).0);
    assert!(
        page.contains("Not certain. Not known of Two: ") && page.contains(". Its offer low would be better ("),
        "{page}"
    );
}

#[test]
fn who_is_certain_has_no_better_offer_that_might_be_eligible() {
    let (mut certain, mut better) = (0, 0);
    for seed in 0..400 {
        let world = world(seed);
        let graph = world.graph();
        let request = world.request();
        let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
        let evaluation = Evaluation::new(&graph, &resolved);
        let verdict = Verdict::new(&evaluation);
        for ranked in &verdict.ranking {
            let own = graph.catalog().alternatives().iter().enumerate().filter(|(_, a)| a.model == ranked.model);
            let rows = own
                .map(|(row, _)| row)
                .filter(|row| evaluation.unverified.get(*row) && evaluation.scores[*row] > ranked.score);
            let mut rows: Vec<usize> = rows.collect();
            let mut said = ranked.might_be_better(&evaluation);
            rows.sort_unstable();
            said.sort_unstable();
            assert_eq!(said, rows);
            better += usize::from(!said.is_empty());
        }
        let first = verdict.ranking.first();
        certain += usize::from(verdict.certain);
        assert!(!verdict.certain || first.is_some_and(|first| first.might_be_better(&evaluation).is_empty()));
        assert!(verdict.certain || verdict.open.is_some() || first.is_none(), "what is not certain has a reason");
    }
    assert!(certain > 20 && better > 5, "{certain} {better}");
}
