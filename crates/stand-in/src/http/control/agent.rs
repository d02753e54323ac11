//! `POST /control/agent` lets an agent act in the newest conversation.

use super::super::{json, ok, read, refuse};
use crate::files;
use crate::model::Participant;
use crate::products::PRODUCTS;
use crate::publishing::Publication;
use crate::store::StoreError;
use crate::world::{Shared, World, lock, new_id};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json as value};

/// The highest `times` of one request.
const MAX_TIMES: u64 = 100_000;
/// A flood yields to other tasks after this many messages.
const PAUSE_EVERY: u64 = 100;
/// The error for an unknown `do`.
const UNKNOWN_ACTION: &str =
    "do must be accept, say, publish, type, stop, deliver, read, share, invite or close";

/// Lets an agent act. crates/stand-in/README.md lists the members of the body. `publish` sends
/// `event` unchanged.
pub async fn act(State(shared): State<Shared>, body: String) -> Response {
    let asked = read(&body);
    let what = match begin(&mut lock(&shared), &asked) {
        Ok(publication) => publication,
        Err(answer) => return *answer,
    };
    let times = asked["times"].as_u64().unwrap_or(1).clamp(1, MAX_TIMES);
    match publish_often(&shared, &what, times).await {
        Ok(sequence) => ok(&value!({"sequence": sequence})),
        Err(error) => failed(&error),
    }
}

fn failed(error: &StoreError) -> Response {
    refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
}

/// Returns what to publish, or the response if the action is already done.
fn begin(world: &mut World, asked: &Value) -> Result<Publication, Box<Response>> {
    let agents = &world.config.agents;
    let named = (asked["as"].as_str()).and_then(|login| agents.by_login(login));
    let person = (named.unwrap_or(agents.first())).assigned(&world.config.account);
    let all = world.conversations.values();
    let newest = all.max_by_key(|one| one.started_ms);
    let Some(conversation) = newest.map(|one| one.id.clone()) else {
        let body = value!({"error": "There is no conversation"});
        return Err(Box::new(json(StatusCode::CONFLICT, &body)));
    };
    let event = match asked["do"].as_str().unwrap_or_default() {
        "accept" | "close" => return Err(Box::new(change(world, asked, &conversation, person))),
        "share" => share(world, asked).map_err(|error| Box::new(failed(&error)))?,
        action => event(world, asked, action, &conversation)
            .ok_or_else(|| Box::new(refuse(StatusCode::BAD_REQUEST, UNKNOWN_ACTION)))?,
    };
    Ok(Publication {
        dialog: conversation,
        originator: person,
        event,
        metadata: None,
        audience: "ALL".to_owned(),
        from: None,
    })
}

fn change(world: &mut World, asked: &Value, conversation: &str, person: Participant) -> Response {
    let outcome = if asked["do"] == "accept" {
        world.assign(conversation, person)
    } else {
        world.leave(conversation)
    };
    world.settle();
    outcome.map_or_else(|error| failed(&error), |()| ok(&value!({})))
}

fn event(world: &World, asked: &Value, action: &str, conversation: &str) -> Option<Value> {
    let status = |status: &str| {
        let sequences = consumer_messages(world, conversation);
        value!({"type": "AcceptStatusEvent", "status": status, "sequenceList": sequences})
    };
    Some(match action {
        "say" => {
            value!({"type": "ContentEvent", "contentType": "text/plain", "message": asked["text"]})
        }
        "publish" => asked["event"].clone(),
        "type" => value!({"type": "ChatStateEvent", "chatState": "COMPOSING"}),
        "stop" => value!({"type": "ChatStateEvent", "chatState": "PAUSE"}),
        "deliver" => status("ACCEPT"),
        "read" => status("READ"),
        "invite" => {
            let title = asked["text"].as_str().unwrap_or("Your details");
            let message = value!({"formId": "373021810", "invitationId": new_id(), "title": title});
            value!({"type": "ContentEvent", "contentType": "forms/secure-invitation", "message": message})
        }
        _ => return None,
    })
}

/// The sequences of the consumer's messages.
fn consumer_messages(world: &World, conversation: &str) -> Vec<u64> {
    let events = world.events.get(conversation).into_iter().flatten();
    let theirs = events.filter(|event| {
        event.originator.role == "CONSUMER" && event.event["type"] == "ContentEvent"
    });
    theirs.map(|event| event.sequence).collect()
}

/// Stores a file and returns the message with it: the picture of a plant with a preview, or a text
/// under another type.
fn share(world: &World, asked: &Value) -> Result<Value, StoreError> {
    let file_type = asked["fileType"].as_str().unwrap_or("PNG");
    let path = files::new_path(&world.config.account, file_type);
    let mut message =
        value!({"relativePath": path, "fileType": file_type, "caption": asked["text"]});
    if file_type == "PNG" {
        let picture = PRODUCTS[0].picture();
        let preview = STANDARD.encode(&picture);
        message["preview"] = format!("data:image/png;base64,{preview}").into();
        world.store.store_file(&path, &picture)?;
    } else {
        world.store.store_file(&path, b"Water it once a week.")?;
    }
    Ok(value!({"type": "ContentEvent", "contentType": "hosted/file", "message": message}))
}

/// Publishes the same event `times` times and returns the last sequence. It releases the lock
/// between messages, so that sockets are read and written meanwhile.
async fn publish_often(shared: &Shared, what: &Publication, times: u64) -> Result<u64, StoreError> {
    let mut sequence = 0;
    for published in 1..=times {
        sequence = lock(shared).publish(what.clone())?;
        if published.is_multiple_of(PAUSE_EVERY) {
            tokio::task::yield_now().await;
        }
    }
    Ok(sequence)
}
