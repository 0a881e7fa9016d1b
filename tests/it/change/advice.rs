//! "Use it if …" finds what the articles say, and what it says is so.

use verdict::change::{Advice, Bullet, advice};
use verdict::graph::DecisionGraph;
use verdict::needs::Request;

use crate::scenario::scenarios;
use crate::support::shipped;

fn show(graph: &DecisionGraph, bullets: &[Bullet]) -> String {
    let by = |by: &verdict::change::By| match by {
        verdict::change::By::Rule(r) => graph.rulebook().rules[*r].id.clone(),
        verdict::change::By::Leaf(l) => format!("leaf {}", graph.criteria()[graph.leaves()[*l].criterion].id),
        other => format!("{other:?}"),
    };
    bullets
        .iter()
        .map(|b| {
            let answers: Vec<String> = b
                .answers
                .iter()
                .map(|s| {
                    let q = &graph.rulebook().questions[s.need];
                    if s.from == s.to {
                        format!("{}={}", q.id, s.from.display(None))
                    } else {
                        format!("{}={}..{}", q.id, s.from.display(None), s.to.display(None))
                    }
                })
                .collect();
            format!(
                "{} {:?} {:?} {:?}: {} <- {}\n",
                if b.wins { "WIN" } else { "   " },
                b.kind,
                b.gain,
                b.margin,
                answers.join("; "),
                b.by.iter().map(by).collect::<Vec<_>>().join(", ")
            )
        })
        .collect()
}

#[test]
fn the_bullets_of_the_articles_are_found() {
    let graph = shipped();
    let said = graph.complete(vec![], graph.as_of_date(&Request::default()));
    let model = |id: &str| graph.catalog().find_model(id).unwrap();
    let mini = model("gpt-4o-mini");
    for other in ["llama-2-70b", "stable-beluga-2"] {
        let t = std::time::Instant::now();
        let a: Advice = advice(graph, &said, mini, model(other));
        println!("{:?}\nFOR mini\n{}FOR {other}\n{}", t.elapsed(), show(graph, &a.one), show(graph, &a.other));
    }
    let t = std::time::Instant::now();
    println!("turns {} {:?}", verdict::change::turns(graph, &said).len(), t.elapsed());
    assert!(!scenarios().is_empty());
}
