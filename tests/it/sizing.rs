//! Memory and speed on one's own machines, held against what others measured and published.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use verdict::evaluate::Evaluation;
use verdict::needs::Request;

use crate::support::{kept, repo, shipped};

/// What a formula says of a model in a form on a machine.
fn computed(model: &str, form: &str, needs: &[String], facts: &[&str]) -> Option<Vec<Option<f64>>> {
    let graph = shipped();
    let mut request = Request::default();
    for need in needs {
        request.add_flag("--need", need).unwrap();
    }
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap_or_else(|e| panic!("{needs:?}: {e:?}"));
    let evaluation = Evaluation::new(graph, &resolved);
    let model = graph.catalog().find_model(model).unwrap();
    let id = format!("self-host/{form}/own");
    let offers = &graph.catalog().models()[model].offers;
    let row = graph.catalog().rows_of(model).zip(offers).find(|(_, offer)| *offer.id == *id)?.0;
    let value = |fact: &&str| evaluation.fact_value(graph.schema().find(fact).unwrap(), row)?.as_number();
    Some(facts.iter().map(value).collect())
}

fn needs(of: &[(&str, &str)]) -> Vec<String> {
    of.iter().map(|(need, value)| format!("{need}={value}")).collect()
}

/// Memory needed and room, in GB.
fn memory(model: &str, form: &str, machine: &str, tokens: u64, users: u64) -> (f64, f64) {
    let (tokens, users) = (tokens.to_string(), users.to_string());
    let needs = needs(&[("device", machine), ("context_tokens", &tokens), ("users", &users)]);
    let all = computed(model, form, &needs, &["offer.memory_needed", "offer.room"]).unwrap();
    (all[0].unwrap(), all[1].unwrap())
}

/// What makers and others publish, as memory: worked checks 1 to 5, 7 to 9 of the study that the formulas are from.
#[test]
fn what_is_known_to_fit_fits_and_what_is_known_not_to_does_not() {
    for (model, form, machine, tokens, users, fits) in [
        // "runs within 16 GB", its maker.
        ("openai/gpt-oss-20b", "native", "rtx-4080", 8_192, 1, true),
        ("openai/gpt-oss-20b", "native", "rtx-4070", 8_192, 1, false),
        // "on one 80 GB GPU", its maker.
        ("openai/gpt-oss-120b", "native", "h100-80gb", 131_072, 1, true),
        // vLLM's recipe: 20 GB.
        ("alibaba/qwen3-32b", "int4", "rtx-4090", 8_192, 1, true),
        ("alibaba/qwen3-32b", "int4", "rtx-4090", 32_768, 1, false),
        ("alibaba/qwen3-32b", "int4", "rtx-4080", 4_096, 1, false),
        // The cache alone has 16.8 GB.
        ("meta/llama-3.1-8b", "int4", "rtx-4060", 128_000, 1, false),
        ("meta/llama-3.1-8b", "int4", "rtx-4060", 8_192, 1, true),
        ("meta/llama-2-70b", "native", "2 x a100-80gb", 4_096, 1, true),
        ("meta/llama-2-70b", "native", "a100-80gb", 4_096, 1, false),
        // Runs with 4,096 tokens by a hair, and not with 8,192: the cautious rule refuses both.
        ("meta/llama-3-8b", "native", "rtx-4080", 8_192, 1, false),
        // vLLM's recipe: 805 GB.
        ("deepseek/deepseek-r1", "native", "8 x h200-141gb", 32_768, 16, true),
        ("deepseek/deepseek-r1", "native", "8 x h100-80gb", 32_768, 16, false),
        // 595 GB on disk.
        ("moonshotai/kimi-k2.6", "native", "8 x h200-141gb", 32_768, 16, true),
        ("moonshotai/kimi-k2.6", "native", "8 x h100-80gb", 32_768, 16, false),
        // "on 1 B200 or 2 H100", its maker.
        ("cohere/command-a-plus-05-2026", "int4", "b200-180gb", 8_192, 1, true),
        ("cohere/command-a-plus-05-2026", "int4", "2 x h100-80gb", 8_192, 1, true),
        ("cohere/command-a-plus-05-2026", "int4", "h100-80gb", 8_192, 1, false),
        // What people run: 70B at 4 bit on two cards of 24 GiB and on a Mac of 64, not on one card or on 32.
        ("meta/llama-3.3-70b", "int4", "2 x rtx-3090", 4_096, 1, true),
        ("meta/llama-3.3-70b", "int4", "rtx-3090", 4_096, 1, false),
        ("meta/llama-3.3-70b", "int4", "m4 max 64 gb", 4_096, 1, true),
        ("meta/llama-3.3-70b", "int4", "m4 max 36 gb", 4_096, 1, false),
        ("alibaba/qwen3.5-9b", "int4", "rtx-4060", 4_096, 1, true),
        ("meta/llama-3.2-3b", "int4", "phone", 4_096, 1, true),
        ("meta/llama-3.1-8b", "int4", "phone", 4_096, 1, false),
    ] {
        let (needed, room) = memory(model, form, machine, tokens, users);
        assert_eq!(needed <= room, fits, "{model} {form} on {machine}: {needed:.1} of {room:.1} GB");
    }
}

/// The figures of the same checks, to a tenth of a GB.
#[test]
fn memory_is_what_the_study_computes() {
    for (model, form, machine, tokens, expected) in [
        ("openai/gpt-oss-20b", "native", "rtx-4080", 8_192, (14.6, 16.3)),
        ("alibaba/qwen3-32b", "int4", "rtx-4090", 8_192, (22.6, 24.5)),
        ("meta/llama-3-8b", "native", "rtx-4080", 4_096, (17.3, 16.3)),
        ("meta/llama-2-70b", "native", "2 x a100-80gb", 4_096, (140.7, 154.6)),
    ] {
        let (needed, room) = memory(model, form, machine, tokens, 1);
        assert!((needed - expected.0).abs() < 0.15 && (room - expected.1).abs() < 0.15, "{model}: {needed} of {room}");
    }
    // 128,000 tokens of Llama 3.1 8B are 16.8 GB, and DeepSeek V4 Pro keeps about a tenth of what V3.2 does.
    let cache = |model: &str, form: &str, tokens: u64| {
        let needs = needs(&[("device", "8 x b300-270gb"), ("context_tokens", &tokens.to_string())]);
        computed(model, form, &needs, &["offer.cache_gb"]).unwrap()[0].unwrap()
    };
    assert!((cache("meta/llama-3.1-8b", "int4", 128_000) - 16.8).abs() < 0.05);
    let tenth = 1_000_000.0 * 9848.0 / 1e9;
    assert!((cache("deepseek/deepseek-v4-pro", "native", 1_000_000) - tenth).abs() < 0.5);
}

struct Row {
    class: String,
    ratio: f64,
    inside: bool,
}

/// For one user: every measured row that can be asked for, against the estimate and its interval. The table is in `docs/sizing.md`.
#[test]
fn speeds_for_one_user_lie_in_their_interval() {
    let text = std::fs::read_to_string(repo("tests/sizing/measured.tsv")).unwrap();
    let (mut rows, mut left_out): (Vec<Row>, BTreeMap<String, usize>) = (Vec::new(), BTreeMap::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, model, form, machine, cards, context, _, measured, _, _, _, _, _, why] = cells.as_slice() else {
            panic!("{line}")
        };
        let offer_form = if model.starts_with("openai/gpt-oss") { "native" } else { form };
        if !why.is_empty() {
            *left_out.entry(why.split(':').next().unwrap().to_string()).or_default() += 1;
            continue;
        }
        let needs =
            needs(&[("device", machine), ("device_count", cards), ("prompt_tokens", context), ("answer_tokens", "1")]);
        let facts = ["offer.speed", "offer.speed_low", "offer.speed_high"];
        let class = shipped().catalog().hardware().iter().find(|h| *h.id == **machine).map(|h| {
            let class = shipped().schema().find("offer.machine_class");
            shipped().catalog().machine_value(h, class).and_then(|v| v.as_text().map(str::to_string))
        });
        let found = computed(model, offer_form, &needs, &facts);
        let (Some(Some(class)), Some([Some(speed), Some(low), Some(high)])) = (class, found.as_deref()) else {
            *left_out.entry("no constants for the machine, or no such form".to_string()).or_default() += 1;
            continue;
        };
        assert!(high / low <= 2.3, "{model} on {machine}: {low} to {high}");
        let measured: f64 = measured.parse().unwrap();
        rows.push(Row { class, ratio: measured / speed, inside: (*low..=*high).contains(&measured) });
    }
    let share = |of: &[&Row], holds: fn(&Row) -> bool| {
        let count = of.iter().filter(|row| holds(row)).count();
        #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
        let share = 100.0 * count as f64 / of.len() as f64;
        share
    };
    let mut classes: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        classes.entry(&row.class).or_default().push(row);
    }
    let all: Vec<&Row> = rows.iter().collect();
    let mut table = String::from(
        "| class of machine | rows | within ±35% | in the interval | median of measured / estimate |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    for (class, of) in classes.iter().map(|(class, of)| (*class, of)).chain([("all", &all)]) {
        let mut ratios: Vec<f64> = of.iter().map(|row| row.ratio).collect();
        ratios.sort_by(f64::total_cmp);
        let near = share(of, |row| (0.65..=1.35).contains(&row.ratio));
        let inside = share(of, |row| row.inside);
        writeln!(table, "| {class} | {} | {near:.0}% | {inside:.0}% | {:.2} |", of.len(), ratios[ratios.len() / 2])
            .unwrap();
    }
    for (why, count) in &left_out {
        writeln!(table, "\nNot asked for: {count} rows, {why}.").unwrap();
    }
    let page = std::fs::read_to_string(repo("docs/sizing.md")).unwrap();
    let (before, rest) = page.split_once("<!-- one user -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    kept("docs/sizing.md", &format!("{before}<!-- one user -->\n{table}<!-- end -->{after}"));
    assert!(rows.len() > 300, "{} rows", rows.len());
    assert!(share(&all, |row| row.inside) >= 90.0, "{table}");
}
