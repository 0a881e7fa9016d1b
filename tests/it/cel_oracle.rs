//! Our language is CEL: random typed expressions over random rows have the value that the `cel` crate gives them, and are
//! unknown exactly where it reports an error.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_cmp,
    clippy::disallowed_types,
    reason = "helpers of tests may fail as tests do; `cel` wants its maps so"
)]

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use verdict::expression::{Column, NodeId, Program, Run, Statics, Table, parse};
use verdict::fact::{Root, Schema};
use verdict::value::{Type, Value};

use crate::random_expression::{Generator, Kind, Pair, Tape, schema, value};

/// The facts of some rows, and the needs.
struct World {
    schema: Schema,
    table: Table,
    needs: Vec<Option<Value>>,
    rows: Vec<Vec<Option<Value>>>,
}

impl World {
    fn new(tape: &mut Tape<'_>, rows: usize) -> Self {
        let schema = schema();
        let pick = |tape: &mut Tape<'_>, of: fn(Root) -> bool| {
            schema.iter().map(|(_, fact)| if of(fact.root) { value(tape, &fact.ty) } else { None }).collect::<Vec<_>>()
        };
        let needs = pick(tape, |root| root == Root::Needs);
        let rows: Vec<_> = (0..rows).map(|_| pick(tape, |root| root != Root::Needs)).collect();
        Self::from_rows(schema.clone(), needs, rows)
    }

    fn from_rows(schema: Schema, needs: Vec<Option<Value>>, rows: Vec<Vec<Option<Value>>>) -> Self {
        let columns = schema.iter().map(|(id, fact)| match fact.root {
            Root::Needs => Column::Const(None),
            _ => Column::from_values(&fact.ty, rows.iter().map(|row| row[id.index()].as_ref())),
        });
        let table = Table { rows: rows.len(), columns: columns.collect() };
        Self { schema, table, needs, rows }
    }

    /// A table of one row whose facts are constants, to compare the two ways of evaluation.
    fn constant_row(&self, row: usize) -> Table {
        Table { rows: 1, columns: self.rows[row].iter().cloned().map(Column::Const).collect() }
    }

    fn cel(&self, program: &cel::Program, row: usize) -> Option<cel::Value> {
        let mut context = cel::Context::default();
        context.add_function("min", cel::functions::min).expect("not there by default");
        context.add_function("max", cel::functions::max).expect("not there by default");
        context.add_function("ceil", |number: f64| number.ceil()).expect("not there by default");
        context.add_function("pow", |of: f64, by: f64| libm::pow(of, by)).expect("not there by default");
        let finite = |number: f64| {
            let wrong = || cel::ExecutionError::function_error("finite", number);
            number.is_finite().then_some(number).ok_or_else(wrong)
        };
        context.add_function("finite", finite).expect("not there by default");
        context.add_function("days", |date: Arc<String>| days(&date)).expect("not there by default");
        for root in Root::ALL {
            let source = if root == Root::Needs { &self.needs } else { &self.rows[row] };
            let facts = self.schema.iter().filter(|(_, fact)| fact.root == root);
            let known = facts.filter_map(|(id, fact)| {
                let name = fact.id.split_once('.')?.1.to_owned();
                Some((name, to_cel(source[id.index()].as_ref()?)))
            });
            context.add_variable_from_value(root.as_str(), known.collect::<HashMap<String, cel::Value>>());
        }
        program.execute(&context).ok()
    }
}

/// What a CEL timestamp minus a CEL timestamp is counted in here: a duration is no type of ours. Years are counted one by one,
/// so that this shares nothing with what it is held against.
fn days(date: &str) -> i64 {
    let mut parts = date.split('-').map(|part| part.parse::<usize>().expect("a date in full"));
    let mut next = || parts.next().expect("a date in full");
    let (year, month, day) = (next(), next(), next());
    let leap = |year: usize| year.is_multiple_of(400) || year.is_multiple_of(4) && !year.is_multiple_of(100);
    let months = |year: usize| [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: usize = (0..year).map(|year| months(year).iter().sum::<usize>()).sum();
    (years + months(year).iter().take(month - 1).sum::<usize>() + day) as i64
}

fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Bool(b) => (*b).into(),
        Value::Integer(i) => (*i).into(),
        Value::Number(n) => (*n).into(),
        Value::Text(text) => text.to_string().into(),
        Value::Date(date) => date.to_string().into(),
        Value::List(items) => items.iter().map(to_cel).collect::<Vec<_>>().into(),
    }
}

fn same(ours: Option<&Value>, theirs: Option<&cel::Value>) -> bool {
    match (ours, theirs) {
        (None, None) => true,
        (Some(Value::Bool(a)), Some(cel::Value::Bool(b))) => a == b,
        (Some(Value::Integer(a)), Some(cel::Value::Int(b))) => a == b,
        (Some(Value::Number(a)), Some(cel::Value::Float(b))) => a == b,
        (Some(Value::Text(a)), Some(cel::Value::String(b))) => **a == **b,
        _ => false,
    }
}

fn add(program: &mut Program, schema: &Schema, text: &str, kind: Kind) -> NodeId {
    let ty = match kind {
        Kind::Bool => Type::Bool,
        Kind::Integer => Type::Integer,
        Kind::Number => Type::Number,
        Kind::Text => Type::Text,
    };
    let ast = parse(text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"));
    program.add(&ast, schema, &Root::ALL, Some(&ty)).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
}

/// Runs `check` on random tapes, the same ones every time.
fn for_tapes(cases: u32, length: usize, check: impl Fn(&[u8])) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let seed = [7; 32];
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let checked = |tape: Vec<u8>| {
        check(&tape);
        Ok(())
    };
    runner.run(&vec(any::<u8>(), length), checked).unwrap_or_else(|error| panic!("{error}"));
}

fn expression(tape: &mut Tape<'_>) -> (Kind, Pair) {
    loop {
        let (kind, pair) = Generator::new(tape).any();
        if pair.cel.len() <= 800 {
            return (kind, pair);
        }
    }
}

#[test]
fn expressions_mean_what_cel_says() {
    for_tapes(1_500, 420, |bytes| {
        let tape = &mut Tape::new(bytes);
        let (kind, pair) = expression(tape);
        let world = World::new(tape, 3);
        let mut program = Program::new();
        let node = add(&mut program, &world.schema, &pair.ours, kind);
        let run = Run::new(&program, &world.schema, &world.table, None, &world.needs);
        // Where nothing is widened, CEL reads our canonical text, brackets left out and all.
        let text = if pair.ours == pair.cel { parse(&pair.ours).unwrap().to_string() } else { pair.cel.clone() };
        let theirs = cel::Program::compile(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        for row in 0..3 {
            let (ours, theirs) = (run.value(node, row), world.cel(&theirs, row));
            let facts = || {
                let facts = world.schema.iter().filter(|(_, fact)| text.contains(&fact.id));
                let value = |index: usize| world.rows[row][index].as_ref().or(world.needs[index].as_ref());
                facts.map(|(id, fact)| format!("{} = {:?}", fact.id, value(id.index()))).collect::<Vec<_>>().join(
                    "
",
                )
            };
            assert!(same(ours.as_ref(), theirs.as_ref()), "{text}\nours {ours:?}, CEL's {theirs:?}\n{}", facts());
        }
    });
}

#[test]
fn columns_and_constants_and_statics_agree() {
    for_tapes(600, 2_600, |bytes| {
        let tape = &mut Tape::new(bytes);
        let (kind, pair) = expression(tape);
        // More than a block of 64 rows, and not a whole number of them.
        let world = World::new(tape, 70);
        let mut program = Program::new();
        let node = add(&mut program, &world.schema, &pair.ours, kind);
        let run = Run::new(&program, &world.schema, &world.table, None, &world.needs);
        let statics = Statics::new(&program, &world.table, &[node]);
        let quick = Run::new(&program, &world.schema, &world.table, Some(&statics), &world.needs);
        for row in 0..70 {
            let ours = run.value(node, row);
            let show = |value: &Option<Value>| format!("{value:?}");
            assert_eq!(show(&quick.value(node, row)), show(&ours), "{}\nstatics, row {row}", pair.ours);
            let table = world.constant_row(row);
            let constant = Run::new(&program, &world.schema, &table, None, &world.needs);
            assert_eq!(show(&constant.value(node, 0)), show(&ours), "{}\nconstants, row {row}", pair.ours);
            let atoms = run.atoms(node, row);
            let not_true: Vec<_> = atoms.iter().filter(|atom| atom.outcome != Some(true)).cloned().collect();
            // As they are shown: what is not a number equals nothing, not even itself.
            let failing = format!("{:?}", run.failing(node, row));
            assert_eq!(failing, format!("{not_true:?}"), "{}\natoms that are not true", pair.ours);
            if kind == Kind::Bool {
                assert!(!atoms.is_empty(), "{}\nno atoms", pair.ours);
                assert_eq!(ours.is_some(), run.is_known(node, row));
                let missing = run.missing(node, row);
                assert!(ours.is_none() || missing.is_empty(), "{}\nmissing {missing:?} of what is known", pair.ours);
            }
        }
    });
}

#[test]
fn learning_an_unknown_changes_nothing_that_was_known() {
    for_tapes(600, 700, |bytes| {
        let tape = &mut Tape::new(bytes);
        let (kind, pair) = expression(tape);
        // `has` asks whether something is unknown, so it may change.
        if pair.ours.contains("has(") {
            return;
        }
        let world = World::new(tape, 3);
        let mut program = Program::new();
        let node = add(&mut program, &world.schema, &pair.ours, kind);
        let before = Run::new(&program, &world.schema, &world.table, None, &world.needs);
        for (id, fact) in world.schema.iter() {
            let Some(learned) = value(tape, &fact.ty) else {
                continue;
            };
            let (mut needs, mut rows) = (world.needs.clone(), world.rows.clone());
            if fact.root == Root::Needs {
                needs[id.index()].get_or_insert(learned);
            } else {
                for row in &mut rows {
                    row[id.index()].get_or_insert_with(|| learned.clone());
                }
            }
            let richer = World::from_rows(world.schema.clone(), needs, rows);
            let after = Run::new(&program, &richer.schema, &richer.table, None, &richer.needs);
            for row in 0..3 {
                let (before, after) = (before.value(node, row), after.value(node, row));
                let kept = before.is_none() || format!("{before:?}") == format!("{after:?}");
                assert!(kept, "{}\nlearning {}: {before:?} became {after:?}", pair.ours, fact.id);
            }
        }
    });
}

#[test]
fn filling_all_that_is_missing_makes_it_known() {
    for_tapes(600, 700, |bytes| {
        let tape = &mut Tape::new(bytes);
        let (kind, pair) = expression(tape);
        let world = World::new(tape, 1);
        let mut program = Program::new();
        let node = add(&mut program, &world.schema, &pair.ours, kind);
        let (mut needs, mut rows) = (world.needs.clone(), world.rows.clone());
        // Each round learns what is missing; in the end it is known, or unknown for another reason than a missing fact.
        for _ in 0..60 {
            let now = World::from_rows(world.schema.clone(), needs.clone(), rows.clone());
            let run = Run::new(&program, &now.schema, &now.table, None, &now.needs);
            let missing = run.missing(node, 0);
            if missing.is_empty() {
                return;
            }
            for fact in missing {
                let declared = world.schema.fact(fact);
                let slot =
                    if declared.root == Root::Needs { &mut needs[fact.index()] } else { &mut rows[0][fact.index()] };
                assert!(slot.is_none(), "{}: `{}` is known and named as missing", pair.ours, declared.id);
                *slot = (0..50).find_map(|_| value(tape, &declared.ty)).or(Some(Value::Bool(true)));
            }
        }
        panic!("{}: there is always something missing", pair.ours);
    });
}

#[test]
fn canonical_text_parses_to_the_same_tree_and_node() {
    for_tapes(1_500, 420, |bytes| {
        let tape = &mut Tape::new(bytes);
        let (kind, pair) = expression(tape);
        let schema = schema();
        let ast = parse(&pair.ours).unwrap();
        let text = ast.to_string();
        let again = parse(&text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"));
        assert_eq!(ast, again, "{}\n{text}", pair.ours);
        let mut program = Program::new();
        let node = add(&mut program, &schema, &pair.ours, kind);
        assert_eq!(add(&mut program, &schema, &text, kind), node, "{text}");
        let text = program.text(node, &schema);
        assert_eq!(add(&mut program, &schema, &text, kind), node, "{text}");
    });
}

#[test]
fn the_generator_reaches_every_operator() {
    let seen = std::cell::RefCell::new(BTreeMap::new());
    for_tapes(1_500, 420, |bytes| {
        let (_, pair) = expression(&mut Tape::new(bytes));
        for sign in [
            "&&",
            "||",
            "!(",
            "==",
            "!=",
            "<=",
            ">=",
            "< ",
            "> ",
            "+",
            "-",
            "*",
            "/",
            "%",
            " in ",
            "has(",
            "?",
            ".startsWith(",
            ".endsWith(",
            ".contains(",
            "size(",
            ".all(",
            ".exists(",
            ".exists_one(",
            "min(",
            "max(",
            "ceil(",
            "pow(",
            "double(",
            "days(",
        ] {
            *seen.borrow_mut().entry(sign).or_insert(0) += u32::from(pair.cel.contains(sign));
        }
    });
    assert!(seen.borrow().values().all(|count| *count >= 20), "{:?}", seen.borrow());
}
