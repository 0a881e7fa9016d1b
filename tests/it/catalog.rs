use verdict::catalog::Catalog;
use verdict::load::Files;

#[test]
fn the_shipped_catalog_loads_without_a_diagnostic() {
    let files = Files::shipped_catalog();
    let (catalog, found) = Catalog::parse(&files.views());
    let found: Vec<_> = found.into_iter().map(|d| format!("{}: {d:?}", d)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(catalog.models().len() > 100);
}
