//! The figures of the shipped file.

use std::fmt::Write;

use verdict::catalog::Catalog;
use verdict::diagnostic::Source;
use verdict::document::Node;
use verdict::reader;
use verdict::value::{Date, Value};

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
    lower: bool,
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

/// The fits of all lines of a table over the models that have both, without the model `left_out`. Where a line goes `through` another
/// benchmark, models that lack the measurement stand in it with what the line of that benchmark says, and with its error.
fn fits(catalog: &Catalog, table: &Table<'_>, left_out: Option<usize>) -> Vec<Option<Fit>> {
    let mut fits: Vec<(&str, Option<Fit>)> = Vec::new();
    for line in &table.lines {
        let from = text(line, "from");
        let through = line.get("through").and_then(Node::text);
        let by_way = through.and_then(|t| Some((t, fits.iter().find(|(f, _)| *f == t)?.1?)));
        let (mut points, mut uncertain) = (Vec::new(), 0.0);
        for model in (0..catalog.models().len()).filter(|m| left_out != Some(*m)) {
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
        ("mean", format!("{:.2}", fit.mean)),
        ("spread", format!("{:.1}", fit.spread)),
        ("quantile", format!("{:.3}", fit.quantile)),
    ]
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
            for (line, fit) in table.lines.iter().zip(fits(catalog, table, None)) {
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
                let fits = fits(catalog, table, Some(model));
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

/// The same for what is likely of a model of which no score is published: its size and its day, or its day alone.
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
        let fits = fits(catalog, table, None);
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
