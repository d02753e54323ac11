//! What the service tells unasked (protocol §4): the second generation on
//! consumers' sockets, the first on agents'.

use crate::agents::Directory;
use crate::model::{Conversation, Dialog, Participant, StoredEvent};
use crate::world::{ConnectionId, ConversationFilter, Peer, World};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The first notification of a subscription comes this much after its response.
pub const FIRST_AFTER: Duration = Duration::from_millis(30);
/// At most so many conversations in one notification (protocol §3.2).
const MOST_CONVERSATIONS: usize = 1_001;
/// At most so many bytes of history in one notification: ten thousand usual messages.
const MOST_HISTORY_BYTES: usize = 4 * 1024 * 1024;

/// Who is told, and how much.
struct Viewer {
    peer: Peer,
    sees_suggested: bool,
}

impl World {
    /// Tells everybody who subscribed that a conversation changed.
    pub fn tell_conversation(&mut self, id: &str) {
        let Some(conversation) = self.conversations.get(id).cloned() else {
            return;
        };
        let mut frames = Vec::new();
        for (&connection_id, connection) in &mut self.connections {
            let peer = &connection.peer;
            for filter in &mut connection.filters {
                let matches = filter.matches(&conversation, peer, &self.config.agents);
                let kind = match (matches, filter.matching.contains(id)) {
                    (true, _) => "UPSERT",
                    (false, true) => "DELETE",
                    (false, false) => continue,
                };
                if matches {
                    filter.matching.insert(id.to_owned());
                } else {
                    filter.matching.remove(id);
                }
                let viewer = Viewer {
                    peer: peer.clone(),
                    sees_suggested: connection.sees_suggested,
                };
                frames.push((connection_id, filter.id.clone(), viewer, kind));
            }
        }
        for (connection, subscription, viewer, kind) in frames {
            let change = json!({"type": kind, "result": self.result(&conversation, &viewer)});
            let frame = list_frame(&viewer.peer, &subscription, &[change]);
            self.send(connection, &frame, Duration::ZERO);
        }
    }

    /// The first notification of a subscription: everything that matches now.
    pub fn tell_all_conversations(&mut self, connection_id: ConnectionId, subscription: &str) {
        let Some(connection) = self.connections.get_mut(&connection_id) else {
            return;
        };
        let viewer = Viewer {
            peer: connection.peer.clone(),
            sees_suggested: connection.sees_suggested,
        };
        let Some(filter) = (connection.filters.iter_mut()).find(|filter| filter.id == subscription)
        else {
            return;
        };
        let mut matching: Vec<Conversation> = (self.conversations.values())
            .filter(|one| filter.matches(one, &viewer.peer, &self.config.agents))
            .cloned()
            .collect();
        matching.sort_by_key(|conversation| std::cmp::Reverse(conversation.updated_ms));
        matching.truncate(MOST_CONVERSATIONS);
        filter.matching = matching.iter().map(|one| one.id.clone()).collect();
        let changes: Vec<Value> = (matching.iter())
            .map(|one| json!({"type": "UPSERT", "result": self.result(one, &viewer)}))
            .collect();
        self.send(
            connection_id,
            &list_frame(&viewer.peer, subscription, &changes),
            FIRST_AFTER,
        );
    }

    /// A conversation as its `result` (protocol §4.1).
    fn result(&self, conversation: &Conversation, viewer: &Viewer) -> Value {
        let peer = &viewer.peer;
        let mut result = json!({
            "convId": conversation.id,
            "effectiveTTR": if conversation.is_open() { json!(conversation.effective_ttr_ms) } else { json!(-1) },
            "lastUpdateTime": conversation.updated_ms,
            "conversationDetails": details(conversation, viewer),
        });
        if matches!(peer, Peer::Agent(_)) {
            result["numberOfunreadMessages"] = json!({});
        }
        if let Some(last) = self.last_content(conversation, peer) {
            result["lastContentEventNotification"] = event_value(last, peer);
        }
        result
    }

    fn last_content(&self, conversation: &Conversation, peer: &Peer) -> Option<&StoredEvent> {
        let events = self.events.get(&conversation.id)?;
        (events.iter().rev())
            .filter(|event| event.is_for(peer))
            .find(|event| event.event["type"] == "ContentEvent")
    }

    /// Sends an event to one socket, in its peer's shape.
    pub fn tell_event(&mut self, to: ConnectionId, event: &StoredEvent, stored: bool) {
        let Some(peer) = self.connections.get(&to).map(|one| one.peer.clone()) else {
            return;
        };
        let mut value = event_value(event, &peer);
        if !stored {
            // Chat states have no place in the dialog (protocol §5.1).
            if let Some(members) = value.as_object_mut() {
                members.remove("sequence");
                members.remove("serverTimestamp");
            }
        }
        let frame = match peer {
            Peer::Agent(_) => {
                json!({"kind": "notification", "type": ".ams.ms.OnlineEventDistribution", "body": value})
            }
            _ => events_frame(&event.dialog, &[value]),
        };
        self.send(to, &frame, Duration::ZERO);
    }

    /// The history from a sequence on, also when it is empty: in one notification
    /// (protocol §3.4), and in several where that would be too long for a frame.
    pub fn tell_history(&mut self, to: ConnectionId, dialog: &str, from: u64) {
        let Some(peer) = self.connections.get(&to).map(|one| one.peer.clone()) else {
            return;
        };
        let history = self.events.get(dialog).into_iter().flatten();
        let wanted = history.filter(|event| event.sequence >= from && event.is_for(&peer));
        let mut pages = Vec::new();
        let (mut page, mut bytes) = (Vec::new(), 0);
        for event in wanted {
            let value = replayed(event, &peer);
            bytes += value.to_string().len();
            if bytes > MOST_HISTORY_BYTES {
                pages.push(core::mem::take(&mut page));
                bytes = 0;
            }
            page.push(value);
        }
        pages.push(page);
        let mut after = FIRST_AFTER;
        for page in pages {
            self.send(to, &events_frame(dialog, &page), after);
            after = Duration::ZERO;
        }
    }
}

fn events_frame(dialog: &str, changes: &[Value]) -> Value {
    json!({
        "kind": "notification",
        "type": "ms.MessagingEventNotification",
        "body": {"dialogId": dialog, "changes": changes},
    })
}

fn list_frame(peer: &Peer, subscription: &str, changes: &[Value]) -> Value {
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

/// An event in its peer's shape (protocol §4.2).
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

/// Replayed events come without their conversation (protocol §4.2).
fn replayed(event: &StoredEvent, peer: &Peer) -> Value {
    let mut value = event_value(event, peer);
    if let Some(members) = value.as_object_mut() {
        members.remove("conversationId");
    }
    value
}

/// What agents keep to themselves.
const FOR_AGENTS: [&str; 2] = ["note", "topic"];

fn details(conversation: &Conversation, viewer: &Viewer) -> Value {
    let present: Vec<&Participant> = (conversation.participants.iter())
        .filter(|one| one.is_active())
        .collect();
    let mut details = json!({
        "convId": conversation.id,
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
    // Who has not accepted yet is shown where the protocol has it (§6.3), and never to consumers.
    let people: Vec<_> = (conversation.participants.iter())
        .filter(|one| one.is_active() || viewer.sees_suggested)
        .map(|one| json!({"id": one.id, "role": one.role, "state": one.state}))
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

/// Both maps list the same people under the same roles (protocol §8.4).
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

impl ConversationFilter {
    /// Whether a conversation is wanted. Consumers see only their own, whatever they ask.
    fn matches(&self, conversation: &Conversation, peer: &Peer, agents: &Directory) -> bool {
        let is_allowed = match peer {
            Peer::Consumer(consumer) => conversation.consumer == *consumer,
            Peer::Agent(_) => true,
            Peer::Unknown => false,
        };
        let among = |wanted: &[String], is: &String| wanted.is_empty() || wanted.contains(is);
        let is = |wanted: &Option<String>, is: &String| wanted.as_ref().is_none_or(|it| it == is);
        is_allowed
            && self.is_of_brand
            && is(&self.conversation, &conversation.id)
            && is(&self.consumer, &conversation.consumer)
            && among(&self.states, &conversation.state)
            && among(&self.stages, &conversation.stage)
            && self.has_agent(conversation)
            && self.has_group(conversation, agents)
            && self.has_dialog(conversation)
            && self.has_time(conversation)
    }

    fn has_agent(&self, conversation: &Conversation) -> bool {
        let mut people = conversation.participants.iter();
        self.agents.is_empty()
            || people
                .any(|one| self.agents.contains(&one.legacy_id) || self.agents.contains(&one.id))
    }

    fn has_group(&self, conversation: &Conversation, agents: &Directory) -> bool {
        let assigned = conversation.assigned_agent();
        let agent = assigned.and_then(|one| agents.find(&one.id));
        self.groups.is_empty() || agent.is_some_and(|agent| self.groups.contains(&agent.group))
    }

    fn has_dialog(&self, conversation: &Conversation) -> bool {
        let mut dialogs = conversation.dialogs.iter();
        self.dialog_kinds.is_empty() || dialogs.any(|one| self.dialog_kinds.contains(&one.kind))
    }

    fn has_time(&self, conversation: &Conversation) -> bool {
        let updated_ms = conversation.updated_ms;
        self.updated_from_ms.is_none_or(|from| updated_ms >= from)
            && self.updated_to_ms.is_none_or(|to| updated_ms <= to)
            && (self.due_to_ms)
                .is_none_or(|to| conversation.is_open() && conversation.effective_ttr_ms <= to)
    }
}
