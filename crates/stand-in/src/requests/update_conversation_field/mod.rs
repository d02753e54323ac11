//! UpdateConversationField (protocol §3.7, §6.7, §11). All fields of a request are one change.
//! Preconditions are checked against the conversation before the request, and the result is checked
//! after all fields were applied, so the order of the fields does not matter. The result is stored
//! once and causes one notification. The request succeeds or fails as a whole, and nothing rings in
//! between.

mod ending;
mod marks;
mod people;
mod takeover;

use super::{Outcome, Refusal, Request, read, text};
use crate::model::{Conversation, OPEN};
use crate::names::last_segment;
use crate::world::{Peer, World};
use serde_json::Value;

/// The response to a request that removes an agent, whatever else it does. Clients compare this
/// text (protocol §2.3).
const REMOVED: &str = "OK Agent removed successfully";
/// The response to a transfer that removes nobody. Clients accept only these two texts for a
/// transfer.
const SKILL_CHANGED: &str = "Skill changed successfully";

/// The conversation while fields are applied, and the sender of the request.
struct Draft<'a> {
    /// The conversation before the request.
    before: &'a Conversation,
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
        let fields = read::list(&request.body["conversationField"]);
        let conversation = conversation.filter(|one| match &request.peer {
            Peer::Consumer(consumer) => {
                one.consumer == *consumer || self.is_takeover(consumer, &one.consumer, &fields)
            }
            _ => true,
        });
        let before =
            conversation.ok_or_else(|| Refusal::with(404, "There is no such conversation"))?;
        let mut draft = Draft {
            before: &before,
            conversation: before.clone(),
            peer: &request.peer,
            now_ms: self.now_ms(),
        };
        let mut in_turn: Vec<(usize, &Value)> = fields.iter().enumerate().collect();
        in_turn.sort_by_key(|(_, field)| turn(field));
        let mut said = Vec::new();
        for (place, field) in in_turn {
            said.push((place, self.apply_field(&mut draft, field)?));
        }
        self.judge(&draft, &fields)?;
        let sentence = answer(&said).ok_or_else(|| Refusal::bad("Missing conversationField"))?;
        let drafted = draft.conversation;
        self.change(&id, |one| *one = drafted)?;
        Ok(text(sentence))
    }

    fn apply_field(&self, draft: &mut Draft<'_>, field: &Value) -> Result<&'static str, Refusal> {
        match name_of(field) {
            "ConversationStateField" | "Stage" => draft.close_all(field),
            "DialogChange" => draft.change_dialog(field, self.survey_after(draft.before)),
            "CSATRate" => draft.rate(field),
            "TTRField" => draft.set_ttr(field),
            "DelayField" => draft.set_delay(field),
            "ManualETTR" => draft.set_manual_ettr(field),
            "Note" => draft.set_note("note", field, "OK Update note success"),
            "TopicField" => draft.set_note("topic", field, "OK Update topic success"),
            "ParticipantsChange" if takeover::is_part(field) => self.take_over(draft, field),
            "ParticipantsChange" => self.change_participants(draft, field),
            SKILL => self.set_skill(draft, field),
            "" => Err(Refusal::bad("Missing field")),
            other => Err(Refusal::bad(format!("Unknown conversation field {other}"))),
        }
    }
}

const SKILL: &str = "Skill";

fn name_of(field: &Value) -> &str {
    last_segment(field["field"].as_str().unwrap_or_default())
}

/// The order in which fields are applied, whatever their order in the request. Removals come first,
/// to make room for additions; suggestions and closing come last.
fn turn(field: &Value) -> u8 {
    match (name_of(field), field["type"].as_str()) {
        ("ParticipantsChange", Some("REMOVE")) => 0,
        ("ParticipantsChange", Some("SUGGEST")) => 2,
        ("DialogChange", _) => 3,
        ("ConversationStateField" | "Stage", _) => 4,
        _ => 1,
    }
}

/// The response to a request of several fields: the text that clients expect for a transfer, or
/// else that of the first field.
fn answer(said: &[(usize, &'static str)]) -> Option<&'static str> {
    let has = |sentence: &&str| said.iter().any(|(_, said)| said == sentence);
    let of_transfer = [REMOVED, SKILL_CHANGED].into_iter().find(has);
    let first = said.iter().min_by_key(|(place, _)| place);
    of_transfer.or(first.map(|(_, sentence)| *sentence))
}

impl Draft<'_> {
    /// Refuses everybody except agents.
    fn by_agent(&self) -> Result<(), Refusal> {
        match self.peer {
            Peer::Agent(_) => Ok(()),
            _ => Err(Refusal::with(403, "Only an agent can set this field")),
        }
    }

    /// Refuses the field if the conversation was closed before the request.
    fn while_open(&self) -> Result<(), Refusal> {
        if self.before.state == OPEN {
            Ok(())
        } else {
            Err(Refusal::with(409, "This conversation is closed"))
        }
    }

    /// Like [`Self::while_open`], for a field that may name a dialog. A survey's dialog can be open
    /// after the main one was closed.
    fn while_dialog_open(&self, field: &Value) -> Result<(), Refusal> {
        let named = read::optional(field, "dialogId");
        match named.and_then(|id| self.before.dialog(&id)) {
            Some(dialog) if dialog.state == OPEN => Ok(()),
            _ => self.while_open(),
        }
    }

    /// The value of `closedBy` and `closeReason`.
    fn closer(&self) -> &'static str {
        match self.peer {
            Peer::Agent(_) => "AGENT",
            _ => "CONSUMER",
        }
    }
}
