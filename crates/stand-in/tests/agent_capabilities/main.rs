//! The major capabilities of the agent API, and the happy flow. Each test begins with the
//! capability's name in the overview of the documents (S0).

mod agent_status;
mod conversation_list;
mod conversations;
mod messages;
mod profiles;
mod rings;
mod several_fields;
#[path = "../support/mod.rs"]
mod support;
mod transfers;

use serde_json::{Value, json};
use support::{Service, Socket, start};

const ORDERS: &str = "3848332110";
const RETURNS: &str = "3848332111";
const ANNA: &str = "12345678.777";
const BEN: &str = "12345678.778";

/// Anna answers a new consumer.
async fn anna_answers(service: &Service) -> (Socket, Socket, String) {
    let mut anna = service.online_agent("anna").await;
    let (consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    assert_eq!(anna.answers(&ring, "ACCEPTED").await["code"], 202);
    (anna, consumer, id)
}

fn role_of(details: &Value, role: &str) -> Value {
    details["participantsPId"][role].clone()
}

#[tokio::test]
async fn happy_flow_from_login_to_close() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let is_assigned = |details: &Value| role_of(details, "ASSIGNED_AGENT").is_array();
    let seen = anna.conversation_where(is_assigned).await;
    assert_eq!(seen["participants"]["ASSIGNED_AGENT"], json!([ANNA]));
    consumer.says(&id, "Where is my parcel?").await;
    let received = anna.notification("OnlineEventDistribution").await;
    assert_eq!(received["body"]["event"]["message"], "Where is my parcel?");
    anna.says(&id, "On its way.").await;
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    let said = anna.updates(&id, close).await;
    assert_eq!(said, "OK Conversation resolved successfully");
    let seen = consumer
        .conversation_where(|one| one["stage"] == "CLOSE")
        .await;
    assert_eq!(seen["closeReason"], "AGENT");
}
