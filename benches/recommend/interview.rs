//! What lies between an answer and the next question.

use divan::{Bencher, black_box};
use verdict::interview::Interview;
use verdict::needs::Request;
use verdict::report::Digests;
use verdict::report::interview::{Setting, turn};

use crate::shipped::{CASES, Case, graph, request, resolve};

/// The next question and its view, while so much was answered; beside `recommend`, which is the report in it.
#[divan::bench(args = CASES)]
fn next_question(bencher: Bencher, case: &Case) {
    let (said, as_of) = resolve(&request(case));
    let askers = graph().rulebook().askers.as_ref().expect("the shipped rulebook has a population");
    let interview = Interview::new(graph(), askers, &askers.populations[0], as_of);
    let digests = Digests::default();
    let setting = Setting { graph: graph(), population: "", as_of, top: 5, digests: &digests };
    let before = resolve(&Request::default()).0;
    bencher.bench_local(|| turn(&setting, &interview.step(black_box(&said)), &said, Some(&before)));
}
