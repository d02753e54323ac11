//! The list of conversations and its filters (protocol §3.2).

use super::support::{ACCOUNT, Socket, start};
use super::{ANNA, BEN, ORDERS, anna_answers};
use serde_json::{Value, json};

fn change(kind: &'static str, id: &str) -> impl Fn(&Value) -> bool + use<> {
    let id = id.to_owned();
    move |body| {
        let change = &body["changes"][0];
        change["type"] == kind && change["result"]["convId"] == id
    }
}

#[tokio::test]
async fn conversation_list_sends_matches_first_then_upserts_and_deletes() {
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
    let seen = anna.notification_where(kind, of("UPSERT", &id)).await;
    assert_eq!(
        seen["body"]["changes"][0]["result"]["conversationDetails"]["note"],
        "prefers mail"
    );
    let back = json!({"field": "ParticipantsChange", "type": "REMOVE", "role": "ASSIGNED_AGENT"});
    anna.updates(&id, back).await;
    let seen = anna.notification_where(kind, of("DELETE", &id)).await;
    let details = &seen["body"]["changes"][0]["result"]["conversationDetails"];
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
        !anna.has_received(kind, of("UPSERT", &id)).await,
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
async fn conversation_list_supports_every_filter() {
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
        let seen = anna
            .notification_where("ExConversationChangeNotification", is_first)
            .await;
        let changes = seen["body"]["changes"].as_array().unwrap().iter();
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
async fn conversation_list_filter_can_be_replaced_under_the_same_id() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let closed = json!({"convState": ["CLOSE"]});
    let subscribed = anna.gets("aam.SubscribeExConversations", closed).await;
    let subscription = &subscribed["subscriptionId"];
    let update = json!({"subscriptionId": subscription, "convState": ["OPEN"]});
    anna.gets("aam.UpdateExConversationSubscription", update)
        .await;
    let seen =
        |body: &Value| body["subscriptionId"] == *subscription && change("UPSERT", &id)(body);
    anna.notification_where("ExConversationChangeNotification", seen)
        .await;
}

/// The result of the next notification for an agent's list.
async fn next_list_update(agent: &mut Socket) -> Value {
    let seen = agent.notification("ExConversationChangeNotification").await;
    let change = &seen["body"]["changes"][0];
    assert_eq!(change["type"], "UPSERT");
    change["result"].clone()
}

#[tokio::test]
async fn conversation_list_shows_the_last_message_and_unread_counts() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let join =
        json!({"field": "ParticipantsChange", "type": "ADD", "role": "MANAGER", "userId": BEN});
    ben.updates(&id, join).await;
    // Carla is not a participant, but her list is updated, too.
    let mut carla = service.online_agent("carla").await;
    for socket in [&mut anna, &mut ben, &mut carla, &mut consumer] {
        socket.all_frames().await;
        socket.forget();
    }
    let first = consumer.says(&id, "Hello?").await;
    consumer.says(&id, "Anybody?").await;
    let card = json!({"type": "vertical", "elements": [{"type": "text", "text": "A card"}]});
    let card = json!({"type": "RichContentEvent", "content": card});
    anna.publishes(&id, card.clone()).await;
    let read = |sequence: u64| json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [sequence]});
    anna.publishes(&id, read(first)).await;
    ben.publishes(&id, read(first + 2)).await;
    // Read receipts of consumers and delivery receipts do not change an agent's list.
    consumer.publishes(&id, read(first + 2)).await;
    let delivered =
        json!({"type": "AcceptStatusEvent", "status": "ACCEPT", "sequenceList": [first]});
    anna.publishes(&id, delivered).await;
    let steps = [
        (json!("Hello?"), 1, 1),
        (json!("Anybody?"), 2, 2),
        (Value::Null, 2, 3),
        (Value::Null, 1, 3),
        (Value::Null, 1, 0),
    ];
    for agent in [&mut anna, &mut ben, &mut carla] {
        for (message, annas, bens) in &steps {
            let result = next_list_update(agent).await;
            let last = &result["lastContentEventNotification"];
            assert_eq!(last["event"]["message"], *message);
            if message.is_null() {
                assert_eq!(last["event"], card);
                assert_eq!(last["originatorId"], ANNA);
            }
            let unread = json!({ANNA: annas, BEN: bens});
            assert_eq!(result["numberOfunreadMessages"], unread, "{message}");
            assert_eq!(result["conversationDetails"]["brandId"], ACCOUNT);
        }
        let kind = "ExConversationChangeNotification";
        assert!(!agent.has_received(kind, |_| true).await);
    }
    let received = consumer.all_frames().await;
    let lists = received
        .iter()
        .filter(|frame| frame["body"]["subscriptionId"].is_string());
    assert_eq!(
        lists.count(),
        0,
        "a consumer's own messages reach them as events"
    );
}

#[tokio::test]
async fn conversation_list_of_agents_names_participants_by_legacy_id() {
    let service = start().await;
    let (mut anna, mut consumer, _) = anna_answers(&service).await;
    let is_assigned = |one: &Value| one["participantsPId"]["ASSIGNED_AGENT"].is_array();
    let holder = |details: &Value| {
        let people = details["dialogs"][0]["participantsDetails"]
            .as_array()
            .unwrap();
        let holder = people.iter().find(|one| one["role"] == "ASSIGNED_AGENT");
        holder.unwrap()["id"].clone()
    };
    let seen = anna.conversation_where(is_assigned).await;
    assert_eq!(holder(&seen), ANNA);
    assert_eq!(seen["participants"]["ASSIGNED_AGENT"], json!([ANNA]));
    let pid = seen["participantsPId"]["ASSIGNED_AGENT"][0].clone();
    assert!(pid.is_string() && pid != ANNA);
    let seen = consumer.conversation_where(is_assigned).await;
    assert_eq!(holder(&seen), pid, "the second generation knows PIDs alone");
}
