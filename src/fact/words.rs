//! The words that a text fact can have.

use std::sync::Arc;

use crate::diagnostic::nearest;

/// The longest list of words that a message shows.
const MAX_LISTED: usize = 40;

/// A word without what people write in different ways: its letters and digits, in lower case.
pub(crate) fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// All right words of a text fact, and other names of them.
///
/// ```
/// use verdict::fact::KnownWords;
/// let words = KnownWords::new(["acme/roadster".into()], [("road".into(), "acme/roadster".into())]);
/// assert!(words.contains("acme/roadster") && !words.contains("road"));
/// assert_eq!(words.help("Road"), ["`Road` is another name of `acme/roadster`: write that"]);
/// assert_eq!(words.help("acme/rodster")[0], "did you mean `acme/roadster`?");
/// assert_eq!(words.help("acme")[0], "the words are `acme/roadster`");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownWords {
    words: Vec<Arc<str>>,
    /// Each with the word it stands for.
    names: Vec<(Arc<str>, Arc<str>)>,
}

impl KnownWords {
    /// From the words, and from other names, in lower case, each with the word it stands for; in any order.
    #[must_use]
    pub fn new(
        words: impl IntoIterator<Item = Arc<str>>,
        names: impl IntoIterator<Item = (Arc<str>, Arc<str>)>,
    ) -> Self {
        let mut all = Self { words: words.into_iter().collect(), names: names.into_iter().collect() };
        all.words.sort_unstable();
        all.words.dedup();
        all.names.sort_unstable();
        all.names.dedup();
        all
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it is one of the words.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.words.binary_search_by(|w| w.as_ref().cmp(word)).is_ok()
    }

    /// The words, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<str>> {
        self.words.iter()
    }

    /// The words that somebody may mean: the word itself, else those of which it is another name, else those that are the same in
    /// letters and digits. Of none of these, none.
    ///
    /// ```
    /// use verdict::fact::KnownWords;
    /// let words = KnownWords::new(["acme/roadster".into(), "Acme Ltd".into()], [("road".into(), "acme/roadster".into())]);
    /// assert_eq!(words.find("Road"), ["acme/roadster".into()]);
    /// assert_eq!(words.find("acme-ltd"), ["Acme Ltd".into()]);
    /// assert!(words.find("acme").is_empty());
    /// ```
    #[must_use]
    pub fn find(&self, said: &str) -> Vec<Arc<str>> {
        if let Some(word) = self.words.iter().find(|word| ***word == *said) {
            return vec![Arc::clone(word)];
        }
        let lower = said.trim().to_lowercase();
        let named = self.names.iter().filter(|(name, _)| **name == *lower);
        let mut found: Vec<Arc<str>> = named.map(|(_, word)| Arc::clone(word)).collect();
        if found.is_empty() {
            let said = plain(&lower);
            let same = |word: &&Arc<str>| !said.is_empty() && plain(word) == said;
            found = self.words.iter().filter(same).cloned().collect();
        }
        found.dedup();
        found
    }

    /// What to write instead of a word that is none of these, a line each.
    #[must_use]
    pub fn help(&self, word: &str) -> Vec<String> {
        let lower = word.to_lowercase();
        let start = self.names.partition_point(|(name, _)| name.as_ref() < lower.as_str());
        let named = self.names.iter().skip(start).take_while(|(name, _)| **name == *lower);
        let meant: Vec<String> = named.map(|(_, word)| format!("`{word}`")).collect();
        if !meant.is_empty() {
            return vec![format!("`{word}` is another name of {}: write that", meant.join(" or "))];
        }
        let words = || self.words.iter().map(AsRef::as_ref);
        let named = |name: &str| self.names.iter().find(|(n, _)| **n == *name).map(|(_, word)| word.as_ref());
        let near =
            nearest(word, words()).or_else(|| named(nearest(word, self.names.iter().map(|(name, _)| name.as_ref()))?));
        let mut help: Vec<String> = near.map(|near| format!("did you mean `{near}`?")).into_iter().collect();
        if self.words.len() <= MAX_LISTED {
            let list: Vec<String> = words().map(|w| format!("`{w}`")).collect();
            help.push(format!("the words are {}", list.join(", ")));
        }
        help
    }
}
