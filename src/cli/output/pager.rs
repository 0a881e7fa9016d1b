//! A program that shows what is longer than the screen, such as `less`.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// What is used where nobody says otherwise: it ends where the text fits the screen, keeps colours, and leaves the text on the screen.
const USUAL: &str = "less -FRX";

/// Shows a text by `VERDICT_PAGER`, else by `PAGER`, else by `less -FRX`. Gives back whether it could: not where the program cannot be
/// started, nor where the variable is empty or says `cat`.
pub(super) fn show(text: &str) -> bool {
    #[expect(clippy::disallowed_methods, reason = "what shows a text is no part of the verdict")]
    let stated = |name: &str| std::env::var(name).ok();
    let pager = stated("VERDICT_PAGER").or_else(|| stated("PAGER")).unwrap_or_else(|| USUAL.to_string());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next().filter(|program| *program != "cat" || words.clone().next().is_some()) else {
        return false;
    };
    let Ok(mut child) = Command::new(program).args(words).stdin(Stdio::piped()).spawn() else { return false };
    // Ctrl-C is for the pager, which would be left behind if this program ended.
    let _ = ctrlc::set_handler(|| {});
    if let Some(mut pipe) = child.stdin.take() {
        // Whoever leaves the pager has read enough.
        let _: io::Result<()> = pipe.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
