//! What changed between two reports: each kind of cause on the bicycles of `tests/invalid/base`, by hand.

use verdict::diagnostic::Source;
use verdict::render::json;
use verdict::report::difference::Facts;
use verdict::scenario::{self, Scenario, Snapshot};

use crate::invalid::World;
use crate::scenario::scenarios;
use crate::support::{Parsed, shipped};

fn scenario(needs: &str) -> Scenario {
    let text = format!("[needs]\n{needs}\n[expect]\nsnapshot = true\n");
    scenario::parse(&Source::new("a", text)).unwrap().scenarios.remove(0)
}

/// What is told once the base has become another world.
fn told(needs: &str, change: impl Fn(World) -> World) -> Vec<String> {
    let scenario = scenario(needs);
    let old = Snapshot::of(&scenario, &World::base().graph().unwrap()).unwrap();
    let world = change(World::base());
    let inside = world.0.iter().filter_map(|(path, text)| Some((path.strip_prefix("catalog/")?, path, text)));
    let files =
        Parsed::new(inside.map(|(inner, path, text)| (inner.to_string(), Source::new(path.as_str(), text.as_str()))));
    let files = files.unwrap();
    let graph = world.graph().unwrap();
    old.differences(&scenario, &graph, &Facts { graph: &graph, files: &files.views() }).unwrap()
}

/// The same world with a text in the place of another one.
fn replaced(world: World, path: &str, from: &str, to: &str) -> World {
    let text = world.0[path].clone();
    assert_eq!(text.matches(from).count(), 1, "{path}: {from}");
    world.with(path, text.replace(from, to))
}

const ROADSTER: &str = "catalog/models/acme/roadster.toml";
const COURIER: &str = "catalog/models/acme/courier.toml";

#[test]
fn a_fact_that_moves_points_is_named_with_its_place() {
    let dearer = |world| replaced(world, ROADSTER, "value = 900", "value = 1000");
    assert_eq!(
        told("distance = 40", dearer),
        [
            "`offer.price` of Roadster (corner) went from $900 to $1,000 [catalog/models/acme/roadster.toml:15] so Price gave it 22.2 instead of 24.4 points",
            "Roadster leads Brio Courier by 9.2 points, was 11.5",
        ]
    );
    let unknown = |world| replaced(world, ROADSTER, "gears = 21\n", "");
    let told = told("distance = 40", unknown);
    let line = "winner changed from Roadster to Brio Courier: `model.gears` of Roadster (corner) is not known any more, was 21 gears so Gears gave it 0.0 instead of 53.7 points";
    assert_eq!(told[0], line, "{told:#?}");
}

#[test]
fn an_offer_that_is_gone_gives_way_to_another() {
    let moved = |world| {
        let world = replaced(world, ROADSTER, "id = \"corner\"", "id = \"backyard\"");
        replaced(world, ROADSTER, "value = 900", "value = 950")
    };
    assert_eq!(
        told("distance = 40", moved)[..2],
        [
            "the offer corner of Roadster is gone",
            "the best offer of Roadster is now backyard, was corner so Price gave it 23.3 instead of 24.4 points",
        ]
    );
}

#[test]
fn a_model_that_is_let_in_is_told_with_the_fact() {
    let farther = |world| replaced(world, COURIER, "range = 60", "range = 120");
    assert_eq!(
        told("distance = 100", farther),
        [
            "`model.range` of Acme Courier (corner) went from 60 km to 120 km [catalog/models/acme/courier.toml:6] so `far-enough` no longer excludes it",
        ]
    );
    let nearer = |world| replaced(world, ROADSTER, "range = 120.5", "range = 50");
    let lines = told("distance = 100", nearer);
    assert_eq!(
        lines[0],
        "winner changed from Roadster to Brio Courier: `far-enough` now excludes Roadster: you ride 100 km and it goes 50 km [catalog/models/acme/roadster.toml:7]"
    );
}

#[test]
fn rules_and_points_are_told() {
    let heavier = |world| replaced(world, "rules/criteria.toml", "points = 60", "points = 160");
    let lines = told("distance = 40", heavier);
    assert_eq!(
        lines[0],
        "points in the rulebook are others: Cost counts for 20.0% instead of 40.0%, Ride counts for 80.0% instead of 60.0%"
    );
    let renamed = |world: World| {
        let rule = world.0["rules/road/far-enough.toml"].clone();
        let mut world = world.with("rules/road/goes-far.toml", rule);
        world.0.remove("rules/road/far-enough.toml");
        world
    };
    assert_eq!(told("distance = 100", renamed), ["the rule `far-enough` is now called `goes-far`"]);
    let gone = |mut world: World| {
        world.0.remove("rules/road/far-enough.toml");
        world
    };
    let lines = told("distance = 100", gone);
    assert_eq!(
        lines[..2],
        ["the rulebook has no rule `far-enough` any more", "`far-enough` no longer excludes Acme Courier"]
    );
    let other_scale = |world| replaced(world, "rules/criteria.toml", "worst = 2000", "worst = 3000");
    let lines = told("distance = 40", other_scale);
    assert!(
        lines[0].starts_with(
            "Price is scaled otherwise: $900 of Roadster is worth 0.750 of 1 instead of 0.611 so Price gave it"
        ),
        "{lines:#?}"
    );
}

#[test]
fn needs_and_dates_are_told() {
    let hilly = |world| replaced(world, "rules/questions/hills.toml", "assume = false", "assume = true");
    assert_eq!(
        told("", hilly),
        ["`hills` is now assumed to be true, was false", "`hilly` now fires and gives points: Hills want gears",]
    );
    let later = |world| replaced(world, "catalog/catalog.toml", "2026-01-15", "2026-02-15");
    assert_eq!(
        told("", later),
        ["the verdict is for 2026-02-15, was for 2026-01-15: `as_of` in the scenario would hold it"]
    );
    let asked = |world: World| {
        let world = world.with("rules/questions/size.toml", "ask = '?'\nwhy = '.'\nkind = 'yes-no'\nassume = true");
        replaced(world, "rules/rulebook.toml", "\"luggage\"]", "\"luggage\", \"size\"]")
    };
    assert_eq!(told("", asked), ["`size` is a new question, assumed to be true"]);
}

#[test]
fn models_that_come_and_go_are_told() {
    let gone = |mut world: World| {
        world.0.remove(COURIER);
        world
    };
    assert_eq!(told("distance = 40", gone)[0], "gone from the catalog or from those compared: `acme/courier`");
    let new = |world: World| {
        let text = world.0[ROADSTER]
            .replace("Roadster", "Rocket")
            .replace("aliases = [\"road\"]\n", "")
            .replace("gears = 21", "gears = 30");
        world.with("catalog/models/acme/rocket.toml", text)
    };
    let lines = told("distance = 40", new);
    assert_eq!(lines[0], "winner changed from Roadster to Rocket: new among the models compared: `acme/rocket`");
}

/// What has not changed makes no line; and what is read back is what was written.
#[test]
fn nothing_is_told_where_nothing_changed() {
    let facts = Facts { graph: shipped(), files: &[] };
    for scenario in scenarios().iter().step_by(5) {
        let snapshot = Snapshot::of(scenario.scenario(), shipped()).unwrap();
        let text = json::pretty(&snapshot);
        let read = Snapshot::parse(&text).unwrap();
        assert_eq!(json::pretty(&read), text, "{}", scenario.name);
        let told = read.differences(scenario.scenario(), shipped(), &facts).unwrap();
        assert_eq!(told, [""; 0], "{}", scenario.name);
    }
}
