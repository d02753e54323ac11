//! A conversation that Anna answered, from its beginning to the survey.

use crate::support::{Service, Socket};
use serde_json::{Value, json};

/// The features of a client that draws everything.
pub const EVERYTHING: [&str; 3] = ["MULTI_DIALOG", "RICH_CONTENT", "QUICK_REPLIES"];

pub struct Story {
    pub consumer: Socket,
    pub anna: Socket,
    /// The conversation's id, which is also the id of its main dialog.
    pub id: String,
    /// The survey dialog's id, once it is known.
    pub survey: String,
}

impl Story {
    /// A conversation that Anna answers.
    pub async fn begin(service: &Service, token: &str, features: &[&str]) -> Self {
        let mut anna = service.online_agent("anna").await;
        let mut consumer = service.client_with(token, features).await;
        let created = consumer
            .gets("cm.ConsumerRequestConversation", json!({}))
            .await;
        let id = created["conversationId"].as_str().unwrap().to_owned();
        let ring = anna.ring("WAITING").await;
        anna.answers(&ring, "ACCEPTED").await;
        Self {
            consumer,
            anna,
            id,
            survey: String::new(),
        }
    }

    /// Like `begin`, but the consumer has closed the main dialog.
    pub async fn after_the_end(service: &Service, token: &str, features: &[&str]) -> Self {
        let mut story = Self::begin(service, token, features).await;
        let close = story.close();
        let said = story.consumer.updates(&story.id, close).await;
        assert_eq!(said, "OK Conversation resolved successfully");
        let seen = story.conversation_in("CLOSE", "OPEN").await;
        let survey = seen["dialogs"][1]["dialogId"].as_str().unwrap();
        Self {
            survey: survey.to_owned(),
            ..story
        }
    }

    /// Like `after_the_end`, and the consumer subscribes to the survey.
    pub async fn asked(service: &Service, token: &str, features: &[&str]) -> Self {
        let mut story = Self::after_the_end(service, token, features).await;
        let subscribe = json!({"dialogId": story.survey, "fromSeq": 0});
        (story.consumer)
            .gets("ms.SubscribeMessagingEvents", subscribe)
            .await;
        story
    }

    /// The field that closes the main dialog.
    pub fn close(&self) -> Value {
        json!({"field": "DialogChange", "type": "UPDATE",
               "dialog": {"dialogId": self.id, "state": "CLOSE"}})
    }

    /// Waits for the conversation with its main dialog and its stage in these states.
    pub async fn conversation_in(&mut self, main: &str, whole: &str) -> Value {
        let id = self.id.clone();
        (self.consumer)
            .conversation_where(|one| {
                one["convId"] == id && one["state"] == main && one["stage"] == whole
            })
            .await
    }

    /// Waits for the bot's question with this id.
    pub async fn question(&mut self, id: &str) -> Value {
        let is_asked = |one: &Value| one["metadata"][0]["id"] == id;
        self.consumer.event_where(is_asked).await
    }

    /// Presses a button of a question (protocol §7.6).
    pub async fn presses(&mut self, question: &Value, button: &Value) {
        let click = &button["click"];
        let clicked = json!({"type": "AcceptStatusEvent", "status": "ACTION",
            "sequenceList": [question["sequence"]]});
        let words = json!({"type": "ContentEvent", "contentType": "text/plain",
            "message": click["actions"][0]["text"]});
        for event in [clicked, words] {
            let metadata = click["metadata"].clone();
            let answer = (self.consumer)
                .publishes_with(&self.survey, event, metadata)
                .await;
            assert_eq!(answer["code"], 200, "{answer}");
        }
    }

    /// Types an answer.
    pub async fn writes(&mut self, words: &str) {
        self.consumer.says(&self.survey, words).await;
    }
}
