//! Answers as files and as a command line.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use verdict::load::{Error, make_folder, write_private};
use verdict::report::interview::Turn;

/// What is kept of an interview besides the answers themselves.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    /// The ids of the models that are compared; all if empty.
    pub(super) among: Vec<String>,
    /// The date for which the verdict holds, where it was given.
    pub(super) as_of: Option<String>,
    /// How many models of the ranking are shown, where it was given.
    pub(super) top: Option<usize>,
    /// Weights that were set by hand: criteria and percentages.
    pub(super) weights: Vec<(String, f64)>,
    /// Criteria that were put in order by hand.
    pub(super) order: Vec<String>,
}

/// The file that answers are kept in while an interview goes on.
#[derive(Debug)]
pub(super) struct Keeper {
    path: PathBuf,
    /// Whether it goes once the verdict is given.
    fleeting: bool,
}

impl Keeper {
    /// The file that was asked for; or the one that answers were kept in when an interview was left; or a new one where programs
    /// keep their state.
    pub(super) fn new(save: Option<&Path>, answers: Option<&str>) -> Self {
        let state = state();
        let left = answers.map(Path::new).filter(|path| path.parent() == Some(&state));
        match (save, left) {
            (Some(path), _) => Self { path: path.to_path_buf(), fleeting: false },
            (None, Some(path)) => Self { path: path.to_path_buf(), fleeting: true },
            (None, None) => Self { path: free(&state), fleeting: true },
        }
    }

    /// Where the answers are once the interview is left: there is one such file, however many interviews are left.
    pub(super) fn rest(&self) -> PathBuf {
        let folder = self.path.parent().filter(|_| self.fleeting);
        folder.and_then(|folder| numbered(folder).next()).unwrap_or_else(|| self.path.clone())
    }

    /// The answers of an earlier interview that was left, if there are some: those of the last one.
    pub(super) fn left(&self) -> Option<PathBuf> {
        let folder = self.path.parent().filter(|_| self.fleeting)?;
        numbered(folder).take_while(|path| path.exists() && *path != self.path).last()
    }

    /// Where the answers are while the interview goes on.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is nothing to keep: nobody asked for a file, and nothing was said.
    pub(super) fn has_nothing(&self, turn: &Turn) -> bool {
        self.fleeting && turn.answers.is_empty()
    }

    /// Writes the answers.
    pub(super) fn save(&self, request: &Request, turn: &Turn) -> Result<(), Error> {
        let text = if self.path.extension().is_some_and(|e| e == "json") {
            to_json(request, turn)
        } else {
            to_toml(request, turn)
        };
        if let Some(folder) = self.path.parent().filter(|f| !f.as_os_str().is_empty()) {
            make_folder(folder)?;
        }
        // Answers are nobody else's business.
        write_private(&self.path, &text)
    }

    /// Takes away what was kept for the time of the interview only.
    pub(super) fn finish(&self) {
        if self.fleeting {
            // What cannot be taken away does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The folder in which programs keep what they need to go on.
fn state() -> PathBuf {
    let folder = |key: &str| env::var_os(key).filter(|v| !v.is_empty()).map(PathBuf::from);
    let below_home = || folder("HOME").map(|home| home.join(".local/state"));
    let state = folder("XDG_STATE_HOME").or_else(|| folder("LOCALAPPDATA")).or_else(below_home);
    state.unwrap_or_else(env::temp_dir).join("verdict")
}

/// A file that no other interview has.
fn free(folder: &Path) -> PathBuf {
    numbered(folder).find(|path| !path.exists()).unwrap_or_else(|| folder.join("answers.toml"))
}

/// The files that answers are kept in: a thousand.
fn numbered(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let name = |n: usize| if n == 1 { "answers.toml".to_string() } else { format!("answers-{n}.toml") };
    (1..=1000).map(move |n| folder.join(name(n)))
}

fn unanswered(turn: &Turn) -> Vec<&str> {
    turn.answers.iter().filter(|s| s.answer.is_none()).map(|s| s.need.as_str()).collect()
}

fn to_json(request: &Request, turn: &Turn) -> String {
    let mut object = serde_json::Map::new();
    let needs: serde_json::Map<String, Json> =
        turn.answers.iter().filter_map(|s| Some((s.need.clone(), s.answer.clone()?))).collect();
    object.insert("needs".to_string(), Json::Object(needs));
    let unanswered = unanswered(turn);
    if !unanswered.is_empty() {
        object.insert("unanswered".to_string(), json!(unanswered));
    }
    if !request.among.is_empty() {
        object.insert("among".to_string(), json!(request.among));
    }
    if let Some(as_of) = &request.as_of {
        object.insert("as_of".to_string(), json!(as_of));
    }
    if let Some(top) = request.top {
        object.insert("top".to_string(), json!(top));
    }
    if !request.weights.is_empty() {
        let weights = request.weights.iter().map(|(criterion, percent)| (criterion.clone(), json!(percent)));
        object.insert("weights".to_string(), Json::Object(weights.collect()));
    }
    if !request.order.is_empty() {
        object.insert("order".to_string(), json!(request.order));
    }
    format!("{:#}\n", Json::Object(object))
}

/// TOML writes texts, numbers and lists of them as JSON does.
fn to_toml(request: &Request, turn: &Turn) -> String {
    let unanswered = unanswered(turn);
    let head = [
        request.as_of.as_ref().map(|date| format!("as_of = {}", json!(date))),
        request.top.map(|top| format!("top = {top}")),
        (!request.among.is_empty()).then(|| format!("among = {}", json!(request.among))),
        (!unanswered.is_empty()).then(|| format!("unanswered = {}", json!(unanswered))),
        (!request.order.is_empty()).then(|| format!("order = {}", json!(request.order))),
    ];
    let weights = request.weights.iter().map(|(criterion, percent)| format!("{criterion} = {}", json!(percent)));
    let weights: Vec<String> = weights.collect();
    let weights =
        if weights.is_empty() { weights } else { [vec![String::new(), "[weights]".into()], weights].concat() };
    let needs = turn.answers.iter().filter_map(|s| Some(format!("{} = {}", s.need, s.answer.as_ref()?)));
    let lines: Vec<String> = [HEADER.to_string()]
        .into_iter()
        .chain(head.into_iter().flatten())
        .chain([String::new(), "[needs]".to_string()])
        .chain(needs)
        .chain(weights)
        .collect();
    lines.join("\n") + "\n"
}

const HEADER: &str =
    "# Answers to `verdict ask`. Go on with `verdict ask --answers FILE`, or decide with `verdict recommend FILE`.";

/// The command that gives the same verdict. `flags` are those that are no part of a request.
pub(super) fn command(request: &Request, turn: &Turn, flags: &[String]) -> String {
    let mut words = vec!["verdict".to_string(), "recommend".to_string()];
    for said in &turn.answers {
        if let Some(text) = &said.text {
            words.extend(["--need".to_string(), format!("{}={text}", said.need)]);
        }
    }
    if !request.among.is_empty() {
        words.extend(["--among".to_string(), request.among.join(",")]);
    }
    if let Some(as_of) = &request.as_of {
        words.extend(["--as-of".to_string(), as_of.clone()]);
    }
    for (criterion, percent) in &request.weights {
        words.extend(["--weight".to_string(), format!("{criterion}={percent}")]);
    }
    if !request.order.is_empty() {
        words.extend(["--order".to_string(), request.order.join(",")]);
    }
    if let Some(top) = request.top {
        words.extend(["--top".to_string(), top.to_string()]);
    }
    words.extend_from_slice(flags);
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_reach_the_program_as_they_are() {
        assert_eq!(quoted("--need"), "--need");
        assert_eq!(quoted("input=image,pdf"), "input=image,pdf");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's $5"), r"'it'\''s $5'");
    }
}
