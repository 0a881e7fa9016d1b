//! `verdict ask` as somebody in a terminal meets it: tmux is the terminal and presses the keys. What is there without one is in
//! `cli/ask.rs`.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use crate::support::repo;

/// A terminal with a shell in it, in which the program is found.
struct Terminal {
    home: PathBuf,
}

impl Terminal {
    /// One of 80 columns.
    fn new(name: &str) -> Self {
        Self::wide(name, 80)
    }

    fn wide(name: &str, columns: usize) -> Self {
        Self::sized(name, columns, 60)
    }

    fn sized(name: &str, columns: usize, lines: usize) -> Self {
        let name = format!("verdict-{name}-{}", std::process::id());
        let home = std::env::temp_dir().join(&name);
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).unwrap();
        let own = PathBuf::from(env!("CARGO_BIN_EXE_verdict")).parent().unwrap().to_path_buf();
        let path =
            std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())))
                .unwrap();
        let terminal = Self { home };
        let size = ["-x", &columns.to_string(), "-y", &lines.to_string()];
        let environment = [("HOME", ""), ("XDG_STATE_HOME", "state")].map(|(key, folder)| {
            let folder = terminal.home.join(folder);
            format!("{key}={}", folder.to_string_lossy())
        });
        let path = format!("PATH={}", path.to_string_lossy());
        let shell = ["env", "-u", "NO_COLOR", &environment[0], &environment[1], &path, "PS1=$ ", "sh"];
        let folder = repo("");
        let folder = folder.to_string_lossy();
        let start = [&["new-session", "-d"], &size[..], &["-c", &folder], &shell].concat();
        terminal.tmux(&start);
        terminal.wait_for("$");
        terminal
    }

    /// A server of its own, whose socket goes with the folder.
    fn server(&self) -> Command {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.home.join("tmux")).args(["-f", "/dev/null"]);
        command
    }

    fn tmux(&self, args: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.server().args(args).output().unwrap();
        assert!(status.success(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    /// Presses keys: their names, or texts.
    fn press(&self, keys: &[&str]) -> &Self {
        self.tmux(&[&["send-keys"], keys].concat());
        self
    }

    /// Types a text, then Enter.
    fn enter(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self.press(&["Enter"])
    }

    /// What is to be seen, and what has gone past.
    fn screen(&self) -> String {
        let screen = self.tmux(&["capture-pane", "-p", "-J", "-S", "-"]);
        screen.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_string()
    }

    /// Waits until what there is after the last `clear` is so.
    fn wait_until(&self, what: &str, so: impl Fn(&str) -> bool) -> String {
        for _ in 0..600 {
            let screen = self.screen();
            if so(&screen) {
                return screen;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("`{what}` does not come:\n{}", self.screen());
    }

    fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |screen| flat(screen).contains(text))
    }

    /// Waits for a prompt that asks this, the last one on the screen.
    fn asked(&self, question: &str) -> String {
        let asks = |screen: &str| {
            let from = screen.rfind("\n? ").or(screen.rfind("\nQuestion: "));
            from.is_some_and(|from| {
                let prompt = flat(&screen[from..]);
                // The list of answers names the questions, too.
                let listed = prompt.starts_with("? Your answers") && question != "Your answers";
                prompt.contains(question) && prompt.contains("Enter") && !listed
            })
        };
        let screen = self.wait_until(question, asks);
        last(&screen).to_string()
    }

    /// Waits for a question in lines.
    fn read(&self, question: &str) -> String {
        let asks = |screen: &str| {
            let from = screen.rfind("\nQuestion: ").max(screen.rfind("\nYour answers"));
            from.is_some_and(|from| {
                let rest = &screen[from..];
                flat(rest).contains(question) && flat(rest).contains("Type ")
            })
        };
        self.wait_until(question, asks)
    }

    /// Begins with a clean screen and a command that runs.
    fn run(&self, command: &str) -> &Self {
        self.enter("clear");
        self.wait_until("a clean screen", |_| {
            self.tmux(&["clear-history"]);
            self.screen() == "$"
        });
        self.enter(command)
    }

    /// How the last command ended.
    fn code(&self) -> String {
        // What is typed before the shell is back stands where its prompt comes.
        self.wait_until("the shell", |screen| screen.trim_end().ends_with("\n$"));
        self.enter("echo \"ended with <$?>\"");
        let screen = self.wait_until("ended with <", |screen| screen.contains("\nended with <"));
        let (_, code) = screen.rsplit_once("\nended with <").unwrap();
        code.split('>').next().unwrap().to_string()
    }

    /// What was written since, with what is no text.
    fn record(&self) -> PathBuf {
        let path = self.home.join("written");
        self.tmux(&["pipe-pane", "-o", &format!("cat > '{}'", path.to_string_lossy())]);
        path
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.server().arg("kill-server").output();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

/// The prompt that is on the screen.
fn last(screen: &str) -> &str {
    &screen[screen.rfind("\n? ").map_or(0, |at| at + 1)..]
}

/// A text without its lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What follows the last time this was said.
fn after<'a>(screen: &'a str, text: &str) -> &'a str {
    screen.rsplit_once(text).unwrap_or_else(|| panic!("`{text}` is not in\n{screen}")).1
}

/// The entry that is marked.
fn marked(prompt: &str) -> &str {
    prompt.lines().find(|line| line.starts_with("> ")).unwrap_or_else(|| panic!("nothing is marked:\n{prompt}"))
}

const LOCATION: &str = "Where may your data go?";
const COUNTRY: &str = "Where are you, and the people whose data it is?";
const LAW: &str = "Whose law must not reach your data?";
const FIELD: &str = "In which fields do you work?";
/// In the order of the rulebook: where data goes, the country, the law if data may go anywhere, the field.
const FIXED: &str = "verdict ask --order fixed";

#[test]
#[ignore = "needs tmux"]
fn answers_are_given_by_key_and_by_arrow() {
    let terminal = Terminal::new("keys");
    terminal.run(FIXED);
    let prompt = terminal.asked(LOCATION);
    assert!(marked(&prompt).starts_with("> 1  Any provider, anywhere"), "{prompt}");
    terminal.press(&["4", "Enter"]);
    terminal.asked(COUNTRY);
    terminal.wait_for(&format!("> {LOCATION} Only machines that you run yourself"));
    terminal.wait_for("models left.");
    terminal.press(&["Down"]);
    terminal.wait_until("the second", |screen| marked(last(screen)).starts_with("> 2  European Union"));
    terminal.press(&["Enter"]);
    terminal.asked(FIELD);
    let screen = terminal.screen();
    assert!(flat(&screen).contains(&format!("> {COUNTRY} European Union or European Economic Area")), "{screen}");
    // What the first answer did is told once.
    assert_eq!(flat(&screen).matches("by rule keep-data-on-own-machines").count(), 1, "{screen}");
}

#[test]
#[ignore = "needs tmux"]
fn a_question_tells_more_and_need_not_be_answered_and_can_be_gone_back_to() {
    let terminal = Terminal::new("back");
    terminal.run(FIXED);
    terminal.asked(LOCATION);
    terminal.press(&["?", "Enter"]);
    terminal.wait_for("In files and flags it is called `data_location`.");
    terminal.wait_for("Without an answer: “Any provider, anywhere” is assumed");
    terminal.asked(LOCATION);
    terminal.press(&["-", "Enter"]);
    terminal.wait_for(&format!("> {LOCATION} I don't know"));
    terminal.asked(COUNTRY);
    terminal.press(&["3", "Enter"]);
    terminal.asked(LAW);
    terminal.press(&["b", "Enter"]);
    let prompt = terminal.asked(COUNTRY);
    assert!(marked(&prompt).starts_with("> 3  United Kingdom"), "{prompt}");
    terminal.press(&["Escape"]);
    let prompt = terminal.asked(LOCATION);
    assert!(marked(&prompt).starts_with("> -  I don't know"), "{prompt}");
    // Nothing is before the first.
    assert!(!prompt.contains("Go back"), "{prompt}");
    terminal.press(&["4", "Enter"]);
    // The country is not asked again, and is still that of before.
    terminal.asked(FIELD);
    terminal.press(&["v", "Enter"]);
    let summary = terminal.asked("Your answers");
    assert!(summary.contains(&format!("1  {LOCATION} Only machines that you run yourself")), "{summary}");
    assert!(summary.contains(&format!("2  {COUNTRY} United Kingdom")), "{summary}");
}

#[test]
#[ignore = "needs tmux"]
fn the_summary_changes_answers_and_ends_with_the_verdict_and_the_command() {
    let terminal = Terminal::new("summary");
    terminal.run(&format!("{FIXED} --need country=eu --need budget_usd_per_month=257.8"));
    terminal.asked(LOCATION);
    terminal.press(&["v", "Enter"]);
    let summary = terminal.asked("Your answers");
    assert!(marked(&summary).starts_with("> v  Show the verdict"), "{summary}");
    assert!(summary.contains("\n  a  Ask on all the same\n"), "{summary}");
    terminal.press(&["1", "Enter"]);
    let prompt = terminal.asked(COUNTRY);
    assert!(marked(&prompt).starts_with("> 2  European Union"), "{prompt}");
    terminal.press(&["1", "Enter"]);
    let summary = terminal.asked("Your answers");
    assert!(summary.contains(&format!("1  {COUNTRY} United States\n")), "{summary}");
    terminal.press(&["a", "Enter"]);
    terminal.asked(LOCATION);
    terminal.press(&["1", "Enter"]);
    terminal.asked(LAW);
    terminal.press(&["v", "Enter"]);
    terminal.asked("Your answers");
    terminal.press(&["v", "Enter"]);
    let screen = terminal.wait_for("The same verdict again:");
    assert_eq!(terminal.code(), "0");
    let command = "verdict recommend --need data_location=anywhere --need country=us --need budget_usd_per_month=257.8";
    terminal.wait_for(&format!("The same verdict again: {command} $"));
    let report = after(&screen, "> Your answers Show the verdict\n").split("\nThe same verdict").next().unwrap();
    let recommended = crate::cli::verdict(&command["verdict ".len()..]).shipped().answers();
    assert_eq!(report.trim_end(), recommended.trim_end());
    // It is not kept once the verdict is given.
    let kept = terminal.home.join("state/verdict");
    assert_eq!(std::fs::read_dir(kept).unwrap().count(), 0);
}

#[test]
#[ignore = "needs tmux"]
fn whoever_leaves_is_told_how_to_go_on() {
    for (name, flags) in
        [("left", ""), ("left-plain", " --plain"), ("left-saved", " --save it\\'s.toml --until-certain")]
    {
        let terminal = Terminal::new(name);
        let read =
            |question: &str| if flags == " --plain" { terminal.read(question) } else { terminal.asked(question) };
        terminal.run(&format!("cd && {FIXED}{flags}"));
        read(LOCATION);
        terminal.press(&["4", "Enter"]);
        read(COUNTRY);
        terminal.press(&["-", "Enter"]);
        read(FIELD);
        terminal.press(&["C-c"]);
        let screen = terminal.wait_for("Your answers are kept. To go on:");
        assert_eq!(terminal.code(), "130");
        let command = after(&screen, "To go on:\n").lines().next().unwrap().trim();
        assert!(command.starts_with("verdict ask --answers "), "{command}");
        terminal.run(command);
        let screen = read(FIELD);
        assert!(!screen.contains(LOCATION) && !screen.contains(COUNTRY), "{screen}");
        terminal.press(&["v", "Enter"]);
        let summary = read("Your answers");
        assert!(summary.contains(&format!("{LOCATION} Only machines that you run yourself")), "{summary}");
        assert!(
            flat(&summary).contains(&format!("{COUNTRY} I don't know (“Elsewhere, or in many places” is assumed)")),
            "{summary}"
        );
        terminal.press(&["C-c"]);
        terminal.wait_for("Your answers are kept. To go on:");
        assert_eq!(terminal.code(), "130");
    }
}

#[test]
#[ignore = "needs tmux"]
fn interviews_that_are_left_leave_one_file_and_one_without_answers_leaves_none() {
    let terminal = Terminal::new("one-file");
    let kept = || std::fs::read_dir(terminal.home.join("state/verdict")).map_or(0, Iterator::count);
    let leave = |keys: &[&str]| {
        terminal.run(FIXED);
        terminal.asked(LOCATION);
        if !keys.is_empty() {
            terminal.press(keys);
            terminal.asked(COUNTRY);
        }
        terminal.press(&["C-c"]);
        assert_eq!(terminal.code(), "130");
    };
    leave(&[]);
    assert_eq!(kept(), 0);
    leave(&["4", "Enter"]);
    assert_eq!(kept(), 1);
    leave(&["1", "Enter"]);
    assert_eq!(kept(), 1);
    // It is that of the last one.
    let text = std::fs::read_to_string(terminal.home.join("state/verdict/answers.toml")).unwrap();
    assert!(text.contains("data_location = \"anywhere\""), "{text}");
}

#[test]
#[ignore = "needs tmux"]
fn nobody_is_told_of_shares_and_bits_who_did_not_ask() {
    let terminal = Terminal::new("verbose");
    for (flag, told) in [("", false), (" --verbose", true)] {
        terminal.run(&format!("verdict ask{flag}"));
        terminal.asked("What will the model mainly do?");
        terminal.press(&["?", "Enter"]);
        terminal.wait_for("In files and flags it is called `task`.");
        let screen = flat(&terminal.asked("What will the model mainly do?").replace('\n', " "));
        assert!(screen.contains("Enter"), "{screen}");
        let screen = flat(&terminal.screen());
        assert!(screen.contains("Summarise: minutes of a meeting"), "{screen}");
        for word in ["of the ways you could still answer", "bits about who wins"] {
            assert_eq!(screen.contains(word), told, "{word}: {screen}");
        }
        terminal.press(&["C-c"]);
        terminal.code();
    }
}

#[test]
#[ignore = "needs tmux"]
fn plain_lines_ask_the_same_and_draw_nothing() {
    for (name, command) in [("plain", format!("{FIXED} --plain")), ("dumb", format!("TERM=dumb {FIXED}"))] {
        let terminal = Terminal::new(name);
        let written = terminal.record();
        terminal.enter(&command);
        let screen = terminal.read(LOCATION);
        assert!(
            screen.contains("\n  4: Only machines that you run yourself (")
                && screen.contains("\n  v: To the verdict\n"),
            "{screen}"
        );
        terminal.enter("9");
        terminal.wait_for("\"9\" is none of the answers.");
        terminal.enter("?");
        terminal.wait_for("In files and flags it is called `data_location`.");
        terminal.enter("4");
        terminal.read(COUNTRY);
        terminal.enter("2");
        terminal.read(FIELD);
        terminal.enter("b");
        let screen = terminal.read(COUNTRY);
        assert!(flat(after(&screen, "Question: ")).contains("Answered so far: eu"), "{screen}");
        terminal.enter("-");
        terminal.read(FIELD);
        terminal.enter("v");
        let screen = terminal.read("Your answers");
        assert!(screen.contains(&format!("\n  1: {LOCATION} Only machines that you run yourself\n")), "{screen}");
        terminal.enter("1");
        terminal.wait_for("Answered so far: own-machines Type the number or sign of an answer:");
        terminal.enter("1");
        terminal.wait_until("the summary", |screen| {
            after(screen, "Question: ").contains(&format!("1: {LOCATION} Any provider, anywhere"))
        });
        terminal.enter("v");
        terminal.wait_for("The same verdict again: verdict recommend --need data_location=anywhere");
        assert_eq!(terminal.code(), "0");
        let written = std::fs::read_to_string(written).unwrap();
        let questions = &written[written.find("Question: ").unwrap()..written.rfind("v\r\n").unwrap()];
        assert!(questions.contains("Your answers"), "{questions}");
        assert!(!questions.contains('\u{1b}'), "{questions:?}");
    }
}

#[test]
#[ignore = "needs tmux"]
fn numbers_are_read_as_in_flags_and_asked_again_where_they_are_none() {
    for (name, flags) in [("numbers", ""), ("plain-numbers", " --plain")] {
        let terminal = Terminal::wide(name, 120);
        let read = |question: &str| if flags.is_empty() { terminal.asked(question) } else { terminal.read(question) };
        let (money, text) =
            ("What may it cost a month at most?", "How long is the longest text that the model must read at once?");
        // All else is left open, so that these two are asked.
        let graph = crate::support::shipped();
        let asked = ["context_tokens", "budget_usd_per_month"];
        let others = graph.rulebook().questions.iter().map(|q| q.id.as_str()).filter(|id| !asked.contains(id));
        let others = others.collect::<Vec<_>>().join(",");
        terminal.run(&format!("{FIXED}{flags} --until-certain --unanswered {others}"));
        let prompt = read(text);
        assert!(prompt.contains("A long report, about 60 pages"), "{prompt}");
        terminal.enter("a lot");
        terminal.wait_for("`a lot` is not");
        if flags.is_empty() {
            terminal.press(&["BSpace", "BSpace", "BSpace", "BSpace", "BSpace", "BSpace"]);
        }
        terminal.enter("32k");
        read(money);
        terminal.enter("$500");
        read("Your answers");
        // Both are further down in the list; what became of them is in the command.
        terminal.enter("v");
        terminal.wait_for("--need context_tokens=32000 --need budget_usd_per_month=500");
    }
}

#[test]
#[ignore = "needs tmux"]
fn answers_that_contradict_each_other_are_named_when_they_do() {
    let terminal = Terminal::new("contradiction");
    terminal.run(&format!("{FIXED} --need operations=nobody"));
    terminal.asked(LOCATION);
    assert!(!terminal.screen().contains("Contradiction: "));
    terminal.press(&["4", "Enter"]);
    terminal.wait_for("Contradiction: ");
    let screen = terminal.wait_for("hosting");
    assert!(flat(after(&screen, "Contradiction: ")).contains("hosting"), "{screen}");
}

#[test]
#[ignore = "needs tmux"]
fn colour_is_left_out_where_it_is_not_wanted() {
    let terminal = Terminal::new("colour");
    let painted = |screen: &str| screen.contains("\u{1b}[3") || screen.contains("\u{1b}[9");
    let seen = |command: &str| {
        terminal.run(command);
        terminal.asked(LOCATION);
        terminal.press(&["4", "Enter"]);
        terminal.asked(COUNTRY);
        let screen = terminal.tmux(&["capture-pane", "-p", "-e"]);
        terminal.press(&["C-c"]);
        terminal.wait_for("To go on:");
        screen
    };
    let colour = seen(FIXED);
    assert!(painted(&colour), "{colour:?}");
    for command in [format!("NO_COLOR=1 {FIXED}"), format!("{FIXED} --color never")] {
        let without = seen(&command);
        assert!(!painted(&without), "{command}: {without:?}");
    }
}

/// Where the terminal itself had to break a line, its lines are joined here, and are too long.
#[test]
#[ignore = "needs tmux"]
fn prompts_fit_the_terminal() {
    for columns in [60, 80, 120] {
        let terminal = Terminal::wide(&format!("width-{columns}"), columns);
        terminal.run(FIXED);
        terminal.asked(LOCATION);
        terminal.press(&["4", "Enter"]);
        terminal.asked(COUNTRY);
        terminal.press(&["2", "Enter"]);
        terminal.asked(FIELD);
        terminal.press(&["?", "Enter"]);
        terminal.wait_for("In files and flags it is called");
        terminal.wait_until("the prompt", |screen| flat(last(screen)).contains("Ctrl-C leaves"));
        terminal.press(&["v", "Enter"]);
        terminal.asked("Your answers");
        for line in terminal.screen().lines() {
            let width = verdict::render::text::width(line);
            assert!(width <= columns, "{width} columns of {columns}: {line}");
        }
    }
}

/// What is said in the session of the README, whatever the order in which it is asked; of all else that nobody knows.
const SAID: [(&str, &[&str]); 6] = [
    ("which wins?", &["Enter"]),
    ("your data go?", &["4", "Enter"]),
    ("what goes in?", &["1", "Space", "Enter"]),
    ("device of yours?", &["none", "Enter"]),
    ("do you own?", &["two-cards-24gb", "Enter"]),
    ("Your answers", &["Enter"]),
];

/// The session of which the README shows a cut.
const RECORDING: &str = "docs/choose.md";

/// The recording: what it was made of stands in a comment before it.
#[test]
#[ignore = "needs tmux"]
fn the_recording_on_the_page_is_what_a_session_shows() {
    let page = std::fs::read_to_string(repo(RECORDING)).unwrap();
    let (_, rest) = page.split_once("<!-- recorded: ").unwrap();
    let (_, rest) = rest.split_once("```text\n$ ").unwrap();
    let (recorded, _) = rest.split_once("\n…\n```").unwrap();
    let (command, recorded) = recorded.split_once('\n').unwrap();
    let terminal = Terminal::new("readme");
    terminal.run(command);
    let mut before = String::new();
    loop {
        // What has been typed so far stands behind the question.
        let question = |screen: &str| flat(last(screen)).split(['?', '>']).nth(1).unwrap_or_default().to_string();
        let asks = |screen: &str| flat(last(screen)).contains("Enter") && question(screen) != before;
        before = question(&terminal.wait_until("a question", asks));
        // While it is drawn, a part of it may stand there already.
        loop {
            std::thread::sleep(std::time::Duration::from_millis(150));
            let now = question(&terminal.screen());
            if now == before {
                break;
            }
            before = now;
        }
        let said = SAID.iter().find(|(asked, _)| format!("{before}?").contains(asked));
        terminal.press(said.map_or(&["-", "Enter"], |(_, keys)| keys));
        if before.contains("Your answers") {
            break;
        }
    }
    let screen = terminal.wait_for("The same verdict again:");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let (_, shown) = screen.split_once(command).unwrap();
        let (shown, _) = shown.split_once("The same verdict again:").unwrap();
        let page = page.replace(recorded, shown.trim());
        return std::fs::write(repo(RECORDING), page).unwrap();
    }
    assert!(screen.contains(recorded.trim()), "{screen}");
}

/// What is to be seen without going back is enough: nobody has to scroll for the pick, its cost, the main reason or the main caveat.
#[test]
#[ignore = "needs tmux"]
fn ten_verdicts_fit_the_first_screen() {
    for (columns, lines) in [(80, 24), (120, 40)] {
        let terminal = Terminal::sized(&format!("screen-{columns}"), columns, lines);
        for (at, (who, said)) in crate::short::ASKERS.into_iter().enumerate() {
            let report = crate::short::told(said);
            let needs: Vec<String> = said.split_whitespace().map(|need| format!("--need {need}")).collect();
            // The prompt that comes after it has the last line of the screen.
            let prompt = format!("after {at}:");
            terminal.enter(&format!("PS1='{prompt} '; clear; verdict recommend {}", needs.join(" ")));
            let ends = |row: &&str| row.trim_end() == prompt;
            terminal.wait_until(who, |_| terminal.tmux(&["capture-pane", "-p"]).lines().any(|row| ends(&row)));
            let seen = terminal.tmux(&["capture-pane", "-p"]);
            let page: Vec<&str> = seen.lines().take_while(|row| !ends(row)).map(str::trim_end).collect();
            crate::short::says_what_matters(&format!("{}\n", page.join("\n")), &report);
            terminal.tmux(&["clear-history"]);
        }
    }
}
