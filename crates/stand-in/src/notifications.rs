//! Notifications (protocol §4). Consumers' sockets use the second generation, agents' sockets the
//! first.

mod filter;
mod shapes;

pub use shapes::event_value;

use crate::model::{Conversation, StoredEvent};
use crate::world::{ConnectionId, Peer, World};
use serde_json::{Value, json};
use shapes::{details, events_frame, list_frame, replayed};
use std::time::Duration;

/// The delay between a subscription's response and its first notification.
pub const FIRST_AFTER: Duration = Duration::from_millis(30);
/// The most conversations in one notification (protocol §3.2).
const MAX_CONVERSATIONS: usize = 1_001;
/// The most bytes of history in one notification, about ten thousand typical messages.
const MAX_HISTORY_BYTES: usize = 4 * 1024 * 1024;

/// The recipient of a notification, and what they may see.
struct Viewer {
    peer: Peer,
    sees_suggested: bool,
}

impl World {
    /// Notifies every subscriber that a conversation changed.
    pub fn notify_subscribers(&mut self, id: &str) {
        self.notify_where(id, |_| true);
    }

    /// Notifies the subscribed agents that a dialog has a new event. Their lists show the last
    /// message and the unread count (protocol §4.1).
    pub fn notify_agents(&mut self, id: &str) {
        self.notify_where(id, |peer| matches!(peer, Peer::Agent(_)));
    }

    fn notify_where(&mut self, id: &str, is_recipient: impl Fn(&Peer) -> bool) {
        let Some(conversation) = self.conversations.get(id).cloned() else {
            return;
        };
        let mut frames = Vec::new();
        let recipients = (self.connections.iter_mut()).filter(|(_, one)| is_recipient(&one.peer));
        for (&connection_id, connection) in recipients {
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

    /// Sends the first notification of a subscription, with everything that matches.
    pub fn send_matching_conversations(&mut self, connection_id: ConnectionId, subscription: &str) {
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
        matching.truncate(MAX_CONVERSATIONS);
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
    fn result(&mut self, conversation: &Conversation, viewer: &Viewer) -> Value {
        let peer = &viewer.peer;
        let mut result = json!({
            "convId": conversation.id,
            "effectiveTTR": if conversation.is_open() { json!(conversation.effective_ttr_ms) } else { json!(-1) },
            "lastUpdateTime": conversation.updated_ms,
            "conversationDetails": details(conversation, viewer, &self.config.account),
        });
        if matches!(peer, Peer::Agent(_)) {
            result["numberOfunreadMessages"] = self.unread_messages(conversation);
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
            .find(|event| event.is_content())
    }

    /// Sends an event to one socket, in its peer's shape.
    pub fn send_event(&mut self, to: ConnectionId, event: &StoredEvent, stored: bool) {
        let Some(peer) = self.connections.get(&to).map(|one| one.peer.clone()) else {
            return;
        };
        let mut value = event_value(event, &peer);
        if !stored {
            // Chat states have no sequence in the dialog (protocol §5.1).
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

    /// Sends the history from a sequence on, even if it is empty. It is one notification (protocol
    /// §3.4), or several if one would be too long for a frame.
    pub fn send_history(&mut self, to: ConnectionId, dialog: &str, from: u64) {
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
            if bytes > MAX_HISTORY_BYTES {
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
