//! The words of a rulebook itself: what it counts, what it names winners by, what it asks.

use super::Rulebook;

/// A word of a rulebook, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained<'r> {
    /// The word as people read it.
    pub word: &'r str,
    /// What it means, in a sentence or two.
    pub means: String,
    /// What it is, and how files and flags call it: `a criterion, cost`.
    pub is: String,
}

impl Rulebook {
    /// What a criterion, a winner or a question is about, by its label or its id; whatever its capitals.
    ///
    /// ```
    /// use verdict::{load::Files, rulebook::Rulebook};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let some = &rulebook.criteria[0];
    /// assert!(rulebook.explained(&some.label.to_uppercase()).unwrap().means.starts_with(&some.meaning));
    /// assert_eq!(rulebook.explained(&some.id), rulebook.explained(&some.label));
    /// assert_eq!(rulebook.explained("banana"), None);
    /// ```
    #[must_use]
    pub fn explained(&self, asked: &str) -> Option<Explained<'_>> {
        let plain = |text: &str| text.trim().to_lowercase().replace(['-', '_'], " ");
        let asked = plain(asked);
        let is = |id: &str, label: &str| plain(id) == asked || plain(label) == asked;
        let criterion = |id: &str| self.criteria.iter().find(|c| c.id == id);
        let counted = self.criteria.iter().filter(|c| is(&c.id, &c.label)).map(|c| Explained {
            word: &c.label,
            means: format!("{} {}", c.meaning, c.reason),
            is: format!("a criterion, `{}`", c.id),
        });
        let best = self.winners.iter().filter(|w| is(&w.id, &w.label)).filter_map(|w| {
            let by = criterion(&w.criterion.text)?;
            let means = format!("The best of all eligible by {}, whatever it scores. {}", by.label, by.meaning);
            Some(Explained { word: &w.label, means, is: format!("a winner, `{}`", w.id) })
        });
        let asks = self.questions.iter().filter(|q| is(&q.id, &q.id)).map(|q| Explained {
            word: &q.id,
            means: format!("{} {}", q.ask, q.why),
            is: format!("a need, `--need {}=…`", q.id),
        });
        counted.chain(best).chain(asks).next()
    }
}
