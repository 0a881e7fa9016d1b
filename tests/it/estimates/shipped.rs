//! The figures of the shipped file.

use std::fmt::Write;

use verdict::catalog::{Catalog, Statement};
use verdict::diagnostic::Source;
use verdict::document::Node;
use verdict::reader;
use verdict::value::{Date, Type, Value};

use super::statistics::{Fit, Several, percentile};
use crate::support::{repo, shipped};

/// An estimated fact as the file has it.
struct Table<'n> {
    name: String,
    fact: String,
    measured: String,
    lines: Vec<&'n Node<'n>>,
    other: Option<&'n Node<'n>>,
    traits: Vec<&'n Node<'n>>,
    kin: Option<&'n Node<'n>>,
    best: f64,
    beyond: f64,
    lower: bool,
    node: &'n Node<'n>,
}

fn text<'n>(node: &'n Node<'n>, key: &str) -> &'n str {
    node.get(key).and_then(Node::text).unwrap_or_else(|| panic!("no `{key}`"))
}

fn tables<'n>(root: &'n Node<'n>) -> Vec<Table<'n>> {
    let entries = root.table().unwrap().iter().filter(|e| e.value.table().is_some());
    let table = entries.map(|e| Table {
        name: e.key.to_string(),
        fact: text(&e.value, "fact").to_string(),
        measured: text(&e.value, "measured").to_string(),
        lines: e.value.get("line").and_then(Node::list).unwrap_or_default().iter().collect(),
        other: e.value.get("other"),
        traits: e.value.get("traits").and_then(Node::list).unwrap_or_default().iter().collect(),
        kin: e.value.get("kin"),
        best: written_number(&e.value, "best").unwrap(),
        beyond: written_number(&e.value, "beyond").unwrap(),
        node: &e.value,
        lower: e.value.get("better").and_then(Node::text) == Some("lower"),
    });
    table.collect()
}

fn with_file(mut check: impl FnMut(&[Table<'_>])) {
    let text = std::fs::read_to_string(repo("catalog/estimates.toml")).unwrap();
    let source = Source::new("estimates.toml", text);
    let root = reader::toml(&source).unwrap();
    check(&tables(&root));
}

/// The deciding value of a number of a model.
fn number(catalog: &Catalog, model: usize, fact: &str) -> Option<f64> {
    let fact = catalog.schema().find(fact).unwrap_or_else(|| panic!("no fact `{fact}`"));
    catalog.model_value(model, fact).and_then(Value::as_number)
}

/// The fits of all lines of a table over the models that have both, of those that are to be kept. Where a line goes `through` another
/// benchmark, models that lack the measurement stand in it with what the line of that benchmark says, and with its error.
fn fits(catalog: &Catalog, table: &Table<'_>, keep: impl Fn(usize) -> bool) -> Vec<Option<Fit>> {
    let mut fits: Vec<(&str, Option<Fit>)> = Vec::new();
    for line in &table.lines {
        let from = text(line, "from");
        let through = line.get("through").and_then(Node::text);
        let by_way = through.and_then(|t| Some((t, fits.iter().find(|(f, _)| *f == t)?.1?)));
        let (mut points, mut uncertain) = (Vec::new(), 0.0);
        for model in (0..catalog.models().len()).filter(|m| keep(*m)) {
            let Some(x) = number(catalog, model, from) else { continue };
            if let Some(y) = number(catalog, model, &table.measured) {
                points.push((x, y));
            } else if let Some((fact, fit)) = by_way
                && let Some(z) = number(catalog, model, fact)
            {
                points.push((x, fit.centre(z)));
                uncertain += fit.error.powi(2);
            }
        }
        fits.push((from, Fit::new(&points, uncertain)));
    }
    fits.into_iter().map(|(_, fit)| fit).collect()
}

/// A line as the file should have it.
fn written(table: &str, line: &Node<'_>, fit: &Fit) -> String {
    let mut out = format!("[[{table}.line]]\nfrom = \"{}\"\n", text(line, "from"));
    if let Some(through) = line.get("through").and_then(Node::text) {
        let _ = writeln!(out, "through = \"{through}\"");
    }
    for (key, figure) in figures(fit) {
        let _ = writeln!(out, "{key} = {figure}");
    }
    out
}

/// Key and figure, rounded as in the file.
fn figures(fit: &Fit) -> [(&'static str, String); 8] {
    [
        ("intercept", format!("{:.2}", fit.intercept)),
        ("slope", format!("{:.4}", fit.slope)),
        ("error", format!("{:.2}", fit.error)),
        ("r2", format!("{:.2}", fit.r2)),
        ("models", fit.models.to_string()),
        ("mean", digits(fit.mean, 2)),
        ("spread", digits(fit.spread, 1)),
        ("quantile", format!("{:.3}", fit.quantile)),
    ]
}

/// With so many places; with four where it is below one.
fn digits(figure: f64, places: usize) -> String {
    let places = if figure.abs() < 1.0 { 4 } else { places };
    format!("{figure:.places$}")
}

fn written_number(node: &Node<'_>, key: &str) -> Option<f64> {
    match node.get(key)?.tree {
        verdict::document::Tree::Integer(i) => Some(i as f64),
        verdict::document::Tree::Number(n) => Some(n),
        _ => None,
    }
}

fn flag(node: &Node<'_>) -> Option<bool> {
    if let verdict::document::Tree::Bool(is) = node.tree { Some(is) } else { None }
}

/// The names of a key that is one or several.
fn texts<'n>(node: &'n Node<'n>, key: &str) -> Vec<&'n str> {
    let Some(node) = node.get(key) else { return Vec::new() };
    node.list().map_or_else(|| node.text().into_iter().collect(), |all| all.iter().filter_map(Node::text).collect())
}

/// Whether a score says what a model has: it was measured, or a line is from a score that it has.
fn has_score(catalog: &Catalog, table: &Table<'_>, model: usize) -> bool {
    let lines = table.lines.iter().map(|line| text(line, "from"));
    lines.chain([table.measured.as_str()]).any(|fact| number(catalog, model, fact).is_some())
}

/// What a fit over traits is over, of one model; `None` if it is not over such.
fn traits_of(catalog: &Catalog, traits: &Node<'_>, model: usize) -> Option<Vec<f64>> {
    let value = |fact: &str| catalog.model_value(model, catalog.schema().find(fact)?);
    let among = traits.get("among").and_then(Node::table).unwrap_or_default();
    let in_words = among.iter().all(|entry| match (value(&entry.key), entry.value.list()) {
        (Some(is), Some(words)) => words.iter().any(|w| w.text() == is.as_text()),
        (Some(is), None) => Some(is) == flag(&entry.value).map(Value::Bool).as_ref(),
        (None, _) => false,
    });
    if !in_words || texts(traits, "without").iter().any(|fact| value(fact).is_some()) {
        return None;
    }
    let terms = traits.get("term").and_then(Node::list).unwrap_or_default();
    let term = |term: &Node<'_>| {
        let x = match texts(term, "from").into_iter().find_map(value)? {
            Value::Date(date) => f64::from(date.days() - Date::parse("2020-01-01")?.days()) / 365.25,
            other => other.as_number()?,
        };
        let outside = written_number(term, "least").is_some_and(|least| x < least)
            || written_number(term, "below").is_some_and(|below| x >= below);
        let log = term.get("log").and_then(flag).unwrap_or(false);
        (!outside).then(|| if log { x.log10() } else { x })
    };
    terms.iter().map(term).collect()
}

/// A fit over traits, over all models with a score but one.
fn fit_of(catalog: &Catalog, table: &Table<'_>, traits: &Node<'_>, left_out: Option<usize>) -> Option<Several> {
    let models = (0..catalog.models().len()).filter(|m| Some(*m) != left_out && has_score(catalog, table, *m));
    let points = models.filter_map(|m| Some((traits_of(catalog, traits, m)?, by_scores(catalog, table, m)?)));
    Several::new(&points.collect::<Vec<_>>())
}

/// What its own scores say of a model: the middle of its interval, before it may count for as much as the one before it.
fn by_scores(catalog: &Catalog, table: &Table<'_>, model: usize) -> Option<f64> {
    let [low, high] = ["low", "high"].map(|end| number(catalog, model, &format!("{}_{end}", table.fact)));
    Some(f64::midpoint(low?, high?))
}

/// The text of `[[….traits]]`, and the figures that it should have, those of the terms last.
fn written_traits(table: &str, traits: &Node<'_>, fit: &Several) -> (String, Vec<(&'static str, String)>, Vec<String>) {
    let own = vec![
        ("intercept", format!("{:.2}", fit.figures[0])),
        ("error", format!("{:.2}", fit.error)),
        ("models", fit.models.to_string()),
        ("quantile", format!("{:.3}", fit.quantile)),
    ];
    let slopes: Vec<String> = fit.figures.iter().skip(1).map(|slope| format!("{slope:.4}")).collect();
    let mut out = format!("[[{table}.traits]]\nr2 = {:.2}\n", fit.r2);
    for (key, figure) in &own {
        let _ = writeln!(out, "{key} = {figure}");
    }
    let terms = traits.get("term").and_then(Node::list).unwrap_or_default();
    for (term, slope) in terms.iter().zip(&slopes) {
        let _ = writeln!(out, "[[{table}.traits.term]]\nfrom = {:?}\nslope = {slope}", texts(term, "from"));
    }
    (out, own, slopes)
}

/// What each model has more than the one before it, of all pairs that are both measured.
fn gains(catalog: &Catalog, measured: &str) -> Vec<f64> {
    let named = ["model.base_model", "model.predecessor"].map(|fact| catalog.schema().find(fact).unwrap());
    let gain = |model: usize| {
        let before = named.into_iter().find_map(|fact| catalog.model_value(model, fact))?.as_text()?.to_string();
        let before = catalog.models().iter().position(|m| *m.id == *before)?;
        Some(number(catalog, model, measured)? - number(catalog, before, measured)?)
    };
    (0..catalog.models().len()).filter_map(gain).collect()
}

/// The text of `[….kin]` for these gains; nothing from fewer than ten of them.
fn kin(table: &str, gains: &[f64]) -> Option<(String, [(&'static str, String); 3])> {
    if gains.len() < 10 {
        return None;
    }
    let figures = [
        ("gain_low", format!("{:.1}", percentile(gains, 0.05))),
        ("gain_high", format!("{:.1}", percentile(gains, 0.95))),
        ("pairs", gains.len().to_string()),
    ];
    let mut out = format!("[{table}.kin]\n");
    for (key, figure) in &figures {
        let _ = writeln!(out, "{key} = {figure}");
    }
    Some((out, figures))
}

fn claimed(says: &Statement) -> bool {
    says.details.iter().any(|(key, is)| &**key == "self_reported" && *is == Value::Bool(true))
}

/// Within what nine in ten lie: other runs of the deciding one of the same source, and what others measured of what developers report.
fn apart(catalog: &Catalog, measured: &str) -> [(&'static str, String); 2] {
    let fact = catalog.schema().find(measured).unwrap();
    let (mut runs, mut claims) = (Vec::new(), Vec::new());
    for model in 0..catalog.models().len() {
        let all: Vec<(f64, &Statement)> = catalog
            .model_evidence(model, fact)
            .iter()
            .filter_map(|says| Some((says.value.as_number()?, says)))
            .collect();
        let Some((decides, first)) = all.first() else { continue };
        let alike = |says: &Statement| says.source == first.source && claimed(says) == claimed(first);
        runs.extend(all.iter().skip(1).filter(|(_, says)| alike(says)).map(|(other, _)| (other - decides).abs()));
        let of = |own: bool| all.iter().find(|(_, says)| claimed(says) == own).map(|(value, _)| *value);
        claims.extend(of(true).zip(of(false)).map(|(own, others)| (own - others).abs()));
    }
    let figure = |of: &[f64]| if of.is_empty() { "none".to_string() } else { format!("{:.1}", percentile(of, 0.9)) };
    [("runs", figure(&runs)), ("claims", figure(&claims))]
}

/// `cargo test --test it estimates::shipped::figures -- --nocapture` prints every figure as it should stand in the file.
#[test]
fn figures_are_those_of_the_catalog() {
    let catalog = shipped().catalog();
    with_file(|tables| {
        let (mut all, mut wrong) = (String::new(), Vec::new());
        let mut hold = |what: String, node: &Node<'_>, figures: &[(&str, String)]| {
            let differs = |(key, figure): &&(&str, String)| written_number(node, key) != figure.parse::<f64>().ok();
            wrong.extend(figures.iter().filter(differs).map(|(key, figure)| format!("{what}: {key} = {figure}")));
        };
        for table in tables {
            for (line, fit) in table.lines.iter().zip(fits(catalog, table, |_| true)) {
                let from = text(line, "from");
                let fit = fit.unwrap_or_else(|| panic!("{}: too few models have {from}", table.name));
                let _ = writeln!(all, "{}", written(&table.name, line, &fit));
                hold(format!("{} from {from}", table.name), line, &figures(&fit));
            }
            if let Some(other) = table.other {
                let name = text(other, "estimate");
                let above = tables.iter().find(|t| t.name == name).unwrap();
                // Only where both are measured: an estimate of one is none of the other's business.
                let both = (0..catalog.models().len())
                    .filter_map(|m| Some((number(catalog, m, &above.measured)?, number(catalog, m, &table.measured)?)));
                let fit = Fit::new(&both.collect::<Vec<_>>(), 0.0).unwrap();
                let _ = writeln!(all, "[{}.other]\nestimate = \"{name}\"", table.name);
                for (key, figure) in figures(&fit) {
                    let _ = writeln!(all, "{key} = {figure}");
                }
                all.push('\n');
                hold(format!("{}.other", table.name), other, &figures(&fit));
            }
            for traits in &table.traits {
                let fit = fit_of(catalog, table, traits, None).unwrap();
                let (text, own, slopes) = written_traits(&table.name, traits, &fit);
                let _ = writeln!(all, "{text}");
                hold(format!("{}.traits", table.name), traits, &own);
                let terms = traits.get("term").and_then(Node::list).unwrap_or_default();
                for (term, slope) in terms.iter().zip(slopes) {
                    hold(format!("{}.traits from {:?}", table.name, texts(term, "from")), term, &[("slope", slope)]);
                }
            }
            let measured = (0..catalog.models().len()).filter_map(|m| number(catalog, m, &table.measured));
            let best = measured.reduce(if table.lower { f64::min } else { f64::max }).unwrap();
            assert!((table.best - best).abs() < 1e-9, "{}: best = {best}", table.name);
            for (key, figure) in apart(catalog, &table.measured) {
                if table.node.get(key).is_some() {
                    let _ = writeln!(all, "{}: {key} = {figure}\n", table.name);
                    hold(table.name.clone(), table.node, &[(key, figure)]);
                }
            }
            let gains = gains(catalog, &table.measured);
            match (kin(&table.name, &gains), table.kin) {
                (Some((text, figures)), node) => {
                    let _ = writeln!(all, "{text}");
                    if let Some(node) = node {
                        hold(format!("{}.kin", table.name), node, &figures);
                    }
                }
                (None, Some(node)) => hold(format!("{}.kin", table.name), node, &[("pairs", "too few".to_string())]),
                (None, None) => {
                    let _ = writeln!(
                        all,
                        "# {}: {} pairs of predecessor and successor, too few\n",
                        table.name,
                        gains.len()
                    );
                }
            }
        }
        println!("{all}");
        assert!(wrong.is_empty(), "the file says otherwise of\n{}\n\nit should have\n\n{all}", wrong.join("\n"));
    });
}

/// Which lines are kept: at least six models in common, and at least half of the variance explained.
#[test]
fn lines_are_worth_having() {
    with_file(|tables| {
        for table in tables {
            let fits = table.lines.iter().copied().chain(table.other).chain(table.traits.iter().copied());
            for fit in fits {
                assert!(written_number(fit, "models").unwrap() >= 6.0, "{}", table.name);
                // What is only a mean explains nothing, and says so by its width.
                assert!(written_number(fit, "r2").is_none_or(|r| r >= 0.5), "{}", table.name);
            }
        }
    });
}

/// What lines say together of a model that they were fitted without.
fn together(table: &Table<'_>, fits: &[Option<Fit>], score: impl Fn(&str) -> Option<f64>) -> Option<(f64, f64)> {
    let each = table.lines.iter().zip(fits).filter_map(|(line, fit)| {
        let (fit, x) = ((*fit)?, score(text(line, "from"))?);
        Some((fit.centre(x), fit.half_width(x)))
    });
    let all: Vec<(f64, f64)> = each.collect();
    let whole: f64 = all.iter().map(|(_, half)| half.powi(-2)).sum();
    let centre = all.iter().map(|(centre, half)| centre * half.powi(-2)).sum::<f64>() / whole;
    let half = all.iter().map(|(_, half)| *half).reduce(f64::min)?;
    Some((centre, all.iter().map(|(c, _)| (c - centre).abs()).fold(half, f64::max)))
}

/// Every measured model in turn is taken for one that is not: the lines are fitted without it, and the interval that they come to is
/// held against what was measured, and so are those of each line by itself. Nine in ten are promised; a few benchmarks of a few
/// models each cannot promise that exactly. Together the lines are closer than the first of them.
#[test]
fn intervals_hold_what_was_left_out() {
    let catalog = shipped().catalog();
    with_file(|tables| {
        for table in tables.iter().filter(|t| !t.lines.is_empty()) {
            let (mut tried, mut inside, mut off, mut off_first) = (0_u32, 0_u32, 0.0, 0.0);
            let mut alone = vec![(0_u32, 0_u32); table.lines.len()];
            for model in 0..catalog.models().len() {
                let Some(truth) = number(catalog, model, &table.measured) else { continue };
                let fits = fits(catalog, table, |m| m != model);
                let mut first: Option<f64> = None;
                for ((line, fit), (hit, of)) in table.lines.iter().zip(&fits).zip(&mut alone) {
                    let (Some(fit), Some(x)) = (fit, number(catalog, model, text(line, "from"))) else { continue };
                    let (centre, half) = (fit.centre(x), fit.half_width(x));
                    *of += 1;
                    *hit += u32::from((truth - centre).abs() <= half);
                    first.get_or_insert(centre);
                }
                let Some(first) = first else { continue };
                let (centre, half) = together(table, &fits, |fact| number(catalog, model, fact)).unwrap();
                tried += 1;
                inside += u32::from((truth - centre).abs() <= half);
                off += (truth - centre).abs();
                off_first += (truth - first).abs();
            }
            let percent = |hit: u32, of: u32| 100.0 * f64::from(hit) / f64::from(of);
            let share = percent(inside, tried);
            let (off, off_first) = (off / f64::from(tried), off_first / f64::from(tried));
            println!(
                "{}: {inside} of {tried} inside ({share:.0}%), off by {off:.1} on average, by the first line {off_first:.1}",
                table.name
            );
            for (line, (hit, of)) in table.lines.iter().zip(alone) {
                println!("  {} alone: {hit} of {of} ({:.0}%)", text(line, "from"), percent(hit, of));
                let told = of < 10 || percent(hit, of) >= 75.0;
                assert!(told, "{} from {}: {hit} of {of}", table.name, text(line, "from"));
            }
            assert!(tried >= 9 && share >= 75.0, "{}: {inside} of {tried}", table.name);
            assert!(tried < 20 || off <= off_first * 1.05, "{}: {off} against {off_first}", table.name);
        }
    });
}

/// The day of a model, in days.
fn day(catalog: &Catalog, model: usize) -> Option<i32> {
    let day = |fact: &str| match catalog.model_value(model, catalog.schema().find(fact)?)? {
        Value::Date(date) => Some(date.days()),
        _ => None,
    };
    day("model.released").or_else(|| day("model.hf_created"))
}

/// What lies beyond the best of a day is mostly there: lines that were fitted to the models of before a day are held against those of the half year
/// after it. Where they say more than the best of before, what counts of it errs less than the best of before does.
#[test]
fn what_lies_beyond_the_best_of_a_day_is_no_error() {
    let catalog = shipped().catalog();
    let quarters = [
        "2024-10-01",
        "2025-01-01",
        "2025-04-01",
        "2025-07-01",
        "2025-10-01",
        "2026-01-01",
        "2026-04-01",
        "2026-07-01",
    ];
    with_file(|tables| {
        let (mut said, mut so) = (0_u32, 0_u32);
        for table in tables.iter().filter(|t| !t.lines.is_empty()) {
            let sign = if table.lower { -1.0 } else { 1.0 };
            let (mut tried, mut cut, mut off) = (0_u32, 0.0, 0.0);
            for quarter in quarters {
                let first = Date::parse(quarter).unwrap().days();
                let before = |m: usize| day(catalog, m).is_some_and(|day| day < first);
                let known: Vec<f64> = (0..catalog.models().len())
                    .filter(|m| before(*m))
                    .filter_map(|m| Some(sign * number(catalog, m, &table.measured)?))
                    .collect();
                if known.len() < 8 {
                    continue;
                }
                let best = known.into_iter().fold(f64::MIN, f64::max);
                let fits: Vec<Option<Fit>> =
                    fits(catalog, table, before).into_iter().map(|fit| fit.filter(|f| f.models >= 6)).collect();
                let after = |m: usize| day(catalog, m).is_some_and(|day| (first..first + 182).contains(&day));
                for model in (0..catalog.models().len()).filter(|m| after(*m)) {
                    let Some(truth) = number(catalog, model, &table.measured).map(|x| sign * x - best) else {
                        continue;
                    };
                    let Some((centre, _)) = together(table, &fits, |fact| number(catalog, model, fact)) else {
                        continue;
                    };
                    let beyond = sign * centre - best;
                    if beyond > 0.0 {
                        tried += 1;
                        so += u32::from(truth > 0.0);
                        cut += truth.abs();
                        off += (truth - table.beyond * beyond).abs();
                    }
                }
            }
            println!("{}: {tried} beyond, cut off {cut:.1}, a share of them {off:.1}", table.name);
            assert!(off <= cut, "{}: {off} against {cut}", table.name);
            said += tried;
        }
        println!("{so} of {said} were beyond");
        assert!(said > 200 && so * 4 > said * 3, "{so} of {said}");
    });
}

/// No middle lies outside of its own ends, of any model and on any scale.
#[test]
fn a_middle_lies_between_its_ends() {
    let catalog = shipped().catalog();
    let mut held = 0;
    with_file(|tables| {
        for table in tables {
            for model in 0..catalog.models().len() {
                let [value, low, high] =
                    ["", "_low", "_high"].map(|end| number(catalog, model, &format!("{}{end}", table.fact)));
                let id = &catalog.models()[model].id;
                let (Some(low), Some(high)) = (low, high) else {
                    assert!(value.is_none(), "{} of {id} has no ends", table.name);
                    continue;
                };
                assert!(low <= high, "{} of {id}: {low} to {high}", table.name);
                assert!(
                    value.is_none_or(|v| low <= v && v <= high),
                    "{} of {id}: {value:?} in {low} to {high}",
                    table.name
                );
                held += 1;
            }
        }
    });
    assert!(held > 3000, "{held}");
}

/// Few are told to be just alike at the top: of those beyond the best that was measured at most a handful share a value.
#[test]
fn the_frontier_is_told_apart() {
    let catalog = shipped().catalog();
    with_file(|tables| {
        for table in tables {
            let mut of: std::collections::BTreeMap<u64, Vec<&str>> = std::collections::BTreeMap::new();
            for model in 0..catalog.models().len() {
                let beyond = number(catalog, model, &table.fact)
                    .filter(|x| if table.lower { *x <= table.best } else { *x >= table.best });
                // Two copies of one model, and what succeeds it unmeasured, have what it has.
                let heir = ["model.base_model", "model.predecessor"]
                    .iter()
                    .any(|f| catalog.model_value(model, catalog.schema().find(f).unwrap()).is_some());
                if let Some(x) = beyond.filter(|_| !heir) {
                    of.entry(x.to_bits()).or_default().push(&catalog.models()[model].id);
                }
            }
            let most = of.values().max_by_key(|all| all.len());
            assert!(most.is_none_or(|all| all.len() <= 4), "{}: {most:?}", table.name);
        }
    });
}

/// Number facts of models that say nothing of how good its answers are.
const NO_SCORES: &str = "attention_heads attention_layers audio_tokens bfcl_v4_latency_mean context_window embedding_dimensions experts
    experts_per_token first_token_latency head_dim image_tokens kv_cache_bytes_per_token kv_state_bytes languages_count layers licence_revenue_cap
    licence_users_cap max_input max_output output_speed params_active params_read params_routed params_total pdf_page_tokens tested_speed
    thinking_share_high thinking_share_low thinking_share_max thinking_share_medium thinking_share_on thinking_share_xhigh tokenizer_ratio
    training_tokens video_tokens weights_4bit_gb weights_8bit_gb weights_gb_fp16 weights_gb_q4 weights_native_gb";

/// Every score that the catalog can have counts as one: a new benchmark belongs in the list, or, if it is none, in the one above.
#[test]
fn every_score_counts_as_one() {
    let schema = shipped().catalog().schema();
    with_file(|tables| {
        let made: Vec<String> =
            tables.iter().flat_map(|t| ["", "_low", "_high"].map(|end| format!("{}{end}", t.fact))).collect();
        let none: Vec<String> = NO_SCORES.split_whitespace().map(|name| format!("model.{name}")).collect();
        let of = tables[0].node.get("scored").expect("`scored` stands in the first table");
        let counted = texts(of, "of");
        let scores = schema.iter().map(|(_, fact)| fact).filter(|fact| {
            matches!(fact.ty, Type::Number | Type::Integer)
                && fact.id.starts_with("model.")
                && fact.formula.is_none()
                && !made.contains(&fact.id)
                && !none.contains(&fact.id)
        });
        let scores: Vec<&str> = scores.map(|fact| fact.id.as_str()).collect();
        let missing: Vec<&&str> = scores.iter().filter(|id| !counted.contains(id)).collect();
        let other: Vec<&&str> = counted.iter().filter(|id| !scores.contains(id)).collect();
        assert!(missing.is_empty() && other.is_empty(), "not counted: {missing:?}; no scores: {other:?}");
        // And what the general index is made from counts as a general score.
        let facts = std::fs::read_to_string(repo("catalog/facts.toml")).unwrap();
        let formula = facts.split("[model.generally_scored]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
        let lines = tables[0].lines.iter().map(|line| text(line, "from"));
        for score in lines.chain([tables[0].measured.as_str()]) {
            assert!(formula.contains(&format!("has({score})")), "{score} is no general score");
        }
    });
}

/// The same for what is likely of a model of which no score is known to us: its size and its day, or its day alone.
#[test]
fn traits_hold_what_was_left_out() {
    let catalog = shipped().catalog();
    with_file(|tables| {
        let mut tried = 0;
        for table in tables {
            for traits in &table.traits {
                let (mut of, mut inside, mut least) = (0_u32, 0_u32, 0_u32);
                for model in (0..catalog.models().len()).filter(|m| has_score(catalog, table, *m)) {
                    let (Some(x), Some(truth)) = (traits_of(catalog, traits, model), by_scores(catalog, table, model))
                    else {
                        continue;
                    };
                    let fit = fit_of(catalog, table, traits, Some(model)).unwrap();
                    let figures = fit.figures.len() as f64;
                    let half = fit.quantile * fit.error * (1.0 + figures / fit.models as f64).sqrt();
                    let above = (truth - fit.centre(&x)) * if table.lower { -1.0 } else { 1.0 };
                    of += 1;
                    inside += u32::from(above.abs() <= half);
                    least += u32::from(above >= -fit.error);
                }
                println!("{}: {inside} of {of} inside, {least} at least what counts", table.name);
                tried += of;
                // Nine in ten, and five of six.
                assert!(f64::from(inside) >= 0.85 * f64::from(of), "{}: {inside} of {of}", table.name);
                assert!(f64::from(least) >= 0.75 * f64::from(of), "{}: {least} of {of}", table.name);
            }
        }
        assert!(tried > 200, "{tried}");
    });
}

/// No list decides alone: without any one of those that the general index is estimated from, the models that are measured by others
/// keep their order but for what is within the interval.
#[test]
fn no_list_decides_alone() {
    let catalog = shipped().catalog();
    with_file(|tables| {
        let table = &tables[0];
        let fits = fits(catalog, table, |_| true);
        let models: Vec<usize> = (0..catalog.models().len())
            .filter(|m| number(catalog, *m, &table.measured).is_none())
            .filter(|m| table.lines.iter().filter(|l| number(catalog, *m, text(l, "from")).is_some()).count() > 1)
            .collect();
        assert!(models.len() > 30, "{}", models.len());
        for left in table.lines.iter().map(|line| text(line, "from")) {
            for model in &models {
                let score = |fact: &str| number(catalog, *model, fact);
                let (with, half) = together(table, &fits, score).unwrap();
                let without = together(table, &fits, |fact| if fact == left { None } else { score(fact) });
                let moved = without.map_or(0.0, |(centre, _)| (centre - with).abs());
                assert!(moved <= half, "{} without {left}: {moved} of ± {half}", catalog.models()[*model].id);
            }
        }
    });
}

/// What nobody measured has at least what the model before it has, on every scale; and a copy exactly what its original has.
#[test]
fn no_successor_is_below_what_it_succeeds() {
    let catalog = shipped().catalog();
    let text_of = |model: usize, fact: &str| {
        let id = catalog.model_value(model, catalog.schema().find(fact).unwrap())?.as_text()?.to_string();
        catalog.models().iter().position(|m| *m.id == *id)
    };
    let mut held = 0;
    with_file(|tables| {
        for table in tables.iter().filter(|t| t.kin.is_some()) {
            for model in (0..catalog.models().len()).filter(|m| !has_score(catalog, table, *m)) {
                let (base, predecessor) = (text_of(model, "model.base_model"), text_of(model, "model.predecessor"));
                let Some(before) = base.or(predecessor).and_then(|b| number(catalog, b, &table.fact)) else { continue };
                let own = number(catalog, model, &table.fact).unwrap();
                let sign = if table.lower { -1.0 } else { 1.0 };
                let id = &catalog.models()[model].id;
                assert!((own - before) * sign >= 0.0, "{} of {id}: {own} after {before}", table.name);
                assert!(base.is_none() || (own - before).abs() < 1e-9, "{} of {id}: {own}, not {before}", table.name);
                held += 1;
            }
        }
    });
    assert!(held > 200, "{held}");
}
