//! The structured content of the built-in agent (protocol §7).

mod support;

use serde_json::{Value, json};
use support::{Service, Socket, start_with};

const EVERYTHING: [&str; 3] = ["AUTO_MESSAGES", "RICH_CONTENT", "QUICK_REPLIES"];

struct Story {
    service: Service,
    consumer: Socket,
    id: String,
}

fn is_agents(one: &Value) -> bool {
    one["originatorMetadata"]["role"] == "ASSIGNED_AGENT"
        && ["ContentEvent", "RichContentEvent"].contains(&one["event"]["type"].as_str().unwrap())
}

impl Story {
    /// A consumer whose client declares these features and subscribes to messages.
    async fn begin(features: &[&str]) -> Self {
        let service = start_with(|config| config.auto_agent = true).await;
        let token = service.sign_up().await;
        let mut consumer = service.client_with(&token, features).await;
        let created = consumer
            .gets("cm.ConsumerRequestConversation", json!({}))
            .await;
        let id = created["conversationId"].as_str().unwrap().to_owned();
        let subscribe = json!({"dialogId": id});
        (consumer.gets("ms.SubscribeMessagingEvents", subscribe)).await;
        Self {
            service,
            consumer,
            id,
        }
    }

    /// Like `begin`, but the agent has sent the greeting already.
    async fn greeted() -> (Self, Value) {
        let mut story = Self::begin(&EVERYTHING).await;
        let greeting = story.answer().await;
        (story, greeting)
    }

    /// The agent's next message.
    async fn answer(&mut self) -> Value {
        self.consumer.event_where(is_agents).await
    }

    /// Presses a quick reply of the greeting (protocol §7.6).
    async fn chooses(&mut self, greeting: &Value, title: &str) {
        let replies = greeting["event"]["quickReplies"]["replies"].as_array();
        let mut replies = replies.unwrap().iter();
        let click = &replies.find(|one| one["title"] == title).unwrap()["click"];
        let words = json!({"type": "ContentEvent", "contentType": "text/plain",
            "message": click["actions"][0]["text"]});
        let answer = (self.consumer)
            .publishes_with(&self.id, words, click["metadata"].clone())
            .await;
        assert_eq!(answer["code"], 200, "{answer}");
    }
}

#[tokio::test]
async fn a_silent_consumer_is_greeted_with_three_quick_replies() {
    let (mut story, greeting) = Story::greeted().await;
    let replies = greeting["event"]["quickReplies"]["replies"].as_array();
    let replies = replies.unwrap();
    let titles: Vec<_> = replies.iter().map(|one| &one["title"]).collect();
    assert_eq!(
        titles,
        ["Track my order", "Talk to a person", "See what is new"]
    );
    for reply in replies {
        let actions = json!([{"type": "publishText", "text": reply["title"]}]);
        assert_eq!(reply["click"]["actions"], actions);
        assert_eq!(reply["click"]["metadata"][0]["type"], "ExternalId");
    }
    // The greeting is sent once. Later messages get the usual answer.
    story.consumer.says(&story.id, "Do you sell cacti?").await;
    let answer = story.answer().await;
    let words = answer["event"]["message"].as_str().unwrap();
    assert!(words.contains("“Do you sell cacti?”"), "{words}");
    assert!(answer["event"]["quickReplies"].is_null());
}

#[tokio::test]
async fn earlier_messages_are_answered_with_the_greeting() {
    let mut story = Story::begin(&EVERYTHING).await;
    story.consumer.says(&story.id, "Hello?").await;
    let greeting = story.answer().await;
    assert!(greeting["event"]["quickReplies"].is_object(), "{greeting}");
}

#[tokio::test]
async fn news_are_a_carousel_of_products_with_pictures_and_buttons() {
    let (mut story, greeting) = Story::greeted().await;
    story.chooses(&greeting, "See what is new").await;
    let carousel = story.answer().await["event"]["content"].clone();
    assert_eq!(carousel["type"], "carousel");
    let cards = carousel["elements"].as_array().unwrap();
    assert_eq!(cards.len(), 3);
    for card in cards {
        let part = |kind: &str| {
            let parts = card["elements"].as_array().unwrap().iter();
            parts
                .filter(|one| one["type"] == kind)
                .cloned()
                .collect::<Vec<_>>()
        };
        let name = part("text")[0]["text"].clone();
        assert!(
            part("text")
                .iter()
                .any(|one| one["text"].as_str().unwrap().starts_with('€'))
        );
        let [link, more] = &part("button")[..] else {
            panic!("two buttons in {card}");
        };
        assert_eq!(link["click"]["actions"][0]["type"], "link");
        let words = format!("Tell me more about the {}", name.as_str().unwrap());
        let says = json!([{"type": "publishText", "text": words}]);
        assert_eq!(more["click"]["actions"], says);
        let picture = part("image")[0]["url"].clone();
        let (scheme, path) = (picture.as_str().unwrap())
            .split_once(&story.service.host)
            .expect("a picture of the service's own");
        assert_eq!(scheme, "http://");
        let (status, bytes) = story.service.get_bytes(path).await;
        assert_eq!((status, &bytes[..4]), (200, &b"\x89PNG"[..]));
    }
}

#[tokio::test]
async fn orders_are_tracked_with_a_checklist_and_a_date_picker() {
    let (mut story, greeting) = Story::greeted().await;
    story.chooses(&greeting, "Track my order").await;
    let list = story.answer().await["event"]["content"].clone();
    let kinds: Vec<_> = (list["elements"].as_array().unwrap().iter())
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert_eq!(list["type"], "list");
    assert_eq!(kinds, ["text", "sectionList", "buttonList"]);
    let checklist = list
        .pointer("/elements/1/elements/0/elements/0/elements")
        .unwrap();
    assert!(
        (checklist.as_array().unwrap().iter())
            .all(|one| one["click"]["actions"][0]["type"] == "checked")
    );
    let actions = |button: usize| {
        let path = format!("/elements/2/elements/{button}/click/actions/0");
        list.pointer(&path).unwrap().clone()
    };
    assert_eq!(actions(0)["type"], "submitAsText");
    let day = actions(1);
    assert_eq!(day["type"], "datePicker");
    assert!(day["minDate"].as_u64() < day["maxDate"].as_u64());
}

#[tokio::test]
async fn asking_for_a_person_sends_an_automatic_message_and_then_the_agents_text() {
    let (mut story, greeting) = Story::greeted().await;
    story.chooses(&greeting, "Talk to a person").await;
    let is_new = |one: &Value| one["sequence"].as_u64() > greeting["sequence"].as_u64();
    let is_automatic = |one: &Value| one["originatorMetadata"]["role"] == "CONTROLLER";
    let automatic = (story.consumer)
        .event_where(|one| is_new(one) && is_automatic(one))
        .await;
    assert_eq!(automatic["metadata"][0]["type"], "AutoMessage");
    let answer = story.answer().await;
    assert_eq!(
        answer["sequence"].as_u64(),
        automatic["sequence"].as_u64().map(|at| at + 1)
    );
    assert_eq!(answer["event"]["contentType"], "text/plain");
    let seen = (story.consumer)
        .conversation_where(|one| one["participantsPId"]["CONTROLLER"].is_array())
        .await;
    assert_eq!(seen["state"], "OPEN");
}

#[tokio::test]
async fn a_typed_choice_is_understood() {
    let (mut story, _) = Story::greeted().await;
    story.consumer.says(&story.id, "see what is new").await;
    assert_eq!(story.answer().await["event"]["content"]["type"], "carousel");
}

#[tokio::test]
async fn a_client_without_features_gets_only_text() {
    let mut story = Story::begin(&["AUTO_MESSAGES", "MULTI_DIALOG"]).await;
    story.consumer.says(&story.id, "See what is new").await;
    let answer = story.answer().await;
    let words = answer["event"]["message"].as_str().unwrap();
    assert!(words.contains("“See what is new”"), "{words}");
    assert!(answer["event"]["quickReplies"].is_null());
}

#[tokio::test]
async fn a_client_with_quick_replies_only_gets_no_cards() {
    let mut story = Story::begin(&["QUICK_REPLIES"]).await;
    let greeting = story.answer().await;
    story.chooses(&greeting, "Track my order").await;
    assert_eq!(story.answer().await["event"]["type"], "ContentEvent");
    // A client that does not declare automatic messages gets none.
    story.chooses(&greeting, "Talk to a person").await;
    story.answer().await;
    let is_automatic =
        |body: &Value| body["changes"][0]["originatorMetadata"]["role"] == "CONTROLLER";
    assert!(
        !(story.consumer)
            .has_received("MessagingEventNotification", is_automatic)
            .await
    );
}
