//! The short verdict: what a buyer reads in ten seconds fits the first screen, whatever was asked.

use proptest::prelude::*;
use verdict::needs::Request;
use verdict::render::terminal::short;
use verdict::render::{Style, text};
use verdict::report::{Digests, Report, report};

use crate::shipped_world::{cases, date, needs};
use crate::support::shipped;
use crate::world::Random;

/// Ten people and what they say.
pub const ASKERS: [(&str, &str); 10] = [
    ("nothing said", ""),
    ("a clinic", "sector=health country=eu data_location=own-machines task=summarising mistakes=harmful"),
    ("a start-up", "task=chat operations=nobody budget=tight requests_per_month=100000 licence_use=commercial"),
    ("a gaming computer", "device=rtx-4090 task=coding licence_use=commercial"),
    ("agents", "task=agents tool_calling=yes reasoning=expert requests_per_month=20000 budget_usd_per_month=500"),
    ("a phone", "device=phone task=chat data_location=air-gapped"),
    ("documents", "task=extraction input=pdf pages=20 mistakes=costly requests_per_month=2000"),
    ("leaving a model", "current_model=openai/gpt-4o task=chat requests_per_month=100000"),
    ("scans", "task=ocr requests_per_month=40000"),
    ("no law fits", "data_location=air-gapped hosting=api"),
];

/// The report on what somebody says.
pub fn told(said: &str) -> Report {
    let words = said.split_whitespace().map(|answer| {
        let (need, value) = answer.split_once('=').unwrap();
        format!("{need:?}: {value:?}")
    });
    let text = format!("{{\"needs\": {{{}}}}}", words.collect::<Vec<_>>().join(", "));
    let request = Request::parse(&verdict::diagnostic::Source::new("needs.json", text)).unwrap();
    let graph = shipped();
    let as_of = graph.as_of_date(&request);
    report(graph, &graph.resolve(&request, as_of).unwrap(), as_of, 5, &Digests::default())
}

/// What a line has to say without its spaces, wherever it was broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pick, how to get it, its cost, the main reason and the main caveat are there.
pub fn says_what_matters(page: &str, report: &Report) {
    let flat = flat(page);
    let Some(pick) = report.ranking.first() else {
        assert!(page.starts_with("Nothing is eligible\n") && page.ends_with("\nNothing is eligible\n"), "{page}");
        let way_out = report.relaxations.first().map_or("Leaving out answers does not help.", |r| &r.message);
        assert!(flat.contains(way_out), "{page}");
        return;
    };
    let head = format!("{}, {}", pick.name, text::offer(&pick.offer));
    assert!(flat.starts_with(&head), "{page}");
    assert_eq!(flat.matches(&head).count(), 2, "first and last: {page}");
    let bill = report.bill.as_ref().and_then(|bill| bill.range.as_ref().or(bill.amount.as_ref())).unwrap();
    assert!(flat.contains(&format!("{head}: {bill}")) && flat.ends_with(bill.as_str()), "{page}");
    assert!(flat.contains(&report.why[0]), "{page}");
    let about = |model: &str| model == pick.model;
    let caveat = report.headlines.iter().find(|h| about(&h.model)).map(|h| &h.text);
    if let Some(caveat) = caveat.or(pick.caveats.first().map(|c| &c.text)) {
        // A long one is cut, and never before its first words.
        let words: String = caveat.chars().take(60).collect();
        assert!(flat.contains(&words), "{words}\n{page}");
    }
}

#[test]
fn the_pick_its_cost_the_reason_and_the_caveat_are_on_the_first_screen() {
    for (who, said) in ASKERS {
        let report = told(said);
        for (columns, lines) in [(80, 24), (120, 40)] {
            let page = short(&report, &Style::plain(columns));
            assert!(page.lines().count() < lines, "{who}:\n{page}");
            assert!(page.lines().all(|line| text::width(line) <= columns), "{who}:\n{page}");
            says_what_matters(&page, &report);
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    /// Whatever somebody answers, even where answers contradict one another.
    #[test]
    fn a_short_verdict_is_short(seed in any::<u64>()) {
        let (graph, mut random) = (shipped(), Random(seed | 1));
        let (given, as_of) = (needs(graph.rulebook(), &mut random), date(&mut random));
        let report = report(graph, &graph.complete(given, as_of), as_of, 5, &Digests::default());
        for style in [Style::plain(80), Style { color: true, ..Style::plain(80) }, Style { unicode: false, ..Style::plain(120) }] {
            let page = short(&report, &style);
            prop_assert!(page.lines().count() < 24, "{}", page);
            prop_assert!(style.color || page.lines().all(|line| text::width(line) <= style.width), "{}", page);
            prop_assert!(style.unicode || !page.contains(['…', '≈']), "{}", page);
        }
    }
}
