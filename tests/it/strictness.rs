//! Who demands more is offered no more: a stricter answer never makes an alternative eligible that was not.

use std::collections::BTreeSet;

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::graph::{Contradiction, Given, Resolved, Setter};
use verdict::rulebook::{Question, question::Kind};
use verdict::value::{Date, Value};

use crate::shipped_world::{answer, cases, date, name, needs, smallest, told};
use crate::support::shipped;
use crate::world::Random;

/// In which direction the answers to a question become stricter.
enum Order {
    /// From the loosest word to the strictest.
    Words(&'static [&'static str]),
    /// The same, where one is given: no answer is somewhere between them.
    WordsIfGiven(&'static [&'static str]),
    /// This word is looser than every other; the others among themselves have no order.
    From(&'static str),
    /// No answer is looser than any answer; answers among themselves have no order.
    AnyAnswer,
    /// More words demand more. No answer is like none of them.
    MoreWords,
    /// The same, but for these words: asked alone they ask for another kind of thing, and beside others for nothing more.
    MoreWordsBut(&'static [&'static str]),
    /// A larger number demands more, and any number more than none.
    Larger,
    /// A smaller number demands more, and any number more than none.
    Smaller,
    /// A larger number demands more, where one is given or assumed.
    LargerIfGiven,
    /// A smaller number demands more, where one is given.
    SmallerIfGiven,
    /// Yes demands more than no.
    Yes,
}

/// Every question whose answers have an order of strictness.
const STRICTNESS: &[(&str, Order)] = &[
    ("data_location", Order::Words(&["anywhere", "regions", "own-cloud", "own-machines", "air-gapped"])),
    // What a place and a field bring along are duties.
    ("country", Order::From("elsewhere")),
    ("sector", Order::MoreWords),
    ("region", Order::AnyAnswer),
    ("jurisdiction", Order::MoreWords),
    ("regulation", Order::MoreWords),
    ("minors", Order::Yes),
    ("maker_outside", Order::MoreWords),
    ("certifications", Order::MoreWords),
    // Of those that may be used, more are less; of those that may not, more are more.
    ("providers_not", Order::MoreWords),
    ("models_not", Order::MoreWords),
    ("developers_not", Order::MoreWords),
    ("own_weights", Order::Yes),
    ("base_model", Order::AnyAnswer),
    ("providers", Order::AnyAnswer),
    ("made_in", Order::AnyAnswer),
    ("data_training", Order::Words(&["allowed", "no-training", "no-retention"])),
    ("oversight", Order::Words(&["allowed", "none"])),
    // Embedding and reranking are done by other kinds of models, which are named and not ranked.
    ("task", Order::MoreWordsBut(&["embedding", "reranking"])),
    ("languages", Order::MoreWords),
    ("input", Order::MoreWords),
    ("output", Order::MoreWords),
    ("context_tokens", Order::Larger),
    ("output_tokens", Order::Larger),
    ("tool_calling", Order::Yes),
    ("tool_streaming", Order::Yes),
    ("structured_output", Order::Yes),
    ("licence_use", Order::Words(&["research", "commercial", "osi"])),
    ("hosting", Order::AnyAnswer),
    ("operations", Order::Words(&["team", "developer", "nobody"])),
    // Memory that is owned costs no rent, so to own some may let in what the budget kept out; to own less lets in nothing.
    ("gpu_memory_gb", Order::SmallerIfGiven),
    ("device_memory_gb", Order::SmallerIfGiven),
    ("main_memory_gb", Order::SmallerIfGiven),
    ("users", Order::Larger),
    // Nothing said, a rented machine is taken to be shared by as many as leave each 15 tokens a second; who is content with less pays less.
    ("least_speed", Order::LargerIfGiven),
    ("effort", Order::WordsIfGiven(&["none", "low", "medium", "high", "max"])),
    // What repeats is cheaper.
    ("repeated_percent", Order::SmallerIfGiven),
    // A long request costs more than one of the average length.
    ("long_percent", Order::Larger),
    ("images", Order::Larger),
    ("pages", Order::Larger),
    ("max_input_price", Order::Smaller),
    ("max_output_price", Order::Smaller),
    ("least_precision", Order::Words(&["4-bit", "8-bit", "native"])),
    // Who rents a machine pays for it.
    ("device_price", Order::Larger),
    // The busiest hour needs the most machines.
    ("traffic", Order::Words(&["even", "public", "office"])),
    // Prices of the batch interface are for those who can wait.
    ("latency", Order::Words(&["batch", "patient", "interactive", "real-time"])),
    ("budget", Order::Words(&["generous", "moderate", "tight", "none"])),
    ("budget_usd_per_month", Order::Smaller),
    // More use is a higher bill.
    ("requests_per_month", Order::LargerIfGiven),
    ("prompt_tokens", Order::LargerIfGiven),
    ("answer_tokens", Order::LargerIfGiven),
    ("monthly_users", Order::Larger),
    // A host of open weights need not tune them, and who tunes on machines of their own needs no host.
    ("fine_tuning", Order::From("none")),
    ("vendor_independence", Order::Words(&["none", "somewhat", "required"])),
    ("fixed_version", Order::Yes),
    ("horizon_months", Order::Larger),
    // What people rely on may not be deprecated without a day.
    ("stage", Order::Words(&["prototype", "production"])),
];

/// Questions whose answers keep nothing out, and the device and how many: what is on it costs no rent, so a budget may let in what it kept
/// out; more of them hold more and cost more.
const WITHOUT_ORDER: &[&str] = &[
    "device",
    "device_count",
    "as_good_as",
    "current_model",
    "power_price",
    "reasoning",
    "mistakes",
    "own_revenue",
    "priority",
];

impl Order {
    /// Two answers to a question, the looser first. `None` is no answer.
    fn pair(&self, question: &Question, random: &mut Random) -> (Option<Value>, Option<Value>) {
        let by_size = |a: &Value, b: &Value| a.as_number().partial_cmp(&b.as_number()).unwrap();
        let mut two = [answer(question, random), answer(question, random)];
        let unanswered = question.assume.is_none() && random.chance(30);
        match self {
            Self::Words(words) | Self::WordsIfGiven(words) => {
                let unanswered = unanswered && matches!(self, Self::Words(_));
                let mut at = [random.below(words.len() as u64), random.below(words.len() as u64)];
                at.sort_unstable();
                let word = |i: u64| Some(Value::text(words[i as usize]));
                (if unanswered { None } else { word(at[0]) }, word(at[1]))
            }
            Self::From(word) => (Some(Value::text(word)), Some(two[0].clone())),
            Self::AnyAnswer => (None, Some(two[0].clone())),
            Self::MoreWords | Self::MoreWordsBut(_) => {
                let but: &[&str] = if let Self::MoreWordsBut(but) = self { but } else { &[] };
                for answer in &mut two {
                    let Value::List(words) = answer else { panic!("{} is no set", question.id) };
                    words.retain(|word| word.as_text().is_none_or(|word| !but.contains(&word)));
                }
                let [Value::List(some), Value::List(more)] = &two else { unreachable!() };
                // In the order of the options, as every answer is.
                let words = question.words().map(|word| Value::Text(word.clone()));
                let all = words.filter(|w| some.contains(w) || more.contains(w)).collect();
                (if unanswered { None } else { Some(two[0].clone()) }, Some(Value::List(all)))
            }
            Self::Yes => (Some(Value::Bool(false)), Some(Value::Bool(true))),
            Self::Larger | Self::Smaller | Self::LargerIfGiven | Self::SmallerIfGiven => {
                two.sort_by(by_size);
                if matches!(self, Self::Smaller | Self::SmallerIfGiven) {
                    two.reverse();
                }
                let none = unanswered && matches!(self, Self::Larger | Self::Smaller);
                let [loose, strict] = two;
                (if none { None } else { Some(loose) }, Some(strict))
            }
        }
    }
}

fn answered(base: &[Given], need: usize, value: Option<&Value>) -> Vec<Given> {
    let mut given: Vec<Given> = base.iter().filter(|g| g.need != need).cloned().collect();
    given.extend(value.map(|value| Given { need, value: value.clone() }));
    given.sort_by_key(|g| g.need);
    given
}

/// The alternatives that are eligible, and those that are or may be.
fn open_to(resolved: &Resolved) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let evaluation = Evaluation::new(shipped(), resolved);
    let rows = || 0..shipped().table().rows;
    let eligible: BTreeSet<usize> = rows().filter(|r| evaluation.eligible.get(*r)).collect();
    let possible = rows().filter(|r| evaluation.unverified.get(*r)).chain(eligible.iter().copied()).collect();
    (eligible, possible)
}

/// Whether a stricter answer need not be one, and why.
fn exception(need: usize, loose: &Resolved, strict: &Resolved) -> Option<&'static str> {
    let question = |need: usize| shipped().rulebook().questions[need].id.as_str();
    let said = |id: &str| loose.given.iter().any(|given| question(given.need) == id);
    // A speed is asked of whoever names one, and of a machine that is named: people read along (`slower-than-people-read`).
    if question(need) == "answer_tokens" && said("users") && (said("least_speed") || said("device")) {
        return Some("of many texts at once, longer answers wait less often for the prompts of others");
    }
    if said("repeated_percent") && ["prompt_tokens", "requests_per_month"].contains(&question(need)) {
        return Some(
            "a longer prompt may be long enough for a cache, and more requests may keep it: the bill is lower then",
        );
    }
    if ["own_weights", "fine_tuning"].contains(&question(need)) && (said("budget_usd_per_month") || said("budget")) {
        return Some(
            "what a service takes for tuned weights is not known: one that is too dear as released may not be",
        );
    }
    let refused = |c: &Contradiction| c.need == need && c.by == Setter::Given;
    if loose.derived.iter().any(|d| d.need == need) && strict.contradictions.iter().any(refused) {
        return Some("a rule answered it otherwise, perhaps more strictly; the answer holds, and the report says so");
    }
    None
}

/// Whether an offer is one that authorities alone can have, and the answer may be that of one: a duty of theirs lets these in.
fn of_a_government(need: usize, row: usize) -> bool {
    let graph = shipped();
    let of_an_authority = ["country", "sector", "regulation", "certifications"];
    let fact = graph.catalog().schema().find("offer.government_of").unwrap();
    of_an_authority.contains(&graph.rulebook().questions[need].id.as_str())
        && !graph.catalog().evidence(row, fact).is_empty()
}

/// What a stricter answer lets in though the looser one does not.
fn readmitted(base: &[Given], as_of: Date, need: usize, pair: &(Option<Value>, Option<Value>)) -> Option<String> {
    let of = |value: &Option<Value>| shipped().complete(answered(base, need, value.as_ref()), as_of);
    let (loose, strict) = (of(&pair.0), of(&pair.1));
    if exception(need, &loose, &strict).is_some() {
        return None;
    }
    let ((eligible, possible), (still, perhaps)) = (open_to(&loose), open_to(&strict));
    let mut rows = still.difference(&eligible).chain(perhaps.difference(&possible));
    let row = rows.find(|row| !of_a_government(need, **row))?;
    Some(format!("{:?} comes in", name(shipped(), *row)))
}

#[test]
fn every_question_has_an_order_of_strictness_or_none() {
    let listed = STRICTNESS.iter().map(|(id, _)| *id).chain(WITHOUT_ORDER.iter().copied());
    let mut listed: Vec<&str> = listed.collect();
    listed.sort_unstable();
    let mut asked: Vec<&str> = shipped().rulebook().questions.iter().map(|q| q.id.as_str()).collect();
    asked.sort_unstable();
    assert_eq!(listed, asked);
    for (id, order) in STRICTNESS {
        let question = shipped().rulebook().question(id).unwrap();
        let fits = match order {
            Order::Words(words) | Order::WordsIfGiven(words) => {
                let options: BTreeSet<&str> = question.options.iter().map(|o| &*o.value).collect();
                question.kind == Kind::Choice && options == words.iter().copied().collect()
            }
            Order::From(word) => question.options.iter().any(|o| *o.value == **word),
            Order::AnyAnswer => question.assume.is_none(),
            Order::MoreWords | Order::MoreWordsBut(_) => question.kind == Kind::Choices,
            Order::Yes => question.kind == Kind::YesNo,
            _ => question.kind == Kind::Number,
        };
        assert!(fits, "the order of `{id}` does not fit its question");
    }
}

proptest! {
    #![proptest_config(cases(40))]

    /// For random needs, each question in turn is answered more strictly, and everything else as before.
    #[test]
    fn a_stricter_answer_lets_nothing_in(seed in any::<u64>()) {
        let mut random = Random(seed);
        let book = shipped().rulebook();
        let (base, as_of) = (needs(book, &mut random), date(&mut random));
        for (id, order) in STRICTNESS {
            let need = book.questions.iter().position(|q| q.id == *id).unwrap();
            let pair = order.pair(&book.questions[need], &mut random);
            if readmitted(&base, as_of, need, &pair).is_none() {
                continue;
            }
            let base = smallest(answered(&base, need, None), |fewer| readmitted(fewer, as_of, need, &pair).is_some());
            let why = readmitted(&base, as_of, need, &pair).unwrap();
            let word = |value: &Option<Value>| value.as_ref().map_or("unanswered".to_string(), ToString::to_string);
            let change = format!("{id}: {} becomes {}", word(&pair.0), word(&pair.1));
            return Err(TestCaseError::fail(format!("{change}; as of {as_of}, with {}: {why}", told(book, &base))));
        }
    }
}

/// The law above would hold for nothing if stricter answers kept nothing out, or if all of them were exceptions.
#[test]
fn stricter_answers_keep_something_out() {
    let book = shipped().rulebook();
    let (mut excepted, mut narrower, mut all) = (0, BTreeSet::new(), 0);
    for seed in 0..12 {
        let mut random = Random(seed);
        let (base, as_of) = (needs(book, &mut random), date(&mut random));
        for (id, order) in STRICTNESS {
            let need = book.questions.iter().position(|q| q.id == *id).unwrap();
            let (loose, strict) = order.pair(&book.questions[need], &mut random);
            let of = |value: &Option<Value>| shipped().complete(answered(&base, need, value.as_ref()), as_of);
            let (loose, strict) = (of(&loose), of(&strict));
            all += 1;
            if exception(need, &loose, &strict).is_some() {
                excepted += 1;
            } else if open_to(&strict).0.len() < open_to(&loose).0.len() {
                narrower.insert(*id);
            }
        }
    }
    println!("{excepted} of {all} are exceptions; these keep something out: {narrower:?}");
    assert!(excepted * 4 < all && narrower.len() > STRICTNESS.len() / 2, "{excepted} of {all}; {narrower:?}");
}
