use serde_json::json;

use super::*;

fn changed(text: &str, change: impl Fn(&mut JsonDocument) -> Result<(), EditError>) -> String {
    let mut document = JsonDocument::parse(text).unwrap();
    change(&mut document).unwrap();
    document.to_text()
}

#[test]
fn setting_a_value_leaves_every_other_byte_alone() {
    let table = [
        ("{\"a\": 1}", "{\"a\": 5}"),
        ("{ \"b\" : [1,2 ], /* x */ \"a\" :\t1 , } // end", "{ \"b\" : [1,2 ], /* x */ \"a\" :\t5 , } // end"),
        ("{}", "{\n  \"a\": 5\n}"),
        ("\u{feff}{\r\n  \"b\": 1\r\n}\r\n", "\u{feff}{\r\n  \"b\": 1,\r\n  \"a\": 5\r\n}\r\n"),
        ("{\"b\": 1}", "{\"b\": 1, \"a\": 5}"),
        ("{\"b\": 1,}", "{\"b\": 1, \"a\": 5,}"),
        ("{\n\t\"b\": 1, // one\n}", "{\n\t\"b\": 1, // one\n\t\"a\": 5,\n}"),
        ("{\n    \"b\": 1 // one\n}", "{\n    \"b\": 1, // one\n    \"a\": 5\n}"),
        ("{\n  // only\n}", "{\n  // only\n  \"a\": 5\n}"),
        ("{ /* only */ }", "{ /* only */\n  \"a\": 5\n}"),
        ("{\"a\": {\"deep\": [1, {\"x\": 2}]}}", "{\"a\": 5}"),
    ];
    for (before, after) in table {
        assert_eq!(changed(before, |document| document.set(&["a"], &json!(5))), after, "{before}");
    }
}

#[test]
fn missing_objects_on_the_way_are_added() {
    let set = |document: &mut JsonDocument| document.set(&["rooms", "10", "help"], &json!(["가"]));
    assert_eq!(
        changed("{\n  \"rooms\": {}\n}", set),
        "{\n  \"rooms\": {\n    \"10\": {\n      \"help\": [\n        \"가\"\n      ]\n    }\n  }\n}"
    );
    assert_eq!(
        changed("{\n  \"rooms\": null // none\n}", set),
        "{\n  \"rooms\": {\n    \"10\": {\n      \"help\": [\n        \"가\"\n      ]\n    }\n  } // none\n}"
    );
    assert_eq!(
        changed("{\"rooms\": {\"10\": {\"a\": 1}}}", set),
        "{\"rooms\": {\"10\": {\"a\": 1, \"help\": [\"가\"]}}}"
    );
}

#[test]
fn items_are_added_at_the_end_of_a_list() {
    let table = [
        ("{\"l\": []}", "{\"l\": [\n    7\n  ]}"),
        ("{\"l\": [1]}", "{\"l\": [1, 7]}"),
        ("{\"l\": [1,]}", "{\"l\": [1, 7,]}"),
        ("{\n  \"l\": [\n    1 // one\n  ]\n}", "{\n  \"l\": [\n    1, // one\n    7\n  ]\n}"),
        ("{\n  \"l\": [\n    1,\n    2]\n}", "{\n  \"l\": [\n    1,\n    2,\n    7]\n}"),
        ("{\n  \"x\": 1\n}", "{\n  \"x\": 1,\n  \"l\": [\n    7\n  ]\n}"),
    ];
    for (before, after) in table {
        let push = |document: &mut JsonDocument| document.push(&["l"], &json!(7));
        let after = after.replace("[\n    7\n  ]}", "[\n  7\n]}");
        assert_eq!(changed(before, push), after, "{before}");
    }
}

#[test]
fn removed_items_take_their_comma_and_line_along() {
    let table = [
        (0, "{\"l\": [1, 2, 3]}", "{\"l\": [2, 3]}"),
        (1, "{\"l\": [1, 2, 3]}", "{\"l\": [1, 3]}"),
        (2, "{\"l\": [1, 2, 3]}", "{\"l\": [1, 2]}"),
        (0, "{\"l\": [1]}", "{\"l\": []}"),
        (0, "{\"l\": [1,]}", "{\"l\": []}"),
        (1, "{\"l\": [\n  1,\n  2\n]}", "{\"l\": [\n  1\n]}"),
        (0, "{\"l\": [\n  1,\n  2, // two\n]}", "{\"l\": [\n  2, // two\n]}"),
        (1, "{\"l\": [\n  1, // one\n  2 // two\n]}", "{\"l\": [\n  1 // one\n  // two\n]}"),
        (0, "{\"l\": [1 /* a, b */, 2]}", "{\"l\": [ /* a, b */ 2]}"),
    ];
    for (index, before, after) in table {
        let remove = |document: &mut JsonDocument| document.remove_item(&["l"], index).map(|_| ());
        assert_eq!(changed(before, remove), after, "{before}");
    }
    let mut document = JsonDocument::parse("{\"l\": [1]}").unwrap();
    assert!(!document.remove_item(&["l"], 1).unwrap());
    assert!(!document.remove_item(&["m"], 0).unwrap());
}

#[test]
fn a_change_that_does_not_fit_is_refused() {
    let mut document = JsonDocument::parse("{\"a\": 1, \"b\": {}}").unwrap();
    let through = document.set(&["a", "x"], &json!(1)).unwrap_err();
    assert_eq!(through.to_string(), "'a' is not an object");
    let list = document.push(&["b"], &json!(1)).unwrap_err();
    assert_eq!(list.to_string(), "'b' is not a list");
    assert_eq!(document.to_text(), "{\"a\": 1, \"b\": {}}");
    let broken = JsonDocument::parse("{\n  \"a\": [1\n}").err().unwrap();
    assert_eq!(broken.to_string(), "3:1: this does not belong here");
    assert!(JsonDocument::parse("[]").is_err());
}
