//! The major capabilities of the agent API, each under its name in the overview
//! of the documents (S0), and the happy flow.

#[path = "../support/mod.rs"]
mod support;

use serde_json::{Value, json};
use support::{ACCOUNT, Service, Socket, start};

const ORDERS: &str = "3848332110";
const RETURNS: &str = "3848332111";
const ANNA: &str = "12345678.777";
const BEN: &str = "12345678.778";
const BEN_PID: &str = "734d9867-40e3-52b9-a401-07e877676d64";

/// Anna answers a new consumer.
async fn anna_answers(service: &Service) -> (Socket, Socket, String) {
    let mut anna = service.agent_at_work("anna").await;
    let (consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    assert_eq!(anna.answers(&ring, "ACCEPTED").await["code"], 202);
    (anna, consumer, id)
}

fn role_of(details: &Value, role: &str) -> Value {
    details["participantsPId"][role].clone()
}

fn change(kind: &'static str, id: &str) -> impl Fn(&Value) -> bool + use<> {
    let id = id.to_owned();
    move |body| {
        let change = &body["changes"][0];
        change["type"] == kind && change["result"]["convId"] == id
    }
}

#[tokio::test]
async fn happy_flow_from_login_to_close() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let is_assigned = |details: &Value| role_of(details, "ASSIGNED_AGENT").is_array();
    let told = anna.conversation_where(is_assigned).await;
    assert_eq!(told["participants"]["ASSIGNED_AGENT"], json!([ANNA]));
    consumer.says(&id, "Where is my parcel?").await;
    let heard = anna.notification("OnlineEventDistribution").await;
    assert_eq!(heard["body"]["event"]["message"], "Where is my parcel?");
    anna.says(&id, "On its way.").await;
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    let said = anna.updates(&id, close).await;
    assert_eq!(said, "OK Conversation resolved successfully");
    let told = consumer
        .conversation_where(|one| one["stage"] == "CLOSE")
        .await;
    assert_eq!(told["closeReason"], "AGENT");
}

#[tokio::test]
async fn agent_status_is_set_with_its_channels_and_told_to_who_watches() {
    let service = start().await;
    let bearer = service.log_in("anna").await;
    let mut anna = service.brand(&bearer).await;
    let mut ben = service.agent_at_work("ben").await;
    let watch = json!({"brandId": ACCOUNT, "agentId": ANNA});
    ben.gets("routing.SubscribeAgentsState", watch).await;
    let first = ben.notification("AgentStateNotification").await;
    let result = |frame: &Value| frame["body"]["changes"][0]["result"].clone();
    assert_eq!(
        result(&first)["availability"],
        "OFFLINE",
        "before anything was said"
    );
    for availability in ["ONLINE", "AWAY", "BACK_SOON", "OCCUPIED", "OFFLINE"] {
        let state =
            json!({"availability": availability, "channels": ["MESSAGING"], "agentUserId": ANNA});
        let answer = anna.ask("routing.SetAgentState", state).await;
        assert_eq!(
            (answer["code"].clone(), answer["body"].clone()),
            (json!(202), json!("Agent state updated successfully"))
        );
        let told = result(&ben.notification("AgentStateNotification").await);
        assert_eq!(told["availability"], availability);
        assert_eq!(told["channels"], json!(["MESSAGING"]));
        assert_eq!(told["agentUserId"], ANNA);
    }
    let wrong = [
        (json!({"availability": "ASLEEP"}), 400),
        (
            json!({"availability": "ONLINE", "channels": ["PIGEON"]}),
            400,
        ),
        (json!({"availability": "ONLINE", "agentUserId": BEN}), 403),
    ];
    for (state, code) in wrong {
        assert_eq!(
            anna.is_refused("routing.SetAgentState", state).await.0,
            code
        );
    }
}

#[tokio::test]
async fn agent_status_of_everybody_is_told_when_no_agent_is_named() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    anna.gets("routing.SubscribeAgentsState", json!({})).await;
    let first = anna.notification("AgentStateNotification").await;
    let states: Vec<&Value> = (first["body"]["changes"].as_array().unwrap().iter())
        .map(|one| &one["result"]["availability"])
        .collect();
    assert_eq!(states, ["ONLINE", "OFFLINE", "OFFLINE"]);
}

#[tokio::test]
async fn agent_status_decides_who_is_rung() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    let deaf = json!({"availability": "ONLINE", "channels": ["COBROWSE"]});
    let states =
        ["AWAY", "BACK_SOON", "OFFLINE", "OCCUPIED"].map(|state| json!({"availability": state}));
    for state in states.into_iter().chain([deaf]) {
        anna.gets("routing.SetAgentState", state.clone()).await;
        service.consumer_of("-1").await;
        assert!(
            !anna.has_heard("RoutingTaskNotification", |_| true).await,
            "{state}"
        );
    }
    anna.gets("routing.SetAgentState", json!({"availability": "ONLINE"}))
        .await;
    for _ in 0..5 {
        anna.ring("WAITING").await;
    }
}

#[tokio::test]
async fn ring_subscription_tells_what_waits_first_and_then_what_comes() {
    let service = start().await;
    let mut elsewhere = service.agent_at_work("anna").await;
    let (_, id) = service.consumer_of(ORDERS).await;
    let ring = elsewhere.ring("WAITING").await;
    let details = &ring["ringsDetails"][0];
    for place in [&ring, details] {
        assert_eq!(place["skillId"], ORDERS);
        assert!(place["consumerId"].is_string());
    }
    assert_eq!(
        (&ring["conversationId"], &details["convId"]),
        (&json!(id), &json!(id))
    );
    assert_eq!(details["ringExpiration"], 72_000);
    // A second socket of the same agent hears of it at once.
    let bearer = service.log_in("anna").await;
    let mut anna = service.brand(&bearer).await;
    let asked = json!({"brandId": ACCOUNT, "agentId": ANNA, "channelType": "MESSAGING"});
    anna.gets("routing.SubscribeRoutingTasks", asked).await;
    assert_eq!(anna.ring("WAITING").await["conversationId"], id);
    service.consumer_of("-1").await;
    for socket in [&mut anna, &mut elsewhere] {
        assert_eq!(socket.ring("WAITING").await["skillId"], "-1");
    }
    let others = json!({"agentId": BEN});
    assert_eq!(
        anna.is_refused("routing.SubscribeRoutingTasks", others)
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn ring_subscription_can_be_narrowed_to_a_skill_and_to_a_conversation() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    let bearer = service.log_in("anna").await;
    let mut narrow = service.brand(&bearer).await;
    let subscribed = narrow
        .gets("routing.SubscribeRoutingTasks", json!({}))
        .await;
    let id = &subscribed["subscriptionId"];
    let update =
        json!({"subscriptionId": id, "brandId": ACCOUNT, "agentId": ANNA, "skillId": RETURNS});
    let updated = narrow
        .gets("routing.UpdateRoutingTaskSubscription", update)
        .await;
    assert_eq!(updated["subscriptionId"], *id);
    let (_, orders) = service.consumer_of(ORDERS).await;
    service.consumer_of(RETURNS).await;
    assert_eq!(anna.ring("WAITING").await["skillId"], ORDERS);
    assert_eq!(anna.ring("WAITING").await["skillId"], RETURNS);
    assert_eq!(narrow.ring("WAITING").await["skillId"], RETURNS);
    let update = json!({"subscriptionId": id, "conversationId": orders});
    narrow
        .gets("routing.UpdateRoutingTaskSubscription", update)
        .await;
    assert_eq!(narrow.ring("WAITING").await["conversationId"], orders);
    let unknown = json!({"subscriptionId": "x"});
    let kind = "routing.UpdateRoutingTaskSubscription";
    assert_eq!(narrow.is_refused(kind, unknown).await.0, 404);
}

#[tokio::test]
async fn ring_subscription_needs_the_skill_and_room() {
    let service = start().await;
    let mut ben = service.agent_at_work("ben").await;
    service.consumer_of(RETURNS).await;
    assert!(
        !ben.has_heard("RoutingTaskNotification", |_| true).await,
        "not his skill"
    );
    // Ben takes five.
    for number in 0..6 {
        service.consumer_of(ORDERS).await;
        if number < 5 {
            let ring = ben.ring("WAITING").await;
            ben.answers(&ring, "ACCEPTED").await;
            ben.ring("ACCEPTED").await;
        }
    }
    assert!(
        !ben.has_heard("RoutingTaskNotification", |_| true).await,
        "no room"
    );
}

#[tokio::test]
async fn update_rings_accepted_assigns_the_agent_and_completes_the_task() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    let (_, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    assert_eq!(ring["taskCompleted"], false);
    let answer = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(
        (&answer["code"], &answer["body"]),
        (&json!(202), &json!("Ring state updated successfully"))
    );
    assert_eq!(anna.ring("ACCEPTED").await["taskCompleted"], true);
    let assigned = |details: &Value| role_of(details, "ASSIGNED_AGENT").is_array();
    assert_eq!(anna.conversation_where(assigned).await["convId"], id);
    let again = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(
        (&again["code"], &again["body"]),
        (&json!(409), &json!("This ring was accepted already"))
    );
}

#[tokio::test]
async fn update_rings_rejected_goes_to_the_next_agent() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    let mut ben = service.agent_at_work("ben").await;
    let (_, id) = service.consumer_of(ORDERS).await;
    let ring = anna.ring("WAITING").await;
    assert!(
        !ben.has_heard("RoutingTaskNotification", |_| true).await,
        "one at a time"
    );
    assert_eq!(anna.answers(&ring, "REJECTED").await["code"], 202);
    anna.ring("REJECTED").await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    let stolen = ben.answers(&ring, "ACCEPTED").await;
    assert_eq!(stolen["code"], 404, "a ring is for one agent");
}

#[tokio::test]
async fn update_rings_expired_goes_to_the_next_agent_and_cannot_be_accepted() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    let mut ben = service.agent_at_work("ben").await;
    let (_, id) = service.consumer_of(ORDERS).await;
    let ring = anna.ring("WAITING").await;
    service.later(71).await;
    assert!(
        !ben.has_heard("RoutingTaskNotification", |_| true).await,
        "not yet"
    );
    service.later(1).await;
    anna.ring("EXPIRED").await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    let late = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(
        (&late["code"], &late["body"]),
        (&json!(409), &json!("This ring has expired"))
    );
}

#[tokio::test]
async fn update_rings_cancelled_when_the_consumer_leaves_or_the_agent_does() {
    let service = start().await;
    let mut anna = service.agent_at_work("anna").await;
    let (mut consumer, id) = service.consumer_of(ORDERS).await;
    let ring = anna.ring("WAITING").await;
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    consumer.updates(&id, close).await;
    anna.ring("CANCELLED").await;
    let late = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(late["code"], 409);
    let words = late["body"].as_str().unwrap();
    assert!(words.starts_with("This ring was cancelled"), "{words}");
    // Away, or without a socket: it rings somebody else.
    let (_, id) = service.consumer_of(ORDERS).await;
    anna.ring("WAITING").await;
    anna.gets("routing.SetAgentState", json!({"availability": "AWAY"}))
        .await;
    anna.ring("CANCELLED").await;
    let mut ben = service.agent_at_work("ben").await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    anna.gets("routing.SetAgentState", json!({"availability": "ONLINE"}))
        .await;
    drop(ben);
    assert_eq!(anna.ring("WAITING").await["conversationId"], id);
}

#[tokio::test]
async fn conversation_list_tells_matches_first_then_upserts_and_deletes() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mine = json!({"convState": ["OPEN"], "agentIds": [ANNA]});
    let subscribed = anna.gets("aam.SubscribeExConversations", mine).await;
    let subscription = subscribed["subscriptionId"].clone();
    let of = |kind: &'static str, id: &str| {
        let (subscription, is) = (subscription.clone(), change(kind, id));
        move |body: &Value| body["subscriptionId"] == subscription && is(body)
    };
    let kind = "ExConversationChangeNotification";
    anna.notification_where(kind, of("UPSERT", &id)).await;
    let note = json!({"field": "Note", "note": "prefers mail"});
    anna.updates(&id, note).await;
    let told = anna.notification_where(kind, of("UPSERT", &id)).await;
    assert_eq!(
        told["body"]["changes"][0]["result"]["conversationDetails"]["note"],
        "prefers mail"
    );
    let back = json!({"field": "ParticipantsChange", "type": "REMOVE", "role": "ASSIGNED_AGENT"});
    anna.updates(&id, back).await;
    let told = anna.notification_where(kind, of("DELETE", &id)).await;
    let details = &told["body"]["changes"][0]["result"]["conversationDetails"];
    assert!(
        details["dialogs"][0]["participantsDetails"].is_array(),
        "clients read it in a DELETE, too"
    );
    let ended = json!({"subscriptionId": subscription});
    anna.gets("aam.UnsubscribeExConversations", ended.clone())
        .await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    assert!(
        !anna.has_heard(kind, of("UPSERT", &id)).await,
        "nothing after the unsubscription"
    );
    assert_eq!(
        anna.is_refused("aam.UnsubscribeExConversations", ended)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn conversation_list_knows_every_filter() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let (_, waiting) = service.consumer_of(ORDERS).await;
    let profile = consumer.gets("userprofile.GetUserProfile", json!({})).await;
    let (_, all) = service.get("/control/conversations", None).await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    let clock = anna.gets("GetClock", json!({})).await["currentTime"]
        .as_u64()
        .unwrap();
    let (both, first, none): (&[&str], &[&str], &[&str]) = (&[&id, &waiting], &[&id], &[]);
    let cases = [
        (json!({}), both),
        (json!({"convState": ["OPEN"], "stage": ["OPEN"]}), both),
        (json!({"convState": "CLOSE"}), none),
        (json!({"stage": ["CLOSE"]}), none),
        (json!({"agentIds": [ANNA]}), first),
        (json!({"agentIds": [BEN]}), none),
        (json!({"groupIds": ["-1"]}), first),
        (json!({"groupIds": ["7"]}), none),
        (json!({"consumerId": profile["userId"]}), first),
        (json!({"conversationId": id}), first),
        (json!({"brandId": ACCOUNT}), both),
        (json!({"brandId": "another"}), none),
        (json!({"dialogTypes": ["MAIN"]}), both),
        (json!({"dialogTypes": ["POST_SURVEY"]}), none),
        (json!({"minLastUpdatedTime": clock + 60_000}), none),
        (json!({"maxLastUpdatedTime": clock + 60_000}), both),
        (json!({"maxLastUpdatedTime": 1}), none),
        (json!({"maxETTR": clock}), none),
        (json!({"maxETTR": clock + 7_200_000}), both),
    ];
    for (filter, expected) in cases {
        let subscribed = anna
            .gets("aam.SubscribeExConversations", filter.clone())
            .await;
        let subscription = subscribed["subscriptionId"].clone();
        let is_first = |body: &Value| body["subscriptionId"] == subscription;
        let told = anna
            .notification_where("ExConversationChangeNotification", is_first)
            .await;
        let changes = told["body"]["changes"].as_array().unwrap().iter();
        let mut found: Vec<&str> = changes
            .map(|one| one["result"]["convId"].as_str().unwrap())
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{filter}");
    }
}

#[tokio::test]
async fn conversation_list_can_get_another_filter_under_the_same_id() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let closed = json!({"convState": ["CLOSE"]});
    let subscribed = anna.gets("aam.SubscribeExConversations", closed).await;
    let subscription = &subscribed["subscriptionId"];
    let update = json!({"subscriptionId": subscription, "convState": ["OPEN"]});
    anna.gets("aam.UpdateExConversationSubscription", update)
        .await;
    let told =
        |body: &Value| body["subscriptionId"] == *subscription && change("UPSERT", &id)(body);
    anna.notification_where("ExConversationChangeNotification", told)
        .await;
}

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
        let told = consumer
            .notification_where("MessagingEventNotification", is)
            .await;
        let change = &told["body"]["changes"][0];
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
async fn publish_events_needs_taking_part() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
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
async fn publish_events_in_private_are_never_seen_by_consumers() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
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
    let heard = ben
        .notification_where("OnlineEventDistribution", is_whisper)
        .await;
    assert_eq!(heard["body"]["messageAudience"], "AGENTS_AND_MANAGERS");
    // Nor a receipt for it, also in one with receipts for what they may see.
    let read =
        json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [public, private]});
    ben.publishes(&id, read).await;
    anna.updates(&id, json!({"field": "Note", "note": "a whisper, too"}))
        .await;
    // Everything that this consumer and a fresh socket of theirs can ask for.
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
    for frame in consumer.everything_heard().await {
        assert!(!shows(&frame.to_string(), private), "{frame}");
    }
    let receipt = json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [private]});
    let body = json!({"dialogId": id, "event": receipt});
    assert_eq!(consumer.is_refused("ms.PublishEvent", body).await.0, 400);
    // Agents find it in the history.
    let history = ben.gets("ms.QueryMessages", json!({"dialogId": id})).await;
    assert!(history.to_string().contains("a whisper"));
    // A consumer's own word for the audience counts for nothing.
    let body = json!({"dialogId": id, "event": whisper, "messageAudience": "AGENTS_AND_MANAGERS"});
    consumer.gets("ms.PublishEvent", body).await;
    let heard = ben
        .notification_where("OnlineEventDistribution", is_whisper)
        .await;
    assert_eq!(heard["body"]["messageAudience"], "ALL");
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
async fn create_conversation_with_a_consumer_after_the_previous_one_was_closed() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let (_, all) = service.get("/control/conversations", None).await;
    let context = json!({"type": "ProactiveContext", "originConversationId": id});
    let request = json!({"consumerId": all[0]["consumer"], "channelType": "MESSAGING", "conversationContext": context});
    let kind = "cm.AgentRequestConversation";
    assert_eq!(
        anna.is_refused(kind, request.clone()).await.0,
        409,
        "one is open"
    );
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    anna.updates(&id, close).await;
    let created = anna.gets(kind, request.clone()).await;
    let new = created["conversationId"].as_str().unwrap();
    assert_ne!(new, id);
    let told = consumer
        .conversation_where(|one| one["convId"] == new)
        .await;
    assert!(
        role_of(&told, "ASSIGNED_AGENT").is_array(),
        "it needs no ring"
    );
    let is_new = |body: &Value| body["changes"][0]["result"]["conversationId"] == new;
    assert!(!anna.has_heard("RoutingTaskNotification", is_new).await);
    anna.says(new, "It has arrived?").await;
    let mut wrong = request.clone();
    wrong["consumerId"] = json!("nobody");
    assert_eq!(anna.is_refused(kind, wrong).await.0, 404);
    let not_agent = consumer.is_refused(kind, request).await;
    assert_eq!(not_agent.0, 403);
}

#[tokio::test]
async fn update_conversation_closes_it_and_its_dialog() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let dialog =
        json!({"dialogId": id, "state": "CLOSE", "closedCause": "Done", "closedBy": "AGENT"});
    let close = json!([{"field": "DialogChange", "type": "UPDATE", "dialog": dialog}]);
    assert_eq!(
        anna.updates(&id, close.clone()).await,
        "OK Conversation resolved successfully"
    );
    let told = consumer
        .conversation_where(|one| one["stage"] == "CLOSE")
        .await;
    assert_eq!(told["dialogs"][0]["closedBy"], "AGENT");
    let text = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "x"});
    let body = json!({"dialogId": id, "event": text});
    assert_eq!(anna.is_refused("ms.PublishEvent", body).await.0, 409);
    let body = json!({"conversationId": id, "conversationField": close});
    assert_eq!(
        anna.is_refused("cm.UpdateConversationField", body).await.0,
        409
    );
}

#[tokio::test]
async fn update_conversation_back_to_queue_rings_the_next_agent_first() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
    let back = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    assert_eq!(
        anna.updates(&id, back.clone()).await,
        "OK Agent removed successfully"
    );
    consumer
        .conversation_where(|one| role_of(one, "ASSIGNED_AGENT").is_null())
        .await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    let body = json!({"conversationId": id, "conversationField": back});
    let (code, words) = anna.is_refused("cm.UpdateConversationField", body).await;
    assert_eq!((code, words.as_str()), (409, "This agent takes no part"));
}

#[tokio::test]
async fn update_conversation_transfers_it_to_a_skill() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
    let mut carla = service.agent_at_work("carla").await;
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": RETURNS});
    let alone = json!({"conversationId": id, "conversationField": skill});
    assert_eq!(
        anna.is_refused("cm.UpdateConversationField", alone).await.0,
        409,
        "somebody is assigned"
    );
    let remove = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    let unknown = json!({"field": "Skill", "type": "UPDATE", "skill": "9"});
    let wrong = json!({"conversationId": id, "conversationField": [remove, unknown]});
    assert_eq!(
        anna.is_refused("cm.UpdateConversationField", wrong).await.0,
        404
    );
    let (_, all) = service.get("/control/conversations", None).await;
    assert_eq!(
        all[0]["skill"], "-1",
        "a request happens as a whole or not at all"
    );
    let said = anna.updates(&id, json!([remove, skill])).await;
    assert_eq!(said, "OK Agent removed successfully");
    let ring = carla.ring("WAITING").await;
    assert_eq!(
        (&ring["conversationId"], &ring["skillId"]),
        (&json!(id), &json!(RETURNS))
    );
    assert!(
        !ben.has_heard("RoutingTaskNotification", |_| true).await,
        "not his skill"
    );
}

#[tokio::test]
async fn update_conversation_transfers_it_to_an_agent_who_accepts() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
    let bearer = service.log_in("carla").await;
    let path = format!("/ws_api/account/{ACCOUNT}/messaging/brand/{bearer}?v=2.1");
    let mut later_version = service.socket(&path, None).await;
    later_version
        .gets("aam.SubscribeExConversations", json!({}))
        .await;
    let remove = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    let suggest = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": BEN, "role": "ASSIGNED_AGENT"});
    let said = anna.updates(&id, json!([remove, suggest])).await;
    assert_eq!(said, "OK Agent removed successfully");
    let state_of_ben = |one: &Value| {
        let people = one["dialogs"][0]["participantsDetails"].as_array().unwrap();
        let ben = people.iter().find(|person| person["id"] == BEN_PID);
        ben.map_or(Value::Null, |ben| ben["state"].clone())
    };
    later_version
        .conversation_where(|one| state_of_ben(one) == "SUGGESTED")
        .await;
    let waits = |one: &Value| role_of(one, "ASSIGNED_AGENT").is_null();
    let told = consumer
        .conversation_where(|one| one["convId"] == id && waits(one))
        .await;
    assert_eq!(
        state_of_ben(&told),
        Value::Null,
        "not announced before they accept"
    );
    let ring = ben.ring("WAITING").await;
    ben.answers(&ring, "ACCEPTED").await;
    let told = consumer
        .conversation_where(|one| state_of_ben(one) == "ACTIVE")
        .await;
    assert_eq!(role_of(&told, "ASSIGNED_AGENT"), json!([BEN_PID]));
}

#[tokio::test]
async fn update_conversation_whose_transfer_is_declined_goes_back_to_the_queue() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
    let remove = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    let suggest = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": BEN, "role": "ASSIGNED_AGENT"});
    anna.updates(&id, json!([remove, suggest])).await;
    let ring = ben.ring("WAITING").await;
    ben.answers(&ring, "REJECTED").await;
    assert_eq!(anna.ring("WAITING").await["conversationId"], id);
    // Somebody who is not there is not asked, and nothing changes.
    let carla = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": "carla", "role": "ASSIGNED_AGENT"});
    let body = json!({"conversationId": id, "conversationField": carla});
    let (code, words) = anna.is_refused("cm.UpdateConversationField", body).await;
    assert_eq!(code, 409);
    assert!(words.starts_with("Carla takes no transfers now"), "{words}");
}

#[tokio::test]
async fn update_conversation_handed_to_an_occupied_agent_stays_with_the_first_until_they_accept() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
    ben.gets("routing.SetAgentState", json!({"availability": "OCCUPIED"}))
        .await;
    let suggest = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": BEN, "role": "ASSIGNED_AGENT"});
    anna.updates(&id, suggest).await;
    let ring = ben.ring("WAITING").await;
    anna.says(&id, "Ben will help you").await;
    ben.answers(&ring, "ACCEPTED").await;
    let is_ben = |one: &Value| role_of(one, "ASSIGNED_AGENT") == json!([BEN_PID]);
    consumer.conversation_where(is_ben).await;
}

#[tokio::test]
async fn update_conversation_sets_urgency_delay_expected_time_and_notes() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let fields = [
        (
            json!({"field": "TTRField", "ttrType": "URGENT", "value": 300}),
            "Update TTR ended successfully",
        ),
        (
            json!({"field": "DelayField", "type": "NIGHT", "tillWhen": 1_900_000_000_000_u64}),
            "Update delay ended successfully",
        ),
        (
            json!({"field": "ManualETTR", "time": 1_900_000_000_000_u64}),
            "Update manual Ettr ended successfully",
        ),
        (
            json!({"field": "TopicField", "note": "parcel"}),
            "OK Update topic success",
        ),
        (
            json!({"field": "Note", "note": "prefers mail"}),
            "OK Update note success",
        ),
    ];
    for (field, said) in fields {
        assert_eq!(anna.updates(&id, field).await, said);
    }
    let told = anna
        .conversation_where(|one| one["note"] == "prefers mail")
        .await;
    assert_eq!(told["ttr"], json!({"ttrType": "URGENT", "value": 300}));
    assert_eq!(
        told["delay"],
        json!({"type": "NIGHT", "tillWhen": 1_900_000_000_000_u64})
    );
    assert_eq!(told["manualETTR"], 1_900_000_000_000_u64);
    assert_eq!(told["topic"], "parcel");
    let told = consumer
        .conversation_where(|one| one["manualETTR"].is_u64())
        .await;
    assert_eq!(told["ttr"]["ttrType"], "URGENT");
    let kind = "cm.UpdateConversationField";
    let back = json!({"field": "ManualETTR", "time": null});
    anna.updates(&id, back).await;
    anna.conversation_where(|one| one["note"] == "prefers mail" && one["manualETTR"].is_null())
        .await;
    for field in [
        json!({"field": "Note", "note": "x"}),
        json!({"field": "Skill", "skill": "-1"}),
        json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA}),
    ] {
        let body = json!({"conversationId": id, "conversationField": field});
        assert_eq!(
            consumer.is_refused(kind, body).await.0,
            403,
            "only agents do that"
        );
    }
    let wrong = json!({"conversationId": id, "conversationField": {"field": "TTRField", "ttrType": "SOON"}});
    let (_, words) = anna.is_refused(kind, wrong).await;
    assert_eq!(
        words,
        "ttrType must be one of NORMAL, URGENT, PRIORITIZED, CUSTOM"
    );
}

#[tokio::test]
async fn update_conversation_joins_nobody_beyond_their_room_or_into_anothers_place() {
    let service = start().await;
    let (_anna, _, id) = anna_answers(&service).await;
    let mut ben = service.agent_at_work("ben").await;
    let take = json!({"field": "ParticipantsChange", "type": "ADD", "role": "ASSIGNED_AGENT", "userId": BEN});
    let body = json!({"conversationId": id, "conversationField": take});
    let kind = "cm.UpdateConversationField";
    assert_eq!(
        ben.is_refused(kind, body.clone()).await.0,
        409,
        "Anna has it"
    );
    for _ in 0..5 {
        let (_, id) = service.consumer_of(ORDERS).await;
        let remove = json!({"conversationId": id, "conversationField": take});
        ben.gets(kind, remove).await;
    }
    let (_, sixth) = service.consumer_of(ORDERS).await;
    let body = json!({"conversationId": sixth, "conversationField": take});
    let (_, words) = ben.is_refused(kind, body).await;
    assert_eq!(words, "Ben has 5 conversations, and no room for one more");
}

#[tokio::test]
async fn get_user_profile_of_oneself_and_of_the_consumer() {
    let service = start().await;
    let (mut anna, mut consumer, _) = anna_answers(&service).await;
    let kind = "userprofile.GetUserProfile";
    let own = anna.gets(kind, json!({})).await;
    assert_eq!(own["userId"], ANNA);
    assert_eq!(own["lastName"], "Lindqvist");
    let profile = json!({"firstName": "Cleo", "privateData": {"mail": "cleo@example.com"}});
    consumer.gets("userprofile.SetUserProfile", profile).await;
    let (_, all) = service.get("/control/conversations", None).await;
    let id = all[0]["consumer"].clone();
    for body in [json!({"userId": id}), id.clone()] {
        let profile = anna.gets(kind, body).await;
        assert_eq!(
            (&profile["userId"], &profile["firstName"]),
            (&id, &json!("Cleo"))
        );
        assert_eq!(profile["privateData"]["mail"], "cleo@example.com");
    }
    assert_eq!(
        anna.is_refused(kind, json!({"userId": "nobody"})).await.0,
        404
    );
    let (mut stranger, _) = service.consumer_of("-1").await;
    let curious = stranger.is_refused(kind, json!({"userId": id})).await;
    assert_eq!(curious.0, 404, "consumers know nothing of each other");
}
