//! Compares `package/hailer.d.ts` with the running chat, in both directions.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const DECLARATIONS: &str = include_str!("../../package/hailer.d.ts");
const LOADER: &str = include_str!("../../src/embed/loader/options.js");
const DOCUMENTATION: &str = include_str!("../../docs/options.md");
/// Records every event on the element, whatever its name.
const LISTEN: &str = "
    window.told = [];
    const host = document.querySelector('hailer-chat');
    host.dispatchEvent = (event) => {
      window.told.push([event.type, event.detail]);
      return EventTarget.prototype.dispatchEvent.call(host, event);
    };";

/// The members of a block with their documentation. Members are the lines with exactly this
/// indentation.
fn members(text: &str, opening: &str, indent: &str) -> BTreeMap<String, String> {
    let (_, block) = text.split_once(opening).expect("the block is there");
    let closing = format!("\n{}}}", &indent[2..]);
    let (block, _) = block.split_once(&closing).expect("it has an end");
    let lines = block.lines().filter_map(|line| line.strip_prefix(indent));
    let own = lines.filter(|line| line.starts_with(char::is_alphabetic));
    own.map(|line| {
        let line = line.strip_prefix("readonly ").unwrap_or(line);
        let end = line.find(|letter: char| !letter.is_alphanumeric());
        let (name, rest) = line.split_at(end.unwrap_or(line.len()));
        (
            name.to_owned(),
            rest.trim_start_matches(['?', ':']).to_owned(),
        )
    })
    .collect()
}

fn declared(interface: &str) -> BTreeMap<String, String> {
    let opening = format!("export interface {interface} {{");
    members(DECLARATIONS, &opening, "  ")
}

fn names(members: &BTreeMap<String, String>) -> BTreeSet<&str> {
    members.keys().map(String::as_str).collect()
}

/// Whether a value has the declared type: a number, a string, or one of some literals.
fn is_allowed(value: &Value, type_text: &str) -> bool {
    let words: Vec<&str> = type_text.split('"').skip(1).step_by(2).collect();
    match value {
        Value::Number(_) => type_text.contains("number"),
        Value::String(text) if words.is_empty() => type_text.contains("string") && !text.is_empty(),
        Value::String(text) => words.contains(&text.as_str()),
        _ => false,
    }
}

/// Checks that an event's detail has exactly the declared members.
fn check_detail(name: &str, type_text: &str, detail: &Value) {
    let detail = detail
        .as_object()
        .unwrap_or_else(|| panic!("{name}: {detail}"));
    let Some((member, type_text)) = type_text.trim_start_matches([' ', '{']).split_once(": ")
    else {
        assert!(
            detail.is_empty(),
            "{name} is declared empty, but its detail is {detail:?}"
        );
        return;
    };
    let value = detail
        .get(member)
        .unwrap_or_else(|| panic!("{name} without {member}"));
    assert!(
        is_allowed(value, type_text),
        "{name}: {value} is not {type_text}"
    );
    assert_eq!(detail.len(), 1, "{name} has undeclared members: {detail:?}");
}

#[tokio::test]
async fn the_handle_has_exactly_the_declared_members() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let there = scene.script("return Object.keys(window.hailer)").await;
    let there = there.as_array().expect("a list");
    let there: BTreeSet<&str> = there.iter().filter_map(Value::as_str).collect();
    assert_eq!(there, names(&declared("Hailer")));
    scene.close().await;
}

#[tokio::test]
async fn the_chat_accepts_exactly_the_declared_and_documented_options() {
    let options = declared("HailerOptions");
    let mut table = members(LOADER, "const OPTIONS = {", "  ");
    table.remove("__proto__");
    assert_eq!(names(&table), names(&options));
    let (_, documented) =
        (DOCUMENTATION.split_once("| option |")).expect("docs/options.md has a table");
    let rows = documented.lines().take_while(|line| !line.is_empty());
    let cells = rows.filter_map(|line| line.strip_prefix("| `")?.split_once(" | "));
    let documented: BTreeSet<&str> = cells
        .flat_map(|(cell, _)| cell.split(", "))
        .map(|name| name.trim_matches('`'))
        .collect();
    assert_eq!(documented, names(&options));
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let listen = "window.said = []; console.error = (line) => window.said.push(line);";
    scene.script(listen).await;
    for name in options.keys() {
        let wrong = format!("hailer.configure({{ {name}: null }}); return window.said.splice(0)");
        let said = scene.script(&wrong).await;
        let said = said[0].as_str().unwrap_or_default().to_owned();
        let sentence = format!("hailer: option \"{name}\" must be");
        assert!(said.starts_with(&sentence), "{name}: {said:?}");
    }
    scene.close().await;
}

#[tokio::test]
async fn the_chat_dispatches_exactly_the_declared_events_and_details() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.script(LISTEN).await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(does("accept")).await;
    scene.agent(says("I am here.")).await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "menuitem", "End conversation").await;
    act::click(&scene, "button", "End conversation").await;
    act::click(&scene, "radio", "5 stars").await;
    act::click(&scene, "button", "Submit").await;
    until::there_is_no(&scene, "button", "Submit").await;
    scene.script(crate::panic::SABOTAGE).await;
    scene.agent(says("One more thing")).await;
    until::there_is(&scene, "button", "Restart chat").await;
    let dispatched = scene.script("return window.told").await;
    let events = declared("HailerEvents");
    let mut received = BTreeSet::new();
    for one in dispatched.as_array().into_iter().flatten() {
        let name = one[0].as_str().unwrap_or_default();
        let name = name
            .strip_prefix("hailer:")
            .expect("our events have our prefix");
        let declaration = events.get(name);
        let declaration = declaration.unwrap_or_else(|| panic!("{name} is not declared"));
        check_detail(name, declaration, &one[1]);
        received.insert(name);
    }
    assert_eq!(received, names(&events), "{}", json!(dispatched));
    scene.close().await;
}
