//! The survey by an external bot after the main dialog was closed (protocol §5.6).

mod support;

use serde_json::{Value, json};
use support::{Socket, start_with};

struct Story {
    consumer: Socket,
    agent: Socket,
    conversation: String,
}

fn update(conversation: &str, field: &Value) -> String {
    let body = json!({"conversationId": conversation, "conversationField": [field]});
    json!({"kind": "req", "id": "u", "type": "cm.UpdateConversationField", "body": body})
        .to_string()
}

fn close(dialog: &str, cause: &str) -> Value {
    json!({"field": "DialogChange", "type": "UPDATE",
           "dialog": {"dialogId": dialog, "state": "CLOSE", "closedCause": cause}})
}

fn ask(id: &str, name: &str, body: &Value) -> String {
    json!({"kind": "req", "id": id, "type": name, "body": body}).to_string()
}

impl Story {
    /// A conversation that Anna answers, with `survey` set to an app.
    async fn begin() -> Self {
        let service = start_with(|config| config.survey = Some("app-1".to_owned())).await;
        let bearer = service.log_in("anna").await;
        let mut agent = service.brand(&bearer).await;
        let mut consumer = service.consumer(&service.sign_up().await).await;
        let list = json!({"stage": ["OPEN", "CLOSE"]});
        let list = ask("l", "cqm.SubscribeExConversations", &list);
        consumer.asks("l", &list).await;
        let created = ask("c", "cm.ConsumerRequestConversation", &json!({}));
        let created = consumer.asks("c", &created).await;
        let conversation = created["body"]["conversationId"]
            .as_str()
            .unwrap()
            .to_owned();
        let join = json!({"field": "ParticipantsChange", "type": "ADD", "role": "ASSIGNED_AGENT"});
        let joined = agent.asks("u", &update(&conversation, &join)).await;
        assert_eq!(joined["code"], 200, "{joined}");
        Self {
            consumer,
            agent,
            conversation,
        }
    }

    /// Waits for the conversation with its main dialog and its stage in these states.
    async fn conversation_in(&mut self, main: &str, whole: &str) -> Value {
        let details = "/changes/0/result/conversationDetails";
        let is = |body: &Value| {
            body.pointer(details)
                .is_some_and(|one| one["state"] == main && one["stage"] == whole)
        };
        let seen = (self.consumer)
            .notification_where("ExConversationChangeNotification", is)
            .await;
        seen["body"].pointer(details).unwrap().clone()
    }

    async fn change(&mut self, field: &Value) -> Value {
        let frame = update(&self.conversation, field);
        self.agent.asks("u", &frame).await
    }
}

#[tokio::test]
async fn closing_the_main_dialog_opens_a_survey_whose_bot_ends_the_conversation() {
    let mut story = Story::begin().await;
    let main = story.conversation.clone();
    let closed = story.change(&close(&main, "")).await;
    assert_eq!(closed["body"], "OK Conversation resolved successfully");
    let seen = story.conversation_in("CLOSE", "OPEN").await;
    let dialogs = &seen["dialogs"];
    assert_eq!(
        [&dialogs[0]["dialogType"], &dialogs[0]["state"]],
        ["MAIN", "CLOSE"]
    );
    assert_eq!(
        [&dialogs[1]["dialogType"], &dialogs[1]["state"]],
        ["POST_SURVEY", "OPEN"]
    );
    assert_eq!(dialogs[1]["metaData"], json!({"appInstallId": "app-1"}));
    let survey = dialogs[1]["dialogId"].as_str().unwrap().to_owned();
    // The main dialog is closed for messages, and the survey is open.
    let say = |dialog: &str| {
        let event =
            json!({"type": "ContentEvent", "contentType": "text/plain", "message": "How was it?"});
        ask(
            "p",
            "ms.PublishEvent",
            &json!({"dialogId": dialog, "event": event}),
        )
    };
    assert_eq!(story.agent.asks("p", &say(&main)).await["code"], 409);
    assert_eq!(
        story.agent.asks("p", &say(&survey)).await["body"]["sequence"],
        0
    );
    // A bot joins by the survey's id. The main dialog can no longer be joined.
    let mut join =
        json!({"field": "ParticipantsChange", "type": "ADD", "role": "AGENT", "userId": "779"});
    assert_eq!(story.change(&join).await["code"], 409);
    join["dialogId"] = survey.clone().into();
    assert_eq!(
        story.change(&join).await["body"],
        "OK Agent added successfully"
    );
    // A change with metadata only does not close the survey.
    let about = json!({"field": "DialogChange", "type": "UPDATE", "dialog": {"dialogId": survey}});
    assert_eq!(story.change(&about).await["code"], 200);
    assert_eq!(story.agent.asks("p", &say(&survey)).await["code"], 200);
    story.change(&close(&survey, "Completed")).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["dialogs"][1]["closedCause"], "Completed");
}

#[tokio::test]
async fn closing_the_whole_conversation_starts_no_survey() {
    let mut story = Story::begin().await;
    let field = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    story.change(&field).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["dialogs"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unanswered_conversation_has_no_survey() {
    let mut story = Story::begin().await;
    let leave = json!({"field": "ParticipantsChange", "type": "REMOVE", "role": "ASSIGNED_AGENT"});
    story.change(&leave).await;
    story.change(&close(&story.conversation.clone(), "")).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["dialogs"].as_array().unwrap().len(), 1);
}
