//! The survey by the built-in bot (protocol §5.6).

mod end;
mod story;
#[path = "../support/mod.rs"]
mod support;

use serde_json::json;
use story::{EVERYTHING, Story};
use support::{ACCOUNT, Service, start_with};

async fn start() -> Service {
    start_with(|config| config.survey_bot = true).await
}

#[tokio::test]
async fn closing_the_main_dialog_opens_a_survey_for_bot_and_consumer() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::begin(&service, &token, &EVERYTHING).await;
    let close = story.close();
    story.anna.updates(&story.id, close).await;
    let seen = story.conversation_in("CLOSE", "OPEN").await;
    let (main, survey) = (&seen["dialogs"][0], &seen["dialogs"][1]);
    assert_eq!([&main["dialogType"], &main["state"]], ["MAIN", "CLOSE"]);
    assert_eq!(
        [
            &survey["dialogType"],
            &survey["state"],
            &survey["channelType"]
        ],
        ["POST_SURVEY", "OPEN", "MESSAGING"]
    );
    let roles = |dialog: &serde_json::Value| -> Vec<String> {
        let people = dialog["participantsDetails"].as_array().unwrap().iter();
        people
            .map(|one| one["role"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(roles(survey).contains(&"BRAND_BOT".to_owned()), "{survey}");
    assert!(!roles(main).contains(&"BRAND_BOT".to_owned()), "{main}");
    assert_eq!(seen["closeReason"], "AGENT");
    // The bot has its own name and picture, like agents.
    let bot = seen["participantsPId"]["BRAND_BOT"][0].as_str().unwrap();
    let address = format!("/api/account/{ACCOUNT}/configuration/le-users/users/{bot}");
    let (status, profile) = service.get(&address, None).await;
    assert_eq!(
        (status, profile["nickname"].as_str()),
        (200, Some("Survey bot"))
    );
    let picture = profile["pictureUrl"].as_str().unwrap();
    let picture = picture
        .split_once(&service.host)
        .expect("the service's own")
        .1;
    assert_eq!(service.get_bytes(picture).await.0, 200);
}

#[tokio::test]
async fn the_three_answers_become_the_conversations_csat() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::asked(&service, &token, &EVERYTHING).await;
    let rating = story.question("rating").await;
    assert_eq!(rating["originatorMetadata"]["role"], "BRAND_BOT");
    let words = rating["event"]["message"].as_str().unwrap();
    assert!(
        words.starts_with("How would you rate") && words.contains("Anna"),
        "{words}"
    );
    let replies = rating["event"]["quickReplies"]["replies"].clone();
    let titles: Vec<_> = (replies.as_array().unwrap().iter())
        .map(|one| one["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["1", "2", "3", "4", "5"]);
    story.presses(&rating, &replies[3]).await;

    let card = story.question("resolved").await;
    assert_eq!(card["event"]["type"], "RichContentEvent");
    let buttons = card["event"]["content"]["elements"][1]["elements"].clone();
    assert_eq!(
        [&buttons[0]["title"], &buttons[1]["title"]],
        ["Yes", "No"],
        "{card}"
    );
    story.presses(&card, &buttons[1]).await;

    let words = story.question("words").await;
    assert_eq!(words["event"]["contentType"], "text/plain");
    story.writes("Bigger pots, please").await;
    let is_thanks = |one: &serde_json::Value| {
        (one["event"]["message"].as_str()).is_some_and(|words| words.starts_with("Thank you"))
    };
    story.consumer.event_where(is_thanks).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    let csat = json!({"csatRate": 4, "csatResolutionConfirmation": false, "status": "FILLED"});
    assert_eq!(seen["csat"], csat);
    let survey = &seen["dialogs"][1];
    assert_eq!(
        [
            &survey["state"],
            &survey["closedBy"],
            &survey["closedCause"]
        ],
        ["CLOSE", "AGENT", "Completed"]
    );
    assert_eq!(
        seen["closeReason"], "CONSUMER",
        "the side that closed the main dialog"
    );
}

#[tokio::test]
async fn the_bot_reads_answers_and_repeats_a_question_after_an_unclear_one() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::asked(&service, &token, &EVERYTHING).await;
    story.question("rating").await;
    story.writes("Rather good").await;
    (story.consumer)
        .event_where(|one| one["event"]["status"] == "READ")
        .await;
    let again = story.question("rating").await;
    let words = again["event"]["message"].as_str().unwrap();
    assert!(words.starts_with("Please choose a number"), "{words}");
    story.writes("7").await;
    story.question("rating").await;
    story.writes("5 stars").await;
    story.question("resolved").await;
    story.writes("Yes, it is.").await;
    story.question("words").await;
    story.writes("skip").await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    let csat = json!({"csatRate": 5, "csatResolutionConfirmation": true, "status": "FILLED"});
    assert_eq!(seen["csat"], csat);
}

#[tokio::test]
async fn a_client_without_cards_gets_text_with_quick_replies() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::asked(&service, &token, &["MULTI_DIALOG"]).await;
    story.question("rating").await;
    story.writes("2").await;
    let question = story.question("resolved").await;
    assert_eq!(question["event"]["type"], "ContentEvent");
    let replies = &question["event"]["quickReplies"]["replies"];
    assert_eq!([&replies[0]["title"], &replies[1]["title"]], ["Yes", "No"]);
}

#[tokio::test]
async fn agents_see_the_survey_and_its_messages() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::asked(&service, &token, &EVERYTHING).await;
    let seen = (story.anna)
        .conversation_where(|one| one["dialogs"][1]["dialogType"] == "POST_SURVEY")
        .await;
    assert_eq!(seen["dialogs"][1]["dialogId"], story.survey.as_str());
    let question = story.question("rating").await;
    let reply = question["event"]["quickReplies"]["replies"][0].clone();
    story.presses(&question, &reply).await;
    let seen = (story.anna)
        .event_where(|one| {
            one["dialogId"] == story.survey.as_str() && one["event"]["message"] == "1"
        })
        .await;
    let answer = json!([{"type": "Answer", "questionId": "rating", "id": "1"}]);
    assert_eq!(seen["metadata"], answer);
}

#[tokio::test]
async fn a_client_without_multi_dialog_gets_no_survey_and_can_still_rate() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut story = Story::begin(&service, &token, &["RICH_CONTENT", "QUICK_REPLIES"]).await;
    let close = story.close();
    story.anna.updates(&story.id, close).await;
    let seen = story.conversation_in("CLOSE", "CLOSE").await;
    assert_eq!(seen["dialogs"].as_array().unwrap().len(), 1);
    assert!(seen["csat"].is_null());
    let rate = json!({"field": "CSATRate", "csatRate": 3, "csatResolutionConfirmation": true,
        "status": "FILLED"});
    story.consumer.updates(&story.id, rate).await;
    let rated = (story.consumer)
        .conversation_where(|one| one["csat"].is_object())
        .await;
    assert_eq!(rated["csat"]["csatRate"], 3);
}
