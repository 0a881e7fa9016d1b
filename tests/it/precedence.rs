//! Which statement decides: each step of the precedence, and the whole of it against a plain telling of the rule.

use std::collections::BTreeSet;

use proptest::prelude::*;
use verdict::catalog::{Catalog, Precedence, Reason, Statement, Terms, Unable, view};
use verdict::diagnostic::Code;
use verdict::value::{Date, Value};

use crate::catalog::with;
use crate::world::Random;

const SOURCES: &str = "
[sources.book]\nwhat = 'The book'\nas_of = '2020'
[sources.flyer]\nwhat = 'A flyer'\nas_of = 'undated'
[sources.maker]\nwhat = 'What the maker says'\nas_of = '2026-01-01'\nkind = 'maker'\nurl = 'https://maker.example'
[sources.one]\nwhat = 'A table'\nas_of = '2026-06-01'\nkind = 'table'\naffirms = ['offer.repairs', 'model.recyclable']
[sources.two]\nwhat = 'A table'\nas_of = '2026-07-01'\nkind = 'table'
[sources.copy]\nwhat = 'A copy'\nas_of = '2026-08-01'\nkind = 'table'\nfamily = 'two'
[sources.three]\nwhat = 'A table'\nas_of = '2026-07-15'\nkind = 'table'
";
const CATALOG: &str = "name = 'b'\nversion = '1'\nas_of = 2026-11-22\n[precedence]\nown = ['maker']\nvote_days = 60\n\
    of = ['model.gears', 'model.launched', 'model.recyclable', 'offer.price']";

fn catalog(facts: &str, catalog: &str) -> Catalog {
    let model = format!("source = 'book'\n[facts]\n{facts}\n[[offer]]\nid = 'corner'");
    let changes = [("catalog.toml", catalog), ("sources.toml", SOURCES), ("models/acme/roadster.toml", &model)];
    let (catalog, found) = with(&changes);
    assert_eq!(found.as_slice(), []);
    catalog
}

/// The value of a fact of the roadster, and why the statement decides.
fn decided_by(facts: &str, fact: &str) -> (Option<String>, Option<String>) {
    let catalog = catalog(facts, CATALOG);
    let shown = view::show(&catalog, 0).unwrap();
    let value = catalog.model_value(0, catalog.schema().find(fact).unwrap()).map(ToString::to_string);
    let view = shown.facts.into_iter().find(|f| f.fact == fact).unwrap();
    assert_eq!(value.is_some(), view.decided.is_some());
    (value, view.decided)
}

fn check(gears: &str, value: &str, why: &str) {
    let decided = decided_by(&format!("gears = [{gears}]"), "model.gears");
    assert_eq!(decided, (Some(value.to_string()), Some(why.to_string())), "{gears}");
}

#[test]
fn each_step_decides_before_the_next() {
    let (one, two, three) = ("{value=3,source='one'}", "{value=4,source='two'}", "{value=5,source='three'}");
    check(one, "3", "no other one counts");
    // 5 and 4. Nobody agrees: the newest, then the first.
    check(&[one, two, three].join(","), "5", "the newest");
    check("{value=3,source='one'},{value=4,source='two',as_of='2026-06-01'}", "3", "the first of its file");
    // 3. Two agree, although the third is newer; a copy is no witness.
    check(&format!("{three},{one},{}", two.replace('4', "3")), "3", "2 of 3 witnesses agree");
    check(&format!("{one},{},{two}", two.replace("two", "copy")), "4", "the newest");
    check("{value=3,source='one'},{value=3,source='three'}", "3", "2 of 2 witnesses agree");
    // What is much older has no vote.
    let old =
        "{value=3,source='one',as_of='2026-05-15'},{value=3,source='three',as_of='2026-05-16'},{value=4,source='two'}";
    check(&old.replace("'2026-05-15'", "'2026-05-02'"), "3", "2 of 3 witnesses agree");
    check(&old.replace("'2026-05-15'", "'2026-05-01'"), "4", "the newest");
    check("{value=3,source='flyer'},{value=3,source='one',as_of='undated'},{value=4,source='two'}", "4", "the newest");
    check(
        "{value=3,source='flyer'},{value=4,source='one',as_of='undated'},{value=4,source='three',as_of='undated'}",
        "4",
        "2 of 3 witnesses agree",
    );
    // 2. The maker, however old; the newest word of the maker.
    check(&format!("{one},{},{{value=7,source='maker'}}", two.replace('4', "3")), "7", "the maker's own word");
    check("{value=7,source='maker'},{value=8,source='maker',as_of='2026-02'}", "8", "the maker's own word");
    // 1. Somebody decided.
    let by_hand = "{value=9,source='flyer',decides='counted'}";
    check(&format!("{one},{{value=7,source='maker'}},{by_hand}"), "9", "decided by hand: counted");
    check(&format!("{by_hand},{{value=8,source='one',decides='again'}}"), "9", "decided by hand: counted");
}

#[test]
fn dates_that_only_say_less_agree() {
    let launched =
        "launched = [{value='1931-05-04',source='one'},{value='1931-05',source='three'},{value='1932',source='two'}]";
    let (value, why) = decided_by(launched, "model.launched");
    assert_eq!((value.as_deref(), why.as_deref()), (Some("1931-05"), Some("2 of 3 witnesses agree")));
}

#[test]
fn facts_without_a_rule_keep_the_order_of_the_file() {
    let terrain = |first: &str| {
        decided_by(
            &format!("terrain = [{{value=['mud'],source='one'{first}}},{{value=['road'],source='maker'}}]"),
            "model.terrain",
        )
    };
    assert_eq!(terrain("").0.as_deref(), Some("mud"));
    assert_eq!(terrain(",doubtful='who says so?'").0.as_deref(), Some("road"));
    assert_eq!(terrain(",until='2026-11-21'").0.as_deref(), Some("road"));
}

#[test]
fn what_counts_for_nothing_leaves_a_fact_unknown() {
    for (gears, unable) in [
        ("{value=3,source='maker',doubtful='a typo'}", "doubtful"),
        ("{value=3,source='maker',from='2026-11-23'}", "not in force"),
        ("{value=3,source='maker',until='2026-11-21'}", "not in force"),
    ] {
        let catalog = catalog(&format!("gears = {gears}"), CATALOG);
        let fact = catalog.schema().find("model.gears").unwrap();
        assert_eq!((catalog.model_value(0, fact), catalog.model_evidence(0, fact)), (None, &[][..]), "{gears}");
        assert!(
            catalog.models()[0].facts.all(fact).len() == 1
                && catalog.models()[0].facts.iter().all(|(known, _)| known != fact)
        );
        let shown = view::show(&catalog, 0).unwrap();
        assert_eq!(shown.facts[0].statements[0].unable.as_deref(), Some(unable));
    }
    let (value, _) =
        decided_by("gears = [{value=3,source='maker',doubtful='a typo'},{value=4,source='one'}]", "model.gears");
    assert_eq!(value.as_deref(), Some("4"));
}

/// A list of July says nothing of a price that begins in November; one of the days that it holds for does, and so does a decision.
#[test]
fn what_is_of_another_time_gives_way() {
    let price = |gears: &str| decided_by(&format!("gears = [{gears}]"), "model.gears").0;
    let (plain, begins) = ("{value=3,source='maker',as_of='2026-07-01'}", "{value=4,source='one',from='2026-11-01'}");
    assert_eq!(price(&format!("{plain},{begins}")).as_deref(), Some("4"));
    assert_eq!(price(&format!("{},{begins}", plain.replace("07-01", "11-02"))).as_deref(), Some("3"));
    assert_eq!(price(&format!("{plain},{}", begins.replace("11-01", "12-01"))).as_deref(), Some("3"));
    let by_hand = plain.replace('}', ",decides='asked'}");
    assert_eq!(price(&format!("{by_hand},{begins}")).as_deref(), Some("3"));
    let catalog = catalog(&format!("gears = [{plain},{begins}]"), CATALOG);
    let gears = catalog.schema().find("model.gears").unwrap();
    let told = catalog.models()[0].facts.all(gears);
    let order = catalog.precedence().order(gears, told, Date::parse("2026-11-22").unwrap());
    assert_eq!(order.unable, [Unable::Overtaken]);
}

#[test]
fn a_list_that_can_only_affirm_never_says_no() {
    let recyclable = |stated: &str| decided_by(&format!("recyclable = [{stated}]"), "model.recyclable").0;
    assert_eq!(recyclable("{value=false,source='one'}"), None);
    assert_eq!(recyclable("{value=true,source='one'}").as_deref(), Some("yes"));
    assert_eq!(recyclable("{value=false,source='two'}").as_deref(), Some("no"));
    assert_eq!(recyclable("{value=false,source='one'},{value=true,source='two',as_of='2020'}").as_deref(), Some("yes"));
    // What is inherited stands in for a blank.
    let frame = decided_by("frame = 'steel'\nrecyclable = {value=false,source='one'}", "model.recyclable");
    assert_eq!(frame.0.as_deref(), Some("yes"));
}

#[test]
fn mistakes_are_named() {
    let found = |path: &str, text: &str| {
        let plain = "source='book'\n[facts]\ngears = 3";
        let changes =
            [("sources.toml", SOURCES), ("catalog.toml", CATALOG), ("models/acme/roadster.toml", plain), (path, text)];
        let kept = changes.iter().enumerate().filter(|(i, (p, _))| *i == 3 || *p != path).map(|(_, change)| *change);
        let found = with(&kept.collect::<Vec<_>>()).1;
        found.into_iter().map(|d| (d.code, d.message, d.help.join("; "))).collect::<Vec<_>>()
    };
    let check = |path: &str, text: String, code: Code, message: &str, help: &str| {
        let found = found(path, &text);
        assert!(matches!(&found[..], [(c, m, h)] if *c == code && m == message && h.contains(help)), "{found:?}");
    };
    let catalog = |from: &str, to: &str| CATALOG.replace(from, to);
    let path = "catalog.toml";
    check(path, catalog("['maker']", "['makers']"), Code::UnknownValue, "no source is of the kind `makers`", "`maker`");
    check(
        path,
        catalog("model.gears", "model.gear"),
        Code::UnknownFact,
        "there is no fact `model.gear`",
        "model.gears",
    );
    check(path, catalog("60", "-1"), Code::OutOfRange, "`-1` is no number of days", "");
    check(path, catalog("vote_days", "vote_day"), Code::UnknownKey, "`precedence` has no key `vote_day`", "vote_days");
    let sources = |from: &str, to: &str| SOURCES.replace(from, to);
    let path = "sources.toml";
    check(
        path,
        sources("offer.repairs", "offer.repair"),
        Code::UnknownFact,
        "there is no fact `offer.repair`",
        "repairs",
    );
    let message = "`model.gears` is not true or false, so no list can leave it out for a no";
    check(path, sources("offer.repairs", "model.gears"), Code::WrongKind, message, "bool");
    let model = |gears: &str| format!("source='book'\n[facts]\ngears = {{ value = 3, {gears} }}");
    let path = "models/acme/roadster.toml";
    let early = model("from = '2026-04', until = '2026-03'");
    check(path, early, Code::OutOfRange, "`until` is before `from`", "`from` is the first day");
    assert_eq!(found(path, &model("from = '2026-03-15', until = '2026-03'")), []);
    let both = model("doubtful = 'a', decides = 'b'");
    check(path, both, Code::DuplicateKey, "a doubtful statement cannot decide", "take one of the two away");
    check(path, model("from = 'soon'"), Code::InvalidDate, "`soon` is not a date", "");
    check(path, model("unti = '2026'"), Code::UnknownKey, "a statement has no key `unti`", "`until`");
}

const DAYS: [&str; 6] = ["2025-12-31", "2026-01-01", "2026-02", "2026-03-15", "2026-04-30", "2026-06"];

fn statements(seed: u64) -> Vec<Statement> {
    let mut random = Random(seed);
    let day = |random: &mut Random| Date::parse(DAYS[random.below(6) as usize]);
    let made = |random: &mut Random| {
        let mut terms = Terms::default();
        if random.chance(30) {
            (terms.from, terms.until) = (day(random).filter(|_| random.below(2) == 0), day(random));
        }
        terms.doubtful = random.chance(20).then(|| "?".into());
        terms.decides = (terms.doubtful.is_none() && random.chance(15)).then(|| "!".into());
        let source = *random.pick(&["maker", "one", "two", "copy", "three", "flyer", "nobody"]);
        let as_of = day(random).filter(|_| random.below(5) > 0);
        let terms = (terms != Terms::default()).then(|| Box::new(terms));
        Statement { as_of, terms, ..Statement::new(Value::Bool(random.chance(50)), source) }
    };
    (0..random.below(7)).map(|_| made(&mut random)).collect()
}

/// The rule as it is told, step by step: the place of the statement that decides.
fn told(rule: &Precedence, catalog: &Catalog, fact: &str, all: &[Statement], day: Date) -> Option<usize> {
    let id = catalog.schema().find(fact).unwrap();
    let source = |s: &Statement| catalog.source(&s.source);
    let blank = |s: &Statement| s.value == Value::Bool(false) && source(s).is_some_and(|o| o.affirms.contains(&id));
    let mut left: Vec<usize> = (0..all.len()).collect();
    left.retain(|at| all[*at].holds_on(day) && all[*at].doubtful().is_none() && !blank(&all[*at]));
    if let Some(by_hand) = left.iter().find(|at| all[**at].decides().is_some()) {
        return Some(*by_hand);
    }
    // What gives no days and is of none of those that others give says nothing of a day that they speak of.
    let dated: Vec<&Statement> = left.iter().map(|at| &all[*at]).filter(|s| s.is_dated()).collect();
    let spoken_of = |s: &Statement| s.as_of.is_none_or(|of| dated.iter().any(|d| d.holds_on(of)));
    left.retain(|at| dated.is_empty() || all[*at].is_dated() || spoken_of(&all[*at]));
    if !rule.of.contains(&id) {
        return left.first().copied();
    }
    let days = |at: usize| all[at].as_of.map_or(i32::MIN, Date::days);
    let newest = |of: &[usize]| {
        let day = of.iter().map(|at| days(*at)).max();
        of.iter().copied().find(|at| Some(days(*at)) == day)
    };
    let is_own =
        |at: &usize| source(&all[*at]).and_then(|o| o.kind.as_ref()).is_some_and(|kind| rule.own.contains(kind));
    let own: Vec<usize> = left.iter().copied().filter(is_own).collect();
    if !own.is_empty() {
        return newest(&own);
    }
    let limit = left.iter().map(|at| days(*at)).max()?.saturating_sub(rule.vote_days);
    let family = |at: usize| source(&all[at]).map_or(all[at].source.to_string(), |o| o.family.to_string());
    let families: BTreeSet<String> = left.iter().filter(|at| days(**at) >= limit).map(|at| family(*at)).collect();
    let votes = |at: usize| {
        let vote = |name: &&String| {
            let of: Vec<usize> = left.iter().copied().filter(|v| days(*v) >= limit && family(*v) == **name).collect();
            newest(&of).is_some_and(|v| all[v].value == all[at].value)
        };
        families.iter().filter(vote).count()
    };
    let most = left.iter().map(|at| votes(*at)).max();
    let best: Vec<usize> = left.iter().copied().filter(|at| Some(votes(*at)) == most).collect();
    newest(&best)
}

proptest! {
    /// Every statement has one place, nothing that cannot decide stands before what can, and the first is the one that the rule names.
    #[test]
    fn the_order_is_total_and_what_the_rule_says(seed in any::<u64>(), at in 0..DAYS.len(), fact in 0..2_usize) {
        let catalog = catalog("", CATALOG);
        let (day, all) = (Date::parse(DAYS[at]).unwrap(), statements(seed));
        let fact = ["model.recyclable", "offer.repairs"][fact];
        let id = catalog.schema().find(fact).unwrap();
        let rule = catalog.precedence();
        let order = rule.order(id, &all, day);
        let mut places = order.places.clone();
        places.sort_unstable();
        prop_assert_eq!(places, (0..all.len()).collect::<Vec<_>>());
        for (rank, at) in order.places.iter().enumerate() {
            let unable = rank.checked_sub(order.able).map(|behind| order.unable[behind]);
            prop_assert_eq!(unable == Some(Unable::Idle), !all[*at].holds_on(day), "{:?}", all[*at]);
        }
        let deciding = order.places.first().copied().filter(|_| order.able > 0);
        prop_assert_eq!(deciding, told(rule, &catalog, fact, &all, day));
        prop_assert_eq!(order.reason.is_some(), deciding.is_some());
        prop_assert!(deciding.is_none_or(|at| all[at].doubtful().is_none() && all[at].holds_on(day)));
        if let Some(Reason::Agreed(agree, of)) = order.reason {
            prop_assert!(2 <= agree && agree <= of);
        }
    }
}
