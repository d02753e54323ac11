//! The actions of a consumer.

use crate::scene::{Scene, does};
use crate::until;

/// Clicks the element with this role and name.
pub async fn click(scene: &Scene, role: &str, name: &str) {
    let element = until::there_is(scene, role, name).await;
    element
        .click()
        .await
        .unwrap_or_else(|error| panic!("clicking {role} {name:?}: {error}"));
}

/// Opens the chat and waits for the message box.
pub async fn open_chat(scene: &Scene) {
    click(scene, "button", "Open chat").await;
    until::there_is(scene, "textbox", "Message").await;
}

/// Opens a page, sends a first message, and has an agent accept the conversation.
pub async fn start_conversation(page: &str, text: &str) -> Scene {
    let scene = Scene::open(page).await;
    open_chat(&scene).await;
    sends(&scene, text).await;
    until::message_is(&scene, text, "sent").await;
    scene.agent(does("accept")).await;
    scene
}

/// Types text into the message box.
pub async fn types(scene: &Scene, text: &str) {
    let field = until::there_is(scene, "textbox", "Message").await;
    field
        .send_keys(text)
        .await
        .expect("the message box takes keys");
}

/// Types a message and clicks Send.
pub async fn sends(scene: &Scene, text: &str) {
    types(scene, text).await;
    click(scene, "button", "Send").await;
}
