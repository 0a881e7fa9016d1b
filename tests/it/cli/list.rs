//! `verdict catalog list`: words, conditions, order, columns, formats. On the frozen world: twenty models.

use serde_json::Value;

use super::verdict;

/// The ids that are listed.
fn ids(args: &[&str]) -> Vec<String> {
    let list = json(args);
    list["models"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap().to_string()).collect()
}

fn json(args: &[&str]) -> Value {
    verdict("catalog list --format json").args(args.iter().copied()).json()
}

#[test]
fn words_find_models_by_id_name_alias_and_developer_in_any_case() {
    assert_eq!(ids(&[]).len(), 20);
    assert_eq!(ids(&["STABLE", "beluga"]), ["stabilityai/stable-beluga-2"]);
    assert_eq!(ids(&["Anthropic"]), ["anthropic/claude-3-7-sonnet", "anthropic/claude-sonnet-4-5"]);
    let alias = "gpt-4o-mini-2024-07-18";
    assert_eq!(ids(&[alias]), ["openai/gpt-4o-mini"]);
    let none = verdict("catalog list gpt-4o-mni").run();
    assert_eq!((none.code, none.out.as_str()), (Some(0), "  None of 20 models fits\n"));
    assert!(none.err.contains("gpt-4o-mni\n  | ^^^^^^^^^^ not a model of the catalog"), "{}", none.err);
    assert!(none.err.contains("did you mean `openai/gpt-4o-mini`?"), "{}", none.err);
}

/// Counted by hand from the files of the frozen world.
#[test]
fn a_condition_keeps_what_is_certainly_so_and_counts_what_is_not_known() {
    let all = json(&[]);
    let known = |condition: &str| {
        let list = json(&["--where", condition]);
        let count = |key: &str| list["counts"][key].as_u64().unwrap();
        assert_eq!(list["models"].as_array().unwrap().len() as u64, count("listed"));
        (count("listed"), count("not_known"))
    };
    let (wide, open) = known("model.context_window >= 128000");
    let (narrow, same) = known("model.context_window < 128000");
    assert_eq!((wide + narrow + open, open), (all["counts"]["all"].as_u64().unwrap(), same));
    assert_eq!(known("has(model.context_window) || !has(model.context_window)"), (20, 0));
    // A fact that nobody knows of half of them.
    let (yes, unknown) = known("model.aider_polyglot > 0.0");
    assert_eq!(yes + unknown, 20);
    assert!(unknown > 0);
    let text = verdict("catalog list --where").args(["model.aider_polyglot > 0.0"]).answers();
    assert!(text.contains(&format!("\n  {unknown} not known: whether the condition holds cannot be told")), "{text}");
    assert!(text.contains(&format!("\n  {yes} of 20 models with ")), "{text}");
}

#[test]
fn a_condition_on_offers_counts_and_prices_those_for_which_it_holds() {
    let list = json(&["--where", "offer.provider == 'azure'", "--columns", "id,offers,input_price,offer.provider"]);
    for model in list["models"].as_array().unwrap() {
        assert_eq!(model["facts"][1]["value"], serde_json::json!(["azure"]), "{model}");
        assert!(model["offers"].as_u64().unwrap() >= 1);
        assert_eq!(model["computed_offers"], 0);
    }
    let all = json(&["gpt-4o-mini"]);
    let azure = json(&["gpt-4o-mini", "--where", "offer.provider == 'azure'"]);
    assert!(all["models"][0]["offers"].as_u64() > azure["models"][0]["offers"].as_u64());
}

#[test]
fn an_order_has_what_is_unknown_last_and_equals_by_id() {
    for (sort, down) in
        [("released", false), ("-model.released", true), ("released:desc", true), ("released:asc", false)]
    {
        let list = json(&["--sort", sort, "--columns", "id,released"]);
        let models: Vec<(Option<&str>, &str)> = list["models"]
            .as_array()
            .unwrap()
            .iter()
            .map(|model| (model["facts"][0]["value"].as_str(), model["id"].as_str().unwrap()))
            .collect();
        let known = models.iter().take_while(|(released, _)| released.is_some()).count();
        assert!(models[known..].iter().all(|(released, _)| released.is_none()), "{sort}");
        for pair in models[..known].windows(2) {
            let ((a, first), (b, second)) = (pair[0], pair[1]);
            assert!(if down { a > b } else { a < b } || (a == b && first < second), "{sort}: {pair:?}");
        }
    }
    let names = json(&["--sort", "name"]);
    let names: Vec<String> =
        names["models"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap().to_lowercase()).collect();
    assert!(names.is_sorted(), "{names:?}");
    let prices = json(&["--sort", "-input_price", "--columns", "input_price"]);
    let prices: Vec<f64> =
        prices["models"].as_array().unwrap().iter().filter_map(|m| m["facts"][0]["value"].as_f64()).collect();
    assert!(prices.len() > 10 && prices.windows(2).all(|pair| pair[0] >= pair[1]), "{prices:?}");
}

#[test]
fn what_is_written_wrong_is_underlined() {
    let refuses = |args: &[&str], words: &[&str]| {
        verdict("catalog list").args(args.iter().copied()).refuses(words);
    };
    refuses(
        &["--where", "model.open_weights && model.context_windw >= 128000"],
        &[
            "error[unknown-fact]: there is no fact `model.context_windw`\n --> --where:1:23",
            "                      ^^^^^^^^^^^^^^^^^^^ not declared",
            "did you mean `model.context_window`?",
        ],
    );
    refuses(&["--where", "offer.kind == 'apy'"], &["              ^^^^^", "did you mean `api`?"]);
    refuses(&["--where", "model.context_window"], &["this must be true or false", "^^^^^^^^^^^^^^^^^^^^"]);
    refuses(&["--where", "needs.budget == 'tight'"], &["`needs.budget` cannot be read here", "^^^^^^^^^^^^ a need"]);
    refuses(
        &["--where", "1 < 2 && offer.monthly_cost < 100.0"],
        &["`offer.monthly_cost` cannot be read here", "         ^^^^^^^^^^^^^^^^^^ computed for needs", "verdict eval"],
    );
    refuses(&["--sort", "-relesed"], &[" --> --sort:1:2", "  ^^^^^^^ not declared", "did you mean `released`?"]);
    refuses(&["--sort", "released:dsec"], &["`dsec` is no order", "did you mean `desc`?"]);
    refuses(
        &["--columns", "id, nam,model.vison"],
        &[
            " --> --columns:1:5",
            "did you mean `name`?",
            " --> --columns:1:9",
            "did you mean `model.vision`?",
            "2 errors",
        ],
    );
    refuses(&["--as-of", "soon"], &["`soon` is not a date"]);
}

#[test]
fn it_is_legible_at_eighty_columns_and_says_what_has_no_room() {
    let shipped = verdict("catalog list").shipped().env("COLUMNS", "80").answers();
    assert!(shipped.lines().all(|line| line.chars().count() <= 80));
    assert!(!shipped.contains("no room here"), "{}", shipped.lines().rev().take(4).collect::<String>());
    let row = shipped.lines().find(|line| line.trim_start().starts_with("openai/gpt-4o-mini ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!((cells[0], cells[2], cells[3]), ("openai/gpt-4o-mini", "2024-07-18", "128,000"));
    let much = "id,name,developer,released,context_window,max_output,input_price,output_price,licence,input";
    let narrow = verdict("catalog list --columns").args([much]).env("COLUMNS", "60").answers();
    assert!(narrow.contains("no room here for") && narrow.contains("--format"), "{narrow}");
}

#[test]
fn csv_has_a_field_for_each_column_and_nothing_that_a_spreadsheet_runs() {
    let csv =
        verdict("catalog list gpt-4o --format csv --columns id,name,aliases,released,input,input_price").answers();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "id,name,aliases,model.released,model.input,offer.input_price");
    assert!(lines[1].starts_with("openai/gpt-4o,GPT-4o,\""), "{}", lines[1]);
    assert!(
        lines[1].ends_with(",2024-05-13,\"image;pdf;text\",2.5") || lines[1].contains(",2024-05-13,\""),
        "{}",
        lines[1]
    );
    assert_eq!(lines.len(), 3);
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1"] {
        let field = verdict::render::list::field(text);
        assert!(field.trim_matches('"').starts_with('\''), "{field}");
    }
    assert_eq!(verdict::render::list::field("a\nb\u{1b}[2J"), "a b [2J");
}

#[test]
fn what_it_prints_fits_its_schema_on_every_day() {
    let schema = verdict("schema list").shipped().json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for args in [&[][..], &["--as-of", "2024-06-01"], &["--where", "model.open_weights", "--columns", "name,offers"]] {
        let list = json(args);
        assert!(validator.is_valid(&list), "{list}");
        assert_eq!(list["schema"], "list/1");
    }
    assert_eq!(json(&["--as-of", "2024-06-01"])["as_of"], "2024-06-01");
}
