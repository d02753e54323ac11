//! What the service tells unasked (protocol §4): the second generation on
//! consumers' sockets, the first on agents'.

use crate::model::{Conversation, Participant, StoredEvent};
use crate::world::{ConnectionId, ConversationFilter, Peer, World};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The first notification of a subscription comes this much after its response.
pub const FIRST_AFTER: Duration = Duration::from_millis(30);
/// At most so many conversations in one notification (protocol §3.2).
const MOST_CONVERSATIONS: usize = 1_001;
/// At most so many bytes of history in one notification: ten thousand usual messages.
const MOST_HISTORY_BYTES: usize = 4 * 1024 * 1024;

impl World {
    /// Tells everybody who subscribed that a conversation changed.
    pub fn tell_conversation(&mut self, id: &str) {
        let Some(conversation) = self.conversations.get(id).cloned() else {
            return;
        };
        let mut frames = Vec::new();
        for (&connection_id, connection) in &mut self.connections {
            let peer = connection.peer.clone();
            for filter in &mut connection.filters {
                let matches = filter.matches(&conversation, &peer);
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
                frames.push((connection_id, filter.id.clone(), peer.clone(), kind));
            }
        }
        for (connection, subscription, peer, kind) in frames {
            let change = json!({"type": kind, "result": self.result(&conversation, &peer)});
            self.send(
                connection,
                &list_frame(&peer, &subscription, &[change]),
                Duration::ZERO,
            );
        }
    }

    /// The first notification of a subscription: everything that matches now.
    pub fn tell_all_conversations(&mut self, connection_id: ConnectionId, subscription: &str) {
        let Some(connection) = self.connections.get_mut(&connection_id) else {
            return;
        };
        let peer = connection.peer.clone();
        let Some(filter) = (connection.filters.iter_mut()).find(|filter| filter.id == subscription)
        else {
            return;
        };
        let mut matching: Vec<Conversation> = (self.conversations.values())
            .filter(|conversation| filter.matches(conversation, &peer))
            .cloned()
            .collect();
        matching.sort_by_key(|conversation| std::cmp::Reverse(conversation.updated_ms));
        matching.truncate(MOST_CONVERSATIONS);
        filter.matching = matching.iter().map(|one| one.id.clone()).collect();
        let changes: Vec<Value> = (matching.iter())
            .map(|one| json!({"type": "UPSERT", "result": self.result(one, &peer)}))
            .collect();
        self.send(
            connection_id,
            &list_frame(&peer, subscription, &changes),
            FIRST_AFTER,
        );
    }

    /// A conversation as its `result` (protocol §4.1).
    pub fn result(&self, conversation: &Conversation, peer: &Peer) -> Value {
        let mut result = json!({
            "convId": conversation.id,
            "effectiveTTR": if conversation.is_open() { json!(conversation.effective_ttr_ms) } else { json!(-1) },
            "lastUpdateTime": conversation.updated_ms,
            "conversationDetails": details(conversation, peer),
        });
        if matches!(peer, Peer::Agent(_)) {
            result["numberOfunreadMessages"] = json!({});
        }
        if let Some(last) = self.last_content(conversation) {
            result["lastContentEventNotification"] = event_value(last, peer);
        }
        result
    }

    fn last_content(&self, conversation: &Conversation) -> Option<&StoredEvent> {
        let events = self.events.get(&conversation.id)?;
        events
            .iter()
            .rev()
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
        let wanted = history.filter(|event| event.sequence >= from && event.audience == "ALL");
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

fn details(conversation: &Conversation, peer: &Peer) -> Value {
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
        "dialogs": conversation.dialogs.iter().map(|dialog| dialog_value(conversation, dialog)).collect::<Vec<_>>(),
        "participantsPId": by_role(&conversation.participants, |one| &one.id),
    });
    details["participants"] = match peer {
        Peer::Agent(_) => by_role(&conversation.participants, |one| &one.legacy_id),
        _ => (conversation.participants.iter())
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
    for (name, value) in &conversation.extra {
        details[name] = value.clone();
    }
    details
}

fn dialog_value(conversation: &Conversation, dialog: &crate::model::Dialog) -> Value {
    let people: Vec<_> = (conversation.participants.iter())
        .map(|one| json!({"id": one.id, "role": one.role, "state": "ACTIVE"}))
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
    if let Some(ended) = dialog.ended_ms {
        value["endTs"] = ended.into();
        value["closedBy"] = dialog.closed_by.clone().into();
        value["closedCause"] = dialog.closed_cause.clone().into();
    }
    value
}

/// Both maps list the same people under the same roles (protocol §8.4).
fn by_role(people: &[Participant], id: fn(&Participant) -> &String) -> Value {
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
    fn matches(&self, conversation: &Conversation, peer: &Peer) -> bool {
        let is_allowed = match peer {
            Peer::Consumer(consumer) => conversation.consumer == *consumer,
            Peer::Agent(_) => true,
            Peer::Unknown => false,
        };
        let among = |wanted: &[String], is: &String| wanted.is_empty() || wanted.contains(is);
        let has_agent = self.agents.is_empty()
            || (conversation.participants.iter())
                .any(|one| self.agents.contains(&one.legacy_id) || self.agents.contains(&one.id));
        is_allowed
            && has_agent
            && among(&self.states, &conversation.state)
            && among(&self.stages, &conversation.stage)
            && self
                .updated_from_ms
                .is_none_or(|from| conversation.updated_ms >= from)
            && self
                .updated_to_ms
                .is_none_or(|to| conversation.updated_ms <= to)
    }
}
