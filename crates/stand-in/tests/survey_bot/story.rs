//! A conversation that Anna answered, up to its end.

use crate::support::{Service, Socket};
use serde_json::{Value, json};

/// What a client that draws everything declares.
pub const EVERYTHING: [&str; 3] = ["MULTI_DIALOG", "RICH_CONTENT", "QUICK_REPLIES"];

pub struct Story {
    pub consumer: Socket,
    pub anna: Socket,
    /// The conversation, which is its main dialog's name, too.
    pub id: String,
    /// The survey's dialog, once it was told.
    pub survey: String,
}

impl Story {
    /// A conversation that Anna answers.
    pub async fn begin(service: &Service, token: &str, features: &[&str]) -> Self {
        let mut anna = service.agent_at_work("anna").await;
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

    /// The same, after the consumer ended the main dialog.
    pub async fn after_the_end(service: &Service, token: &str, features: &[&str]) -> Self {
        let mut story = Self::begin(service, token, features).await;
        let close = story.close();
        let said = story.consumer.updates(&story.id, close).await;
        assert_eq!(said, "OK Conversation resolved successfully");
        let told = story.told("CLOSE", "OPEN").await;
        let survey = told["dialogs"][1]["dialogId"].as_str().unwrap();
        Self {
            survey: survey.to_owned(),
            ..story
        }
    }

    /// The same, with a consumer who sees what is said in the survey.
    pub async fn asked(service: &Service, token: &str, features: &[&str]) -> Self {
        let mut story = Self::after_the_end(service, token, features).await;
        let subscribe = json!({"dialogId": story.survey, "fromSeq": 0});
        (story.consumer)
            .gets("ms.SubscribeMessagingEvents", subscribe)
            .await;
        story
    }

    /// What ends the main dialog.
    pub fn close(&self) -> Value {
        json!({"field": "DialogChange", "type": "UPDATE",
               "dialog": {"dialogId": self.id, "state": "CLOSE"}})
    }

    /// How the conversation is told to the consumer, with its main dialog and its stage in these states.
    pub async fn told(&mut self, main: &str, whole: &str) -> Value {
        let id = self.id.clone();
        (self.consumer)
            .conversation_where(|one| {
                one["convId"] == id && one["state"] == main && one["stage"] == whole
            })
            .await
    }

    /// The bot's next question, by its id.
    pub async fn question(&mut self, id: &str) -> Value {
        let is_asked = |one: &Value| one["metadata"][0]["id"] == id;
        self.consumer.event_where(is_asked).await
    }

    /// Presses a button of a question, as §7.6 has it.
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

    /// Writes an answer by hand.
    pub async fn writes(&mut self, words: &str) {
        self.consumer.says(&self.survey, words).await;
    }
}
