//! UpdateConversationField (protocol §3.7, §6.7). All fields of a request are
//! applied to a draft, which is kept and told once: a request happens as a
//! whole or not at all, and nothing rings between its halves.

mod ending;
mod marks;
mod people;

use super::{Outcome, Refusal, Request, read, text};
use crate::model::{Conversation, OPEN};
use crate::names::last_segment;
use crate::world::{Peer, World};
use serde_json::Value;

/// A conversation as it will be, and who wants it so.
struct Draft<'a> {
    conversation: Conversation,
    peer: &'a Peer,
    now_ms: u64,
}

impl World {
    pub(super) fn update_conversation_field(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let id = read::required(request.body, "conversationId")?;
        let conversation = self.conversations.get(&id).cloned();
        let conversation = conversation.filter(|one| match &request.peer {
            Peer::Consumer(consumer) => one.consumer == *consumer,
            _ => true,
        });
        let mut draft = Draft {
            conversation: conversation
                .ok_or_else(|| Refusal::with(404, "There is no such conversation"))?,
            peer: &request.peer,
            now_ms: self.now_ms(),
        };
        let fields = read::list(&request.body["conversationField"]);
        let mut sentence = Err(Refusal::bad("Missing conversationField"));
        for field in &fields {
            let said = self.apply_field(&mut draft, field)?;
            // A transfer answers with its first half, as clients compare it (protocol §6.7).
            if sentence.is_err() {
                sentence = Ok(said);
            }
        }
        let sentence = sentence?;
        let drafted = draft.conversation;
        self.change(&id, |one| *one = drafted)?;
        Ok(text(sentence))
    }

    fn apply_field(&self, draft: &mut Draft<'_>, field: &Value) -> Result<&'static str, Refusal> {
        match last_segment(field["field"].as_str().unwrap_or_default()) {
            "ConversationStateField" | "Stage" => draft.close_all(field),
            "DialogChange" => draft.change_dialog(field, self.config.survey.as_deref()),
            "CSATRate" => draft.rate(field),
            "TTRField" => draft.set_ttr(field),
            "DelayField" => draft.set_delay(field),
            "ManualETTR" => draft.set_manual_ettr(field),
            "Note" => draft.set_note("note", field, "OK Update note success"),
            "TopicField" => draft.set_note("topic", field, "OK Update topic success"),
            "ParticipantsChange" => self.change_participants(draft, field),
            "Skill" => self.set_skill(draft, field),
            "" => Err(Refusal::bad("Missing field")),
            other => Err(Refusal::bad(format!("Unknown conversation field {other}"))),
        }
    }
}

impl Draft<'_> {
    /// What a consumer cannot set.
    fn by_agent(&self) -> Result<(), Refusal> {
        match self.peer {
            Peer::Agent(_) => Ok(()),
            _ => Err(Refusal::with(403, "Only an agent can set this field")),
        }
    }

    /// What makes no sense after the end.
    fn while_open(&self) -> Result<(), Refusal> {
        if self.conversation.state == OPEN {
            Ok(())
        } else {
            Err(Refusal::with(409, "This conversation is closed"))
        }
    }

    /// The same for a field that may name a dialog: a survey's is open after the main one's end.
    fn while_dialog_open(&self, field: &Value) -> Result<(), Refusal> {
        let named = read::optional(field, "dialogId");
        match named.and_then(|id| self.conversation.dialog(&id)) {
            Some(dialog) if dialog.state == OPEN => Ok(()),
            _ => self.while_open(),
        }
    }

    /// Who closes, as it is told.
    fn closer(&self) -> &'static str {
        match self.peer {
            Peer::Agent(_) => "AGENT",
            _ => "CONSUMER",
        }
    }
}
