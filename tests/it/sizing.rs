//! Memory and speed on one's own machines, held against what others measured and published.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

use verdict::evaluate::Evaluation;
use verdict::needs::Request;
use verdict::value::Value;

use crate::support::{kept, repo, shipped};

/// What a formula says of a model in a form on a machine.
fn computed(model: &str, form: &str, needs: &[String], facts: &[&str]) -> Option<Vec<Option<f64>>> {
    let values = evaluated(model, form, needs, facts)?;
    Some(values.into_iter().map(|value| value?.as_number()).collect())
}

fn evaluated(model: &str, form: &str, needs: &[String], facts: &[&str]) -> Option<Vec<Option<Value>>> {
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
    let value = |fact: &&str| evaluation.fact_value(graph.schema().find(fact).unwrap(), row);
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

/// What makers, engines and people who tried say of what runs where: `tests/sizing/published.tsv`. "Tight", within 5% of the room, is
/// an answer; the opposite of what was published is none: never a "fits" that does not, and 54 of 55 right of those that say yes or no.
#[test]
fn what_is_published_to_run_runs_and_nothing_else_does() {
    let text = std::fs::read_to_string(repo("tests/sizing/published.tsv")).unwrap();
    let mut told: BTreeMap<[&str; 2], usize> = BTreeMap::new();
    let all = table(&text);
    for fact in all.iter().filter(|fact| fact["disputed"].is_empty()) {
        let mut of =
            vec![("device", fact["machine"]), ("device_count", fact["cards"]), ("context_tokens", fact["context"])];
        if !fact["users"].is_empty() {
            of.push(("users", fact["users"]));
        }
        let labels = fact["label"].parse::<f64>().ok().map(|label| label * fact["cards"].parse::<f64>().unwrap());
        let labels = labels.map(|gb| gb.to_string());
        if let Some(labels) = &labels {
            of.push(("device_memory_gb", labels));
        }
        let facts = ["offer.memory_needed", "offer.room", "offer.fits"];
        let found = evaluated(fact["model"], form(fact["form"]), &needs(&of), &facts);
        let Some([Some(needed), Some(room), fits]) = found.as_deref() else { panic!("{fact:?}") };
        let [needed, room] = [needed, room].map(|v| v.as_number().unwrap());
        let fits = fits.as_ref().map(|fits| *fits == Value::Bool(true));
        let word = match fits {
            Some(true) if needed > 0.95 * room => "tight",
            Some(true) => "fits",
            None => "tight",
            Some(false) => "does-not",
        };
        let published = ["fits", "tight", "does-not"].into_iter().find(|word| *word == fact["outcome"]).unwrap();
        *told.entry([published, word]).or_default() += 1;
        if [published, word] == ["fits", "does-not"] {
            println!("refused: {needed:.1} of {room:.1} GB, {fact:?}");
        }
    }
    let mut lines = String::from("| published | computed | statements |\n| --- | --- | ---: |\n");
    for ([published, word], count) in &told {
        writeln!(lines, "| {published} | {word} | {count} |").unwrap();
    }
    written("published", &lines);
    let count = |of: [&str; 2]| told.get(&of).copied().unwrap_or(0);
    let yes_or_no: usize =
        told.iter().filter(|([published, _], _)| *published != "tight").map(|(_, count)| count).sum();
    let wrong = count(["fits", "does-not"]) + count(["does-not", "fits"]);
    assert!(yes_or_no > 150 && wrong * 55 <= yes_or_no && count(["does-not", "fits"]) == 0, "{told:?}");
    // Most of them by the very word.
    assert!((count(["fits", "fits"]) + count(["does-not", "does-not"])) * 10 >= yes_or_no * 9, "{told:?}");
}

/// One table after the other: they are in one file.
static WRITING: Mutex<()> = Mutex::new(());

/// Puts a table between its marks in `docs/sizing.md`.
fn written(mark: &str, lines: &str) {
    let _one = WRITING.lock();
    let page = std::fs::read_to_string(repo("docs/sizing.md")).unwrap();
    let (before, rest) = page.split_once(&format!("<!-- {mark} -->\n")).unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    kept("docs/sizing.md", &format!("{before}<!-- {mark} -->\n{lines}<!-- end -->{after}"));
}

/// The figures of the same checks, to a tenth of a GB.
#[test]
fn memory_is_what_the_study_computes() {
    for (model, form, machine, tokens, users, expected) in [
        // The common file: with 131,072 tokens still 16.0 of 16.3.
        ("openai/gpt-oss-20b", "native", "rtx-4080", 8_192, 1, (13.0, 16.3)),
        ("openai/gpt-oss-20b", "native", "rtx-4080", 131_072, 1, (16.0, 16.3)),
        ("alibaba/qwen3-32b", "int4", "rtx-4090", 8_192, 1, (22.6, 24.5)),
        ("meta/llama-3-8b", "native", "rtx-4080", 4_096, 1, (17.3, 16.3)),
        // 138.0 + 1.34 a window + 2.0, in nine tenths of the memory where there are several.
        ("meta/llama-2-70b", "native", "2 x a100-80gb", 4_096, 2, (142.7, 154.6)),
        ("meta/llama-2-70b", "native", "2 x a100-80gb", 4_096, 10, (153.4, 154.6)),
    ] {
        let (needed, room) = memory(model, form, machine, tokens, users);
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

/// One measured row of `tests/sizing/measured-all.tsv` beside what is computed for it.
struct Row {
    class: String,
    source: String,
    ratio: f64,
    inside: bool,
}

/// A line of the table of measured rows, by the names of its columns.
type Cells<'t> = BTreeMap<&'t str, &'t str>;

fn table(text: &str) -> Vec<Cells<'_>> {
    let mut lines = text.lines().map(|line| line.split('\t'));
    let names: Vec<&str> = lines.next().unwrap().collect();
    lines.map(|cells| names.iter().copied().zip(cells).collect()).collect()
}

/// The id of an offer's form, by the word for it in the tables.
fn form(word: &str) -> &str {
    match word {
        "4-bit" => "int4",
        "8-bit" => "int8",
        other => other,
    }
}

/// Tokens a second as computed, cautious and hopeful end, for what a row measured.
fn estimate(row: &Cells<'_>) -> Option<[f64; 3]> {
    let number = |column: &str| row[column].parse::<f64>().ok();
    let asked = |needs: &[(&str, &str)], facts: &[&str]| -> Option<Vec<f64>> {
        let all = [&[("device", row["machine"]), ("device_count", row["gpus"])], needs].concat();
        computed(row["model"], form(row["form"]), &self::needs(&all), facts)?.into_iter().collect()
    };
    let whole = |n: f64| format!("{n:.0}");
    match row["kind"] {
        "decode" => {
            let all = [("prompt_tokens", row["context"]), ("answer_tokens", "1")];
            let found = asked(&all, &["offer.speed", "offer.speed_low", "offer.speed_high"])?;
            Some([found[0], found[1], found[2]])
        }
        "prefill" => {
            // A row's context is the mean position in its prompt.
            let prompt = 2.0 * number("context")?;
            let found = asked(
                &[("prompt_tokens", &whole(prompt)), ("answer_tokens", "1")],
                &["offer.prompt_speed", "offer.first_token_low", "offer.first_token_high"],
            )?;
            Some([found[0], 0.6 * found[0], 1.7 * found[0]])
        }
        _ => {
            let (prompt, answer) = (number("prompt").unwrap_or(1.0).max(1.0), number("answer").unwrap_or(1000.0));
            let found = asked(
                &[("prompt_tokens", &whole(prompt)), ("answer_tokens", &whole(answer)), ("least_speed", "0.01")],
                &[
                    "offer.batch_base_seconds",
                    "offer.batch_experts_seconds",
                    "offer.experts_share",
                    "offer.batch_text_seconds",
                    "offer.at_once",
                    "offer.tokens",
                ],
            )?;
            let [base, experts, share, text, most, tokens] = found[..] else { panic!("six facts") };
            let at = |texts: f64| texts / (base + experts * (1.0 - libm::pow(1.0 - share, texts)) + texts * text);
            assert!((at(most) / tokens - 1.0).abs() < 1e-9, "{row:?}");
            // Without a number as many as fit.
            let cards = if row["per"] == "gpu" { number("gpus")? } else { 1.0 };
            let each = number("concurrency").map_or(tokens, at) / cards;
            Some([each, 0.6 * each, 1.6 * each])
        }
    }
}

/// Worked checks 11 and 12 of the study: each published speed lies in the interval that is computed for it.
#[test]
fn published_speeds_lie_in_their_interval() {
    let text = std::fs::read_to_string(repo("tests/sizing/measured-all.tsv")).unwrap();
    let rows = table(&text);
    for (model, machine, gpus, tokens) in [
        ("meta/llama-3.1-8b", "a100-40gb", "1", 75.0),
        ("openai/gpt-oss-120b", "strix-halo-128gb", "1", 51.5),
        ("openai/gpt-oss-120b", "dgx-spark", "1", 41.4),
        ("meta/llama-3.3-70b", "dgx-spark", "1", 4.1),
        ("alibaba/qwen3-30b-a3b", "cpu-ddr5-2ch", "1", 25.3),
        ("deepseek/deepseek-r1", "h200-141gb", "8", 63.0),
        ("meta/llama-3.3-70b", "h100-80gb", "2", 2209.0),
        ("openai/gpt-oss-20b", "h100-80gb", "1", 11557.0),
        ("alibaba/qwen3-30b-a3b", "rtx-4090", "1", 1131.0),
        ("meta/llama-3-8b", "a10g", "1", 301.0),
        ("meta/llama-3.1-405b", "mi300x", "8", 274.0),
    ] {
        let is = |row: &&Cells<'_>| {
            (row["model"], row["machine"], row["gpus"]) == (model, machine, gpus)
                && row["tokens_s"].parse::<f64>().is_ok_and(|n| (n / tokens - 1.0).abs() < 0.01)
                && row["left_out"].is_empty()
        };
        let row = rows.iter().find(is).unwrap_or_else(|| panic!("{model} on {machine}"));
        let [speed, low, high] = estimate(row).unwrap();
        assert!(
            (low..=high).contains(&tokens),
            "{model} on {gpus} x {machine}: {tokens}, not {speed} ({low} to {high})"
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "some hundreds")]
fn share(of: &[&Row], holds: impl Fn(&Row) -> bool) -> f64 {
    100.0 * of.iter().filter(|row| holds(row)).count() as f64 / of.len() as f64
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

fn near(ratio: f64) -> bool {
    (0.65..=1.35).contains(&ratio)
}

/// The share of rows within ±35% if the level of each class is taken anew from the rows of other sources.
fn without_its_source(rows: &[Row]) -> Option<f64> {
    let level = |row: &Row| {
        let others: Vec<f64> =
            rows.iter().filter(|r| r.class == row.class && r.source != row.source).map(|r| r.ratio).collect();
        (others.len() >= 3).then(|| median(others))
    };
    let judged: Vec<bool> = rows.iter().filter_map(|row| Some(near(row.ratio / level(row)?))).collect();
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let share = |of: &[bool]| 100.0 * of.iter().filter(|near| **near).count() as f64 / of.len() as f64;
    (judged.len() > rows.len() / 2).then(|| share(&judged))
}

/// Every measured row that can be asked for, against the estimate and its interval. The tables are in `docs/sizing.md`.
#[test]
fn measured_speeds_lie_in_their_interval() {
    let text = std::fs::read_to_string(repo("tests/sizing/measured-all.tsv")).unwrap();
    let class_of = |machine: &str| {
        let hardware = shipped().catalog().hardware().iter().find(|h| *h.id == *machine)?;
        let class = shipped().schema().find("offer.machine_class");
        shipped().catalog().machine_value(hardware, class)?.as_text().map(str::to_string)
    };
    let mut rows: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    let mut left_out: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let all = table(&text);
    for row in &all {
        let mut leave = |why| *left_out.entry((row["kind"], why)).or_default() += 1;
        if !row["left_out"].is_empty() {
            leave(row["left_out"]);
            continue;
        }
        let (Some(class), Some([speed, low, high])) = (class_of(row["machine"]), estimate(row)) else {
            leave("no such form, or a figure that is not known");
            continue;
        };
        let measured: f64 = row["tokens_s"].parse().unwrap();
        rows.entry(row["kind"]).or_default().push(Row {
            class,
            source: row["source"].to_string(),
            ratio: measured / speed,
            inside: (low..=high).contains(&measured),
        });
    }
    for (kind, mark) in [("decode", "one user"), ("prefill", "prompt"), ("batch", "many users")] {
        let rows = &rows[kind];
        let mut classes: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            classes.entry(&row.class).or_default().push(row);
        }
        let all: Vec<&Row> = rows.iter().collect();
        let mut table = String::from(
            "| class of machine | rows | within ±35% | in the interval | median of measured / estimate |\n| --- | ---: | ---: | ---: | ---: |\n",
        );
        for (class, of) in classes.iter().map(|(class, of)| (*class, of)).chain([("all", &all)]) {
            let ratio = median(of.iter().map(|row| row.ratio).collect());
            let (near, inside) = (share(of, |row| near(row.ratio)), share(of, |row| row.inside));
            writeln!(table, "| {class} | {} | {near:.0}% | {inside:.0}% | {ratio:.2} |", of.len()).unwrap();
        }
        if let Some(held_out) = without_its_source(rows) {
            writeln!(
                table,
                "\nWith the level of each class taken anew without the source of the row, {held_out:.0}% of rows are within ±35%."
            )
            .unwrap();
        }
        for ((of, why), count) in &left_out {
            if *of == kind {
                writeln!(table, "\nNot asked for: {count} rows, {why}.").unwrap();
            }
        }
        written(mark, &table);
    }
    for (kind, least, near_share, inside) in
        [("decode", 450, 90.0, 90.0), ("prefill", 200, 60.0, 80.0), ("batch", 150, 80.0, 80.0)]
    {
        let all: Vec<&Row> = rows[kind].iter().collect();
        assert!(all.len() >= least, "{kind}: {} rows", all.len());
        assert!(share(&all, |row| near(row.ratio)) >= near_share && share(&all, |row| row.inside) >= inside, "{kind}");
    }
}

/// What was measured with a part of the weights in main memory: rows that put more than 2 GB there. Nobody says of these machines which main
/// memory they have.
#[test]
fn what_lies_in_main_memory_is_as_slow_as_was_measured() {
    let text = std::fs::read_to_string(repo("tests/sizing/measured-all.tsv")).unwrap();
    let all = table(&text);
    let mut inside = Vec::new();
    for row in all.iter().filter(|row| row["kind"] == "decode" && row["left_out"] == "spills to main memory") {
        let of = [("device", row["machine"]), ("main_memory_gb", "64"), ("prompt_tokens", "200")];
        let facts = ["offer.spilled_gb", "offer.speed_low", "offer.speed_high"];
        let found = computed(row["model"], form(row["form"]), &needs(&of), &facts);
        let Some([Some(spilled), Some(low), Some(high)]) = found.as_deref() else { continue };
        if *spilled <= 2.0 {
            continue;
        }
        let measured: f64 = row["tokens_s"].parse().unwrap();
        println!("{} on {}: {measured}, from {low} to {high}, {spilled:.1} GB", row["model"], row["machine"]);
        inside.push((*low..=*high).contains(&measured));
    }
    assert!(inside.len() >= 8, "{} rows", inside.len());
    let out = inside.iter().filter(|inside| !**inside).count();
    assert!(out <= 1, "{out} of {} rows", inside.len());
}

/// Machines of every kind, and one with main memory beside it.
const MACHINES: [&[(&str, &str)]; 8] = [
    &[("device", "phone")],
    &[("device", "macbook air m4 16 gb")],
    &[("device", "rtx 4060")],
    &[("device", "rtx 4060"), ("main_memory_gb", "32")],
    &[("device", "rtx 4080"), ("main_memory_gb", "64")],
    &[("device", "2 x rtx 3090")],
    &[("device", "h100")],
    &[("device", "server without a gpu, 64 gb")],
];

/// Needs that make rules speak of speed.
const WANTS: [&[(&str, &str)]; 4] = [
    &[],
    &[("task", "coding"), ("context_tokens", "32k")],
    &[("latency", "real-time"), ("least_speed", "20")],
    &[("latency", "batch"), ("requests_per_month", "10M")],
];

/// What is asked of a machine: each machine with each of the needs.
fn asked(each: impl Fn(&str, &Evaluation<'_>)) {
    for (machine, wants) in MACHINES.iter().flat_map(|machine| WANTS.iter().map(move |wants| (machine, wants))) {
        let graph = shipped();
        let mut request = Request::default();
        let all = needs(machine).into_iter().chain(needs(wants));
        all.for_each(|need| request.add_flag("--need", &need).unwrap());
        let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
        each(&format!("{machine:?} {wants:?}"), &Evaluation::new(graph, &resolved));
    }
}

/// A row that is a form of a model on the asker's machine: its model, and what it is called.
fn owned() -> impl Iterator<Item = (usize, usize, String)> {
    let catalog = shipped().catalog();
    let models = catalog.models().iter().enumerate();
    models.flat_map(move |(at, model)| {
        let rows = catalog
            .rows_of(at)
            .zip(&model.offers)
            .filter(|(_, offer)| offer.id.starts_with("self-host/") && offer.id.ends_with("/own"));
        rows.map(move |(row, offer)| (at, row, format!("{} {}", model.id, offer.id)))
    })
}

#[test]
fn no_text_tells_a_speed_of_what_is_not_there() {
    asked(|needs, evaluation| {
        let may_run = shipped().schema().find("offer.may_run").unwrap();
        for (_, row, name) in owned() {
            if evaluation.fact_value(may_run, row) == Some(Value::Bool(true)) {
                continue;
            }
            let against = evaluation.refusals(row).into_iter().map(|refusal| refusal.because);
            let said = evaluation.caveats(row).into_iter().chain(evaluation.remedies(row)).map(|(_, text)| text);
            for text in against.chain(said) {
                let speed = ["tokens a second", "first word", "its answer begins", "keep up"];
                assert!(!speed.iter().any(|word| text.contains(word)), "{needs}: {name}: {text}");
            }
        }
    });
}

/// Of each model the best form is one that no smaller one of it should replace: nothing lies in main memory that need not, and nobody waits
/// for the larger one.
#[test]
fn the_best_form_of_a_model_is_the_one_that_suits_the_machine() {
    asked(|needs, evaluation| {
        let fact = |id: &str| shipped().schema().find(id).unwrap();
        let [gives_way, spilled, bits] = ["offer.gives_way", "offer.spilled_gb", "offer.bits"].map(fact);
        let number = |fact, row| evaluation.fact_value(fact, row).and_then(|v| v.as_number()).unwrap();
        for ranked in verdict::verdict::Verdict::new(evaluation).ranking {
            let forms: Vec<(usize, String)> = owned()
                .filter(|(model, row, _)| *model == ranked.model && evaluation.eligible.get(*row))
                .map(|(_, row, name)| (row, name))
                .collect();
            let Some((_, name)) = forms.iter().find(|(row, _)| *row == ranked.row) else { continue };
            let stays = |row: usize| evaluation.fact_value(gives_way, row) != Some(Value::Bool(true));
            assert!(stays(ranked.row) || !forms.iter().any(|(row, _)| stays(*row)), "{needs}: {name}");
            let whole = |row: usize| number(spilled, row) <= 0.0 && number(bits, row) >= 8.0;
            let one_fits = forms.iter().any(|(row, _)| whole(*row));
            assert!(number(spilled, ranked.row) <= 0.0 || !one_fits, "{needs}: {name} spills");
        }
    });
}

/// A mixture that is called one is computed as one.
#[test]
fn a_mixture_by_its_name_has_the_parameters_of_its_name() {
    let catalog = shipped().catalog();
    let fact = shipped().schema().find("model.params_active").unwrap();
    let mut seen = 0;
    for (at, model) in catalog.models().iter().enumerate() {
        let named = model.name().split("-A").skip(1).find_map(|rest| {
            let (number, _) = rest.split_once('B')?;
            number.parse::<f64>().ok()
        });
        let Some(named) = named else { continue };
        seen += 1;
        let known = catalog.model_value(at, fact).and_then(Value::as_number);
        let known = known.unwrap_or_else(|| panic!("{}: active parameters are not known", model.id)) / 1e9;
        assert!((known / named - 1.0).abs() < 0.35 || (known - named).abs() < 0.7, "{}: {known} of {named}", model.id);
    }
    assert!(seen >= 30, "{seen}");
}
