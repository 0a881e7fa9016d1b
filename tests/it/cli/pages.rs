//! `verdict completions` and `verdict man`: what is installed beside the program.

use super::{Verdict, verdict};

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = Verdict::new().shipped().args(["-h"]).answers();
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let named = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.map(|line| line.split_whitespace().next().unwrap().to_string()).filter(|name| name != "help").collect()
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = verdict("completions").args([shell]).answers();
        for command in commands() {
            assert!(script.contains(&command), "{command} in {shell}");
        }
        assert!(script.contains("until-certain"), "{shell}");
    }
    // Whoever stops reading stops it quietly.
    let mut child = verdict("completions zsh").spawn();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
    let wrong = verdict("completions tcsh").run();
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("possible values: bash, elvish, fish, powershell, zsh"), "{}", wrong.err);
}

/// The script that bash reads is one that bash can read, and it completes.
#[test]
fn bash_completes_with_it() {
    let script = super::file("verdict.bash", verdict("completions bash").answers());
    let typed = format!(
        "source {script}; COMP_WORDS=(verdict rec); COMP_CWORD=1; _verdict verdict rec verdict; echo ${{COMPREPLY[@]}}"
    );
    let Ok(output) = std::process::Command::new("bash").args(["--norc", "-c", &typed]).output() else { return };
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "recommend\n", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_command_has_a_man_page() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man/man1");
    let _ = std::fs::remove_dir_all(&folder);
    let outcome = verdict("man").args([folder.to_str().unwrap()]).run();
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""), "{}", outcome.err);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|_| panic!("{name}"));
    let main = read("verdict.1");
    assert_eq!(main, verdict("man").answers());
    for command in commands() {
        assert!(main.contains(&format!("verdict\\-{}(1)", command.replace('-', "\\-"))), "{command}");
        assert!(read(&format!("verdict-{command}.1")).contains(".SH SYNOPSIS"), "{command}");
    }
    assert!(read("verdict-recommend.1").contains("\\-\\-need"));
    assert!(read("verdict-catalog-list.1").contains("\\-\\-where"));
    assert!(outcome.err.starts_with(&format!("{} pages are in ", std::fs::read_dir(&folder).unwrap().count())));
    verdict("man").args(["Cargo.toml"]).run().err.contains("cannot write `Cargo.toml`");
}
