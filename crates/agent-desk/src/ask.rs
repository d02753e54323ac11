//! The agent's requests (protocol §6.4, §6.7), in the first generation, which agents' sockets use.

use hailer_messaging::wire::text::parse;
use hailer_messaging::wire::{AcceptStatus, ChatState, MessagingEvent};
use serde_json::{Value, json};

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The type.
    pub name: &'static str,
    /// The body.
    pub body: Value,
}

const UPDATE: &str = ".ams.cm.UpdateConversationField";
const PUBLISH: &str = ".ams.ms.PublishEvent";

/// The audience of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Consumer and agents.
    Everybody,
    /// Agents only.
    Colleagues,
}

fn ask(name: &'static str, body: Value) -> Ask {
    Ask { name, body }
}

/// Requests the service's time. Also keeps the connection alive (protocol §1.8).
pub fn clock() -> Ask {
    ask(".GetClock", json!({}))
}

/// Sets the availability, which decides whether conversations may ring (protocol §6.6).
pub fn set_availability(agent: &str, availability: &str) -> Ask {
    let body =
        json!({"availability": availability, "channels": ["MESSAGING"], "agentUserId": agent});
    ask(".ams.routing.SetAgentState", body)
}

/// Subscribes to one's own availability.
pub fn subscribe_availability(account: &str, agent: &str) -> Ask {
    ask(
        ".ams.routing.SubscribeAgentsState",
        json!({"brandId": account, "agentId": agent}),
    )
}

/// Subscribes to rings (protocol §6.5).
pub fn subscribe_rings(account: &str, agent: &str) -> Ask {
    ask(
        ".ams.routing.SubscribeRoutingTasks",
        json!({"channelType": "MESSAGING", "brandId": account, "agentId": agent}),
    )
}

/// Subscribes to the agent's conversations, including closed ones, because ratings arrive after the
/// end.
pub fn subscribe_conversations(account: &str, agent: &str) -> Ask {
    let body = json!({"brandId": account, "agentIds": [agent], "stage": ["OPEN", "CLOSE"]});
    ask(".ams.aam.SubscribeExConversations", body)
}

/// Accepts or rejects a ring.
pub fn answer_ring(ring: &str, is_accepted: bool) -> Ask {
    let state = if is_accepted { "ACCEPTED" } else { "REJECTED" };
    let body = json!({"ringId": ring, "ringState": state});
    ask(".ams.routing.UpdateRingState", body)
}

/// Requests the history of a dialog (protocol §3.5).
pub fn history(dialog: &str) -> Ask {
    let body = json!({"dialogId": dialog, "newerThanSequence": 0, "maxQuantity": 1_000});
    ask(".ams.ms.QueryMessages", body)
}

/// Requests a profile (protocol §3.10).
pub fn profile(user: &str) -> Ask {
    ask(".ams.userprofile.GetUserProfile", json!({"userId": user}))
}

/// Publishes an event in a dialog.
pub fn publish(dialog: &str, event: &MessagingEvent, audience: Audience) -> Ask {
    let mut body = json!({"dialogId": dialog, "event": event});
    if audience == Audience::Colleagues {
        body["messageAudience"] = "AGENTS_AND_MANAGERS".into();
    }
    ask(PUBLISH, body)
}

/// Publishes a receipt: delivered or read (protocol §5.3).
pub fn receipt(dialog: &str, status: &AcceptStatus, sequences: &[u64]) -> Ask {
    let event =
        json!({"type": "AcceptStatusEvent", "status": status.as_word(), "sequenceList": sequences});
    ask(PUBLISH, json!({"dialogId": dialog, "event": event}))
}

/// Publishes a chat state (protocol §5.4).
pub fn chat_state(dialog: &str, state: ChatState) -> Ask {
    publish(
        dialog,
        &MessagingEvent::ChatState(state),
        Audience::Everybody,
    )
}

/// Parses an event that an agent typed as JSON, for rich content.
///
/// # Errors
/// If it is not a JSON object. The message is shown.
pub fn event(text: &str) -> Result<MessagingEvent, String> {
    let value = parse(text)
        .map_err(|column| format!("This is not valid JSON from character {column} on."))?;
    match value {
        Value::Object(_) => Ok(MessagingEvent::from_value(&value)),
        _ => Err("An event is one JSON object.".to_owned()),
    }
}

/// Closes a conversation, as the agents' tutorial does.
pub fn close(conversation: &str) -> Ask {
    let field = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    update(conversation, &[field])
}

/// Closes the main dialog, so that a survey can follow (protocol §5.6).
pub fn close_dialog(conversation: &str, dialog: &str) -> Ask {
    let dialog = json!({"dialogId": dialog, "state": "CLOSE", "closedBy": "AGENT", "closedCause": "Closed by agent"});
    update(
        conversation,
        &[json!({"field": "DialogChange", "type": "UPDATE", "dialog": dialog})],
    )
}

/// Returns a conversation to the queue, so that it rings again.
pub fn back_to_queue(conversation: &str, agent: &str) -> Ask {
    update(conversation, &[leaves(agent)])
}

/// Transfers a conversation to a skill.
pub fn to_skill(conversation: &str, agent: &str, skill: &str) -> Ask {
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": skill});
    update(conversation, &[leaves(agent), skill])
}

/// Transfers a conversation to another agent, who must accept.
pub fn to_agent(conversation: &str, agent: &str, colleague: &str) -> Ask {
    let suggests = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": colleague, "role": "ASSIGNED_AGENT"});
    update(conversation, &[leaves(agent), suggests])
}

/// Marks a conversation as urgent or normal (protocol §5.7).
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

/// Sets the note for colleagues.
pub fn note(conversation: &str, note: &str) -> Ask {
    update(conversation, &[json!({"field": "Note", "note": note})])
}

/// Requests a URL for an upload (protocol §3.9).
pub fn upload_url(file_type: &str, bytes: u64) -> Ask {
    let body = json!({"fileSize": bytes.to_string(), "fileType": file_type});
    ask(".ams.ms.GenerateURLForUploadFile", body)
}

/// Requests a URL for a download.
pub fn download_url(relative_path: &str) -> Ask {
    let body = json!({"relativePath": relative_path});
    ask(".ams.ms.GenerateURLForDownloadFile", body)
}

/// The form of every invitation. The stand-in accepts any id.
const FORM_ID: &str = "373021810";

/// An invitation to a secure form (protocol §3.11).
pub fn invitation(title: &str, id: &str) -> MessagingEvent {
    MessagingEvent::from_value(&json!({
        "type": "ContentEvent",
        "contentType": "forms/secure-invitation",
        "message": {"formId": FORM_ID, "invitationId": id, "title": title},
    }))
}

/// Requests a token to read a submission.
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
    fn a_transfer_removes_the_agent_and_names_the_target_in_one_request() {
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
    fn an_invitation_is_sent_unchanged() {
        let body = publish("c1", &invitation("Details", "i1"), Audience::Everybody).body;
        let message = json!({"formId": FORM_ID, "invitationId": "i1", "title": "Details"});
        assert_eq!(body["event"]["contentType"], "forms/secure-invitation");
        assert_eq!(body["event"]["message"], message);
    }

    #[test]
    fn only_private_messages_name_their_audience() {
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
    fn an_event_that_is_not_an_object_is_refused_with_a_reason() {
        assert!(event("{\"type\":").unwrap_err().contains("not valid JSON"));
        assert!(event("[1]").unwrap_err().contains("object"));
        let event = event(r#"{"type":"RichContentEvent","content":{"type":"text","text":"Hi"}}"#);
        assert!(matches!(event, Ok(MessagingEvent::Content { .. })));
    }
}
