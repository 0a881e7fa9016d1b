//! From files to a decision graph: what every command that judges something begins with.

use std::mem::ManuallyDrop;

use verdict::catalog::{Catalog, check};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics};
use verdict::graph::{ByHand, DecisionGraph, Resolved};
use verdict::load::{Files, Folder};
use verdict::needs::Request;
use verdict::report::{Digests, Report, report};
use verdict::rulebook::Rulebook;
use verdict::value::Date;

use super::args::Data;
use super::environment;
use super::output::{Failure, Output};

/// A compiled rulebook and catalog, and their digests.
pub(super) struct Session {
    /// Never taken apart: the process ends with it, and freeing it piece by piece would take longer than most requests.
    pub(super) graph: ManuallyDrop<DecisionGraph>,
    pub(super) digests: Digests,
}

/// How many models of a ranking are shown where nobody says.
pub(super) const TOP: usize = 5;

impl Session {
    /// Loads and compiles. All that is wrong with rules and catalog is reported together; warnings are shown at once.
    pub(super) fn open(data: &Data, output: &mut Output) -> Result<Self, Failure> {
        let mut found = Diagnostics::new();
        let (rules, rules_digest) = read_rules(data, &mut found)?;
        let (catalog, catalog_digest) = read_catalog(data, &mut found)?;
        let rules = rules.map_err(|wrong| found.extend(wrong)).ok();
        let Some(rules) = rules.filter(|_| !found.has_errors()) else { return Err(found.into()) };
        if !found.as_slice().is_empty() {
            output.complain(found.as_slice());
        }
        let graph = DecisionGraph::compile(rules, catalog)?;
        let digests = Digests { catalog: short(&catalog_digest), rulebook: short(&rules_digest), ..Digests::default() };
        Ok(Self { graph: ManuallyDrop::new(graph), digests })
    }

    /// The needs of a request, and the date for which its verdict holds.
    pub(super) fn resolve(&self, request: &Request) -> Result<(Resolved, Date), Diagnostics> {
        let as_of = self.graph.as_of_date(request);
        let resolved = self.graph.resolve(request, as_of);
        Ok((resolved.map_err(|wrong| environment::explained(wrong, &self.graph.rulebook().questions))?, as_of))
    }

    /// The same, unless something was found to be wrong before; all that is wrong is reported together, and that facts are old is said.
    pub(super) fn settle(
        &self,
        request: &Request,
        mut found: Diagnostics,
        output: &mut Output,
    ) -> Result<(Resolved, Date), Diagnostics> {
        let resolved = self.resolve(request).map_err(|wrong| found.extend(wrong)).ok();
        let resolved = resolved.filter(|_| !found.has_errors()).ok_or(found)?;
        mind_age(self.graph.catalog(), resolved.1, output);
        Ok(resolved)
    }

    /// The ids of some models; none where all are meant.
    pub(super) fn models(&self, among: Option<&[usize]>) -> Vec<String> {
        let id = |model: &usize| self.graph.catalog().models().get(*model).map(|m| m.id.to_string());
        among.into_iter().flatten().filter_map(id).collect()
    }

    /// The weights that were set by hand: ids and percentages.
    pub(super) fn weights(&self, by_hand: &ByHand) -> Vec<(String, f64)> {
        by_hand.weights.iter().map(|(criterion, percent)| (self.criterion(*criterion), *percent)).collect()
    }

    /// The criteria that were put in order by hand.
    pub(super) fn order(&self, by_hand: &ByHand) -> Vec<String> {
        by_hand.order.iter().map(|criterion| self.criterion(*criterion)).collect()
    }

    fn criterion(&self, criterion: usize) -> String {
        self.graph.criteria().get(criterion).map(|node| node.id.clone()).unwrap_or_default()
    }

    /// The verdict on a request.
    pub(super) fn judge(&self, request: &Request) -> Result<Report, Diagnostics> {
        let (resolved, as_of) = self.resolve(request)?;
        Ok(report(&self.graph, &resolved, as_of, request.top.unwrap_or(TOP), &self.digests))
    }
}

/// Says that facts are old, where somebody asks for a day so long after them.
pub(super) fn mind_age(catalog: &Catalog, day: Date, output: &mut Output) {
    if let Some(stale) = catalog.stale_on(day) {
        let help = "take newer statements in (`verdict catalog import`), or a newer `verdict`";
        output.complain(&[Diagnostic::warning(Code::FutureDate, stale).help(help)]);
    }
}

/// The rulebook, and the digest of its files.
pub(super) fn read_rules(
    data: &Data,
    found: &mut Diagnostics,
) -> Result<(Result<Rulebook, Diagnostics>, String), Failure> {
    let folder = data.rules.as_deref().map(Folder::read).transpose()?;
    let files = match &folder {
        Some(folder) => folder.files(),
        None => Files::shipped_rules(),
    };
    let rules = parse_rules(&files);
    found.extend(files.found);
    Ok((rules, files.digest))
}

/// The files of the rulebook.
pub(super) fn rule_files(data: &Data) -> Result<Files<'static>, Failure> {
    Ok(data.rules.as_deref().map_or_else(|| Ok(Files::shipped_rules()), Files::read_dir)?)
}

/// The files of the catalog.
pub(super) fn catalog_files(data: &Data) -> Result<Files<'static>, Failure> {
    Ok(data.catalog.as_deref().map_or_else(|| Ok(Files::shipped_catalog()), Files::read_dir)?)
}

/// The rulebook in these files; without a word if some cannot be read, as the files say so themselves.
fn parse_rules(files: &Files<'_>) -> Result<Rulebook, Diagnostics> {
    // Files that cannot be read would be missed: what the others mean is judged once all can be.
    if files.found.has_errors() { Err(Diagnostics::new()) } else { Rulebook::parse(&files.views()) }
}

/// The catalog in these files, and what is wrong with it.
fn parse_catalog(files: &Files<'_>) -> (Catalog, Diagnostics) {
    if files.found.has_errors() { Default::default() } else { Catalog::parse(&files.views()) }
}

/// What a catalog that could be read says against itself. The tests look at the shipped one, so that nobody waits for it.
pub(super) fn checked(catalog: &Catalog, files: &Files<'_>) -> Vec<Diagnostic> {
    if files.packed { Vec::new() } else { check(catalog, &files.views()) }
}

/// Compiles a catalog and a rulebook from their files; or everything that is wrong with them. Warnings are added to `found`.
pub(super) fn compile(
    catalog: &Files<'_>,
    rules: &Files<'_>,
    found: &mut Diagnostics,
) -> Result<DecisionGraph, Diagnostics> {
    let mut wrong = Diagnostics::new();
    wrong.extend(rules.found.clone());
    wrong.extend(catalog.found.clone());
    let (catalog, in_catalog) = parse_catalog(catalog);
    wrong.extend(in_catalog);
    let rules = parse_rules(rules).map_err(|in_rules| wrong.extend(in_rules)).ok();
    let Some(rules) = rules.filter(|_| !wrong.has_errors()) else { return Err(wrong) };
    found.extend(wrong);
    DecisionGraph::compile(rules, catalog)
}

/// The catalog, and the digest of its files.
pub(super) fn read_catalog(data: &Data, found: &mut Diagnostics) -> Result<(Catalog, String), Failure> {
    let folder = data.catalog.as_deref().map(Folder::read).transpose()?;
    let files = match &folder {
        Some(folder) => folder.files(),
        None => Files::shipped_catalog(),
    };
    let (catalog, wrong) = parse_catalog(&files);
    let odd = if files.found.has_errors() || wrong.has_errors() { Vec::new() } else { checked(&catalog, &files) };
    found.extend(files.found);
    found.extend(wrong);
    found.extend(odd);
    Ok((catalog, files.digest))
}

/// The digits of a digest that are shown.
pub(super) fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}
