//! `verdict test --review`: each report that differs from its snapshot is shown, and taken or not.

use std::io::{self, BufRead};

use verdict::render::test::failure;
use verdict::render::text::count;

use crate::cli::output::{Failure, Output};

use super::suite::Suite;

/// How many lines of a difference are shown at first, and when all is asked for.
const LINES: usize = 20;

/// Asks for each report that is pending, until there are none or the input ends.
pub(super) fn review(suite: &mut Suite, output: &mut Output) -> Result<(), Failure> {
    let style = output.style_of_questions();
    let mut lines = io::stdin().lock().lines();
    let all = suite.ran.iter().filter(|ran| ran.pending.is_some()).count();
    let mut accepted = 0;
    let pending = suite.ran.iter_mut().filter(|ran| ran.pending.is_some());
    'each: for (at, ran) in pending.enumerate() {
        let Some(failed) = ran.tested.failures.last().cloned() else { continue };
        output.remark(&format!("{} ({} of {all})\n{}", ran.tested.name, at + 1, failure(&failed, &style, LINES)));
        loop {
            output.remark("accept (a), skip (s), show all of it (w)? ");
            let Some(line) = lines.next().transpose()? else { break 'each };
            match line.trim() {
                "a" | "accept" => {
                    accepted += usize::from(ran.accept()?);
                    break;
                }
                "s" | "skip" => break,
                "w" | "whole" | "all" => output.remark(&failure(&failed, &style, usize::MAX)),
                _ => {}
            }
        }
    }
    output.remark(&format!("{} accepted of {all}\n", count(accepted, "snapshot")));
    Ok(())
}
