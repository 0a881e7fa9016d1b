//! The words that the program prints, each with one meaning.
//!
//! They are the engine's own words: no model, need or criterion is among them, as the files that name these also say what they are.
//! `verdict help WORD` prints one of them, `docs/words.md` all; a test holds the list against what is printed. Here and not in a file
//! of data, because a word belongs to the code that prints it, and changes with it.

use crate::diagnostic::nearest;

mod terms;

pub use terms::GROUPS;

/// A word with its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The word, as it is asked for.
    pub word: &'static str,
    /// How else it is printed: titles of sections, labels and marks, as they stand there.
    pub shown: &'static [&'static str],
    /// What it means, in one line.
    pub means: &'static str,
    /// How it looks where it is printed, or what does it.
    pub example: &'static str,
    /// The page that says more, and the section, from the top of the repository.
    pub page: &'static str,
}

/// Words that belong together, under a title.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The words.
    pub terms: &'static [Term],
}

/// All words, in the order of the page.
pub fn terms() -> impl Iterator<Item = &'static Term> {
    GROUPS.iter().flat_map(|group| group.terms)
}

/// The term that somebody asks for: by its word, or as it is printed; whatever its capitals, in the plural as well.
///
/// ```
/// use verdict::glossary::find;
/// assert_eq!(find("Not verified").unwrap().word, "unverified");
/// assert_eq!(find("offers").unwrap().word, "offer");
/// assert_eq!(find("eligble").unwrap_err(), Some("eligible"));
/// assert_eq!(find("banana").unwrap_err(), None);
/// ```
///
/// # Errors
///
/// Where there is no such term: the word that is written like it, if there is one.
pub fn find(asked: &str) -> Result<&'static Term, Option<&'static str>> {
    let plain = |text: &str| text.trim().to_lowercase().replace(['-', '_'], " ");
    let asked = plain(asked);
    let is = |name: &str| {
        let name = plain(name);
        name == asked || asked.strip_suffix('s') == Some(&name)
    };
    let names = |term: &'static Term| std::iter::once(term.word).chain(term.shown.iter().copied());
    let by_word = terms().find(|term| is(term.word));
    by_word.or_else(|| terms().find(|term| names(term).any(is))).ok_or_else(|| nearest(&asked, terms().flat_map(names)))
}
