//! `verdict catalog import`: takes statements into the files of a catalog.

use std::path::PathBuf;

use clap::Args;
use verdict::catalog::Catalog;
use verdict::diagnostic::Diagnostics;
use verdict::import::{Kind, import};
use verdict::load::{Files, InputError, read_input, write_all};

use super::super::Exit;
use super::super::output::{Failure, Output};

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Statements, as JSON Lines or as JSON; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// The folder of the catalog that takes them
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    catalog: PathBuf,
    /// Write models and offers that the catalog does not have, instead of only listing them
    #[arg(long)]
    new: bool,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let mut found = Diagnostics::new();
        let mut said = Vec::new();
        for file in &self.files {
            match read_input(file) {
                Ok(source) => said.push(source),
                Err(InputError::World(error)) => return Err(error.into()),
                Err(InputError::Data(wrong)) => found.push(*wrong),
            }
        }
        let old = Files::read_dir(&self.catalog)?;
        found.extend(old.found.clone());
        if !found.has_errors() {
            found.extend(Catalog::parse(&old.views()).1);
        }
        if found.has_errors() {
            return Err(found.into());
        }
        let taken = import(&old.views(), &said, self.new)?;
        let new = old.with(&self.catalog, &taken.files);
        let mut wrong = new.found.clone();
        wrong.extend(Catalog::parse(&new.views()).1);
        if wrong.has_errors() {
            return Err(wrong.into());
        }
        if !self.dry_run {
            write_all(&self.catalog, &taken.files)?;
        }
        let count = |kind| taken.changes.iter().filter(|c| c.kind == kind).count();
        let mut text = format!(
            "{} added, {} renewed, {} unchanged, in {} files\n",
            count(Kind::Added),
            count(Kind::Renewed),
            count(Kind::Unchanged),
            taken.files.len()
        );
        for (subject, count) in &taken.proposed {
            text += &format!("new: {subject} ({count} statements)\n");
        }
        output.answer(&text)?;
        Ok(Exit::Answered)
    }
}
