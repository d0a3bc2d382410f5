use serde_json::{Value, json};

use super::{graph, violations};

fn check(packages: &Value) -> Vec<String> {
    violations(&graph::members(&json!({ "packages": packages })).unwrap())
}

fn package(name: &str, layer: u64, dependencies: &Value) -> Value {
    json!({ "name": name, "metadata": { "loai": { "layer": layer } }, "dependencies": dependencies })
}

fn on(name: &str, kind: Option<&str>) -> Value {
    json!({ "name": name, "kind": kind, "features": [] })
}

#[test]
fn arrows_that_point_down_are_fine() {
    let found = check(&json!([
        package("low", 0, &json!([on("serde", None)])),
        package("high", 1, &json!([on("low", None), on("low", Some("build"))])),
    ]));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn an_arrow_within_a_layer_is_reported_with_both_ends() {
    let found = check(&json!([package("left", 2, &json!([on("right", None)])), package("right", 2, &json!([])),]));
    assert_eq!(found, ["left (layer 2) → right (layer 2): a crate depends on lower layers only"]);
}

#[test]
fn a_build_dependency_counts_like_a_normal_one() {
    let found =
        check(&json!([package("low", 1, &json!([on("high", Some("build"))])), package("high", 2, &json!([])),]));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_test_may_use_its_own_layer_but_none_above() {
    let found = check(&json!([
        package("left", 2, &json!([on("right", Some("dev"))])),
        package("right", 2, &json!([on("top", Some("dev"))])),
        package("top", 3, &json!([])),
    ]));
    assert_eq!(found, ["right (layer 2) → top (layer 3): tests use the same layer or lower ones"]);
}

#[test]
fn the_top_layer_tests_everything() {
    let found = check(&json!([
        package("system-tests", 7, &json!([on("server", Some("dev")), on("bench", Some("dev"))])),
        package("server", 6, &json!([])),
        package("bench", 7, &json!([])),
    ]));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_member_without_a_layer_is_reported_except_xtask() {
    let found = check(&json!([
        { "name": "lost", "metadata": null, "dependencies": [] },
        { "name": "xtask", "metadata": null, "dependencies": [on("clap", None)] },
    ]));
    assert_eq!(found, ["lost says no layer (package.metadata.loai.layer)"]);
}

#[test]
fn a_layer_above_the_highest_is_reported() {
    let found = check(&json!([package("far", 8, &json!([]))]));
    assert_eq!(found, ["far is in layer 8, the highest is 7"]);
}

#[test]
fn xtask_stands_apart_in_both_directions() {
    let found = check(&json!([
        package("low", 0, &json!([on("xtask", None)])),
        { "name": "xtask", "metadata": null, "dependencies": [on("low", None)] },
    ]));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn the_testing_feature_is_for_tests_only() {
    let testing = |kind: Option<&str>| json!({ "name": "low", "kind": kind, "features": ["testing"] });
    let found = check(&json!([
        package("low", 0, &json!([])),
        package("fine", 1, &json!([testing(Some("dev"))])),
        package("wrong", 1, &json!([testing(None)])),
    ]));
    assert_eq!(found, ["wrong → low: the feature `testing` belongs under dev-dependencies"]);
}
