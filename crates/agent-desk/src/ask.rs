//! What an agent asks (protocol §6.4, §6.7), in the generation that brand
//! sockets speak.

use hailer_messaging::wire::text::parse;
use hailer_messaging::wire::{AcceptStatus, ChatState, MessagingEvent};
use serde_json::{Value, json};

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Its type.
    pub name: &'static str,
    /// Its body.
    pub body: Value,
}

const UPDATE: &str = ".ams.cm.UpdateConversationField";
const PUBLISH: &str = ".ams.ms.PublishEvent";

/// Who may read what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The consumer, too.
    Everybody,
    /// Colleagues alone.
    Colleagues,
}

fn ask(name: &'static str, body: Value) -> Ask {
    Ask { name, body }
}

/// The service's time, and the way to keep the connection (protocol §1.8).
pub fn clock() -> Ask {
    ask(".GetClock", json!({}))
}

/// Whether new conversations may ring (protocol §6.6).
pub fn set_availability(agent: &str, availability: &str) -> Ask {
    let body =
        json!({"availability": availability, "channels": ["MESSAGING"], "agentUserId": agent});
    ask(".ams.routing.SetAgentState", body)
}

/// To be told of one's own availability.
pub fn subscribe_availability(account: &str, agent: &str) -> Ask {
    ask(
        ".ams.routing.SubscribeAgentsState",
        json!({"brandId": account, "agentId": agent}),
    )
}

/// To be told of rings (protocol §6.5).
pub fn subscribe_rings(account: &str, agent: &str) -> Ask {
    ask(
        ".ams.routing.SubscribeRoutingTasks",
        json!({"channelType": "MESSAGING", "brandId": account, "agentId": agent}),
    )
}

/// To be told of the agent's conversations, the ended ones too: ratings come after the end.
pub fn subscribe_conversations(account: &str, agent: &str) -> Ask {
    let body = json!({"brandId": account, "agentIds": [agent], "stage": ["OPEN", "CLOSE"]});
    ask(".ams.aam.SubscribeExConversations", body)
}

/// Takes a ring, or leaves it to others.
pub fn answer_ring(ring: &str, is_accepted: bool) -> Ask {
    let state = if is_accepted { "ACCEPTED" } else { "REJECTED" };
    let body = json!({"ringId": ring, "ringState": state});
    ask(".ams.routing.UpdateRingState", body)
}

/// Everything that was said in a dialog (protocol §3.5).
pub fn history(dialog: &str) -> Ask {
    let body = json!({"dialogId": dialog, "newerThanSequence": 0, "maxQuantity": 1_000});
    ask(".ams.ms.QueryMessages", body)
}

/// What is known of somebody (protocol §3.10).
pub fn profile(user: &str) -> Ask {
    ask(".ams.userprofile.GetUserProfile", json!({"userId": user}))
}

/// Says something in a dialog.
pub fn publish(dialog: &str, event: &MessagingEvent, audience: Audience) -> Ask {
    let mut body = json!({"dialogId": dialog, "event": event});
    if audience == Audience::Colleagues {
        body["messageAudience"] = "AGENTS_AND_MANAGERS".into();
    }
    ask(PUBLISH, body)
}

/// Delivered, or read (protocol §5.3).
pub fn receipt(dialog: &str, status: &AcceptStatus, sequences: &[u64]) -> Ask {
    let event =
        json!({"type": "AcceptStatusEvent", "status": status.as_word(), "sequenceList": sequences});
    ask(PUBLISH, json!({"dialogId": dialog, "event": event}))
}

/// What the agent is doing (protocol §5.4).
pub fn chat_state(dialog: &str, state: ChatState) -> Ask {
    publish(
        dialog,
        &MessagingEvent::ChatState(state),
        Audience::Everybody,
    )
}

/// An event as somebody wrote it, for rich content.
///
/// # Errors
/// With a sentence, when it is no JSON object.
pub fn event(text: &str) -> Result<MessagingEvent, String> {
    let value =
        parse(text).map_err(|column| format!("This is no JSON from character {column} on."))?;
    match value {
        Value::Object(_) => Ok(MessagingEvent::from_value(&value)),
        _ => Err("An event is one JSON object.".to_owned()),
    }
}

/// Ends a conversation, as the agents' tutorial does it.
pub fn close(conversation: &str) -> Ask {
    let field = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    update(conversation, &[field])
}

/// Ends the main dialog, so that a survey can follow (protocol §5.6).
pub fn close_dialog(conversation: &str, dialog: &str) -> Ask {
    let dialog = json!({"dialogId": dialog, "state": "CLOSE", "closedBy": "AGENT", "closedCause": "Closed by agent"});
    update(
        conversation,
        &[json!({"field": "DialogChange", "type": "UPDATE", "dialog": dialog})],
    )
}

/// Gives a conversation back: it rings again.
pub fn back_to_queue(conversation: &str, agent: &str) -> Ask {
    update(conversation, &[leaves(agent)])
}

/// Lets others take over who have a skill.
pub fn to_skill(conversation: &str, agent: &str, skill: &str) -> Ask {
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": skill});
    update(conversation, &[leaves(agent), skill])
}

/// Suggests a conversation to a colleague.
pub fn to_agent(conversation: &str, agent: &str, colleague: &str) -> Ask {
    let suggests = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": colleague, "role": "ASSIGNED_AGENT"});
    update(conversation, &[leaves(agent), suggests])
}

/// Marks a conversation as urgent, or no longer (protocol §5.7).
pub fn urgency(conversation: &str, is_urgent: bool) -> Ask {
    let (kind, secs) = if is_urgent {
        ("URGENT", 300)
    } else {
        ("NORMAL", 3_600)
    };
    update(
        conversation,
        &[json!({"field": "TTRField", "ttrType": kind, "value": secs})],
    )
}

/// Notes something for colleagues.
pub fn note(conversation: &str, note: &str) -> Ask {
    update(conversation, &[json!({"field": "Note", "note": note})])
}

/// Where a file can be put (protocol §3.9).
pub fn upload_url(file_type: &str, bytes: u64) -> Ask {
    let body = json!({"fileSize": bytes.to_string(), "fileType": file_type});
    ask(".ams.ms.GenerateURLForUploadFile", body)
}

/// Where a file can be fetched.
pub fn download_url(relative_path: &str) -> Ask {
    let body = json!({"relativePath": relative_path});
    ask(".ams.ms.GenerateURLForDownloadFile", body)
}

/// The form that the desk invites to; the stand-in has one for every id.
const FORM_ID: &str = "373021810";

/// An invitation to a secure form (protocol §3.11).
pub fn invitation(title: &str, id: &str) -> MessagingEvent {
    MessagingEvent::from_value(&json!({
        "type": "ContentEvent",
        "contentType": "forms/secure-invitation",
        "message": {"formId": FORM_ID, "invitationId": id, "title": title},
    }))
}

/// A token to read what a consumer filled in.
pub fn download_token(dialog: &str, submission: &str, invitation: &str) -> Ask {
    let form = json!({"type": "SecureForm", "dialogId": dialog, "submissionId": submission, "invitationId": invitation});
    let body = json!({"downloadable": form});
    ask(".ams.ms.token.GenerateDownloadToken", body)
}

fn update(conversation: &str, fields: &[Value]) -> Ask {
    let body = json!({"conversationId": conversation, "conversationField": fields});
    ask(UPDATE, body)
}

fn leaves(agent: &str) -> Value {
    json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": agent, "role": "ASSIGNED_AGENT"})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_takes_the_agent_out_and_names_where_to_in_one_request() {
        let fields = to_skill("c1", "acct.777", "384").body["conversationField"].clone();
        assert_eq!(fields[0]["type"], "REMOVE");
        assert_eq!(
            fields[1],
            json!({"field": "Skill", "type": "UPDATE", "skill": "384"})
        );
        let fields = to_agent("c1", "acct.777", "acct.778").body["conversationField"].clone();
        assert_eq!(fields[1]["type"], "SUGGEST");
        assert_eq!(fields[1]["userId"], "acct.778");
    }

    #[test]
    fn an_invitation_is_sent_as_it_was_made() {
        let body = publish("c1", &invitation("Details", "i1"), Audience::Everybody).body;
        let message = json!({"formId": FORM_ID, "invitationId": "i1", "title": "Details"});
        assert_eq!(body["event"]["contentType"], "forms/secure-invitation");
        assert_eq!(body["event"]["message"], message);
    }

    #[test]
    fn only_what_is_private_names_its_audience() {
        let words = MessagingEvent::text("Hi");
        let open = publish("c1", &words, Audience::Everybody).body;
        assert_eq!(
            open,
            json!({"dialogId": "c1", "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "Hi"}})
        );
        let private = publish("c1", &words, Audience::Colleagues).body;
        assert_eq!(private["messageAudience"], "AGENTS_AND_MANAGERS");
    }

    #[test]
    fn an_event_that_is_no_object_is_refused_in_words() {
        assert!(event("{\"type\":").unwrap_err().contains("no JSON"));
        assert!(event("[1]").unwrap_err().contains("object"));
        let event = event(r#"{"type":"RichContentEvent","content":{"type":"text","text":"Hi"}}"#);
        assert!(matches!(event, Ok(MessagingEvent::Content { .. })));
    }
}
