//! `verdict test --watch`: runs again whenever a scenario, a snapshot, a rule or the catalog changes.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Duration;

use verdict::load::Watch;
use verdict::render::text::count;

use crate::cli::Exit;
use crate::cli::output::{Failure, Output};
use crate::cli::session::Session;

use super::Test;

/// How long is waited before looking again: what changed is run well within 100 ms, and some hundred files take a millisecond to look at.
const PAUSE: Duration = Duration::from_millis(25);

impl Test {
    /// Runs again and again until somebody ends the program or nobody reads what it prints: then it ends as the last run did.
    pub(super) fn watch(&self, output: &mut Output) -> Result<Exit, Failure> {
        let data: Vec<PathBuf> = self.data.rules.iter().chain(&self.data.catalog).cloned().collect();
        loop {
            let of_data = Watch::new(&data);
            // Rules that are wrong are reported, and read again when they change.
            let session = self.tolerate(Session::open(&self.data, output), output)?;
            loop {
                let of_scenarios = Watch::new(&self.paths);
                let ran = session.as_ref().map(|session| self.once(session, output));
                let ran = ran.map(|ran| self.tolerate(ran, output)).transpose()?.flatten();
                output.flush()?;
                if output.is_gone() {
                    return Ok(ran.unwrap_or(Exit::Invalid));
                }
                let watched = of_data.len() + of_scenarios.len();
                output.remark(&format!("watching {} and folders; Ctrl-C ends it\n", count(watched, "file")));
                while !of_data.has_changed() && !of_scenarios.has_changed() {
                    std::thread::sleep(PAUSE);
                }
                output.clear()?;
                if of_data.has_changed() {
                    break;
                }
            }
            // A session is not freed where the program ends with it; this one goes on.
            drop(session.map(|session| ManuallyDrop::into_inner(session.graph)));
        }
    }

    /// What was done; nothing, if what is wrong can be mended while the program waits.
    fn tolerate<T>(&self, done: Result<T, Failure>, output: &mut Output) -> Result<Option<T>, Failure> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(failure @ (Failure::Data(_) | Failure::World(_))) => {
                output.fail(&failure, self.wants_json());
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }
}
