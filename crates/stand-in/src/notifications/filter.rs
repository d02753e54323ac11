//! The filter of a subscription to conversations (protocol §3.2).

use crate::agents::Directory;
use crate::model::Conversation;
use crate::world::{ConversationFilter, Peer};

impl ConversationFilter {
    /// Whether the filter matches a conversation. Consumers see only their own, whatever they ask
    /// for.
    pub(super) fn matches(
        &self,
        conversation: &Conversation,
        peer: &Peer,
        agents: &Directory,
    ) -> bool {
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
