//! The examples of structured content (protocol §7): every kind exists, respects the limits of the
//! schemas, and arrives unchanged.

mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use support::start;

/// Every container, element and action of the protocol, in its order.
const KINDS: [&str; 29] = [
    "vertical",
    "horizontal",
    "carousel",
    "carouselSelect",
    "accordionSelect",
    "tabs",
    "list",
    "sectionList",
    "section",
    "checklist",
    "buttonList",
    "keyValuePairList",
    "text",
    "button",
    "image",
    "map",
    "linkPreview",
    "checkbox",
    "submitButton",
    "template",
    "publishText",
    "link",
    "navigate",
    "addToCart",
    "custom",
    "datePicker",
    "scheduleSlotList",
    "checked",
    "submitAsText",
];

/// The types that may be the root of rich content (protocol §7.1).
const ROOTS: [&str; 14] = [
    "vertical",
    "horizontal",
    "carousel",
    "carouselSelect",
    "accordionSelect",
    "list",
    "tabs",
    "text",
    "button",
    "image",
    "map",
    "linkPreview",
    "template",
    "keyValuePairList",
];

/// The events by file name, with this base URL in their pictures.
fn examples(base: &str) -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/rich");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let event = serde_json::from_str(&text.replace("{base}", base));
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let event = event.unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, event)
        })
        .collect()
}

/// Every object in a value, including the value.
fn objects(value: &Value) -> Vec<&Value> {
    let parts: Vec<&Value> = match value {
        Value::Array(elements) => elements.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    };
    let own = value.is_object().then_some(value);
    own.into_iter()
        .chain(parts.into_iter().flat_map(objects))
        .collect()
}

/// `carouselSelect` becomes `carousel_select`.
fn file_name(kind: &str) -> String {
    let letters = kind.chars().map(|letter| {
        if letter.is_uppercase() {
            format!("_{}", letter.to_lowercase())
        } else {
            letter.to_string()
        }
    });
    letters.collect()
}

#[test]
fn every_kind_has_an_example_with_its_name() {
    let examples = examples("http://127.0.0.1:8081");
    for kind in KINDS.iter().chain(&["quickReplies"]) {
        let name = file_name(kind);
        let event = (examples.get(&name)).unwrap_or_else(|| panic!("there is no {name}.json"));
        assert!(
            objects(event).iter().any(|one| one["type"] == *kind),
            "{name}.json holds no {kind}"
        );
    }
}

#[test]
fn every_example_respects_the_limits_of_the_schemas() {
    for (name, event) in examples("https://pictures.example") {
        if name == "unknown" {
            continue;
        }
        if event["type"] == "RichContentEvent" {
            let root = event["content"]["type"].as_str().unwrap();
            assert!(ROOTS.contains(&root), "{name}: {root}");
        }
        for object in objects(&event) {
            check_elements(&name, object);
            check_words(&name, object);
        }
    }
}

/// Checks the number and the types of a container's elements (protocol §7.2).
fn check_elements(name: &str, object: &Value) {
    let kinds = |of: &Value| -> Vec<String> {
        let elements = of["elements"].as_array().into_iter().flatten();
        elements
            .map(|one| one["type"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let count = object["elements"].as_array().map_or(0, Vec::len);
    let is_good = match object["type"].as_str().unwrap_or_default() {
        "vertical" | "horizontal" | "sectionList" => (1..=256).contains(&count),
        "carousel" => (2..=10).contains(&count),
        "carouselSelect" => (1..=20).contains(&count) && object["selectMode"]["type"].is_string(),
        "accordionSelect" => {
            (1..=20).contains(&count) && object["titles"].as_array().unwrap().len() == count
        }
        "tabs" => (1..=10).contains(&count),
        "list" => kinds(object) == ["text", "sectionList", "buttonList"],
        "section" => {
            object["sectionID"].is_string()
                && (kinds(object) == ["checklist"] || kinds(object) == ["text", "checklist"])
        }
        "checklist" => (2..=256).contains(&count),
        "buttonList" => {
            kinds(object) == ["submitButton"] || kinds(object) == ["submitButton", "button"]
        }
        "keyValuePairList" => (1..=50).contains(&count),
        "quickReplies" => object["replies"].as_array().unwrap().len() <= 24,
        _ => true,
    };
    assert!(is_good, "{name}: {object}");
}

/// Checks the lengths of texts and the schemes of URLs (protocol §7.3, §7.4).
fn check_words(name: &str, object: &Value) {
    let most = |member: &str| match (object["type"].as_str(), member) {
        (Some("publishText"), "text") | (_, "tooltip") => 256,
        (Some("datePicker"), "title") => 40,
        (_, "publishText") => 250,
        (_, "text") => 5_000,
        (_, "alt") => 2_000,
        _ => 128,
    };
    let members = [
        "text",
        "title",
        "subtitle",
        "tooltip",
        "alt",
        "caption",
        "publishText",
    ];
    for member in members {
        let length = object[member]
            .as_str()
            .map_or(0, |text| text.chars().count());
        assert!(length <= most(member), "{name}: {member} of {object}");
    }
    if let Some(actions) = object["click"]["actions"].as_array() {
        assert!((1..=4).contains(&actions.len()), "{name}: {object}");
    }
    let address = match object["type"].as_str() {
        Some("image" | "linkPreview") => object["url"].as_str(),
        Some("link") => object["uri"].as_str(),
        _ => return,
    };
    assert!(address.unwrap().starts_with("https://"), "{name}: {object}");
}

#[tokio::test]
async fn every_example_arrives_unchanged_and_its_pictures_are_served() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let (mut consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    for (name, event) in examples(&format!("http://{}", service.host)) {
        let sequence = anna.publishes(&id, event.clone()).await;
        let seen = consumer
            .event_where(|one| one["sequence"] == sequence)
            .await;
        assert_eq!(seen["event"], event, "{name}");
        for image in objects(&event).iter().filter(|one| one["type"] == "image") {
            let path = image["url"].as_str().unwrap().split_once(&service.host);
            let path = path
                .unwrap_or_else(|| panic!("{name}: a picture from elsewhere"))
                .1;
            assert_eq!(service.get_bytes(path).await.0, 200, "{name}: {path}");
        }
        let nack =
            json!({"type": "AcceptStatusEvent", "status": "NACK", "sequenceList": [sequence]});
        consumer.publishes(&id, nack).await;
    }
}
