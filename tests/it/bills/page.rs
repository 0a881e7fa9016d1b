//! `verdict bill`, its view and what keeps within a budget.

use proptest::prelude::*;
use serde_json::Value;
use verdict::evaluate::Evaluation;
use verdict::needs::Request;
use verdict::pricing::{Bills, Within};
use verdict::report::{Digests, bill, bill_schema};

use crate::cli::verdict;
use crate::shipped_world::cases;
use crate::support::shipped;
use crate::world::Random;

/// The second of the three bills that were worked out elsewhere.
const CLAUDE: &str = "bill claude-opus-5-5 --offer anthropic --need requests_per_month=100000 --need prompt_tokens=8000 \
    --need repeated_percent=75% --need answer_tokens=300 --need effort=medium --need region=us";

#[test]
fn a_bill_by_itself_says_all_that_it_rests_on() {
    let json = verdict(&format!("{CLAUDE} --format json")).shipped().json();
    let schema = bill_schema();
    assert!(jsonschema::is_valid(schema.as_value(), &json), "{json:#}");
    let lines = json["bill"]["lines"].as_array().unwrap();
    let told = |line: &Value| {
        let prices = line["evidence"].as_array().unwrap().iter();
        let prices = prices.filter(|e| !e["fact"].as_str().unwrap().starts_with("needs."));
        let names: Vec<&str> = prices.map(|e| e["fact"].as_str().unwrap()).collect();
        format!("{} {}: {}", line["label"].as_str().unwrap(), line["amount"].as_str().unwrap(), names.join(" "))
    };
    assert_eq!(
        lines.iter().map(told).collect::<Vec<_>>(),
        [
            "Prompt $800: offer.input_price",
            "Read from the cache $120: offer.cache_read_price",
            "Written into the cache $0.90: offer.cache_write_price",
            "Thinking $490.91: model.thinking_share_medium offer.output_price",
            "Answer $600: offer.output_price",
            "Surcharges $201.18: model.thinking_share_medium offer.input_price offer.output_price offer.cache_read_price \
             offer.cache_write_price offer.region_factor",
        ]
    );
    // Each price has a source and a date.
    let evidence = lines.iter().flat_map(|line| line["evidence"].as_array().unwrap());
    for e in evidence.filter(|e| !e["fact"].as_str().unwrap().starts_with("needs.")) {
        assert!(e["source"].is_string() && e["as_of"].is_string(), "{e}");
    }
    assert_eq!(json["bill"]["amount"], "$2,212.99 per month");
    let needs = |key: &str| -> Vec<&str> {
        json[key].as_array().unwrap().iter().map(|a| a["need"].as_str().unwrap()).collect()
    };
    assert_eq!(
        (needs("assumed"), needs("unsaid")),
        (
            vec!["latency", "reasoning", "fine_tuning", "own_weights"],
            vec!["context_tokens", "long_percent", "images", "pages"]
        )
    );
}

/// Where a price, a surcharge or a length is not known, the bill says so.
#[test]
fn nothing_is_dropped_in_silence() {
    for (call, rule) in [
        ("bill llama-3.3-70b --offer together --need latency=batch", "no-price-for-waiting"),
        ("bill llama-3.3-70b --offer together --need region=eu", "no-surcharge-known"),
        (
            "bill deepseek-v4-flash --offer deepinfra --need prompt_tokens=8000 --need repeated_percent=80",
            "least-length-of-the-cache-not-known",
        ),
        ("bill gemini-4-argon --offer google-ai-studio", "another-price-follows"),
        ("bill grok-4.20 --offer azure-ai --need prompt_tokens=300000", "price-of-long-prompts-not-known"),
        ("bill gpt-oss-120b --offer openrouter", "a-gateway-asks-another-price-tomorrow"),
    ] {
        let bill = verdict(&format!("{call} --format json")).shipped().json();
        let notes: Vec<&str> = bill["notes"].as_array().unwrap().iter().map(|n| n["rule"].as_str().unwrap()).collect();
        assert!(notes.contains(&rule), "{call}: {notes:?}");
    }
}

#[test]
fn what_is_free_or_otherwise_priced_stands_beside_the_bill() {
    let json = verdict("bill gemini-2.5-flash --offer google-ai-studio --format json").shipped().json();
    let beside: Vec<&str> = json["beside"].as_array().unwrap().iter().map(|e| e["fact"].as_str().unwrap()).collect();
    assert!(beside.contains(&"offer.free_tier") && beside.contains(&"offer.flex_factor"), "{beside:?}");
    // What is owned costs its power; what it cost to buy stands beside that.
    let owned =
        verdict("bill llama-3.3-70b --need device=rtx-4090 --need device_count=2 --format json").shipped().json();
    let labels = |key: &str| -> Vec<&str> {
        owned[key].as_array().unwrap().iter().map(|e| e["label"].as_str().unwrap()).collect()
    };
    assert_eq!(labels("beside"), ["Purchase over 36 months"]);
    assert_eq!(owned["bill"]["lines"][0]["label"], "Power");
    let made_of = json["bill"]["lines"].to_string();
    assert!(beside.iter().all(|fact| !made_of.contains(fact)), "{made_of}");
}

#[test]
fn a_budget_is_told_with_the_values_at_which_it_holds() {
    let text = verdict(&format!("{CLAUDE} --need budget_usd_per_month=2200")).shipped().run().out;
    for words in [
        "A budget of $2,200 per month lies within the range of the bill: only an",
        "It surely holds up to 72,766 requests (requests_per_month)",
        "It may hold from 66% (repeated_percent)",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // `explain` says it, too.
    let explained = verdict(&format!(
        "{} --need budget_usd_per_month=2200",
        CLAUDE.replacen("bill", "explain", 1).replace("--offer anthropic ", "")
    ));
    let explained = explained.shipped().run().out;
    assert!(explained.contains("It surely holds up to"), "{explained}");
}

#[test]
fn what_is_wrong_with_a_bill_is_said() {
    let refused = verdict("bill gpt-4o-mini --offer openay")
        .shipped()
        .refuses(&["has no offer `openay`", "did you mean `openai`?"]);
    assert!(refused.contains("--offer:1:1"), "{refused}");
    verdict("bill gpt-4o-mimi").shipped().refuses(&["did you mean `openai/gpt-4o-mini`?"]);
    // A bill that nobody can know is no answer, and the page says what is missing.
    let unknown = verdict("bill deepseek-v3 --offer deepinfra --need pages=3").shipped().run();
    if unknown.code == Some(3) {
        assert!(unknown.out.contains("is not known"), "{}", unknown.out);
    }
}

proptest! {
    #![proptest_config(cases(2))]

    /// Of every offer: the amounts that are shown add up to the bill that is shown, and the numbers to the number. On one side of a limit
    /// the budget holds as it says, right beside it no longer.
    #[test]
    fn what_is_shown_adds_up_and_limits_are_limits(seed in any::<u64>()) {
        let graph = shipped();
        let mut random = Random(seed);
        let mut request = Request::default();
        for (need, most) in [("requests_per_month", 1_000_000), ("prompt_tokens", 100_000), ("answer_tokens", 5000), ("repeated_percent", 100)] {
            request.add_flag("--need", &format!("{need}={}", 1 + random.below(most))).unwrap();
        }
        request.add_flag("--need", &format!("budget_usd_per_month={}", 1 + random.below(20_000))).unwrap();
        let as_of = graph.as_of_date(&request);
        let resolved = graph.resolve(&request, as_of).unwrap();
        let evaluation = Evaluation::new(graph, &resolved);
        let bills = Bills::new(&evaluation).unwrap();
        let budget = bills.budget().unwrap();
        let mut limits = 0;
        for _ in 0..12 {
            let row = usize::try_from(random.below(graph.table().rows as u64)).unwrap();
            let model = graph.catalog().alternatives()[row].model;
            let page = bill::bill(graph, &resolved, as_of, (model, Some(row)), &Digests::default()).unwrap();
            let Some(total) = page.bill.number else { continue };
            let sum: f64 = page.bill.lines.iter().map(|line| line.number).sum();
            prop_assert!((sum - total).abs() <= 1e-9 * total.abs().max(1.0), "{}: {sum} {total}", page.offer);
            if total >= 1.0 {
                let cents = |text: &str| -> i64 {
                    let number: f64 = text.replace("per month", "").trim().replace(['$', ','], "").parse().unwrap();
                    (number * 100.0).round() as i64
                };
                let shown: i64 = page.bill.lines.iter().map(|line| cents(&line.amount)).sum();
                prop_assert_eq!(shown, cents(page.bill.amount.as_deref().unwrap()), "{:?}", page.bill);
            }
            for limit in bills.limits(row, budget) {
                let question = &graph.rulebook().questions[limit.need];
                let stands = |value: f64| {
                    let mut other = request.clone();
                    other.needs.retain(|given| given.need != question.id);
                    other.add_flag("--need", &format!("{}={value}", question.id)).unwrap();
                    let resolved = graph.resolve(&other, as_of).unwrap();
                    let evaluation = Evaluation::new(graph, &resolved);
                    Bills::new(&evaluation).unwrap().within(row, budget)
                };
                let within = |value: f64| stands(value).is_some_and(|stands| stands <= limit.within);
                let step = if question.whole { 1.0 } else { 0.001 };
                let beyond = if limit.above { limit.value - step } else { limit.value + step };
                prop_assert!(within(limit.value), "{}: {limit:?} {:?}", page.offer, stands(limit.value));
                prop_assert!(!within(beyond), "{}: {limit:?} {:?}", page.offer, stands(beyond));
                prop_assert!(limit.within != Within::Never);
                limits += 1;
            }
        }
        prop_assert!(limits > 0 || budget > 10_000.0);
    }
}
