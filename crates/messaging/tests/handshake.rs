//! From "connect" to the first message (protocol §1.5, §1.7).

mod support;

use hailer_messaging::{Command, Connection, Input, Output, Routing, TokenNeed};
use serde_json::json;
use support::{CONVERSATION, Rig, open_conversation, said, token_of};

#[test]
fn the_token_goes_into_init_connection_and_nowhere_else() {
    let mut rig = Rig::new();
    rig.command(Command::Connect);
    assert_eq!(rig.token_needed(), Some(TokenNeed::Any));
    rig.input(Input::TokenObtained(token_of("me")));
    assert_eq!(rig.wished(&Output::OpenSocket), 1);
    assert!(
        rig.frames_sent().is_empty(),
        "nothing before the socket is open"
    );
    rig.input(Input::SocketOpened);
    let frames = rig.frames_sent();
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0]["type"], "InitConnection");
    let header = json!({"type": ".ams.headers.ConsumerAuthentication", "jwt": token_of("me")});
    assert_eq!(frames[0]["headers"][0], header);
    assert_eq!(
        frames[0]["headers"][1]["type"],
        ".ams.headers.ClientProperties"
    );
}

#[test]
fn online_is_reported_after_the_first_conversation_list() {
    let mut rig = Rig::new();
    rig.command(Command::Connect);
    rig.input(Input::TokenObtained(token_of("me")));
    rig.input(Input::SocketOpened);
    rig.answers("InitConnection", 200, json!("OK"));
    let list = rig.requests("cqm.SubscribeExConversations");
    assert_eq!(list[0]["body"]["stage"], json!(["OPEN", "CLOSE"]));
    rig.answers(
        "SubscribeExConversations",
        200,
        json!({"subscriptionId": "s"}),
    );
    assert_eq!(rig.connection(), Connection::Connecting);
    rig.conversations(&[]);
    assert_eq!(rig.connection(), Connection::Online);
}

#[test]
fn an_open_conversation_is_loaded_from_its_beginning() {
    let mut rig = Rig::new();
    rig.connects(&[open_conversation()]);
    let asked = rig.requests("ms.SubscribeMessagingEvents");
    assert_eq!(
        asked[0]["body"],
        json!({"dialogId": CONVERSATION, "conversationId": CONVERSATION, "fromSeq": 0})
    );
    rig.history(&[
        said(0, "me", "Hello?"),
        said(1, "anna-pid", "Good morning!"),
    ]);
    assert_eq!(
        rig.transcript(),
        ["me: Hello? (sent)", "agent: Good morning!"]
    );
}

#[test]
fn a_first_message_opens_a_conversation_and_is_published_in_it() {
    let mut rig = Rig::online();
    rig.consumer_sends("Hello?");
    assert_eq!(rig.transcript(), ["me: Hello? (queued)"]);
    assert_eq!(rig.requests("PublishEvent").len(), 0);
    rig.answers(
        "ConsumerRequestConversation",
        200,
        json!({"conversationId": CONVERSATION}),
    );
    rig.history(&[]);
    assert_eq!(rig.published(), ["Hello?"]);
    assert_eq!(rig.transcript(), ["me: Hello? (sending)"]);
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    assert_eq!(rig.transcript(), ["me: Hello? (sent)"]);
}

#[test]
fn an_older_service_gets_first_generation_names() {
    let mut rig = Rig::new();
    rig.command(Command::Connect);
    rig.input(Input::TokenObtained(token_of("me")));
    rig.input(Input::SocketOpened);
    rig.answers("InitConnection", 200, json!({}));
    rig.answers(
        "cqm.SubscribeExConversations",
        400,
        json!("Unknown request type"),
    );
    rig.answers(
        ".ams.aam.SubscribeExConversations",
        200,
        json!({"subscriptionId": "s"}),
    );
    rig.conversations(&[open_conversation()]);
    assert_eq!(rig.requests(".ams.ms.SubscribeMessagingEvents").len(), 1);
}

#[test]
fn a_conversation_that_cannot_be_opened_fails_only_the_current_message() {
    let mut rig = Rig::online();
    rig.consumer_sends("One");
    // A text body means failure, even with code 200 (protocol §3.1).
    rig.answers(
        "ConsumerRequestConversation",
        200,
        json!("No agents for you"),
    );
    assert_eq!(rig.transcript(), ["me: One (failed)"]);
    rig.look().consumer_sends("Two");
    rig.answers(
        "ConsumerRequestConversation",
        200,
        json!({"conversationId": CONVERSATION}),
    );
    rig.history(&[]);
    assert_eq!(rig.published(), ["Two"]);
}

#[test]
fn a_new_conversation_uses_the_latest_routing() {
    let mut rig = Rig::online();
    for (skill, lang) in [("1", "en-US"), ("2", "de-DE")] {
        rig.command(Command::Route(Routing {
            skill_id: Some(skill.to_owned()),
            campaign: Some(("11".to_owned(), "22".to_owned())),
            lang: Some(lang.to_owned()),
        }));
    }
    rig.consumer_sends("Hello?");
    let asked = rig.requests("cm.ConsumerRequestConversation");
    assert_eq!(asked.len(), 1);
    let body = &asked[0]["body"];
    assert_eq!(body["skillId"], "2");
    assert_eq!(body["campaignInfo"]["campaignId"], "11");
    assert_eq!(body["conversationContext"]["lang"], "de-DE");
}
