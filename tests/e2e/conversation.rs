//! From the launcher to the survey.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};

#[tokio::test]
async fn a_consumer_chats_with_an_agent_from_the_launcher_to_the_survey() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;

    scene.agent(does("accept")).await;
    scene.agent(does("deliver")).await;
    until::message_is(&scene, "Hello?", "delivered").await;
    scene.agent(does("read")).await;
    until::message_is(&scene, "Hello?", "read").await;

    scene.agent(does("type")).await;
    until::some("Anna's typing", async || {
        match find::text(&scene, ".typing__label").await {
            label if label == "Anna is typing" => Ok(()),
            other => Err(other),
        }
    })
    .await;
    scene.agent(says("Good morning!")).await;
    let shown =
        until::transcript_reads(&scene, &["consumer: Hello?", "agent: Good morning!"]).await;
    assert_eq!(shown[0].sequence.as_deref(), Some("0"));
    assert_eq!(
        find::text(&scene, ".typing__label").await,
        "",
        "a message ends the typing"
    );
    assert_eq!(find::text(&scene, ".header__status").await, "Anna is here");
    until::receipts_are(&scene, "ACCEPT", &[3]).await;
    until::receipts_are(&scene, "READ", &[3]).await;

    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "menuitem", "End conversation").await;
    act::click(&scene, "button", "End conversation").await;
    until::there_is(&scene, "group", "How would you rate this conversation?").await;
    until::there_is(&scene, "group", "Was your issue resolved?").await;
    act::click(&scene, "radio", "4 stars").await;
    act::click(&scene, "radio", "Yes").await;
    act::click(&scene, "button", "Submit").await;
    let csat = until::some("a stored rating", async || {
        let stored = scene.conversations().await[0]["csat"].clone();
        if stored.is_null() {
            Err("none".to_owned())
        } else {
            Ok(stored)
        }
    })
    .await;
    let expected =
        serde_json::json!({"csatRate": 4, "csatResolutionConfirmation": true, "status": "FILLED"});
    assert_eq!(csat, expected);
    scene.close().await;
}

#[tokio::test]
async fn an_unanswered_survey_question_is_not_sent_as_an_answer() {
    let scene = act::start_conversation("plain", "Hello?").await;
    scene.agent(does("close")).await;
    act::click(&scene, "radio", "5 stars").await;
    act::click(&scene, "button", "Submit").await;
    let csat = until::some("a stored rating", async || {
        let stored = scene.conversations().await[0]["csat"].clone();
        (!stored.is_null())
            .then_some(stored)
            .ok_or("none".to_owned())
    })
    .await;
    assert_eq!(csat["csatRate"], 5, "{csat}");
    assert_eq!(csat["status"], "PARTIALLY_FILLED", "{csat}");
    scene.close().await;
}

#[tokio::test]
async fn a_message_after_the_end_starts_a_new_conversation_below_the_old_one() {
    let scene = act::start_conversation("plain", "First").await;
    scene.agent(says("Bye now.")).await;
    scene.agent(does("close")).await;
    until::some("the dividing line", async || {
        match find::text(&scene, ".divider__label").await {
            label if label.starts_with("Anna ended the conversation") => Ok(()),
            other => Err(other),
        }
    })
    .await;
    act::click(&scene, "button", "Skip").await;
    until::some("a skipped survey", async || {
        let csat = scene.conversations().await[0]["csat"].clone();
        if csat["status"] == "SKIPPED" {
            Ok(())
        } else {
            Err(csat.to_string())
        }
    })
    .await;
    act::sends(&scene, "Second").await;
    until::transcript_reads(
        &scene,
        &["consumer: First", "agent: Bye now.", "consumer: Second"],
    )
    .await;
    until::message_is(&scene, "Second", "sent").await;
    assert_eq!(scene.conversations().await.len(), 2);
    scene.close().await;
}

#[tokio::test]
async fn a_message_is_read_only_when_the_window_is_open() {
    let scene = act::start_conversation("plain", "Hello?").await;
    act::click(&scene, "button", "Minimize chat").await;
    until::there_is_no(&scene, "textbox", "Message").await;
    scene.agent(says("Are you there?")).await;
    until::receipts_are(&scene, "ACCEPT", &[1]).await;
    until::there_is(&scene, "button", "Open chat (1 unread)").await;
    assert_eq!(until::receipts(&scene, "READ").await, Vec::<u64>::new());
    act::click(&scene, "button", "Open chat (1 unread)").await;
    until::receipts_are(&scene, "READ", &[1]).await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.close().await;
}

#[tokio::test]
async fn typing_notifications_to_the_agent_are_throttled() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    act::types(&scene, "a longer sentence of many keys").await;
    let composing = async || {
        let published = scene.requests("PublishEvent").await;
        published
            .iter()
            .filter(|frame| frame["body"]["event"]["chatState"] == "COMPOSING")
            .count()
    };
    until::some("a typing notification", async || match composing().await {
        0 => Err("nothing".to_owned()),
        _ => Ok(()),
    })
    .await;
    assert_eq!(composing().await, 1);
    scene.close().await;
}

#[tokio::test]
async fn markup_and_scripts_in_a_message_stay_text() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    let hostile =
        "<img src=x onerror=window.broken=1><b>bold</b> javascript:alert(1) https://ok.example/";
    scene.agent(says(hostile)).await;
    until::transcript_reads(&scene, &["consumer: Hello?", &format!("agent: {hostile}")]).await;
    let links = "return [...document.querySelector('hailer-chat').shadowRoot.querySelectorAll('.message a')].map((a) => [a.href, a.rel, a.target])";
    let expected = serde_json::json!([["https://ok.example/", "noopener noreferrer", "_blank"]]);
    assert_eq!(scene.script(links).await, expected);
    assert_eq!(
        scene.script("return window.broken ?? null").await,
        serde_json::Value::Null
    );
    scene.close().await;
}

#[tokio::test]
async fn a_message_of_today_is_shown_as_today_on_a_machine_with_a_slow_clock() {
    let scene = Scene::open("wrong_clock").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    assert_eq!(find::text(&scene, ".day__label").await, "Today");
    scene.visit("wrong_clock").await;
    until::transcript_reads(&scene, &["consumer: Hello?"]).await;
    until::some("the day", async || {
        match find::text(&scene, ".day__label").await {
            label if label == "Today" => Ok(()),
            other => Err(other),
        }
    })
    .await;
    scene.close().await;
}
