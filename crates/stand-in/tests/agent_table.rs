//! Checks that docs/agent-api.md is up to date.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The requests that only consumers send.
const CONSUMERS: [&str; 4] = [
    "InitConnection",
    "ConsumerRequestConversation",
    "RequestConversation",
    "SetUserProfile",
];

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all += &fs::read_to_string(path).unwrap();
        }
    }
    all
}

/// The cells of the table's rows, without the header and the separator.
fn rows() -> Vec<Vec<String>> {
    let text = fs::read_to_string(here().join("../../docs/agent-api.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let rows = rows.map(|line| {
        line.trim_matches('|')
            .split(" | ")
            .map(bare)
            .collect::<Vec<_>>()
    });
    rows.filter(|cells| cells[cells.len() - 1] != "test")
        .collect()
}

fn bare(cell: &str) -> String {
    cell.trim().trim_matches('`').to_owned()
}

#[test]
fn every_test_named_in_the_table_exists() {
    let sources = sources(&here().join("tests")) + &sources(&here().join("src"));
    let rows = rows();
    assert!(rows.len() > 40, "the table was not found");
    for cells in rows {
        let test = &cells[cells.len() - 1];
        assert!(
            sources.contains(&format!("fn {test}(")),
            "there is no test {test}"
        );
    }
}

#[test]
fn every_supported_request_is_in_the_table() {
    let text = fs::read_to_string(here().join("src/requests/mod.rs")).unwrap();
    let arms = text.lines().filter(|line| line.contains("\" =>"));
    let answered: BTreeSet<String> = arms
        .flat_map(|line| line.split("=>").next().unwrap().split('|'))
        .map(|name| name.trim().trim_matches('"').to_owned())
        .filter(|name| !CONSUMERS.contains(&name.as_str()))
        .collect();
    assert!(
        answered.len() > 15,
        "the requests were not found: {answered:?}"
    );
    let named: BTreeSet<String> = rows().into_iter().map(|cells| cells[0].clone()).collect();
    let missing: Vec<&String> = answered.difference(&named).collect();
    assert!(missing.is_empty(), "docs/agent-api.md lacks {missing:?}");
}

#[test]
fn every_capability_of_the_overview_has_a_test_of_its_name() {
    let tests = sources(&here().join("tests/agent_capabilities"));
    for capability in [
        "agent_status",
        "ring_subscription",
        "update_rings",
        "conversation_list",
        "publish_events",
        "subscribe_to_messages",
        "create_conversation",
        "update_conversation",
        "get_user_profile",
    ] {
        assert!(
            tests.contains(&format!("async fn {capability}_")),
            "{capability}"
        );
    }
}
