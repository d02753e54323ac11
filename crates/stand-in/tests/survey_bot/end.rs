//! Surveys that end early, and surveys after a restart.

use crate::start;
use crate::story::{EVERYTHING, Story};
use crate::support::process::{DataFile, Process};
use crate::support::start_with;
use serde_json::{Value, json};

fn stage_close() -> Value {
    json!({"field": "Stage", "conversationState": "CLOSE"})
}

#[tokio::test]
async fn skipping_keeps_the_rating() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::asked(&service, &token, &EVERYTHING).await;
    story.question("rating").await;
    story.writes("4").await;
    let said = story.consumer.updates(&story.id, stage_close()).await;
    assert_eq!(said, "OK Conversation resolved successfully");
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["csat"]["csatRate"], 4);
    assert_eq!(seen["csat"]["status"], "PARTIALLY_FILLED");
    assert_eq!(seen["dialogs"][1]["closedBy"], "CONSUMER");
}

#[tokio::test]
async fn a_consumer_without_a_subscription_can_end_the_survey() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::after_the_end(&service, &token, &EVERYTHING).await;
    let survey = story.survey.clone();
    (story.anna)
        .event_where(|one| one["dialogId"] == survey.as_str())
        .await;
    story.consumer.updates(&story.id, stage_close()).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["csat"]["status"], "SKIPPED");
    let of_survey = |body: &Value| body["dialogId"] == survey.as_str();
    assert!(
        !(story.consumer)
            .has_received("MessagingEventNotification", of_survey)
            .await
    );
}

#[tokio::test]
async fn a_new_conversation_ends_the_survey() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::after_the_end(&service, &token, &EVERYTHING).await;
    let created = (story.consumer)
        .gets("cm.ConsumerRequestConversation", json!({}))
        .await;
    assert_ne!(created["conversationId"], story.id.as_str());
    assert_eq!(
        story.conversation_in("CLOSE", "CLOSE").await["csat"]["status"],
        "SKIPPED"
    );
    let new = created["conversationId"].as_str().unwrap();
    story.consumer.says(new, "One more thing").await;
}

#[tokio::test]
async fn an_unanswered_survey_times_out_after_an_hour() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::asked(&service, &token, &EVERYTHING).await;
    story.question("rating").await;
    service.later(59 * 60).await;
    story.writes("What was the question?").await;
    story.question("rating").await;
    service.later(59 * 60).await;
    let is_closed =
        |body: &Value| body["changes"][0]["result"]["conversationDetails"]["stage"] == "CLOSE";
    assert!(
        !(story.consumer)
            .has_received("ExConversationChangeNotification", is_closed)
            .await
    );
    service.later(2 * 60).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["csat"]["status"], "SKIPPED");
    assert_eq!(seen["dialogs"][1]["closedBy"], "SYSTEM");
}

#[tokio::test]
async fn a_survey_follows_the_built_in_agents_goodbye() {
    let service = start_with(|config| {
        config.survey_bot = true;
        config.auto_agent = true;
    })
    .await;
    let token = service.sign_up().await;
    let mut consumer = service.client_with(&token, &["MULTI_DIALOG"]).await;
    let created = consumer
        .gets("cm.ConsumerRequestConversation", json!({}))
        .await;
    consumer
        .says(created["conversationId"].as_str().unwrap(), "bye")
        .await;
    let seen = consumer
        .conversation_where(|one| one["state"] == "CLOSE")
        .await;
    assert_eq!(seen["stage"], "OPEN");
    // Anna has left, so only the bot answers in the survey.
    let survey = seen["dialogs"][1]["dialogId"].as_str().unwrap();
    let subscribe = json!({"dialogId": survey});
    (consumer.gets("ms.SubscribeMessagingEvents", subscribe)).await;
    for (question, answer) in [("rating", "5"), ("resolved", "yes"), ("words", "none")] {
        (consumer.event_where(|one| one["metadata"][0]["id"] == question)).await;
        consumer.says(survey, answer).await;
    }
    (consumer.conversation_where(|one| one["stage"] == "CLOSE")).await;
    let is_hers =
        |body: &Value| body["changes"][0]["originatorMetadata"]["role"] == "ASSIGNED_AGENT";
    assert!(
        !consumer
            .has_received("MessagingEventNotification", is_hers)
            .await
    );
}

#[tokio::test]
async fn a_kill_between_two_questions_loses_no_answer() {
    let file = DataFile::new("survey");
    let process = Process::start_with(&file.0, &["--survey-bot"]);
    let service = &process.1;
    let token = service.sign_up().await;
    let mut story = Story::asked(service, &token, &EVERYTHING).await;
    story.question("rating").await;
    story.writes("5").await;
    let (id, survey) = (story.id, story.survey);
    process.kill();

    let process = Process::start_with(&file.0, &["--survey-bot"]);
    let mut consumer = process.1.client_with(&token, &EVERYTHING).await;
    let subscribe = json!({"dialogId": survey, "fromSeq": 0});
    consumer
        .gets("ms.SubscribeMessagingEvents", subscribe)
        .await;
    consumer
        .event_where(|one| one["metadata"][0]["id"] == "resolved")
        .await;
    consumer.says(&survey, "No").await;
    consumer
        .event_where(|one| one["metadata"][0]["id"] == "words")
        .await;
    consumer.updates(&id, stage_close()).await;
    let seen = consumer
        .conversation_where(|one| one["stage"] == "CLOSE")
        .await;
    let csat = json!({"csatRate": 5, "csatResolutionConfirmation": false, "status": "FILLED"});
    assert_eq!(seen["csat"], csat);
    process.kill();
}
