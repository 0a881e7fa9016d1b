//! Whether a verdict is certain, in the same words on every page.

use crate::report::words::{lower, own_label, points_text};
use crate::report::{MightBeBetter, Open, Report};

/// Whether something that is unknown could make another model win, and what; `None` where nothing is eligible.
pub(crate) fn certainty(report: &Report) -> Option<String> {
    let pick = report.ranking.first()?;
    if report.certain {
        return Some("Certain: nothing that is unknown could make another model win.".to_string());
    }
    // What is open of an offer that would be better is told with that offer.
    let own = |open: &&Open| open.model == pick.model && open.rule.is_some() && pick.unverified.is_empty();
    let open = report.open.as_ref().filter(|open| !own(open)).map(unknown);
    let better = pick.might_be_better.as_ref().map(better);
    let mut unknown: Vec<String> = open.into_iter().chain(better).collect();
    if unknown.is_empty() {
        unknown.push("What is unknown could make another model win.".to_string());
    }
    Some(format!("Not certain. {}", unknown.join(" ")))
}

fn unknown(open: &Open) -> String {
    let about = open.requirement.as_deref().or(open.label.as_deref().map(own_label)).map(lower).unwrap_or_default();
    let worth = open.swing.map_or_else(String::new, |swing| format!(", up to {} of 100 points", points_text(swing)));
    format!("Not known of {}: {about}{worth}.", open.name)
}

/// The offers of the pick that would be better if more were known of them.
fn better(better: &MightBeBetter) -> String {
    let which = match better.offers {
        1 => format!("Its offer {} would be better", better.offer),
        n => format!("{n} of its offers would be better, the nearest {}", better.offer),
    };
    format!("{which} ({} of 100 points), if more were known of it.", points_text(better.score))
}
