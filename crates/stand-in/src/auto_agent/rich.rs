//! The structured content that the built-in agent sends (protocol §7).

use crate::products::{PRODUCTS, Product};
use serde_json::{Value, json};

/// The choices under the greeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Order,
    Person,
    News,
}

const CHOICES: [Choice; 3] = [Choice::Order, Choice::Person, Choice::News];
const DAY_SECS: u64 = 24 * 60 * 60;

impl Choice {
    fn title(self) -> &'static str {
        match self {
            Self::Order => "Track my order",
            Self::Person => "Talk to a person",
            Self::News => "See what is new",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Order => "track-my-order",
            Self::Person => "talk-to-a-person",
            Self::News => "see-what-is-new",
        }
    }

    /// The choice that the consumer made: a click carries its id, and typed text must equal its
    /// title.
    pub fn of(words: &str, metadata: Option<&Value>) -> Option<Self> {
        let marks = metadata.and_then(Value::as_array).into_iter().flatten();
        let ids: Vec<&str> = marks.filter_map(|mark| mark["id"].as_str()).collect();
        let is_meant =
            |one: &Self| ids.contains(&one.id()) || words.trim().eq_ignore_ascii_case(one.title());
        CHOICES.into_iter().find(is_meant)
    }
}

/// A plain text message.
pub fn words(text: &str) -> Value {
    json!({"type": "ContentEvent", "contentType": "text/plain", "message": text})
}

/// The greeting, with the choices as quick replies.
pub fn greeting(agent: &str) -> Value {
    let replies: Vec<Value> = (CHOICES.iter())
        .map(|one| says(one.title(), one.title(), one.id()))
        .collect();
    let mut event = words(&format!(
        "Hello, I am {agent}. What can I do for you? Choose, or write in your own words."
    ));
    event["quickReplies"] = json!({"type": "quickReplies", "itemsPerRow": 3, "replies": replies});
    event
}

/// The three products as a carousel. Without a base URL, it has no pictures.
pub fn news(base: Option<&str>) -> Value {
    let cards: Vec<Value> = PRODUCTS.iter().map(|one| card(one, base)).collect();
    rich(&json!({"type": "carousel", "padding": 10, "elements": cards}))
}

fn card(product: &Product, base: Option<&str>) -> Value {
    let name = product.name;
    let link = format!("https://fern-and-clay.example/plants/{}", product.id);
    let picture = base.map(|base| {
        json!({"type": "image", "url": product.picture_address(base), "tooltip": name,
               "alt": format!("{name} in a clay pot")})
    });
    let parts = [
        json!({"type": "text", "text": name, "style": {"bold": true, "size": "large"}}),
        json!({"type": "text", "text": product.about}),
        json!({"type": "text", "text": product.price}),
        json!({"type": "button", "title": "See it in the shop",
               "click": {"actions": [{"type": "link", "name": name, "uri": link, "target": "blank"}],
                         "metadata": mark(&format!("shop-{}", product.id))}}),
        says(
            "Tell me more",
            &format!("Tell me more about the {name}"),
            &format!("more-{}", product.id),
        ),
    ];
    let elements: Vec<Value> = picture.into_iter().chain(parts).collect();
    json!({"type": "vertical", "elements": elements})
}

/// A checklist of parcels and a date picker.
pub fn order(now_ms: u64) -> Value {
    let parcels = [
        ("1048", "Order 1048: Pilea, sent on Monday"),
        ("1051", "Order 1051: two clay pots, being packed"),
        ("1052", "Order 1052: soil, 10 litres, being packed"),
    ];
    let boxes: Vec<Value> = (parcels.iter())
        .map(|(number, text)| {
            json!({"type": "checkbox", "text": text, "borderLine": true, "click": {
                "actions": [{"type": "checked", "publishText": format!("Order {number}")}],
                "metadata": mark(&format!("order-{number}"))}})
        })
        .collect();
    let submit = json!({"type": "submitButton", "title": "Where are they?", "click": {
        "actions": [{"type": "submitAsText", "submit": true}], "metadata": mark("track-orders")}});
    let today_secs = now_ms / 1_000;
    let day = json!({"type": "datePicker", "class": "single", "title": "Day of delivery",
        "minDate": today_secs + DAY_SECS, "maxDate": today_secs + 30 * DAY_SECS,
        "dateFormat": "yyyy-MM-dd"});
    let pick = json!({"type": "button", "title": "Choose another day", "click": {
        "actions": [day], "metadata": mark("delivery-day")}});
    let section = json!({"type": "section", "sectionID": "orders",
        "elements": [{"type": "checklist", "elements": boxes}]});
    rich(&json!({"type": "list", "elements": [
        {"type": "text", "text": "Which of your orders do you mean?"},
        {"type": "sectionList", "elements": [section]},
        {"type": "buttonList", "elements": [submit, pick]},
    ]}))
}

/// A button that publishes a text as the consumer.
fn says(title: &str, text: &str, id: &str) -> Value {
    json!({"type": "button", "title": title, "tooltip": text, "click": {
        "actions": [{"type": "publishText", "text": text}], "metadata": mark(id)}})
}

fn mark(id: &str) -> Value {
    json!([{"type": "ExternalId", "id": id}])
}

fn rich(content: &Value) -> Value {
    json!({"type": "RichContentEvent", "content": content})
}
