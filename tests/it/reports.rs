//! How reports read, word for word and in every form, on the frozen world.

use verdict::diagnostic::Source;
use verdict::needs::Request;
use verdict::render::{Style, json, markdown, terminal};

use crate::support::{frozen, list, repo, report_of};

const PAIR: &str = "among = ['gpt-4o-mini', 'llama-2-70b']\n";

/// A request of the examples.
fn example(name: &str) -> Request {
    let text = std::fs::read_to_string(repo("examples").join(name)).unwrap();
    Request::parse(&Source::new(name, text)).unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn asked(text: &str) -> Request {
    Request::parse(&Source::new("needs.toml", text)).unwrap_or_else(|e| panic!("{}", list(&e)))
}

#[test]
fn reports_read_like_this() {
    let inside = "data_location = 'own-machines'\n";
    for (name, request) in [
        ("nothing-answered", Request::default()),
        ("clinic", example("clinic.json")),
        ("startup", example("startup.toml")),
        ("two-models", asked(PAIR)),
        ("nothing-fits", asked(&format!("{PAIR}[needs]\ninput = ['image']\n{inside}"))),
        ("contradiction", asked(&format!("[needs]\nhosting = 'api'\n{inside}"))),
        (
            "unverified",
            asked("[needs]\ntask = ['agents']\nstructured_output = true\ndata_location = 'regions'\nregion = 'eu'\n"),
        ),
        ("earlier", asked("as_of = '2024-06-01'\n[needs]\nhosting = 'self-host'\nlicence_use = 'commercial'\n")),
    ] {
        let report =
            report_of(frozen(), &Request { top: Some(4), ..request }).unwrap_or_else(|e| panic!("{}", list(&e)));
        insta::with_settings!({ snapshot_path => "reports", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}.short"), terminal::short(&report, &Style::plain(80)));
            insta::assert_snapshot!(format!("{name}.terminal"), terminal::report(&report, &Style::plain(100)));
            insta::assert_snapshot!(format!("{name}.markdown"), markdown::report(&report));
            insta::assert_snapshot!(format!("{name}.json"), json::pretty(&report));
        });
    }
}
