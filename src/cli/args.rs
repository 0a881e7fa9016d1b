//! Arguments that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use verdict::catalog::Catalog;
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, suggest};
use verdict::load::{InputError, read_input};
use verdict::needs::Request;
use verdict::reader::quote;
use verdict::rulebook::population::{Askers, Population};
use verdict::value::Date;

use super::environment;
use super::output::Failure;

/// How an article is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum PageFormat {
    /// For a person
    #[default]
    Terminal,
    /// Everything as one object, or what is wrong (see `verdict schema`)
    Json,
    /// To paste into an issue
    Markdown,
    /// One page that needs nothing else
    Html,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// Where the rules and the catalog are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub(super) struct Data {
    /// Use the rulebook in this folder instead of the shipped one
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Option<PathBuf>,
    /// Use the catalog in this folder instead of the shipped one
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Option<PathBuf>,
}

/// What is needed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Needs")]
pub(super) struct Needs {
    /// An answer, such as `input=image,pdf` or `context_tokens=32k`; wins over the variable `VERDICT_NEED_INPUT`, and that over FILE;
    /// can be repeated
    #[arg(long = "need", value_name = "NEED=ANSWER")]
    pub(super) needs: Vec<String>,
    /// The date for which the verdict holds, instead of the catalog's own
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
}

impl Needs {
    /// The request in a file or on standard input, if there is one, with what the flags say.
    pub(super) fn request(&self, file: Option<&str>, found: &mut Diagnostics) -> Result<Request, Failure> {
        Ok(self.apply(request(file, found)?, found))
    }

    /// The request that variables and flags make on top of `request`: flags win over variables, and these over what is there. What is
    /// wrong is added to `found`.
    pub(super) fn apply(&self, mut request: Request, found: &mut Diagnostics) -> Request {
        environment::apply(&mut request, found);
        for need in &self.needs {
            if let Err(wrong) = request.add_flag("--need", need) {
                found.extend(wrong);
            }
        }
        request.as_of = as_of(self.as_of.as_deref(), found).or(request.as_of);
        request
    }
}

/// What counts how much, in place of what rules say.
#[derive(Debug, Args)]
#[command(next_help_heading = "Needs")]
pub(super) struct Weights {
    /// How many percent a criterion counts of what is above it, such as `cost=40`, whatever rules say; what is beside it shares the
    /// rest in proportion; can be repeated
    #[arg(long = "weight", value_name = "CRITERION=PERCENT")]
    weights: Vec<String>,
    /// What counts, the most important first, such as `capability > cost > speed`, by rank-order centroid weights; what stands
    /// beside these and is not named counts for nothing
    #[arg(long, value_name = "CRITERION > CRITERION")]
    order: Option<String>,
}

impl Weights {
    /// The request with what these flags say.
    pub(super) fn apply(&self, mut request: Request, found: &mut Diagnostics) -> Request {
        weights(&self.weights, &mut request, found);
        if let Some(Err(wrong)) = self.order.as_deref().map(|order| request.set_order("--order", order)) {
            found.extend(wrong);
        }
        request
    }
}

/// Adds what `--weight` says.
pub(super) fn weights(weights: &[String], request: &mut Request, found: &mut Diagnostics) {
    for weight in weights {
        if let Err(wrong) = request.add_weight("--weight", weight) {
            found.extend(wrong);
        }
    }
}

/// The date of `--as-of`.
pub(super) fn as_of(text: Option<&str>, found: &mut Diagnostics) -> Option<Date> {
    let text = text?;
    let date = Date::parse(text);
    if date.is_none() {
        let source = Source::new("--as-of", text);
        found.push(
            Diagnostic::error(Code::InvalidDate, format!("`{}` is not a date", quote(text)))
                .at(Place::new(&source, 0..text.len()), "not a date of the calendar")
                .help("write `YYYY`, `YYYY-MM` or `YYYY-MM-DD`"),
        );
    }
    date
}

/// The request in a file or on standard input, or an empty one.
pub(super) fn request(file: Option<&str>, found: &mut Diagnostics) -> Result<Request, Failure> {
    let Some(file) = file else { return Ok(Request::default()) };
    match read_input(file) {
        Ok(source) => Ok(Request::parse(&source).unwrap_or_else(|wrong| {
            found.extend(wrong);
            Request::default()
        })),
        Err(InputError::World(error)) => Err(error.into()),
        Err(InputError::Data(wrong)) => {
            found.push(*wrong);
            Ok(Request::default())
        }
    }
}

/// Only these models, from the list of `--among`.
pub(super) fn among(list: Option<&str>, request: &mut Request, found: &mut Diagnostics) {
    let Some(list) = list else { return };
    request.set_among("--among", list);
    if request.among.is_empty() {
        let source = Source::new("--among", list);
        found.push(
            Diagnostic::error(Code::UnknownModel, "`--among` names no model")
                .at(Place::new(&source, 0..list.len()), "no id here")
                .help("write ids with commas between them, or leave it out to compare all"),
        );
    }
}

/// The population of this id, or the first; none where the rulebook has none and nobody named one.
pub(super) fn population<'a>(
    askers: Option<&'a Askers>,
    id: Option<&str>,
) -> Result<Option<(&'a Askers, &'a Population)>, Box<Diagnostic>> {
    let Some(id) = id else { return Ok(askers.and_then(|all| Some((all, all.populations.first()?)))) };
    let found = askers.and_then(|all| Some((all, all.population(id)?)));
    found.map(Some).ok_or_else(|| {
        let label = if askers.is_some() { "not in `population.toml`" } else { "the rulebook has no `population.toml`" };
        let mut wrong = Diagnostic::error(Code::UnknownPersona, format!("there is no population `{}`", quote(id)))
            .at(Place::new(&Source::new("--population", id), 0..id.len()), label);
        let known = askers.into_iter().flat_map(|all| &all.populations);
        wrong.help = suggest(id, known.map(|p| p.id.as_str()));
        Box::new(wrong)
    })
}

/// The alternative of an offer that was named by `--offer`.
pub(super) fn offer_row(catalog: &Catalog, model: usize, id: &str) -> Result<usize, Box<Diagnostic>> {
    let offers = || catalog.rows_of(model).filter_map(|row| Some((row, catalog.offer_of(row)?.id.as_ref())));
    offers().find(|(_, offer)| *offer == id).map(|(row, _)| row).ok_or_else(|| {
        let place = Place::new(&Source::new("--offer", id), 0..id.len());
        let name = catalog.models().get(model).map_or_else(String::new, |model| model.name().to_string());
        let mut wrong = Diagnostic::error(Code::UnknownValue, format!("{name} has no offer `{}`", quote(id)))
            .at(place, "not an offer of this model");
        let ids: Vec<&str> = offers().map(|(_, id)| id).collect();
        wrong.help = suggest(id, ids.iter().copied());
        Box::new(wrong)
    })
}
