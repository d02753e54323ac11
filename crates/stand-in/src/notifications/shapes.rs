//! Conversations and events as JSON, in the format of each side (protocol §4.1, §4.2).

use super::Viewer;
use crate::agents::SURVEY_BOT;
use crate::model::{Conversation, Dialog, Participant, StoredEvent};
use crate::world::Peer;
use serde_json::{Map, Value, json};

pub(super) fn events_frame(dialog: &str, changes: &[Value]) -> Value {
    json!({
        "kind": "notification",
        "type": "ms.MessagingEventNotification",
        "body": {"dialogId": dialog, "changes": changes},
    })
}

pub(super) fn list_frame(peer: &Peer, subscription: &str, changes: &[Value]) -> Value {
    let name = match peer {
        Peer::Agent(_) => ".ams.aam.ExConversationChangeNotification",
        _ => "cqm.ExConversationChangeNotification",
    };
    json!({
        "kind": "notification",
        "type": name,
        "body": {"subscriptionId": subscription, "changes": changes},
    })
}

/// An event in the format of the recipient (protocol §4.2).
pub fn event_value(event: &StoredEvent, peer: &Peer) -> Value {
    let by = &event.originator;
    let mut value = json!({
        "sequence": event.sequence,
        "originatorId": by.id,
        "originatorMetadata": {"id": by.id, "role": by.role},
        "serverTimestamp": event.server_ms,
        "event": event.event,
        "dialogId": event.dialog,
        "conversationId": event.conversation,
        "messageAudience": event.audience,
    });
    if matches!(peer, Peer::Agent(_)) {
        value["originatorId"] = by.legacy_id.clone().into();
        value["originatorPId"] = by.id.clone().into();
    }
    if let Some(metadata) = &event.metadata {
        value["metadata"] = metadata.clone();
    }
    value
}

/// A replayed event, which has no `conversationId` (protocol §4.2).
pub(super) fn replayed(event: &StoredEvent, peer: &Peer) -> Value {
    let mut value = event_value(event, peer);
    if let Some(members) = value.as_object_mut() {
        members.remove("conversationId");
    }
    value
}

/// Fields that only agents see.
const FOR_AGENTS: [&str; 2] = ["note", "topic"];

pub(super) fn details(conversation: &Conversation, viewer: &Viewer, brand: &str) -> Value {
    let present: Vec<&Participant> = (conversation.participants.iter())
        .filter(|one| one.is_active())
        .collect();
    let mut details = json!({
        "convId": conversation.id,
        "brandId": brand,
        "skillId": conversation.skill,
        "state": conversation.state,
        "stage": conversation.stage,
        "startTs": conversation.started_ms,
        "metaDataLastUpdateTs": conversation.updated_ms,
        "firstConversation": false,
        "ttr": {"ttrType": conversation.ttr_kind, "value": conversation.ttr_secs},
        "context": conversation.context,
        "campaignInfo": conversation.campaign,
        "dialogs": conversation.dialogs.iter().map(|dialog| dialog_value(conversation, dialog, viewer)).collect::<Vec<_>>(),
        "participantsPId": by_role(&present, |one| &one.id),
    });
    let is_agent = matches!(viewer.peer, Peer::Agent(_));
    details["participants"] = match viewer.peer {
        Peer::Agent(_) => by_role(&present, |one| &one.legacy_id),
        _ => (present.iter())
            .map(|one| json!({"id": one.id, "role": one.role}))
            .collect(),
    };
    let optional = [
        (
            "closeReason",
            conversation.close_reason.clone().map(Value::from),
        ),
        ("endTs", conversation.ended_ms.map(Value::from)),
        ("csat", conversation.csat.clone()),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            details[name] = value;
        }
    }
    let extra = conversation.extra.iter();
    for (name, value) in extra.filter(|(name, _)| is_agent || !FOR_AGENTS.contains(&name.as_str()))
    {
        details[name] = value.clone();
    }
    details
}

fn dialog_value(conversation: &Conversation, dialog: &Dialog, viewer: &Viewer) -> Value {
    // Agents who have not accepted yet are listed where the protocol lists them (§6.3), and never
    // for consumers. The first generation uses the legacy ids of agents here, as in `participants`
    // (§11).
    let id = |one: &Participant| match viewer.peer {
        Peer::Agent(_) => one.legacy_id.clone(),
        _ => one.id.clone(),
    };
    let people: Vec<_> = (conversation.participants.iter())
        .filter(|one| one.is_active() || viewer.sees_suggested)
        .filter(|one| one.id != SURVEY_BOT || dialog.is_bots_survey())
        .map(|one| json!({"id": id(one), "role": one.role, "state": one.state}))
        .collect();
    let mut value = json!({
        "dialogId": dialog.id,
        "dialogType": dialog.kind,
        "channelType": "MESSAGING",
        "state": dialog.state,
        "creationTs": dialog.created_ms,
        "metaDataLastUpdateTs": conversation.updated_ms,
        "participantsDetails": people,
    });
    if let Some(app) = &dialog.app {
        value["metaData"] = json!({"appInstallId": app});
    }
    if let Some(ended) = dialog.ended_ms {
        value["endTs"] = ended.into();
        value["closedBy"] = dialog.closed_by.clone().into();
        value["closedCause"] = dialog.closed_cause.clone().into();
    }
    value
}

/// Groups the ids of participants by role. Both maps list the same people under the same roles
/// (protocol §8.4).
fn by_role(people: &[&Participant], id: fn(&Participant) -> &String) -> Value {
    let mut roles: Map<String, Value> = Map::new();
    for one in people {
        let list = roles.entry(one.role.clone()).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(id(one).clone().into());
        }
    }
    roles.into()
}
