//! The agent's tutorial of the documents (S1), sent literally. Only account, host, bearer and ids
//! are replaced.

mod support;

use serde_json::{Value, json};
use support::{ACCOUNT, Service, Socket, start};

const CREATE: &str =
    r#"{"kind":"req","id":1,"type":".ams.cm.ConsumerRequestConversation","body":{}}"#;

struct Story {
    service: Service,
    bearer: String,
    agent: Socket,
    consumer: Socket,
    user_id: String,
}

/// Steps 1 to 5: log in, open a socket, go online, and subscribe to rings.
async fn agent_is_ready() -> Story {
    let service = start().await;
    let bearer = service.log_in("anna").await;
    let mut agent = service.brand(&bearer).await;
    let profile = agent
        .asks(
            "2",
            r#"{"kind":"req","id":"2","type":".ams.userprofile.GetUserProfile","body":{}}"#,
        )
        .await;
    assert_eq!(profile["code"], 200);
    assert_eq!(profile["type"], ".ams.userprofile.GetUserProfile$Response");
    let user_id = profile["body"]["userId"].as_str().unwrap().to_owned();
    assert_eq!(user_id, format!("{ACCOUNT}.777"));
    let online = r#"{"kind":"req","id":"3","type":".ams.routing.SetAgentState","body":{"channels":["MESSAGING"],"agentUserId":"__USER_ID__","availability":"ONLINE"}}"#;
    let answer = agent
        .asks("3", &online.replace("__USER_ID__", &user_id))
        .await;
    let expected = json!({"kind":"resp","reqId":"3","code":202,"body":"Agent state updated successfully","type":".ReqBody$StringResp"});
    assert_eq!(answer, expected);
    let subscribe = r#"{"kind":"req","id":"4","type":".ams.routing.SubscribeRoutingTasks","body":{"brandId":"__ACCOUNT__","agentId":"__USER_ID__","channelType":"MESSAGING"}}"#;
    let subscribe = subscribe
        .replace("__ACCOUNT__", ACCOUNT)
        .replace("__USER_ID__", &user_id);
    let answer = agent.asks("4", &subscribe).await;
    assert_eq!(answer["code"], 200);
    assert_eq!(answer["type"], ".ams.GenericSubscribe$Response");
    let first = agent
        .notification(".ams.routing.RoutingTaskNotification")
        .await;
    assert_eq!(
        first["body"],
        json!({"subscriptionId": answer["body"]["subscriptionId"], "changes": []})
    );
    let token = service.sign_up().await;
    let consumer = service.consumer(&token).await;
    Story {
        service,
        bearer,
        agent,
        consumer,
        user_id,
    }
}

impl Story {
    /// Step 6: a consumer opens a conversation, and the agent accepts the ring.
    async fn conversation_begins(&mut self) -> String {
        let created = self.consumer.asks("1", CREATE).await;
        let conversation = created["body"]["conversationId"]
            .as_str()
            .unwrap()
            .to_owned();
        let ring = self.agent.notification("RoutingTaskNotification").await;
        let result = &ring["body"]["changes"][0]["result"];
        let details = &result["ringsDetails"][0];
        assert_eq!(ring["body"]["changes"][0]["type"], "UPSERT");
        assert_eq!(details["ringState"], "WAITING");
        assert_eq!(details["ringExpiration"], 72_000);
        assert_eq!(details["convId"], conversation.as_str());
        assert_eq!(details["skillId"], "-1");
        assert!(details["consumerId"].is_string());
        let accept = r#"{"kind":"req","id":4,"body":{"ringId":"__RING_ID__","ringState":"ACCEPTED"},"type":".ams.routing.UpdateRingState"}"#;
        let answer = self
            .agent
            .asks(
                "4",
                &accept.replace("__RING_ID__", details["ringId"].as_str().unwrap()),
            )
            .await;
        let expected = json!({"kind":"resp","reqId":"4","code":202,"body":"Ring state updated successfully","type":".ReqBody$StringResp"});
        assert_eq!(answer, expected);
        let over = self.agent.notification("RoutingTaskNotification").await;
        assert_eq!(
            over["body"]["changes"][0]["result"]["ringsDetails"][0]["ringState"],
            "ACCEPTED"
        );
        conversation
    }

    async fn update(&mut self, id: &str, request: &str) -> Value {
        self.agent.asks(id, request).await
    }
}

#[tokio::test]
async fn messages_go_both_ways_once_the_ring_is_accepted() {
    let mut story = agent_is_ready().await;
    let conversation = story.conversation_begins().await;
    let subscribe = json!({"kind": "req", "id": "9", "type": ".ams.ms.SubscribeMessagingEvents", "body": {"dialogId": conversation}});
    story.consumer.asks("9", &subscribe.to_string()).await;
    // Step 7: the consumer publishes; the agent needs no subscription.
    let publish = json!({"kind": "req", "id": 2, "type": ".ams.ms.PublishEvent", "body": {"dialogId": conversation, "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "From consumer"}}});
    story.consumer.asks("2", &publish.to_string()).await;
    // The document names it `ms.OnlineEventDistribution`; clients need the dotted
    // name (protocol §8.2, row 6), whose body is the event itself (row 7).
    let received = story.agent.notification("ms.OnlineEventDistribution").await;
    assert_eq!(received["body"]["event"]["message"], "From consumer");
    for member in ["sequence", "originatorPId", "serverTimestamp", "dialogId"] {
        assert!(!received["body"][member].is_null(), "{member}");
    }
    // Step 8
    let answer = r#"{"kind":"req","id":2,"type":"ms.PublishEvent","body":{"dialogId":"__YOUR_CONVERSATION_ID__","event":{"type":"ContentEvent","contentType":"text/plain","message":"Response from agent"}}}"#;
    let published = story
        .agent
        .asks(
            "2",
            &answer.replace("__YOUR_CONVERSATION_ID__", &conversation),
        )
        .await;
    assert_eq!(published["body"]["sequence"], 1);
    assert_eq!(
        published["type"], "ms.PublishEventResponse",
        "answered in its own generation"
    );
    let is_answer = |body: &Value| body["changes"][0]["event"]["message"] == "Response from agent";
    let received = story
        .consumer
        .notification_where("MessagingEventNotification", is_answer)
        .await;
    assert_eq!(
        received["body"]["changes"][0]["originatorMetadata"]["role"],
        "ASSIGNED_AGENT"
    );
}

#[tokio::test]
async fn the_agent_closes_the_conversation() {
    let mut story = agent_is_ready().await;
    let conversation = story.conversation_begins().await;
    let close = r#"{"kind":"req","id":1,"body":{"conversationId":"__CONVERSATION_ID__","conversationField":{"field":"ConversationStateField","conversationState":"CLOSE"}},"type":"cm.UpdateConversationField"}"#;
    let answer = story
        .update("1", &close.replace("__CONVERSATION_ID__", &conversation))
        .await;
    assert_eq!(answer["code"], 200);
    assert_eq!(answer["body"], "OK Conversation resolved successfully");
    assert_eq!(answer["type"], "StringResponse");
}

#[tokio::test]
async fn back_to_queue_rings_the_conversation_again() {
    let mut story = agent_is_ready().await;
    let conversation = story.conversation_begins().await;
    let request = r#"{"kind":"req","id":"18d7a824-5c07-4aa8-82ef-d795b43b8ccbc-68371","type":"cm.UpdateConversationField","body":{"conversationId":"71d97c07-e8f5-4b1b-80e0-4cb6b8cf4381","conversationField":{"field":"ParticipantsChange","type":"REMOVE","userId":"qa20971604.3838309010","role":"ASSIGNED_AGENT"}}}"#;
    let request = request
        .replace("71d97c07-e8f5-4b1b-80e0-4cb6b8cf4381", &conversation)
        .replace("qa20971604.3838309010", &story.user_id);
    let answer = story
        .update("18d7a824-5c07-4aa8-82ef-d795b43b8ccbc-68371", &request)
        .await;
    assert_eq!(answer["body"], "OK Agent removed successfully");
    let ring = story.agent.notification("RoutingTaskNotification").await;
    assert_eq!(
        ring["body"]["changes"][0]["result"]["ringsDetails"][0]["ringState"],
        "WAITING"
    );
}

#[tokio::test]
async fn a_transfer_removes_the_agent_and_changes_the_skill() {
    let mut story = agent_is_ready().await;
    let conversation = story.conversation_begins().await;
    let request = r#"{"kind":"req","id":"c8201891-b4dc-448a-919e-f7eb42adf5ce4-6860","type":"cm.UpdateConversationField","body":{"conversationId":"71d97c07-e8f5-4b1b-80e0-4cb6b8cf4381","conversationField":[{"field":"ParticipantsChange","type":"REMOVE","userId":"qa20971604.3838309010","role":"ASSIGNED_AGENT"},{"field":"Skill","type":"UPDATE","skill":"3848332110"}]}}"#;
    let request = request
        .replace("71d97c07-e8f5-4b1b-80e0-4cb6b8cf4381", &conversation)
        .replace("qa20971604.3838309010", &story.user_id);
    let answer = story
        .update("c8201891-b4dc-448a-919e-f7eb42adf5ce4-6860", &request)
        .await;
    assert_eq!(answer["body"], "OK Agent removed successfully");
    let (_, conversations) = story.service.get("/control/conversations", None).await;
    assert_eq!(conversations[0]["skill"], "3848332110");
    let ring = story.agent.notification("RoutingTaskNotification").await;
    let result = &ring["body"]["changes"][0]["result"];
    assert_eq!(
        result["skillId"], "3848332110",
        "it rings for the new skill"
    );
}

#[tokio::test]
async fn the_skill_list_needs_the_bearer() {
    let story = agent_is_ready().await;
    let path = format!("/api/account/{ACCOUNT}/configuration/le-users/skills?v=2.0");
    let (status, skills) = story
        .service
        .get(&path, Some(&format!("Bearer {}", story.bearer)))
        .await;
    assert_eq!(status, 200);
    assert_eq!(skills[0]["id"], 3_848_332_110_u64);
    assert_eq!(story.service.get(&path, None).await.0, 401);
}

#[tokio::test]
async fn the_consumers_profile_is_fetched_by_id() {
    let mut story = agent_is_ready().await;
    let conversation = story.conversation_begins().await;
    let (_, conversations) = story.service.get("/control/conversations", None).await;
    let consumer = conversations[0]["consumer"].as_str().unwrap();
    assert_eq!(conversations[0]["id"], conversation.as_str());
    let request = r#"{"kind":"req","id":"2","type":".ams.userprofile.GetUserProfile","body":{"userId": "__CONSUMER_PID__"}}"#;
    let profile = story
        .update("2", &request.replace("__CONSUMER_PID__", consumer))
        .await;
    assert_eq!(profile["body"]["userId"], consumer);
}

#[tokio::test]
async fn a_rejected_ring_leaves_the_conversation_waiting() {
    let mut story = agent_is_ready().await;
    story.consumer.asks("1", CREATE).await;
    let ring = story.agent.notification("RoutingTaskNotification").await;
    let id = ring["body"]["changes"][0]["result"]["ringsDetails"][0]["ringId"].clone();
    let reject = json!({"kind": "req", "id": 5, "type": ".ams.routing.UpdateRingState", "body": {"ringId": id, "ringState": "REJECTED"}});
    assert_eq!(story.update("5", &reject.to_string()).await["code"], 202);
    assert_eq!(
        story.update("5", &reject.to_string()).await["code"],
        409,
        "a ring is answered once"
    );
    let (_, conversations) = story.service.get("/control/conversations", None).await;
    assert_eq!(conversations[0]["state"], "OPEN");
}
