//! The naive evaluator: one alternative at a time, straight from the definitions, nothing shared with the fast one but the
//! parsed files. The benches include it, too.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use verdict::expression::Ast;
use verdict::expression::syntax::{Comparator, Function, Operator, Quantifier, Syntax};
use verdict::fact::Root;
use verdict::graph::{DecisionGraph, WHOLE};
use verdict::rulebook::{Anchor, Effect, Points, Rule, Scale, WhenUnknown};
use verdict::value::{Date, Value};

/// Facts by id; what is missing is unknown.
pub type Facts = BTreeMap<String, Value>;

/// An expression over one alternative: `None` is unknown.
pub fn eval(ast: &Ast, at: usize, facts: &Facts, names: &BTreeMap<String, Value>) -> Option<Value> {
    let go = |i: usize| eval(ast, i, facts, names);
    let truth = |v: Option<Value>| if let Some(Value::Bool(b)) = v { Some(b) } else { None };
    let logic = |parts: &[usize], absorbing: bool| {
        let values: Vec<Option<bool>> = parts.iter().map(|p| truth(go(*p))).collect();
        if values.contains(&Some(absorbing)) {
            return Some(Value::Bool(absorbing));
        }
        (!values.contains(&None)).then_some(Value::Bool(!absorbing))
    };
    Some(match ast.node(at) {
        Syntax::Bool(b) => Value::Bool(*b),
        Syntax::Integer(i) => Value::Integer(*i),
        Syntax::Number(n) => Value::Number(*n),
        Syntax::Text(t) => Value::text(t),
        Syntax::Name(n) => names.get(n)?.clone(),
        Syntax::Fact(root, name) => facts.get(&format!("{root}.{name}"))?.clone(),
        Syntax::Has(of) => match ast.node(*of) {
            Syntax::Fact(root, name) => Value::Bool(facts.contains_key(&format!("{root}.{name}"))),
            _ => return None,
        },
        Syntax::Not(a) => Value::Bool(!truth(go(*a))?),
        Syntax::Negate(a) => match go(*a)? {
            Value::Integer(i) => Value::Integer(i.checked_neg()?),
            other => Value::Number(-other.as_number()?),
        },
        Syntax::And(parts) => logic(parts, false)?,
        Syntax::Or(parts) => logic(parts, true)?,
        Syntax::Choose(c, a, b) => go(if truth(go(*c))? { *a } else { *b })?,
        Syntax::Arithmetic(first, rest) => {
            let mut left = go(*first)?;
            for (op, right) in rest {
                left = arithmetic(*op, &left, &go(*right)?)?;
            }
            left
        }
        Syntax::Compare(op, a, b) => Value::Bool(compare(*op, &go(*a)?, &go(*b)?)),
        Syntax::In(a, list) => {
            let (a, list) = (go(*a)?, items(go(*list)?)?);
            Value::Bool(list.iter().any(|i| compare(Comparator::Equal, &a, i)))
        }
        Syntax::List(parts) => Value::List(parts.iter().map(|p| go(*p)).collect::<Option<_>>()?),
        Syntax::Call(f, args) => call(*f, &args.iter().map(|a| go(*a)).collect::<Option<Vec<_>>>()?)?,
        Syntax::Loop(kind, over, name, body) => {
            let each = items(go(*over)?)?.into_iter().map(|item| {
                let mut names = names.clone();
                names.insert(name.clone(), item);
                truth(eval(ast, *body, facts, &names))
            });
            let each: Vec<Option<bool>> = each.collect();
            match kind {
                Quantifier::All if each.contains(&Some(false)) => Value::Bool(false),
                Quantifier::Exists if each.contains(&Some(true)) => Value::Bool(true),
                _ if each.contains(&None) => return None,
                Quantifier::All => Value::Bool(true),
                Quantifier::Exists => Value::Bool(false),
                Quantifier::ExistsOne => Value::Bool(each.iter().filter(|e| **e == Some(true)).count() == 1),
            }
        }
        Syntax::Refused => return None,
    })
}

fn items(value: Value) -> Option<Vec<Value>> {
    if let Value::List(items) = value { Some(items) } else { None }
}

fn arithmetic(op: Operator, a: &Value, b: &Value) -> Option<Value> {
    if let (Value::Integer(a), Value::Integer(b)) = (a, b) {
        return Some(Value::Integer(match op {
            Operator::Add => a.checked_add(*b)?,
            Operator::Subtract => a.checked_sub(*b)?,
            Operator::Multiply => a.checked_mul(*b)?,
            Operator::Divide => a.checked_div(*b)?,
            Operator::Remainder => a.checked_rem(*b)?,
        }));
    }
    // Texts have no difference, so one side is a date, however the other is written.
    let day = |v: &Value| match v {
        Value::Date(date) => Some(*date),
        other => Date::parse(other.as_text()?),
    };
    if let (Operator::Subtract, Some(a), Some(b)) = (op, day(a), day(b)) {
        return Some(Value::Integer(i64::from(a.days() - b.days())));
    }
    if let (Value::Text(a), Value::Text(b)) = (a, b) {
        return Some(Value::text(&format!("{a}{b}")));
    }
    let (a, b) = (a.as_number()?, b.as_number()?);
    let number = match op {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Remainder => a % b,
    };
    number.is_finite().then_some(Value::Number(number))
}

fn compare(op: Comparator, a: &Value, b: &Value) -> bool {
    let order = match (a, b) {
        (Value::Date(a), b) => Some(a.to_string().cmp(&b.to_string())),
        (a, Value::Date(b)) => Some(a.to_string().cmp(&b.to_string())),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::List(a), Value::List(b)) => (a == b).then_some(Ordering::Equal),
        _ => a.as_number().zip(b.as_number()).and_then(|(a, b)| a.partial_cmp(&b)),
    };
    match op {
        Comparator::Equal => order.is_some_and(Ordering::is_eq),
        Comparator::Unequal => !order.is_some_and(Ordering::is_eq),
        Comparator::Less => order.is_some_and(Ordering::is_lt),
        Comparator::LessEqual => order.is_some_and(Ordering::is_le),
        Comparator::Greater => order.is_some_and(Ordering::is_gt),
        Comparator::GreaterEqual => order.is_some_and(Ordering::is_ge),
    }
}

fn call(f: Function, args: &[Value]) -> Option<Value> {
    let text = |i: usize| args[i].as_text().map(str::to_string);
    Some(match f {
        Function::StartsWith => Value::Bool(text(0)?.starts_with(&text(1)?)),
        Function::EndsWith => Value::Bool(text(0)?.ends_with(&text(1)?)),
        Function::Contains => Value::Bool(text(0)?.contains(&text(1)?)),
        Function::Size => Value::Integer(match &args[0] {
            Value::List(items) => items.len() as i64,
            other => other.as_text()?.chars().count() as i64,
        }),
        Function::Ceil => Value::Number(args[0].as_number()?.ceil()),
        Function::Pow => {
            let number = libm::pow(args[0].as_number()?, args[1].as_number()?);
            number.is_finite().then_some(Value::Number(number))?
        }
        Function::Min | Function::Max => {
            let worse = if f == Function::Min { Comparator::Less } else { Comparator::Greater };
            args.iter().skip(1).fold(args[0].clone(), |best, a| if compare(worse, a, &best) { a.clone() } else { best })
        }
    })
}

/// A criterion with its points; no group above it is the goal.
struct Edge {
    id: String,
    above: Vec<String>,
    points: i64,
    leaf: bool,
}

fn below<'e>(edges: &'e [Edge], group: Option<&'e Edge>) -> impl Iterator<Item = &'e Edge> {
    edges.iter().filter(move |e| group.map_or(e.above.is_empty(), |g| e.above.contains(&g.id)) && live(edges, e))
}

fn live(edges: &[Edge], edge: &Edge) -> bool {
    edge.points > 0 && (edge.leaf || below(edges, Some(edge)).next().is_some())
}

/// The sum over all paths from the goal of the products of the shares.
fn weight(edges: &[Edge], edge: Option<&Edge>) -> f64 {
    let Some(edge) = edge else { return 1.0 };
    if !live(edges, edge) {
        return 0.0;
    }
    let parents: Vec<Option<&Edge>> = match edge.above.as_slice() {
        [] => vec![None],
        above => above.iter().map(|id| edges.iter().find(|e| e.id == *id)).collect(),
    };
    let through = parents.into_iter().map(|parent| {
        let total: i64 = below(edges, parent).map(|e| e.points).sum();
        weight(edges, parent) * (edge.points as f64 / total as f64)
    });
    through.sum()
}

/// What the naive evaluator says of one alternative.
#[derive(Debug, PartialEq)]
pub struct Judged {
    pub eligible: bool,
    pub unverified: bool,
    pub score: i32,
    pub low: i32,
    pub high: i32,
}

/// The answers.
fn needs(graph: &DecisionGraph, values: &[Option<Value>]) -> Facts {
    let facts = graph.schema().iter();
    facts.filter_map(|(id, fact)| Some((fact.id.clone(), values[id.index()].clone()?))).collect()
}

/// The formulas of the schema, read anew, with the facts they give.
fn formulas(graph: &DecisionGraph) -> Vec<(String, Ast)> {
    let all = graph.schema().iter().filter_map(|(_, fact)| Some((fact.id.clone(), fact.formula.as_ref()?)));
    all.map(|(id, formula)| (id, verdict::expression::parse(&formula.text).unwrap())).collect()
}

/// Everything that is known of an alternative, beside the answers.
pub fn facts(graph: &DecisionGraph, row: usize, values: &[Option<Value>]) -> Facts {
    all_facts(graph, &formulas(graph), row, values)
}

fn all_facts(graph: &DecisionGraph, formulas: &[(String, Ast)], row: usize, values: &[Option<Value>]) -> Facts {
    let schema = graph.schema();
    let mut facts = needs(graph, values);
    for (id, fact) in schema.iter().filter(|(_, f)| f.root != Root::Needs) {
        facts.extend(graph.catalog().value(row, id).map(|v| (fact.id.clone(), v.clone())));
    }
    // Formulas may read one another: as many rounds as there are formulas settle them all.
    for _ in formulas {
        let mut settled = true;
        for (id, ast) in formulas {
            if let Some(value) = eval(ast, ast.root(), &facts, &BTreeMap::new()) {
                settled &= facts.insert(id.clone(), value.clone()) == Some(value);
            }
        }
        if settled {
            break;
        }
    }
    facts
}

pub fn judge(graph: &DecisionGraph, values: &[Option<Value>]) -> Vec<Judged> {
    let (book, catalog) = (graph.rulebook(), graph.catalog());
    let needs = needs(graph, values);
    let none = BTreeMap::new();
    let number = |e: &verdict::rulebook::Expression, facts: &Facts| eval(&e.ast, e.ast.root(), facts, &none);
    let fires = |rule: &Rule| rule.when.as_ref().is_none_or(|w| number(w, &needs) == Some(Value::Bool(true)));
    let points = |p: &Points| match p {
        Points::Fixed(n) => *n,
        Points::Computed(e) => match number(e, &needs) {
            Some(Value::Integer(n)) if n >= 0 => n,
            _ => 0,
        },
    };
    // Points of each criterion, its own and those of the rules that fire; a preference is a criterion too.
    let mut edges: Vec<Edge> = Vec::new();
    for c in &book.criteria {
        let mut sum = points(&c.points);
        for rule in book.rules.iter().filter(|r| fires(r)) {
            if let Effect::Weigh(all) = &rule.effect {
                sum += all.iter().filter(|(id, _, _)| *id == c.id).map(|(_, p, _)| points(p)).sum::<i64>();
            }
        }
        let above = c.under.iter().map(|(id, _)| id.clone()).collect();
        edges.push(Edge { id: c.id.clone(), above, points: sum, leaf: c.is_leaf() });
    }
    for rule in &book.rules {
        if let Effect::Prefer { points: p, under, .. } = &rule.effect {
            let points = if fires(rule) { points(p) } else { 0 };
            edges.push(Edge { id: rule.id.clone(), above: vec![under.clone()], points, leaf: true });
        }
    }
    let leaves: Vec<&Edge> = edges.iter().filter(|e| e.leaf).collect();
    let exact: Vec<f64> = leaves.iter().map(|e| weight(&edges, Some(e)) * f64::from(WHOLE)).collect();

    let (formulas, firing) = (formulas(graph), book.rules.iter().filter(|r| fires(r)).collect::<Vec<_>>());
    (0..catalog.alternatives().len())
        .map(|row| {
            let facts = all_facts(graph, &formulas, row, values);
            let (mut eligible, mut unverified) = (true, false);
            for rule in &firing {
                if let Effect::Require { expression, when_unknown } = &rule.effect {
                    match (number(expression, &facts), when_unknown) {
                        (Some(Value::Bool(true)), _) | (None, WhenUnknown::Keep) => {}
                        (None, WhenUnknown::Exclude) => unverified = true,
                        _ => eligible = false,
                    }
                }
            }
            let (mut score, mut low, mut high) = (0.0, 0.0, 0.0);
            for (leaf, weight) in leaves.iter().zip(&exact) {
                let utility = utility(graph, &leaf.id, &facts);
                let assume = book.criterion(&leaf.id).map_or(0.0, |c| c.assume);
                score += weight * utility.map_or(assume, |(u, _)| u);
                let range = utility.and_then(|(_, range)| range);
                low += weight * range.map_or(0.0, |(least, _)| least);
                high += weight * range.map_or(1.0, |(_, most)| most);
            }
            // Whole thousandths, half up; the border is moved by far more than what the order of a sum does to it.
            let [score, low, high] = [score, low, high].map(|sum: f64| (sum + 0.5 + 1e-6).floor() as i32);
            Judged { eligible: eligible && !unverified, unverified: eligible && unverified, score, low, high }
        })
        .collect()
}

/// A utility and between what it can lie; without that it can be anything.
fn utility(graph: &DecisionGraph, leaf: &str, facts: &Facts) -> Option<(f64, Option<(f64, f64)>)> {
    let none = BTreeMap::new();
    let value = |e: &verdict::rulebook::Expression| eval(&e.ast, e.ast.root(), facts, &none);
    let Some(criterion) = graph.rulebook().criterion(leaf) else {
        let rule = graph.rulebook().rules.iter().find(|r| r.id == leaf)?;
        let Effect::Prefer { expression, .. } = &rule.effect else { return None };
        return match value(expression)? {
            Value::Bool(b) => Some((f64::from(u8::from(b)), Some((f64::from(u8::from(b)), f64::from(u8::from(b)))))),
            _ => None,
        };
    };
    criterion.of.iter().enumerate().find_map(|(i, measure)| {
        let own = value(&measure.value).and_then(|x| on_scale(&measure.scale, &x, &value));
        let ends = measure
            .ends
            .as_ref()
            .map(|(low, high)| [low, high].map(|end| value(end).and_then(|x| on_scale(&measure.scale, &x, &value))));
        let (counts, all) = match (own, ends) {
            // An interval counts with its least; a value lies in its interval, or widens it.
            (None, Some([Some(a), Some(b)])) => (a.min(b), vec![a, b]),
            (Some(u), Some([Some(a), Some(b)])) => (u, vec![a, u, b]),
            (Some(u), None) => (u, vec![u]),
            // Half an interval is none.
            (Some(u), Some(_)) => (u, Vec::new()),
            (None, _) => return None,
        };
        // A substitute is what is ranked by, but the value it stands for may still come out anywhere.
        let known = i == 0 && !all.is_empty();
        let least = all.iter().copied().fold(1.0, f64::min);
        let most = all.iter().copied().fold(0.0, f64::max);
        Some((counts, known.then_some((least, most))))
    })
}

/// The utility of a value.
fn on_scale(scale: &Scale, x: &Value, value: &impl Fn(&verdict::rulebook::Expression) -> Option<Value>) -> Option<f64> {
    let anchor = |a: &Anchor| match a {
        Anchor::Fixed(n) => Some(*n),
        Anchor::Date(date) => Some(f64::from(date.days())),
        Anchor::Computed(e) => plain_number(&value(e)?),
    };
    let u = match scale {
        Scale::Linear(w, b) => (plain_number(x)? - anchor(w)?) / (anchor(b)? - anchor(w)?),
        Scale::Log(w, b) => {
            let g = |x: f64| libm::log(x.max(f64::MIN_POSITIVE));
            (g(x.as_number()?) - g(anchor(w)?)) / (g(anchor(b)?) - g(anchor(w)?))
        }
        Scale::Steps(steps) => {
            let x = x.as_number()?;
            steps.iter().filter(|(from, _)| *from <= x).map(|(_, u)| *u).next_back().unwrap_or(0.0)
        }
        Scale::Curve(points) => {
            let x = plain_number(x)?;
            let mut all: Vec<(f64, f64)> = Vec::new();
            for (at, u) in points {
                let at = anchor(at)?;
                all.push((all.last().map_or(at, |(last, _)| at.max(*last)), *u));
            }
            let (first, last) = (all.first()?, all.last()?);
            let line = all.windows(2).find(|pair| pair[0].0 <= x && x < pair[1].0);
            match line {
                Some(pair) => pair[0].1 + (pair[1].1 - pair[0].1) * (x - pair[0].0) / (pair[1].0 - pair[0].0),
                None if x < first.0 => first.1,
                None => last.1,
            }
        }
        Scale::Table(values) => values.iter().find(|(word, _)| *word == plain(x)).map(|(_, u)| *u)?,
    };
    (!u.is_nan()).then(|| u.clamp(0.0, 1.0))
}

fn plain_number(value: &Value) -> Option<f64> {
    if let Value::Date(date) = value { Some(f64::from(date.days())) } else { value.as_number() }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(b) => b.to_string(),
        other => other.to_string(),
    }
}
