//! Publishing messages and reading the history.

use super::support::start;
use super::{BEN, anna_answers};
use serde_json::{Value, json};

#[tokio::test]
async fn publish_events_of_every_kind_reach_the_consumer() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let asked = consumer.says(&id, "Hello?").await;
    let events = [
        json!({"type": "ContentEvent", "contentType": "text/plain", "message": "Hello"}),
        json!({"type": "AcceptStatusEvent", "status": "ACCEPT", "sequenceList": [asked]}),
        json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [asked]}),
        json!({"type": "ChatStateEvent", "chatState": "COMPOSING"}),
        json!({"type": "RichContentEvent", "content": {"type": "vertical", "elements": [{"type": "text", "text": "A card"}]}}),
    ];
    for event in events {
        let sequence = anna.publishes(&id, event.clone()).await;
        let is = |body: &Value| body["changes"][0]["event"] == event;
        let seen = consumer
            .notification_where("MessagingEventNotification", is)
            .await;
        let change = &seen["body"]["changes"][0];
        if event["type"] == "ChatStateEvent" {
            assert_eq!((sequence, &change["sequence"]), (0, &Value::Null));
        } else {
            assert_eq!(change["sequence"], sequence);
            assert_eq!(change["originatorMetadata"]["role"], "ASSIGNED_AGENT");
        }
    }
    let cases = [
        (json!({"type": "RichContentEvent"}), "Missing content"),
        (json!({"type": "ChatStateEvent"}), "Missing chatState"),
        (
            json!({"type": "AcceptStatusEvent", "sequenceList": [0]}),
            "Missing status",
        ),
    ];
    for (event, words) in cases {
        let body = json!({"dialogId": id, "event": event});
        assert_eq!(anna.is_refused("ms.PublishEvent", body).await.1, words);
    }
}

#[tokio::test]
async fn publish_events_is_for_participants_only() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let text = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "x"});
    let body = json!({"dialogId": id, "event": text});
    assert_eq!(ben.is_refused("ms.PublishEvent", body.clone()).await.0, 403);
    for (role, is_heard) in [("MANAGER", true), ("AGENT", true), ("READER", false)] {
        let join =
            json!({"field": "ParticipantsChange", "type": "ADD", "role": role, "userId": BEN});
        assert_eq!(ben.updates(&id, join).await, "OK Agent added successfully");
        let answer = ben.ask("ms.PublishEvent", body.clone()).await;
        assert_eq!(answer["code"] == 200, is_heard, "{role}: {answer}");
        anna.says(&id, role).await;
        let is = |body: &Value| body["event"]["message"] == role;
        ben.notification_where("OnlineEventDistribution", is).await;
    }
}

#[tokio::test]
async fn publish_events_for_agents_only_never_reach_consumers() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let join =
        json!({"field": "ParticipantsChange", "type": "ADD", "role": "AGENT", "userId": BEN});
    ben.updates(&id, join).await;
    let public = anna.says(&id, "One moment").await;
    let whisper =
        json!({"type": "ContentEvent", "contentType": "text/plain", "message": "a whisper"});
    let body = json!({"dialogId": id, "event": whisper, "messageAudience": "AGENTS_AND_MANAGERS"});
    let private = anna.gets("ms.PublishEvent", body).await["sequence"]
        .as_u64()
        .unwrap();
    let is_whisper = |body: &Value| body["event"]["message"] == "a whisper";
    let received = ben
        .notification_where("OnlineEventDistribution", is_whisper)
        .await;
    assert_eq!(received["body"]["messageAudience"], "AGENTS_AND_MANAGERS");
    // Consumers do not see a receipt for it either, not even as part of a receipt for other
    // messages.
    let read =
        json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [public, private]});
    ben.publishes(&id, read).await;
    anna.updates(&id, json!({"field": "Note", "note": "a whisper, too"}))
        .await;
    // Check everything that this consumer and a new subscription of theirs can receive.
    let shows = |text: &str, sequence: u64| {
        text.contains("whisper")
            || text.contains(&format!("[{sequence}]"))
            || text.contains(&format!(",{sequence}]"))
    };
    let subscribe = json!({"dialogId": id, "fromSeq": 0});
    consumer
        .gets("ms.SubscribeMessagingEvents", subscribe)
        .await;
    consumer
        .gets("aam.SubscribeExConversations", json!({}))
        .await;
    let last = anna.says(&id, "Here it is").await;
    let is_last = |body: &Value| body["changes"][0]["sequence"] == last;
    consumer
        .notification_where("MessagingEventNotification", is_last)
        .await;
    for frame in consumer.all_frames().await {
        assert!(!shows(&frame.to_string(), private), "{frame}");
    }
    let receipt = json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [private]});
    let body = json!({"dialogId": id, "event": receipt});
    assert_eq!(consumer.is_refused("ms.PublishEvent", body).await.0, 400);
    // Agents find the message in the history.
    let history = ben.gets("ms.QueryMessages", json!({"dialogId": id})).await;
    assert!(history.to_string().contains("a whisper"));
    // An audience that a consumer names is ignored.
    let body = json!({"dialogId": id, "event": whisper, "messageAudience": "AGENTS_AND_MANAGERS"});
    consumer.gets("ms.PublishEvent", body).await;
    let received = ben
        .notification_where("OnlineEventDistribution", is_whisper)
        .await;
    assert_eq!(received["body"]["messageAudience"], "ALL");
}

#[tokio::test]
async fn subscribe_to_messages_by_query_with_inclusive_bounds() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    for number in 0..6 {
        assert_eq!(
            consumer.says(&id, &format!("message {number}")).await,
            number
        );
    }
    let cases = [
        (json!({}), 0..6),
        (json!({"newerThanSequence": 0}), 0..6),
        (json!({"fromSeq": 4}), 4..6),
        (
            json!({"newerThanSequence": 2, "olderThanSequence": 4}),
            2..5,
        ),
        (json!({"maxQuantity": 2}), 4..6),
        (json!({"olderThanSequence": 3, "maxQuantity": 2}), 2..4),
        (json!({"newerThanSequence": 1, "maxQuantity": 2}), 1..3),
    ];
    for (bounds, expected) in cases {
        let mut body = bounds.clone();
        body["dialogId"] = json!(id);
        let answer = anna.ask("ms.QueryMessages", body).await;
        assert_eq!(answer["type"], ".ams.ms.QueryMessages$Response");
        let found: Vec<u64> = (answer["body"].as_array().unwrap().iter())
            .map(|one| one["sequence"].as_u64().unwrap())
            .collect();
        assert_eq!(found, expected.collect::<Vec<_>>(), "{bounds}");
        assert!(answer["body"][0]["originatorPId"].is_string());
    }
    assert_eq!(
        anna.is_refused("ms.QueryMessages", json!({"dialogId": "x"}))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn a_download_token_requires_a_submitted_form() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let message = json!({"submissionId": "s1", "invitationId": "i1"});
    let form = json!({"type": "ContentEvent", "contentType": "forms/secure-submission", "message": message});
    consumer.publishes(&id, form).await;
    let of = |submission: &str| json!({"downloadable": {"type": "SecureForm", "dialogId": id, "submissionId": submission, "invitationId": "i1"}});
    let kind = "ms.token.GenerateDownloadToken";
    let answer = anna.ask(kind, of("s1")).await;
    assert_eq!(answer["type"], ".ams.ms.token.GenerateDownloadToken");
    assert!(answer["body"]["readOtk"].is_string(), "{answer}");
    assert_eq!(anna.is_refused(kind, of("s2")).await.0, 404);
    assert_eq!(anna.is_refused(kind, json!({})).await.0, 400);
    assert_eq!(consumer.is_refused(kind, of("s1")).await.0, 403);
}
