//! Bills of the shipped catalog: to the cent where somebody else worked them out, recomputed by a few lines of their own where not, and
//! laws for all offers.

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::needs::Request;
use verdict::value::Date;

use crate::shipped_world::cases;
use crate::support::shipped;
use crate::world::Random;

mod page;

/// Facts of one offer for some needs; `None` is unknown.
fn facts(model: &str, offer: &str, needs: &str, names: &[&str]) -> Vec<Option<f64>> {
    let graph = shipped();
    let mut request = Request::default();
    for need in needs.split_whitespace() {
        match need.strip_prefix("as_of=") {
            Some(date) => request.as_of = Some(Date::parse(date).unwrap()),
            None => request.add_flag("--need", need).unwrap(),
        }
    }
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap_or_else(|e| panic!("{needs}: {e:?}"));
    let evaluation = Evaluation::new(graph, &resolved);
    let model = graph.catalog().find_model(model).unwrap();
    let offers = &graph.catalog().models()[model].offers;
    let row = graph.catalog().rows_of(model).zip(offers).find(|(_, o)| *o.id == *offer).unwrap().0;
    let value = |name: &&str| evaluation.fact_value(graph.schema().find(name).unwrap(), row)?.as_number();
    names.iter().map(value).collect()
}

fn bill(model: &str, offer: &str, needs: &str) -> f64 {
    facts(model, offer, needs, &["offer.monthly_cost"])[0].unwrap_or_else(|| panic!("{model} {offer} {needs}"))
}

fn cents(amount: f64) -> String {
    format!("{amount:.2}")
}

/// The three bills that the collection of prices of 2026-11-28 works out, with what it says of other efforts, regions and services.
#[test]
fn bills_that_were_worked_out_elsewhere_come_out_to_the_cent() {
    let long = "prompt_tokens=300000 answer_tokens=500 requests_per_month=1000 effort=none";
    assert_eq!(cents(bill("gpt-5.4", "openai", long)), "1511.25");
    assert_eq!(cents(bill("gpt-5.4", "openai", &format!("{long} region=eu"))), "1662.38");
    assert!((bill("gpt-5.4", "openai", &format!("{long} latency=batch")) - 755.625).abs() < 1e-6);

    let repeated = "prompt_tokens=8000 repeated_percent=75 answer_tokens=300 requests_per_month=100000 region=us";
    for (effort, amount) in [("low", "1998.06"), ("medium", "2212.99"), ("high", "2359.93"), ("max", "3212.99")] {
        assert_eq!(
            cents(bill("claude-opus-5-5", "anthropic", &format!("{repeated} effort={effort}"))),
            amount,
            "{effort}"
        );
    }
    // Prompt and answer at list prices alone.
    let plain = "prompt_tokens=8000 answer_tokens=300 requests_per_month=100000 effort=none";
    let [prompt, answer] =
        facts("claude-opus-5-5", "anthropic", plain, &["offer.bill_prompt", "offer.bill_answer"])[..]
    else {
        panic!("two facts")
    };
    assert_eq!(cents(prompt.unwrap() + answer.unwrap()), "3800.00");

    // Its pages have 561 tokens each, the list 560: ten pages and 500 tokens of text as text are 6,110.
    let pages = "prompt_tokens=6110 answer_tokens=400 requests_per_month=50000 effort=medium";
    assert_eq!(cents(bill("gemini-3.8-flash", "google-ai-studio", &format!("{pages} latency=batch"))), "191.09");
    assert_eq!(cents(bill("gemini-3.8-flash", "google-ai-studio", pages)), "382.19");
    let after = format!("{pages} as_of=2027-01-02");
    assert_eq!(cents(bill("gemini-3.8-flash", "google-ai-studio", &format!("{after} latency=batch"))), "382.19");
    assert_eq!(cents(bill("gemini-3.8-flash", "google-ai-studio", &after)), "764.37");
}

/// One bill, by prices that are read off the offer and arithmetic of its own.
struct Own {
    model: &'static str,
    offer: &'static str,
    needs: &'static str,
    /// Of the prices: input, output, cached, written, batch input, batch output, long input, long output.
    amount: fn([f64; 8]) -> f64,
}

const PRICES: [&str; 8] = [
    "offer.input_price",
    "offer.output_price",
    "offer.cache_read_price",
    "offer.cache_write_price",
    "offer.batch_input_price",
    "offer.batch_output_price",
    "offer.long_input_price",
    "offer.long_output_price",
];

#[test]
fn bills_of_our_own_are_what_a_few_lines_compute() {
    for own in [
        Own {
            model: "gpt-4o-mini",
            offer: "openai",
            needs: "requests_per_month=10000 prompt_tokens=800 answer_tokens=200",
            amount: |[i, o, ..]| 10_000.0 * (800.0 * i + 200.0 * o) / 1e6,
        },
        Own {
            model: "gpt-4o-mini",
            offer: "openai",
            needs: "requests_per_month=10000 prompt_tokens=800 answer_tokens=200 latency=batch",
            amount: |[_, _, _, _, i, o, ..]| 10_000.0 * (800.0 * i + 200.0 * o) / 1e6,
        },
        // 1,600 of 2,000 tokens repeat; no price for writing, and often enough to stay in the cache.
        Own {
            model: "gpt-4.1",
            offer: "openai",
            needs: "requests_per_month=100000 prompt_tokens=2000 answer_tokens=100 repeated_percent=80",
            amount: |[i, o, c, ..]| 100_000.0 * (400.0 * i + 1600.0 * c + 100.0 * o) / 1e6,
        },
        // Too seldom to stay in it.
        Own {
            model: "gpt-4.1",
            offer: "openai",
            needs: "requests_per_month=1000 prompt_tokens=2000 answer_tokens=100 repeated_percent=80",
            amount: |[i, o, ..]| 1000.0 * (2000.0 * i + 100.0 * o) / 1e6,
        },
        // Too short for it.
        Own {
            model: "gpt-4.1",
            offer: "openai",
            needs: "requests_per_month=100000 prompt_tokens=1100 answer_tokens=100 repeated_percent=80",
            amount: |[i, o, ..]| 100_000.0 * (1100.0 * i + 100.0 * o) / 1e6,
        },
        // Four pictures of 765 tokens.
        Own {
            model: "gpt-4.1",
            offer: "openai",
            needs: "requests_per_month=1000 prompt_tokens=500 answer_tokens=100 images=4",
            amount: |[i, o, ..]| 1000.0 * ((500.0 + 4.0 * 765.0) * i + 100.0 * o) / 1e6,
        },
        // Written once a day.
        Own {
            model: "claude-sonnet-5",
            offer: "anthropic",
            needs: "requests_per_month=50000 prompt_tokens=10000 answer_tokens=300 repeated_percent=50 effort=none",
            amount: |[i, o, c, w, ..]| (50_000.0 * (5000.0 * i + 5000.0 * c + 300.0 * o) + 30.0 * 5000.0 * w) / 1e6,
        },
        Own {
            model: "gpt-5.4",
            offer: "openai",
            needs: "requests_per_month=100 prompt_tokens=272001 answer_tokens=100 effort=none",
            amount: |[.., i, o]| 100.0 * (272_001.0 * i + 100.0 * o) / 1e6,
        },
        Own {
            model: "gpt-5.4",
            offer: "openai",
            needs: "requests_per_month=100 prompt_tokens=272000 answer_tokens=100 effort=none",
            amount: |[i, o, ..]| 100.0 * (272_000.0 * i + 100.0 * o) / 1e6,
        },
        // One request in ten is long, and those alone are charged as such.
        Own {
            model: "gpt-5.4",
            offer: "openai",
            needs: "requests_per_month=10000 prompt_tokens=20000 context_tokens=400000 long_percent=10 answer_tokens=200 effort=none",
            amount: |[i, o, .., long_i, long_o]| {
                (9000.0 * (20_000.0 * i + 200.0 * o) + 1000.0 * (400_000.0 * long_i + 200.0 * long_o)) / 1e6
            },
        },
        // 55% of what is written at medium effort is thinking.
        Own {
            model: "gpt-6-luna",
            offer: "openai",
            needs: "requests_per_month=1000 prompt_tokens=1000 answer_tokens=900 effort=medium",
            amount: |[i, o, ..]| 1000.0 * (1000.0 * i + 900.0 / 0.45 * o) / 1e6,
        },
    ] {
        let prices = facts(own.model, own.offer, own.needs, &PRICES);
        let prices: Vec<f64> = prices.into_iter().map(|price| price.unwrap_or(f64::NAN)).collect();
        let expected = (own.amount)(prices.try_into().unwrap());
        let found = bill(own.model, own.offer, own.needs);
        assert!((found - expected).abs() < 1e-9 * expected, "{} {}: {found}, not {expected}", own.model, own.needs);
    }
}

const LINES: [&str; 8] = [
    "offer.bill_prompt",
    "offer.bill_cached",
    "offer.bill_written",
    "offer.bill_media",
    "offer.bill_thinking",
    "offer.bill_answer",
    "offer.bill_next",
    "offer.bill_surcharge",
];

/// The bills of every offer over an API: lines, the middle, and both ends.
fn all(needs: &[(&str, u64)], words: &[(&str, &str)]) -> Vec<(usize, [Option<f64>; 11])> {
    let graph = shipped();
    let mut request = Request::default();
    for (need, value) in needs {
        request.add_flag("--need", &format!("{need}={value}")).unwrap();
    }
    for (need, value) in words {
        request.add_flag("--need", &format!("{need}={value}")).unwrap();
    }
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
    let evaluation = Evaluation::new(graph, &resolved);
    let fact = |name: &str| graph.schema().find(name).unwrap();
    let names =
        LINES.iter().copied().chain(["offer.monthly_cost", "offer.monthly_cost_low", "offer.monthly_cost_high"]);
    let names: Vec<_> = names.map(fact).collect();
    let kind = fact("offer.kind");
    let api = |row: &usize| evaluation.fact_value(kind, *row).is_some_and(|v| v.as_text() == Some("api"));
    let values = |row: usize| {
        let values: Vec<Option<f64>> = names.iter().map(|f| evaluation.fact_value(*f, row)?.as_number()).collect();
        (row, values.try_into().unwrap())
    };
    (0..graph.table().rows).filter(api).map(values).collect()
}

proptest! {
    #![proptest_config(cases(6))]

    /// Lines add up, the middle lies between the ends, and whoever asks for more pays no less. What repeats may reach a cache once prompts
    /// are long enough or come often enough, so that is held still.
    #[test]
    fn more_is_never_cheaper_and_lines_add_up(seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut up_to = |most: u64| 1 + random.below(most);
        let base = [
            ("requests_per_month", up_to(200_000)), ("prompt_tokens", up_to(400_000)), ("answer_tokens", up_to(5000)), ("images", up_to(6) / 5),
            ("pages", up_to(6) / 5),
        ];
        let efforts = ["none", "low", "medium", "high", "max"];
        let reasoning = ["lookup", "normal", "steps", "expert"][usize::try_from(up_to(4) - 1).unwrap()];
        let latency = ["batch", "interactive"][usize::try_from(up_to(2) - 1).unwrap()];
        let at = usize::try_from(up_to(4) - 1).unwrap();
        let words = |effort: &'static str| [("effort", effort), ("reasoning", reasoning), ("latency", latency)];
        let bills = all(&base, &words(efforts[at]));
        let mut known = 0;
        for (row, bill) in &bills {
            let [lines @ .., middle, low, high] = bill;
            let Some(middle) = middle else { continue };
            known += 1;
            let sum = lines.iter().fold(0.0, |sum, line| sum + line.unwrap());
            prop_assert!((sum - middle).abs() <= 0.0, "{row}: {sum}, {middle}");
            let (low, high) = (low.unwrap(), high.unwrap());
            prop_assert!(low <= middle * (1.0 + 1e-9) && *middle <= high * (1.0 + 1e-9), "{row}: {low} {middle} {high}");
        }
        // Of few models it is known how many tokens a page takes.
        prop_assert!(known > if base[4].1 > 0 { 20 } else if base[3].1 > 0 { 200 } else { 1000 }, "{known} of {}", bills.len());
        let dearer = |more: &[(usize, [Option<f64>; 11])], what: &str| -> Result<(), TestCaseError> {
            for ((row, before), (_, after)) in bills.iter().zip(more) {
                for end in [8, 9, 10] {
                    let (Some(before), Some(after)) = (before[end], after[end]) else { continue };
                    prop_assert!(after >= before * (1.0 - 1e-12), "{what}: row {row} from {before} to {after}");
                }
            }
            Ok(())
        };
        for (which, (need, value)) in base.iter().enumerate() {
            let mut more = base;
            more[which].1 = value + 1 + up_to(value + 1);
            dearer(&all(&more, &words(efforts[at])), need)?;
        }
        dearer(&all(&base, &words(efforts[at + 1])), "effort")?;
        // A larger share that repeats costs no more, but for what is written.
        let some = all(&[base.as_slice(), &[("repeated_percent", 40)]].concat(), &words(efforts[at]));
        let much = all(&[base.as_slice(), &[("repeated_percent", 90)]].concat(), &words(efforts[at]));
        for ((row, some), (_, much)) in some.iter().zip(&much) {
            let (Some(some_bill), Some(much_bill)) = (some[8], much[8]) else { continue };
            let written = much[2].unwrap() * 2.0;
            prop_assert!(much_bill <= some_bill + written + 1e-9, "row {row}, {base:?}, {latency}: {some:?}, {much:?}");
        }
    }
}
