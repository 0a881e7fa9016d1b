//! The JSON Schemas of what goes in and what comes out, generated from the types and the rulebook.

use super::Report;
use crate::rulebook::{Effect, Kind, Question, Rulebook};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};

/// A request.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is ever made")]
struct Request {
    /// The answers, by need.
    #[schemars(default)]
    needs: serde_json::Map<String, serde_json::Value>,
    /// Needs that were asked for and not answered: what holds without an answer holds, and `verdict ask` does not ask again.
    #[schemars(default)]
    unanswered: Vec<String>,
    /// Compare only these models: ids, short ids or aliases.
    #[schemars(default)]
    among: Vec<String>,
    /// How many models of the ranking are shown.
    #[schemars(range(min = 1))]
    top: Option<usize>,
    /// The date for which the verdict holds: `YYYY-MM-DD`. The catalog's own date if absent.
    #[schemars(default)]
    as_of: Option<String>,
    /// Weights by hand, in place of what the rulebook and its rules say: how many percent of the criterion above it each counts. What
    /// is beside it shares the rest in proportion.
    #[schemars(default)]
    weights: serde_json::Map<String, serde_json::Value>,
    /// What counts, the most important first, in place of weights: criteria beside one another. They have rank-order centroid weights,
    /// w(k) = (1/K) Σ 1/i for i from k to K, and what is beside them and not named counts for nothing.
    #[schemars(default)]
    order: Vec<String>,
}

/// The schema of a request to this rulebook: every need with its answers.
#[must_use]
pub fn request_schema(rulebook: &Rulebook) -> Schema {
    let mut schema = schema_for!(Request);
    // What may be left out is left out: nobody writes that it is nothing.
    let keys = schema.pointer_mut("/properties").and_then(serde_json::Value::as_object_mut);
    for key in keys.into_iter().flat_map(|keys| keys.values_mut()).filter_map(serde_json::Value::as_object_mut) {
        if let Some(one) = key.get("type").and_then(|types| types.as_array()?.first().cloned()) {
            key.insert("type".to_string(), one);
            key.remove("default");
        }
    }
    let needs: serde_json::Map<String, serde_json::Value> =
        rulebook.questions.iter().map(|q| (q.id.clone(), answer(q))).collect();
    if let Some(slot) = schema.pointer_mut("/properties/needs") {
        *slot = serde_json::json!({
            "description": "The answers, by need.",
            "type": "object",
            "properties": needs,
            "additionalProperties": false,
        });
    }
    let criteria = rulebook.criteria.iter().map(|c| (&c.id, &c.meaning));
    let preferences = rulebook.rules.iter().filter(|rule| matches!(rule.effect, Effect::Prefer { .. }));
    let criteria: Vec<(&String, &String)> = criteria.chain(preferences.map(|r| (&r.id, &r.summary))).collect();
    let weight = |(id, meaning): &(&String, &String)| {
        let percent = serde_json::json!({ "type": "number", "minimum": 0, "maximum": 100 });
        let text = serde_json::json!({ "type": "string", "description": "The same as text: `40` or `40%`." });
        ((*id).clone(), serde_json::json!({ "description": meaning, "anyOf": [percent, text] }))
    };
    if let Some(weights) = schema.pointer_mut("/properties/weights").and_then(serde_json::Value::as_object_mut) {
        let each: serde_json::Map<String, serde_json::Value> = criteria.iter().map(weight).collect();
        weights.insert("properties".to_string(), each.into());
        // A label is understood as well as an id.
        weights.insert("additionalProperties".to_string(), serde_json::json!({ "type": ["number", "string"] }));
    }
    if let Some(slot) = schema.pointer_mut("/properties/unanswered/items") {
        let ids: Vec<&str> = rulebook.questions.iter().map(|q| q.id.as_str()).collect();
        *slot = serde_json::json!({ "enum": ids });
    }
    schema
}

fn answer(question: &Question) -> serde_json::Value {
    let options: Vec<&str> = question.options.iter().map(|o| o.value.as_ref()).collect();
    let word = match &question.words {
        Some(words) => {
            let says = format!("A word that the catalog has of `{}`, or a name of it.", words.fact.text);
            serde_json::json!({ "type": "string", "description": says })
        }
        None => serde_json::json!({ "type": "string", "enum": options }),
    };
    let mut schema = match question.kind {
        Kind::YesNo => json_schema!({ "anyOf": [{ "type": "boolean" }, { "enum": ["yes", "no"] }] }),
        Kind::Choice => Schema::try_from(word).unwrap_or_default(),
        Kind::Choices => json_schema!({ "anyOf": [
            { "type": "array", "items": word },
            { "type": "string", "description": "The same with commas." },
        ] }),
        Kind::Number => {
            let mut number = serde_json::json!({ "type": if question.whole { "integer" } else { "number" }, "minimum": question.min });
            if let (Some(max), Some(map)) = (question.max, number.as_object_mut()) {
                map.insert("maximum".to_string(), max.into());
            }
            let mut allowed = vec![number];
            if !question.named.is_empty() {
                let names: Vec<&str> = question.named.iter().map(|a| a.name.as_ref()).collect();
                allowed.push(serde_json::json!({ "enum": names, "description": "An amount by name." }));
            }
            allowed.push(
                serde_json::json!({ "type": "string", "description": "A number as people write it: 32k, 1.5M." }),
            );
            json_schema!({ "anyOf": allowed })
        }
    };
    schema.insert("description".to_string(), question.ask.clone().into());
    if let Some(assumed) = &question.assume {
        schema.insert("default".to_string(), assumed.to_json());
    }
    schema.to_value()
}

/// The schema of a step of an interview.
#[must_use]
pub fn interview_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::interview::Turn>()
}

/// The schema of a bill.
#[must_use]
pub fn bill_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::bill::MonthlyBill>()
}

/// The schema of a comparison.
#[must_use]
pub fn compare_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::compare::Comparison>()
}

/// The schema of an explanation.
#[must_use]
pub fn explain_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::explain::Explanation>()
}

/// The schema of what lies between two versions.
#[must_use]
pub fn diff_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::delta::Diff>()
}

/// The schema of what came of taking statements in.
#[must_use]
pub fn import_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::import::Review>()
}

/// The schema of a list of models.
#[must_use]
pub fn list_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<super::list::Listing>()
}

/// The schema of a verdict.
#[must_use]
pub fn verdict_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<Report>()
}
