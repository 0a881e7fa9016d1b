//! Ten thousand different needs over the shipped catalog.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use verdict::evaluate::Evaluation;
use verdict::graph::Given;
use verdict::report::{Digests, report};
use verdict::rulebook::{Kind, Question};
use verdict::value::Value;
use verdict::verdict::Verdict;

use crate::random::Random;
use crate::shipped::graph;

const COUNT: usize = 10_000;

/// Each question is answered by one in five.
fn needs() -> Vec<Vec<Given>> {
    let mut random = Random(1);
    let questions = &graph().rulebook().questions;
    let given = |random: &mut Random| {
        let answered = questions.iter().enumerate().filter(|_| random.chance(20)).collect::<Vec<_>>();
        answered.into_iter().map(|(need, q)| Given { need, value: answer(random, q) }).collect()
    };
    (0..COUNT).map(|_| given(&mut random)).collect()
}

fn answer(random: &mut Random, question: &Question) -> Value {
    let options = &question.options;
    let word = |at: usize| Value::Text(options[at].value.clone());
    match question.kind {
        Kind::YesNo => Value::Bool(random.chance(50)),
        Kind::Choice => word(random.below(options.len())),
        Kind::Choices => Value::List((0..options.len()).filter(|_| random.chance(30)).map(word).collect()),
        Kind::Number => {
            let number = random.between(question.min.max(1.0), question.max.unwrap_or(100_000.0)).floor();
            if question.whole { Value::Integer(number as i64) } else { Value::Number(number) }
        }
    }
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn evaluate_and_rank(bencher: Bencher) {
    let (needs, as_of) = (needs(), graph().catalog().as_of().expect("the catalog has a date"));
    bencher.counter(ItemsCount::new(COUNT)).bench(|| {
        for given in black_box(&needs) {
            let resolved = graph().complete(given.clone(), as_of);
            black_box(Verdict::new(&Evaluation::new(graph(), &resolved)));
        }
    });
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn with_report(bencher: Bencher) {
    let (needs, as_of) = (needs(), graph().catalog().as_of().expect("the catalog has a date"));
    bencher.counter(ItemsCount::new(COUNT)).bench(|| {
        for given in black_box(&needs) {
            let resolved = graph().complete(given.clone(), as_of);
            black_box(report(graph(), &resolved, as_of, 5, &Digests::default()));
        }
    });
}
