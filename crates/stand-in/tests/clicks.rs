//! What a click in rich content publishes, and how agents are notified (protocol §7.6).

mod support;

use serde_json::{Value, json};
use support::{Service, Socket, start};

struct Story {
    consumer: Socket,
    anna: Socket,
    id: String,
    /// The sequence of the message with the buttons.
    card: u64,
}

impl Story {
    /// A conversation in which Anna has sent a card with a button.
    async fn begin(service: &Service) -> Self {
        let mut anna = service.online_agent("anna").await;
        let (mut consumer, id) = service.consumer_of("-1").await;
        let ring = anna.ring("WAITING").await;
        anna.answers(&ring, "ACCEPTED").await;
        let button = json!({"type": "button", "title": "Yes",
            "click": {"actions": [{"type": "publishText", "text": "Yes"}], "metadata": marks()}});
        let card = json!({"type": "RichContentEvent",
            "content": {"type": "vertical", "elements": [button]}});
        let card = anna.publishes(&id, card).await;
        consumer.event_where(|one| one["sequence"] == card).await;
        Self {
            consumer,
            anna,
            id,
            card,
        }
    }

    async fn publishes(&mut self, event: Value, metadata: Value) -> Value {
        (self.consumer)
            .publishes_with(&self.id, event, metadata)
            .await
    }
}

fn marks() -> Value {
    json!([{"type": "ExternalId", "id": "yes-1"}])
}

fn status(status: &str, sequence: u64) -> Value {
    json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": [sequence]})
}

fn words(text: &str) -> Value {
    json!({"type": "ContentEvent", "contentType": "text/plain", "message": text})
}

#[tokio::test]
async fn a_click_and_its_text_are_stored_and_sent_to_the_agent_with_their_metadata() {
    let service = start().await;
    let mut story = Story::begin(&service).await;
    let clicked = story.publishes(status("ACTION", story.card), marks()).await;
    let said = story.publishes(words("Yes"), marks()).await;
    let clicked = clicked["body"]["sequence"].as_u64().unwrap();
    assert_eq!(
        said["body"]["sequence"],
        clicked + 1,
        "both have a sequence"
    );

    let seen = (story.anna)
        .event_where(|one| one["event"]["status"] == "ACTION")
        .await;
    assert_eq!(seen["event"]["sequenceList"], json!([story.card]));
    assert_eq!(
        (&seen["sequence"], &seen["metadata"]),
        (&json!(clicked), &marks())
    );
    let seen = (story.anna)
        .event_where(|one| one["event"]["message"] == "Yes")
        .await;
    assert_eq!(seen["metadata"], marks());
    let asked = json!({"dialogId": story.id, "newerThanSequence": clicked});
    let history = story.anna.gets("ms.QueryMessages", asked).await;
    let kept: Vec<&Value> = (history.as_array().unwrap().iter())
        .map(|one| &one["metadata"])
        .collect();
    assert_eq!(kept, [&marks(), &marks()]);
}

#[tokio::test]
async fn the_agent_is_notified_of_content_that_a_client_cannot_draw() {
    let service = start().await;
    let mut story = Story::begin(&service).await;
    let reason = json!([{"type": "ActionReason", "reason": "Unknown kind", "reasonId": "1"}]);
    let answer = story
        .publishes(status("NACK", story.card), reason.clone())
        .await;
    assert_eq!(answer["code"], 200, "{answer}");
    let seen = (story.anna)
        .event_where(|one| one["event"]["status"] == "NACK")
        .await;
    assert_eq!(seen["event"]["sequenceList"], json!([story.card]));
    assert_eq!(seen["metadata"], reason);
}

#[tokio::test]
async fn metadata_may_be_one_entry_or_encoded_and_is_sent_as_a_list() {
    let service = start().await;
    let mut story = Story::begin(&service).await;
    story
        .publishes(words("one entry"), marks()[0].clone())
        .await;
    // [{"type":"ExternalId","id":"yes-1"}]
    let encoded = "W3sidHlwZSI6IkV4dGVybmFsSWQiLCJpZCI6Inllcy0xIn1d";
    let body = json!({"dialogId": story.id, "event": words("encoded")});
    let frame = json!({"kind": "req", "id": "e", "type": "ms.PublishEvent", "body": body,
        "encodedMetadata": encoded});
    story.consumer.asks("e", &frame.to_string()).await;
    for text in ["one entry", "encoded"] {
        let seen = (story.anna)
            .event_where(|one| one["event"]["message"] == text)
            .await;
        assert_eq!(seen["metadata"], marks(), "{text}");
    }
}

#[tokio::test]
async fn a_click_without_a_message_and_invalid_metadata_are_refused_with_a_reason() {
    let service = start().await;
    let mut story = Story::begin(&service).await;
    let nowhere = json!({"type": "AcceptStatusEvent", "status": "ACTION"});
    let cases = [
        (nowhere, marks(), "Missing sequenceList"),
        (
            status("ACTION", 99),
            marks(),
            "There is no message 99 in this dialog",
        ),
        (
            words("Yes"),
            json!("yes-1"),
            "metadata must be a list of objects",
        ),
    ];
    for (event, metadata, sentence) in cases {
        let answer = story.publishes(event, metadata).await;
        assert_eq!(
            (&answer["code"], &answer["body"]),
            (&json!(400), &json!(sentence))
        );
    }
}
