//! The end of a conversation, its survey, and urgency (protocol §3.7, §5.6, §5.7).
//!
//! What the consumer asked for is kept as a wish until the server confirms it,
//! so that a lost connection only delays it. Every one of these requests may be
//! sent twice without harm.

use super::Session;
use super::config::{NORMAL_SECS, URGENT_SECS};
use super::forgotten::UNKNOWN;
use super::input::CommandError;
use super::output::{Event, Survey};
use super::pending_requests::Pending;
use super::settle::PersistWish;
use crate::ids::{ConversationId, ParticipantId};
use crate::wire::request::{ConversationField, CsatStatus, UpdateConversationField};
use crate::wire::{CloseReason, Conversation, Response, TtrType};

/// What is asked for and not confirmed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Closing {
    /// The conversation to end.
    pub(super) ending: Option<ConversationId>,
    /// Whether the next conversation end is answered with a survey.
    pub(super) survey: Survey,
    /// The rating to send.
    pub(super) rating: Option<ConversationField>,
    /// The urgency to set.
    pub(super) urgency: Option<(ConversationId, bool)>,
}

impl Session {
    pub(super) fn end_conversation(&mut self) -> Result<(), CommandError> {
        let open = self
            .open_conversation()
            .ok_or(CommandError::NoOpenConversation)?;
        self.closing.ending = Some(open.id.clone());
        Ok(())
    }

    pub(super) fn set_urgent(&mut self, urgent: bool) -> Result<(), CommandError> {
        let open = self
            .open_conversation()
            .ok_or(CommandError::NoOpenConversation)?;
        self.closing.urgency = Some((open.id.clone(), urgent));
        Ok(())
    }

    /// The schema wants an answer whether the issue was resolved; that there was
    /// none is for the status to say.
    pub(super) fn rate(&mut self, stars: u8, resolved: Option<bool>) -> Result<(), CommandError> {
        if !(1..=5).contains(&stars) {
            return Err(CommandError::NotARating { stars });
        }
        self.answer_survey(ConversationField::Csat {
            rate: stars,
            resolved: resolved == Some(true),
            status: match resolved {
                Some(_) => CsatStatus::Filled,
                None => CsatStatus::PartiallyFilled,
            },
        })
    }

    pub(super) fn skip_survey(&mut self) -> Result<(), CommandError> {
        self.answer_survey(ConversationField::Csat {
            rate: 0,
            resolved: false,
            status: CsatStatus::Skipped,
        })
    }

    fn answer_survey(&mut self, answer: ConversationField) -> Result<(), CommandError> {
        let Survey::Asked(id) = &self.closing.survey else {
            return Err(CommandError::NoSurvey);
        };
        self.closing.survey = Survey::Sending(id.clone());
        self.closing.rating = Some(answer);
        self.persist = PersistWish::Now;
        Ok(())
    }

    /// A conversation that was open is not any more. A person is asked about a
    /// conversation only if somebody answered them in it, and not after the
    /// system closed it for silence (§5.6).
    pub(super) fn on_conversation_ended(&mut self, ended: &Conversation) {
        self.closing.ending.take_if(|id| *id == ended.id);
        self.closing.urgency.take_if(|(id, _)| *id == ended.id);
        self.presence.clear_typing();
        let by_a_person = matches!(
            ended.close_reason,
            None | Some(CloseReason::Consumer | CloseReason::Agent)
        );
        if by_a_person && ended.csat.is_none() && self.was_answered(ended) {
            self.closing.survey = Survey::Asked(ended.id.clone());
        }
        self.persist = PersistWish::Now;
    }

    fn was_answered(&self, conversation: &Conversation) -> bool {
        let own: &[ParticipantId] = &self.own;
        let in_it = |transcript: &&crate::Transcript| *transcript.conversation() == conversation.id;
        conversation.assigned_agent().is_some()
            || self.transcripts.values().filter(in_it).any(|transcript| {
                transcript
                    .messages(0..transcript.message_count(), own)
                    .any(|message| matches!(message.sender, crate::Sender::Agent(_)))
            })
    }

    /// A new conversation begins: nobody is asked about the last one any more.
    pub(super) fn withdraw_survey(&mut self) {
        if matches!(self.closing.survey, Survey::Asked(_) | Survey::Answered(_)) {
            self.closing.survey = Survey::None;
        }
    }

    /// Sends what is asked for and not under way.
    pub(super) fn pump_closing(&mut self) {
        if let Some(conversation) = self.closing.ending.clone()
            && !self.outbox.is_busy()
            && !self.pending.any(|what| matches!(what, Pending::Close(_)))
        {
            self.update(
                Pending::Close(conversation.clone()),
                conversation,
                ConversationField::Close,
            );
        }
        if let (Survey::Sending(conversation), Some(rating)) =
            (self.closing.survey.clone(), self.closing.rating.clone())
            && !self.pending.any(|what| matches!(what, Pending::Rating(_)))
        {
            self.update(Pending::Rating(conversation.clone()), conversation, rating);
        }
        if let Some((conversation, urgent)) = self.closing.urgency.clone()
            && !self.pending.any(|what| matches!(what, Pending::Urgency(_)))
        {
            let (kind, secs) = if urgent {
                (TtrType::Urgent, URGENT_SECS)
            } else {
                (TtrType::Normal, NORMAL_SECS)
            };
            let field = ConversationField::Ttr { kind, secs };
            self.update(Pending::Urgency(conversation.clone()), conversation, field);
        }
    }

    fn update(&mut self, what: Pending, conversation: ConversationId, field: ConversationField) {
        self.send(
            what,
            &UpdateConversationField {
                conversation,
                field,
            },
        );
    }

    pub(super) fn on_close_answered(&mut self, id: &ConversationId, response: &Response) {
        self.closing.ending.take_if(|ending| ending == id);
        // Somebody else may have been quicker; then it is closed, as was asked.
        let is_open = self.conversation(id).is_some_and(Conversation::is_open);
        if !response.is_success() && is_open {
            let code = response.code;
            self.tell(Event::CommandRefused(CommandError::CloseRefused { code }));
        }
    }

    pub(super) fn on_rating_answered(&mut self, id: &ConversationId, response: &Response) {
        let rating = self.closing.rating.take();
        let is_skipped = matches!(
            rating,
            Some(ConversationField::Csat {
                status: CsatStatus::Skipped,
                ..
            })
        );
        if response.is_success() {
            self.closing.survey = if is_skipped {
                Survey::None
            } else {
                Survey::Answered(id.clone())
            };
        } else {
            // The service never takes an answer for a conversation that it forgot.
            self.closing.survey = if response.code == UNKNOWN {
                Survey::None
            } else {
                Survey::Asked(id.clone())
            };
            let code = response.code;
            self.tell(Event::CommandRefused(CommandError::RatingRefused { code }));
        }
        self.persist = PersistWish::Now;
    }
}
