//! Charts: what is drawn of a few plain numbers, and that anything at all can be drawn.

use proptest::prelude::*;

use verdict::render::Style;
use verdict::render::chart::bars::{Bar, Differences, Part, Shares};
use verdict::render::chart::{Axis, COLOURS, LineChart, Mark, Series};

fn axis(label: &str, unit: Option<&str>) -> Axis {
    Axis { label: label.into(), unit: unit.map(Into::into) }
}

fn series(name: &str, bill: impl Fn(f64) -> Option<f64>) -> Series {
    let volumes = (0..=64).map(|i| 10_f64.powf(f64::from(i) / 8.0).round());
    Series { name: name.into(), points: volumes.map(|v| (v, bill(v))).collect() }
}

/// Three ways to pay: by the request, a rent, and one that is free at first.
fn bills() -> LineChart {
    LineChart {
        title: "Monthly bill over requests".into(),
        x: axis("Requests a month", None),
        y: axis("Monthly cost", Some("USD per month")),
        series: vec![
            series("Small & quick, by the request", |v| Some(v * 0.00024)),
            series("Large <70B>, on 1 × \"RTX A6000\" that is rented for every hour of the month", |_| Some(474.5)),
            series("Free up to 10,000 requests, not offered above 10 million", |v| {
                (v <= 1e7).then_some((v - 10_000.0).max(0.0) * 0.0006)
            }),
        ],
        marks: vec![
            Mark { x: 1_977_084.0, y: 474.5, label: "A and B cost $474.50 at 1,977,084 requests".into() },
            Mark { x: 16_667.0, y: 4.0, label: "A and C cost $4 at 16,667 requests".into() },
        ],
    }
}

fn margin() -> Differences {
    let bar = |label: &str, value: f64, text: &str| Bar { label: label.into(), value, text: text.into() };
    Differences {
        title: "Why A is ahead of B".into(),
        left: "Llama".into(),
        right: "GPT".into(),
        bars: vec![
            bar("Capability", 21.4, "+21.4"),
            bar("Context window", 8.0, "+8.0"),
            bar(
                "A criterion with a name that is so long that it cannot stand on one line beside its value",
                0.25,
                "+0.25",
            ),
            bar("Independence", -12.5, "−12.5"),
        ],
    }
}

fn shares() -> Shares {
    let part = |label: &str, share: f64, half: f64| Part { label: label.into(), share, half };
    Shares {
        title: "Who comes first".into(),
        parts: vec![
            part("GPT first", 0.623, 0.0095),
            part("Llama first", 0.29, 0.0089),
            part("Nothing fits", 0.087, 0.0055),
        ],
    }
}

/// As drawings that a browser shows, for eyes.
#[test]
fn charts_are_drawn_like_this() {
    insta::assert_snapshot!("bills.svg", bills().svg("bills"));
    insta::assert_snapshot!("margin.svg", margin().svg("margin"));
    insta::assert_snapshot!("shares.svg", shares().svg("shares"));
}

#[test]
fn charts_are_written_like_this() {
    let (chart, style) = (bills(), Style::plain(78));
    insta::assert_snapshot!("bills.txt", chart.text(&style, 12));
    insta::assert_snapshot!("bills-ascii.txt", chart.text(&Style { unicode: false, ..style }, 12));
}

#[test]
fn a_chart_says_in_words_what_it_shows() {
    assert_eq!(
        bills().words(),
        "A, Small & quick, by the request: from less than $0.01 per month at 1 to $24,000 per month at 100,000,000. \
         B, Large <70B>, on 1 × \"RTX A6000\" that is rented for every hour of the month: $474.50 per month throughout. \
         C, Free up to 10,000 requests, not offered above 10 million: from $0 per month at 1 to $5,994 per month at 10,000,000. \
         1: A and B cost $474.50 at 1,977,084 requests. 2: A and C cost $4 at 16,667 requests. \
         What is less than $0.10 per month is drawn at the bottom edge."
    );
}

/// What is free on both sides has no place on a logarithmic scale, and that is said.
#[test]
fn nothing_to_pay_is_drawn_at_the_bottom_edge() {
    let chart = LineChart { series: vec![series("Own machine", |_| Some(0.0))], marks: vec![], ..bills() };
    assert!(chart.words().contains("$0 per month throughout"), "{}", chart.words());
    assert!(chart.words().ends_with("is drawn at the bottom edge."));
    let svg = chart.svg("free");
    let drawing = roxmltree::Document::parse(&svg).unwrap();
    let path = drawing.descendants().find(|n| n.has_tag_name("path")).unwrap().attribute("d").unwrap();
    assert!(path.split(['M', 'L']).skip(1).all(|point| point.ends_with(" 258")), "{path}");
    let text = chart.text(&Style::plain(60), 6);
    assert!(text.lines().nth(6).unwrap().contains("███"), "{text}");
}

/// WCAG 2: (lighter + 0.05) / (darker + 0.05) of relative luminances.
#[test]
fn colours_stand_out_on_white_and_on_dark() {
    let luminance = |colour: &str| {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let contrast = |a: f64, b: f64| (a.max(b) + 0.05) / (a.min(b) + 0.05);
    for colour in COLOURS {
        for paper in ["#ffffff", "#1a1a1a"] {
            let ratio = contrast(luminance(colour), luminance(paper));
            assert!(ratio >= 3.0, "{colour} on {paper}: {ratio:.2}");
        }
    }
}

/// Well-formed, named, described, without script, size or a number that is none.
fn drawn(svg: &str, id: &str, title: &str) -> Result<(), TestCaseError> {
    let drawing = roxmltree::Document::parse(svg).map_err(|e| TestCaseError::fail(format!("{e}\n{svg}")))?;
    let root = drawing.root_element();
    prop_assert_eq!(root.attribute("role"), Some("img"));
    prop_assert!(root.attribute("viewBox").is_some() && root.attribute("width").is_none());
    let named = |name: &str| root.children().find(|n| n.has_tag_name(name)).unwrap();
    prop_assert_eq!(named("title").attribute("id").map(|i| i.starts_with(id)), Some(true));
    prop_assert_eq!(named("title").text().unwrap_or_default(), title);
    for node in drawing.descendants().filter(roxmltree::Node::is_element) {
        prop_assert!(!node.has_tag_name("script"));
        for attribute in node
            .attributes()
            .filter(|a| ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height"].contains(&a.name()))
        {
            let value: f64 = attribute.value().parse().unwrap();
            prop_assert!(value.is_finite() && (-20.0..=100_000.0).contains(&value), "{attribute:?}");
            prop_assert!(attribute.value().split('.').nth(1).is_none_or(|places| places.len() <= 2), "{attribute:?}");
        }
        let path = node.attribute("d").unwrap_or_default();
        prop_assert!(!path.contains("NaN") && !path.contains("inf"), "{path}");
    }
    Ok(())
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..1e6_f64,
        1 => any::<f64>(),
        1 => proptest::sample::select(vec![0.0, -0.0, -5.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, 5e-324]),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[<>&\"' a-z\u{1}\u{1b}\u{fffe}自é]{0,90}"]
}

fn chart() -> impl Strategy<Value = LineChart> {
    let points = proptest::collection::vec((number(), proptest::option::of(number())), 0..9);
    let series = proptest::collection::vec((words(), points), 0..9);
    let marks = proptest::collection::vec((number(), number(), words()), 0..12);
    (words(), words(), proptest::option::of(words()), series, marks).prop_map(|(title, label, unit, series, marks)| {
        LineChart {
            title,
            x: Axis { label: label.clone(), unit: None },
            y: Axis { label, unit },
            series: series.into_iter().map(|(name, points)| Series { name, points }).collect(),
            marks: marks.into_iter().map(|(x, y, label)| Mark { x, y, label }).collect(),
        }
    })
}

/// What XML can say of a text.
fn sayable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '\u{fffe}').collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_can_be_drawn(chart in chart(), id in "[a-z\"<]{1,6}", columns in 0_usize..300, rows in 0_usize..100, unicode in any::<bool>()) {
        drawn(&chart.svg(&id), &id, &sayable(&chart.title))?;
        prop_assert_eq!(chart.svg(&id), chart.svg(&id));
        let style = Style { unicode, ..Style::plain(columns) };
        let own = chart.series.iter().map(|s| &s.name).chain(chart.marks.iter().map(|m| &m.label));
        let own: String = own.chain([&chart.x.label, &chart.y.label]).chain(&chart.y.unit).cloned().collect();
        for line in chart.text(&style, rows).lines() {
            prop_assert!(verdict::render::text::width(line) <= style.width, "{line}");
            prop_assert!(unicode || line.chars().all(|c| c.is_ascii() || own.contains(c)), "{line}");
            prop_assert!(!line.contains(char::is_control), "{line:?}");
        }
    }

    #[test]
    fn any_bars_can_be_drawn(title in words(), bars in proptest::collection::vec((words(), number(), number()), 0..9)) {
        let differences = Differences {
            title: title.clone(),
            left: "a & b".into(),
            right: "<c>".into(),
            bars: bars.iter().map(|(l, v, _)| Bar { label: l.clone(), value: *v, text: l.clone() }).collect(),
        };
        drawn(&differences.svg("d"), "d", &sayable(&title))?;
        let parts = bars.into_iter().map(|(label, share, half)| Part { label, share, half }).collect();
        drawn(&Shares { title: title.clone(), parts }.svg("s"), "s", &sayable(&title))?;
    }
}
