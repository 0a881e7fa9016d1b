//! The command line as its users meet it: the real binary, with nothing of the outside in its environment, and on the frozen
//! world, so that no answer of these tests depends on what is shipped.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{FROZEN, repo};

mod ask;
mod batch;
mod diff;
mod environment;
mod eval;
mod faults;
mod graph;
mod hostile;
mod import;
mod list;
mod messages;
mod pager;
mod pages;
mod renderings;
mod requests;
mod send;
mod stale;
mod test;

/// A call of the program that is being put together.
pub struct Verdict {
    command: Command,
    input: Vec<u8>,
    world: Option<&'static str>,
}

/// The commands that are told where rules and catalog lie.
const READS: [&str; 7] = ["recommend", "explain", "compare", "bill", "ask", "eval", "graph"];

/// How a call ended.
pub struct Outcome {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A call with these arguments, split at spaces.
pub fn verdict(args: &str) -> Verdict {
    Verdict::new().args(args.split_whitespace())
}

impl Verdict {
    pub fn new() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verdict"));
        command.env_clear().current_dir(repo(""));
        Self { command, input: Vec::new(), world: Some(FROZEN) }
    }

    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this folder, from where the frozen world is not to be seen.
    pub fn folder(mut self, path: &std::path::Path) -> Self {
        self.command.current_dir(path);
        self.shipped()
    }

    /// On what the program brings.
    pub fn shipped(mut self) -> Self {
        self.world = None;
        self
    }

    /// Where the data lies, unless the arguments say so.
    fn data(&self) -> Vec<String> {
        let args: Vec<_> = self.command.get_args().map(|a| a.to_string_lossy()).collect();
        let own = |flag: &str| args.iter().any(|a| a == flag);
        let (Some(world), Some(command)) = (self.world, args.first()) else { return Vec::new() };
        let rules = READS.contains(&command.as_ref());
        let mut data = Vec::new();
        for (flag, part, fits) in [("--rules", "rules", rules), ("--catalog", "catalog", rules || command == "catalog")]
        {
            if fits && !own("--rules") && !own("--catalog") && !own("-h") && !own("--help") {
                data.extend([flag.to_string(), format!("{world}/{part}")]);
            }
        }
        data
    }

    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Runs it for a reader who is gone before it says a word, and gives its exit code.
    pub fn unread(mut self) -> Option<i32> {
        let data = self.data();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        self.command.args(data).stdin(Stdio::null()).stdout(writer).stderr(Stdio::null());
        self.command.status().unwrap().code()
    }

    /// For what must be done to it while it runs.
    pub fn spawn(mut self) -> std::process::Child {
        let data = self.data();
        self.command.args(data);
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().unwrap()
    }

    pub fn run(mut self) -> Outcome {
        let input = std::mem::take(&mut self.input);
        let mut child = self.spawn();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            // It may have ended without reading.
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Outcome {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs it and expects an answer, and nothing beside it.
    pub fn answers(self) -> String {
        let outcome = self.run();
        assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""), "{}", outcome.out);
        outcome.out
    }

    /// Runs it and expects a refusal of the user's data: no answer, and these words.
    pub fn refuses(self, words: &[&str]) -> String {
        let outcome = self.run();
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""), "{}", outcome.err);
        for word in words {
            assert!(outcome.err.contains(word), "`{word}` is not in:\n{}", outcome.err);
        }
        outcome.err
    }

    pub fn json(self) -> Value {
        serde_json::from_str(&self.answers()).unwrap()
    }
}

/// A file for one test.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_string_lossy().into_owned()
}
