//! `POST /control/agent`: an agent acts in the newest conversation.

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

/// The biggest flood that one request may ask for.
const MOST_TIMES: u64 = 100_000;
/// After so many messages of a flood others have their turn.
const PAUSE_EVERY: u64 = 100;
/// What an agent can do.
const DEEDS: &str =
    "do must be accept, say, publish, type, stop, deliver, read, share, invite or close";

/// Lets an agent act: crates/stand-in/README.md lists the members.
pub async fn act(State(shared): State<Shared>, body: String) -> Response {
    let asked = read(&body);
    let what = match begin(&mut lock(&shared), &asked) {
        Ok(publication) => publication,
        Err(answer) => return *answer,
    };
    let times = asked["times"].as_u64().unwrap_or(1).clamp(1, MOST_TIMES);
    match publish_often(&shared, &what, times).await {
        Ok(sequence) => ok(&value!({"sequence": sequence})),
        Err(error) => failed(&error),
    }
}

fn failed(error: &StoreError) -> Response {
    refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
}

/// What is to be published, or the answer to what was done already.
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
        deed => event(world, asked, deed, &conversation)
            .ok_or_else(|| Box::new(refuse(StatusCode::BAD_REQUEST, DEEDS)))?,
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

fn event(world: &World, asked: &Value, deed: &str, conversation: &str) -> Option<Value> {
    let status = |status: &str| {
        let said = heard(world, conversation);
        value!({"type": "AcceptStatusEvent", "status": status, "sequenceList": said})
    };
    Some(match deed {
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

/// The consumer's messages.
fn heard(world: &World, conversation: &str) -> Vec<u64> {
    let events = world.events.get(conversation).into_iter().flatten();
    let theirs = events.filter(|event| {
        event.originator.role == "CONSUMER" && event.event["type"] == "ContentEvent"
    });
    theirs.map(|event| event.sequence).collect()
}

/// Uploads a file: the picture of a plant with its preview, or a few words as another type.
fn share(world: &World, asked: &Value) -> Result<Value, StoreError> {
    let file_type = asked["fileType"].as_str().unwrap_or("PNG");
    let path = files::new_path(&world.config.account, file_type);
    let mut message =
        value!({"relativePath": path, "fileType": file_type, "caption": asked["text"]});
    if file_type == "PNG" {
        let picture = PRODUCTS[0].picture();
        let preview = STANDARD.encode(&picture);
        message["preview"] = format!("data:image/png;base64,{preview}").into();
        world.store.keep_file(&path, &picture)?;
    } else {
        world.store.keep_file(&path, b"Water it once a week.")?;
    }
    Ok(value!({"type": "ContentEvent", "contentType": "hosted/file", "message": message}))
}

/// Publishes the same so many times; the last one's sequence. Sockets are written
/// to, and asked, all the while.
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
