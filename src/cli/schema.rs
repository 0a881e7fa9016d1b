//! `verdict schema`: the JSON Schemas of what goes in and what comes out.

use clap::{Args, ValueEnum};
use verdict::catalog::Vocabulary;
use verdict::diagnostic::Diagnostics;
use verdict::render::json;
use verdict::report::{
    bill_schema, compare_schema, diff_schema, explain_schema, import_schema, interview_schema, list_schema,
    request_schema, statements_schema, verdict_schema,
};
use verdict::scenario::test_schema;

use super::Exit;
use super::args::Data;
use super::output::{Failure, Output};
use super::session::{catalog_files, read_rules};

/// Print the JSON Schema of what a command reads or prints
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which schema
    #[arg(value_enum)]
    name: Name,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// What `verdict recommend` reads, with the needs of the rulebook
    Needs,
    /// What `verdict recommend --format json` prints
    Verdict,
    /// What `verdict explain --format json` prints
    Explain,
    /// What `verdict compare --format json` prints
    Compare,
    /// What `verdict bill --format json` prints
    Bill,
    /// What `verdict diff --format json` prints
    Diff,
    /// What `verdict catalog list --format json` prints
    List,
    /// What `verdict catalog import` reads, with the facts and details of the catalog
    ImportStatements,
    /// What `verdict catalog import --format json` prints
    Import,
    /// What `verdict ask --format json` prints
    Interview,
    /// What `verdict test --format json` prints
    Test,
}

impl Schema {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let schema = match self.name {
            Name::Verdict => verdict_schema(),
            Name::Explain => explain_schema(),
            Name::Compare => compare_schema(),
            Name::Bill => bill_schema(),
            Name::Diff => diff_schema(),
            Name::Interview => interview_schema(),
            Name::List => list_schema(),
            Name::Test => test_schema(),
            Name::Import => import_schema(),
            Name::ImportStatements => statements_schema(&Vocabulary::read(&catalog_files(&self.data)?.views())),
            Name::Needs => {
                let mut found = Diagnostics::new();
                let (rules, _) = read_rules(&self.data, &mut found)?;
                let rules = rules.map_err(|wrong| found.extend(wrong)).ok();
                let Some(rules) = rules.filter(|_| !found.has_errors()) else { return Err(found.into()) };
                request_schema(&rules)
            }
        };
        output.answer(&json::pretty(&schema))?;
        Ok(Exit::Answered)
    }
}
